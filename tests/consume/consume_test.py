"""Installs snnflow, builds a neuron outside the tree against it, runs it in every way, and offers libraries that are no good.

consume_test.py BUILD_TREE COMPILER SANITIZED
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BUILD, COMPILER, SANITIZED = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
HERE = pathlib.Path(__file__).resolve().parent
failures = []

EXPERIMENT = """
plugins = [PLUGINS]
[data.inline]
train.spikes = [[[1.0, 0], [2.5, 1], [7.0, 0]], [[0.5, 1], [3.0, 0], [4.0, 1]]]
train.labels = [0, 1]
[engine.event]
t_end = 40.0
[layer.hidden]
size = 3
neuron.NEURON = { tau_mem = 15.0, tau_syn = 4.0 }
[layer.hidden.from.input]
dense.weight = [[5.0, 3.0, 4.0], [2.0, 4.5, 3.5]]
[layer.output]
size = 2
neuron.NEURON = {}
[layer.output.from.hidden]
dense.weight = [[3.0, 1.5], [2.0, 3.5], [1.0, 2.5]]
[loss.ttfs-cross-entropy]
[metric.ttfs-accuracy]
[optimiser.adam]
[train]
epochs = 2
batch = 2
"""


def say(good, what, said=""):
    print("ok    " if good else "WRONG ", what, "" if good else said)
    if not good:
        failures.append(what)


def must(*command, **more):
    ran = subprocess.run([str(c) for c in command], capture_output=True, text=True, **more)
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def numbers(value):
    """All numbers in a JSON value, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [x for item in value for x in numbers(item)]
    return [value] if isinstance(value, (int, float)) else []


def differ(a, b):
    a, b = numbers(a), numbers(b)
    return float("inf") if len(a) != len(b) else max(abs(x - y) / max(1.0, abs(y)) for x, y in zip(a, b))


