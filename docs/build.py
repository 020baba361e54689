"""Builds the documentation: pages of this folder, and pages that are written from the declarations in the program.

build.py PROGRAM SITE [--pages-only]: SITE gets the site, SITE-pages the pages that it is made of.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent


def cell(text):
    """A text as a cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell(x) for x in row) + " |" for row in rows]) + "\n"


def range_of(p):
    if "choices" in p:
        return ", ".join(f'"{c}"' for c in p["choices"])
    low, high = p["low"], p["high"]
    if p["type"] == "integer":  # what an int can hold is no news
        low = None if low is not None and low <= -2**31 else low
        high = None if high is not None and high >= 2**31 - 1 else high
    parts = []
    if low is not None:
        parts.append(("above " if p["low_open"] else "from ") + f"{low:g}")
    if high is not None:
        parts.append(("below " if p["high_open"] else "to ") + f"{high:g}")
    return " ".join(parts)


def default_of(p):
    if p["required"]:
        return "required"
    return "" if p["default"] is None else f"`{json.dumps(p['default'])}`"


def type_of(p):
    trained = ", trained" if p["trained"] else ", trainable" if p["trainable"] else ""
    return ("parameter" if p["model"] else p["type"]) + trained + (", per unit" if p["model"] and p["per"] == "unit" else "")


def plugin_text(plugin):
    text = f"## {plugin['name']}\n\n{plugin['doc']}\n\n"
    if plugin["source"]:
        text += f"Source: {plugin['source']}\n\n"
    if plugin["parameters"]:
        text += table(["parameter", "type", "default", "unit", "range", ""],
                      [[f"`{p['name']}`", type_of(p), default_of(p), p["unit"], range_of(p), p["doc"]] for p in plugin["parameters"]])
    if plugin["states"]:
        text += "\n" + table(["state", "begins at", "unit", ""],
                             [[f"`{s['name']}`", f"{s['initial']:g}", s["unit"], s["doc"]] for s in plugin["states"]])
    return text + f"\n```toml fragment\n{plugin['toml']}\n```\n\n"


def plugin_pages(program, folder):
    """A page for each kind of plugin; their names."""
    sections = json.loads(run(program, "schema"))["properties"]
    by_kind = {}
    for plugin in json.loads(run(program, "plugins", "list", "--json")):
        if all(section in sections for section in tomllib.loads(plugin["toml"])):  # else the language has no place for it yet
            by_kind.setdefault(plugin["kind"], []).append(plugin)
    (folder / "plugins").mkdir()
    for kind, plugins in by_kind.items():
        text = f"# {kind.capitalize()} plugins\n\nFrom the declarations in the code; `snnflow plugins show NAME` says the same.\n\n"
        (folder / "plugins" / f"{kind}.md").write_text(text + "".join(map(plugin_text, plugins)))
    return [f"plugins/{kind}.md" for kind in by_kind]


def shape_of(schema):
    """The type that a schema asks for, in words."""
    if "enum" in schema:
        return ", ".join(f'"{c}"' for c in schema["enum"])
    names = {"object": "table", "array": "array", "string": "text"}
    types = schema.get("type", "any value")
    return " or ".join(names.get(t, t) for t in ([types] if isinstance(types, str) else types))


def range_in(schema):
    words = {"exclusiveMinimum": "above", "minimum": "from", "maximum": "to", "exclusiveMaximum": "below"}
    return " ".join(f"{word} {schema[key]:.10g}" for key, word in words.items() if key in schema and abs(schema[key]) < 10**9)


def key_row(name, schema):
    """A description is: doc, then facts (unit, range, ...), then source, a paragraph each."""
    doc, *more = schema.get("description", "").split("\n\n")
    facts = [m for m in more if not m.startswith("Source: ")]
    default = f"`{json.dumps(schema['default'])}`" if "default" in schema else ""
    return [f"`{name}`", shape_of(schema), default, facts[0] if facts else range_in(schema), doc]


def key_rows(schema, definitions, path, seen, rows):
    """Every key below a table; of a plugin's own table only the name, as it has a page."""
    for name, child in sorted(schema.get("properties", {}).items()):
        at = f"{path}.{name}".lstrip(".")
        reference = child.get("$ref", "").removeprefix("#/definitions/")
        child = definitions[reference] if reference else child
        rows.append(key_row(at, child))
        is_pick = child.get("maxProperties") == 1 or name in ("loss", "regulariser", "metric", "initial")
        if is_pick and at != "engine":
            kind = "connection" if reference.startswith("connection") else name
            if name != "initial":
                rows[-1][4] += f" [{kind} plugins](plugins/{kind}.md)"
        elif reference not in seen:
            key_rows(child, definitions, at, seen | {reference} if reference else seen, rows)
        inner = child.get("additionalProperties")
        if isinstance(inner, dict):
            reference = inner.get("$ref", "").removeprefix("#/definitions/")
            inner = definitions[reference] if reference else inner
            if inner.get("maxProperties") == 1:
                rows.append([f"`{at}.<source>`", shape_of(inner), "", "", inner["description"] + " [connection plugins](plugins/connection.md)"])
            elif reference not in seen:
                key_rows(inner, definitions, at + ".<name>", seen | {reference} if reference else seen, rows)


def keys_page(program):
    schema = json.loads(run(program, "schema"))
    rows = []
    key_rows(schema, schema["definitions"], "", frozenset(), rows)
    definitions = schema["definitions"]
    options = [key_row(name.removeprefix("option."), s) for name, s in sorted(definitions.items()) if name.startswith("option.")]
    terms = [key_row(name, s) for name, s in sorted(shared(schema["properties"]["loss"]).items())]
    schedules = [key_row(name, s) for name, s in sorted(shared(definitions["schedule"]).items())]
    head = ["key", "type", "default", "unit, range", ""]
    return ("# Every key\n\nFrom the declarations in the code. Keys of plugins stand on their pages. How they work together: "
            "[The language](language.md).\n\n" + table(head, rows) +
            "\n## Options of a parameter\n\nBeside `value` or an [initialiser](plugins/initialiser.md).\n\n" + table(head, options) +
            "\n## What every loss takes\n\nMetrics take the same but `weight`; regularisers take `weight`, `name` and `layers`.\n\n" +
            table(head, terms) + "\n## What every schedule takes\n\n" + table(head, schedules))


def shared(kind):
    """The keys that all plugins of a kind have, by the schema of the kind."""
    tables = [p["properties"] for p in kind["properties"].values()]
    return {k: v for k, v in tables[0].items() if all(k in t for t in tables)}


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def main(program, site, pages_only):
    site = pathlib.Path(site).resolve()
    pages = site.with_name(site.name + "-pages")
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    for page in HERE.glob("*.md"):
        shutil.copy(page, pages)
    generated = plugin_pages(program, pages)
    (pages / "keys.md").write_text(keys_page(program))
    if pages_only:
        return 0
    settings = (HERE / "mkdocs.yml").read_text().replace("PAGES", str(pages), 1).replace("SITE", str(site), 1)
    settings = settings.replace("- PLUGIN_PAGES", "\n      ".join("- " + page for page in generated))
    file = site.with_name(site.name + ".yml")
    file.write_text(settings)
    # `fragment` is for the tests; Markdown would take it for a part of the language's name.
    for page in pages.rglob("*.md"):
        page.write_text(page.read_text().replace("```toml fragment\n", "```toml\n"))
    return subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", file]).returncode


sys.exit(main(sys.argv[1], sys.argv[2], "--pages-only" in sys.argv))
