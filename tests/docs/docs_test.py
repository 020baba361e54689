"""Runs what README.md and docs/ show.

```toml           must pass `snnflow check`
```toml fragment  must parse, and pass the schema of experiments
```sh             is executed line by line where experiments/ lies, trained for one epoch
```python         is executed after it, in the same folder
"""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

from blocks import PROGRAM, TOP, blocks, pages

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(77)

# Stands for the program: trains no longer than an epoch. A run that goes on keeps its own length.
SHORT = """#!/bin/sh
case " $* " in
  *" --resume "*)  # the runs of listings are finished
    said=$("{program}" "$@" 2>&1) || case $said in *"is finished"*) exit 0 ;; *) echo "$said"; exit 1 ;; esac ;;
  " run "*) set -- "$@" --set train.epochs=1 ;;
esac
exec "{program}" "$@"
"""
# Stands for ./dev, which would build: its commands must be there, and `run` runs.
DEV = """#!/bin/sh
[ "$1" = run ] && exec build/release/snnflow "$@"
grep -q "^\\./dev $1 " "{top}/dev"
"""
OTHERS = {"cpp", "cmake", "text", ""}  # plugins_test.py compiles; the rest is for reading
failures, counts = [], {}


def say(good, what, said=""):
    if not good:
        failures.append(what)
        print("WRONG ", what, said, sep="\n  ")


def count(language):
    counts[language] = counts.get(language, 0) + 1


def make_place(folder):
    """A folder in which a reader would stand: experiments/, build/release/snnflow and ./dev."""
    shutil.copytree(TOP / "experiments", folder / "experiments")
    for file in (folder / "experiments").glob("*.toml"):
        file.write_text(re.sub(r"^(train|valid|test) = \d+00$", r"\1 = 200", file.read_text(), flags=re.M))
    (folder / "build/release").mkdir(parents=True)
    for path, text in ((folder / "build/release/snnflow", SHORT.format(program=PROGRAM)), (folder / "dev", DEV.format(top=TOP))):
        path.write_text(text)
        path.chmod(0o755)


def execute(command, place, folder, environment):
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=250)
    say(ran.returncode == 0, f"{place}: runs", (ran.stdout + ran.stderr)[-1500:])


def look_at(page, folder, validator, environment):
    for place, words, text in blocks(page):
        language, fragment = words[0] if words else "", "fragment" in words
        count(language + " fragment" * fragment)
        if language == "toml" and fragment:
            try:
                document = tomllib.loads(text)
            except tomllib.TOMLDecodeError as wrong:
                say(False, f"{place}: parses", str(wrong))
                continue
            faults = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(document)]
            say(not faults, f"{place}: passes the schema", "\n".join(faults))
        elif language == "toml":
            (folder / "listing.toml").write_text(text)
            execute([PROGRAM, "check", "listing.toml"], place, folder, environment)
        elif language == "sh":
            execute(["bash", "-euc", text], place, folder, environment)
        elif language == "python":
            execute(["/usr/bin/python3", "-c", text], place, folder, environment)
        elif language not in OTHERS:
            say(False, f"{place}: says what it is", f"'{language}' is none of toml, sh, python, cpp, cmake, text")


def main():
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        environment = {**os.environ, "XDG_DATA_HOME": name, "SNNFLOW_PLUGIN_PATH": "", "HDF5_USE_FILE_LOCKING": "FALSE"}
        schema = json.loads(subprocess.run([PROGRAM, "schema"], check=True, capture_output=True, env=environment).stdout)
        for page in pages(top / "docs", environment):
            folder = top / f"place-{page.stem}"
            folder.mkdir()
            make_place(folder)
            look_at(page, folder, jsonschema.Draft7Validator(schema), {**environment, "PATH": f"{folder}/build/release:{os.environ['PATH']}"})
        if importlib.util.find_spec("mkdocs") and importlib.util.find_spec("material"):
            site = subprocess.run(["/usr/bin/python3", "-B", TOP / "docs/build.py", PROGRAM, top / "site"], capture_output=True, text=True, env=environment)
            say(site.returncode == 0 and (top / "site/plugins/neuron.html").exists(), "the site is built", site.stdout + site.stderr)
    print(", ".join(f"{n} {what}" for what, n in sorted(counts.items())), "blocks;", len(failures), "failures")
    return 1 if failures or min(counts.get(k, 0) for k in ("toml", "toml fragment", "sh", "python")) < 2 else 0


sys.exit(main())