def build(top, prefix, name):
    tree = top / f"{name}-build"
    must("cmake", "-S", HERE / name, "-B", tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={COMPILER}")
    must("ninja", "-C", tree)
    return tree


def main(top):
    prefix = top / "prefix"
    must("cmake", "--install", BUILD, "--prefix", prefix)
    program = prefix / "bin/snnflow"
    listed = json.loads(must(program, "plugins", "list", "--json"))
    say(all(p["origin"] == "built in" for p in listed) and len(listed) > 10, "the installed program finds its built-in plugins")

    mine = build(top, prefix, "project")
    say(all((mine / f"my_lif{level}.so").exists() for level in ("", ".v3", ".v4")), "a plugin is built at three levels")
    folder = top / "mine"
    folder.mkdir()
    for file in mine.glob("my_lif*.so"):
        shutil.copy(file, folder)

    def experiment(name, plugins, neuron):
        path = top / name
        path.write_text(EXPERIMENT.replace("PLUGINS", ", ".join(f'"{p}"' for p in plugins)).replace("NEURON", neuron))
        return path

    named = experiment("named.toml", ["./mine/my_lif.so"], "my-lif")
    unnamed = experiment("unnamed.toml", [], "my-lif")
    builtin = experiment("builtin.toml", [], "lif")

    # Used in every way.
    result = json.loads(must(program, "run", named, "--out", top / "run", "--quiet", "--json", cwd=top))
    say(result["status"] == "done", "an experiment runs with plugins = [...]")
    probes = {None: json.loads(must(program, "probe", named))}
    say(json.loads(must(program, "probe", unnamed, "--plugin-path", folder)) == probes[None], "--plugin-path gives the same")
    say(json.loads(must(program, "probe", unnamed, env={**os.environ, "SNNFLOW_PLUGIN_PATH": str(folder)})) == probes[None],
        "so does SNNFLOW_PLUGIN_PATH")
    # Equations alone are integrated by series, so they agree with the closed form to rounding only.
    say(differ(probes[None]["outputs"], json.loads(must(program, "probe", builtin))["outputs"]) < 1e-9,
        "equations from outside give what the built-in neuron gives")
    shown = must(program, "plugins", "show", "my-lif", "--plugin-path", folder)
    say("neuron my-lif" in shown and "tau_mem" in shown and str(folder / "my_lif.so") in shown, "plugins show says all of it, and where it is from")
    for level in ("v2", "v3", "v4"):
        ran = subprocess.run([program, "probe", named, "--isa", level], capture_output=True, text=True)
        if ran.returncode == 2 and "this processor runs at most" in ran.stderr:
            print(f"SKIPPED: this processor does not run x86-64-{level}, so that level was not tested")
            continue
        if not pathlib.Path(BUILD, "lib/snnflow", "builtin.so" if level == "v2" else f"builtin.{level}.so").exists():
            print(f"SKIPPED: this tree was built without x86-64-{level}, so that level was not tested")
            continue
        say(ran.returncode == 0, f"--isa {level} runs", ran.stderr)
        probes[level] = json.loads(ran.stdout)
    for level, probe in probes.items():
        say(differ(probe, probes["v2"]) < 1e-9, f"{level or 'the best level'} agrees with v2 to {differ(probe, probes['v2']):.1e}")

    # Libraries that are no good.
    witness = build(top, prefix, "witness")
    seen = top / "it-ran"
    environment = {**os.environ, "SNNFLOW_WITNESS": str(seen)}

    def offer(library, *more):
        """stderr and exit code of a check that may load what the file names."""
        seen.unlink(missing_ok=True)
        path = experiment("offer.toml", [library, *more], "lif")
        ran = subprocess.run([program, "check", path, "--load-plugins"], capture_output=True, text=True, env=environment)
        return ran.stderr, ran.returncode

    def patched(source, name, old, new):
        bytes_ = source.read_bytes()
        if old not in bytes_ or len(old) != len(new):
            sys.exit(f"{source} does not hold {old}")
        (top / name).write_bytes(bytes_.replace(old, new))
        return top / name

    _, code = offer(witness / "witness.so")
    say(code == 0 and seen.exists(), "a good library runs its constructor, so the next test means something")
    abi = int(re.search(rb"@snnflow-plugin:abi=(\d+);", (witness / "witness.so").read_bytes())[1])
    other = abi - 1 if abi % 10 else abi + 1
    stale = patched(witness / "witness.so", "stale.so", b"plugin:abi=%d;" % abi, b"plugin:abi=%d;" % other)
    said, code = offer(stale)
    say(code == 65 and f"plugin ABI {other}" in said and f"has {abi}" in said and "rebuild it" in said,
        "a stale plugin is refused, and both numbers are named", said)
    say(not seen.exists(), "none of its code ran")
    said, code = offer(witness / "libstranger.so")
    say(code == 65 and "is not a snnflow plugin (it has no SNNFLOW_PLUGIN)" in said, "a library that is no plugin is refused", said)
    (top / "text.so").write_text("this is a text\n")
    said, code = offer(top / "text.so")
    say(code == 65 and "is not a shared library" in said, "a text is refused", said)
    said, code = offer(top / "nowhere.so")
    say(code == 65 and "does not exist" in said, "a file that is not there is told", said)
    shutil.copy(mine / "my_lif.so", top / "twin.so")
    said, code = offer(mine / "my_lif.so", top / "twin.so")
    say(code == 65 and "'my-lif'" in said and "twin.so" in said and "my_lif.so" in said, "two neurons of one name are refused", said)
    same = patched(witness / "witness.so", "same.so", b"likewise", b"constant")
    said, code = offer(same)
    say(code == 65 and "'constant'" in said and "snnflow itself" in said, "a built-in name is not taken over", said)
    # A folder is looked through: what is no good there is told by `plugins list`, and does not stop anybody.
    bad = top / "bad"
    bad.mkdir()
    shutil.copy(stale, bad), shutil.copy(top / "text.so", bad), shutil.copy(witness / "witness.so", bad)
    seen.unlink(missing_ok=True)
    ran = subprocess.run([program, "plugins", "list", "schedule", "--plugin-path", bad], capture_output=True, text=True, env=environment)
    say(ran.returncode == 0 and "likewise" in ran.stdout and "stale.so" in ran.stderr and "text.so" in ran.stderr,
        "a folder with good and bad libraries is looked through", ran.stderr)


if SANITIZED:
    print("SKIPPED: a plugin built without sanitizers does not go with a program built with them")
    sys.exit(77)
with tempfile.TemporaryDirectory() as name:
    main(pathlib.Path(name))
sys.exit(1 if failures else 0)
