"""The fenced blocks of README.md and docs/, generated pages included."""
import os
import pathlib
import re
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM") or TOP / "build/release/snnflow")
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```", re.M | re.S)


def blocks(page):
    """Of a page: (place, words after the fence, text)."""
    text = page.read_text()
    for match in FENCE.finditer(text):
        yield f"{page.name}:{text.count(chr(10), 0, match.start()) + 1}", match[1].split(), match[2]


def pages(folder, environment):
    """README.md, then the pages of docs/ as docs/build.py makes them."""
    build = ["/usr/bin/python3", "-B", TOP / "docs/build.py", PROGRAM, folder]
    subprocess.run([*build, "--pages-only"], check=True, env=environment)
    return [TOP / "README.md", *sorted(pathlib.Path(f"{folder}-pages").rglob("*.md"))]
