"""Compiles the plugins that README.md and docs/ show, against an installed snnflow, and asks the program for each of them.

plugins_test.py BUILD_TREE COMPILER SANITIZED
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from blocks import PROGRAM, TOP, blocks

BUILD, COMPILER, SANITIZED = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
NAME = re.compile(r'snnflow::about\(\s*"([^"]+)"')
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(shown CXX)
find_package(snnflow REQUIRED)
{targets}
"""
EXPERIMENT = """
plugins = [{libraries}]
[data.parity]
bits = 3
[encoder.burst]
[engine.{engine}]
t_end = 20.0
{more}
[layer.hidden]
size = 8
neuron.{neuron} = {{}}
from.input.dense.weight.exponentials = {{ mean = 0.7 }}
[layer.middle]
neuron.{neuron} = {{}}
from.hidden.one-to-one.weight = 1.5
[layer.output]
size = 2
neuron.{neuron} = {{}}
from.middle.dense.weight.exponentials = {{ mean = 0.7 }}
[loss.early-label]
{regulariser}
[metric.label-latency]
[optimiser.sign-descent]
schedule.inverse-root = {{}}
[train]
epochs = 2
batch = 4
"""


def must(*command, **more):
    ran = subprocess.run([str(c) for c in command], capture_output=True, text=True, **more)
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout[-6000:]}{ran.stderr[-3000:]}")
    return ran.stdout


def main(top):
    prefix = top / "prefix"
    must("cmake", "--install", BUILD, "--prefix", prefix)
    program = prefix / "bin/snnflow"
    names, targets = [], []
    for page in [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]:
        for place, words, text in blocks(page):
            if words[:1] != ["cpp"]:
                continue
            target = f"shown_{len(targets)}"
            (top / f"{target}.cpp").write_text(f'#line 1 "{place}"\n' + text)
            targets.append(f"snnflow_add_plugin({target} {target}.cpp)")
            names += NAME.findall(text)
    (top / "CMakeLists.txt").write_text(PROJECT.format(targets="\n".join(targets)))
    tree = top / "tree"
    must("cmake", "-S", top, "-B", tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}")
    must("ninja", "-C", tree, "-j", "2")
    listed = {p["name"] for p in json.loads(must(program, "plugins", "list", "--json", "--plugin-path", tree))}
    missing = [n for n in names if n not in listed]
    if missing or len(names) < 10:
        sys.exit(f"not in the list of plugins: {missing} of {names}")
    libraries = ", ".join(f'"{tree / t.split("(")[1].split()[0]}.so"' for t in targets)
    regulariser = "[regulariser.few-spikes]\nweight = 1e-3"
    for engine, neuron, more, term in (("event", "leak-only", "", ""), ("clock", "leak-only", "dt = 0.5\nsurrogate.gauss = {}", regulariser),
                                       ("clock", "half-reset", "dt = 1.0\nsurrogate.gauss = {}", regulariser)):
        file = top / f"{engine}_{neuron}.toml"
        file.write_text(EXPERIMENT.format(libraries=libraries, engine=engine, neuron=neuron, more=more, regulariser=term))
        must(program, "run", file, "--quiet", "--out", top / f"run-{engine}-{neuron}")
        must(program, "gradcheck", file, "--entries", "5")
    schema = must(program, "schema", "--plugin-path", tree)
    absent = [n for n in names if f'"{n}"' not in schema]
    if absent:
        sys.exit(f"the schema does not know {absent}")
    print(f"{len(targets)} listings compiled, {len(names)} plugins: {', '.join(names)}")


if SANITIZED:
    print("SKIPPED: a plugin built without sanitizers does not go with a program built with them")
    sys.exit(77)
with tempfile.TemporaryDirectory() as name:
    main(pathlib.Path(name))
