"""The committed schema is the program's; what `check` accepts passes it, and broken files do not."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(77)

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM") or TOP / "build/release/snnflow")
COMMITTED = TOP / "schemas/experiment.schema.json"
DIRECTIVE = "#:schema ../schemas/experiment.schema.json"

# Each is laid over a sound experiment, and must be refused at this path.
BROKEN = {
    "a misspelt section": ('[trian]\nepochs = 1', ""),
    "a misspelt parameter of a neuron": ('layer.output.neuron.lif.tau_mmem = 20.0', "layer.output.neuron.lif"),
    "a misspelt plugin": ('[layer.extra]\nneuron.liff = {}', "layer.extra.neuron"),
    "two neurons in a layer": ('[layer.output.neuron.li]', "layer.output.neuron"),
    "a text for a number": ('layer.output.neuron.lif.tau_mem = "20 ms"', "layer.output.neuron.lif.tau_mem"),
    "a time constant below zero": ('layer.output.neuron.lif.tau_mem = -1.0', "layer.output.neuron.lif.tau_mem"),
    "the same in a table": ('layer.output.neuron.lif.tau_mem = { value = 0.0, train = true }', "layer.output.neuron.lif.tau_mem.value"),
    "an option that there is not": ('layer.output.neuron.lif.tau_mem = { value = 1.0, trian = true }', "layer.output.neuron.lif.tau_mem"),
    "a size of nought": ('layer.output.size = 0', "layer.output.size"),
    "a fraction of an epoch": ('train.epochs = 1.5', "train.epochs"),
    "a choice that there is not": ('engine.event.outside = "forget"', "engine.event.outside"),
    "a weight of a metric": ('metric.ttfs-accuracy.weight = 2.0', "metric.ttfs-accuracy"),
    "a misspelt parameter of an initialiser": ('layer.output.from.input.dense.weight.normal = { sigma = 1.0 }',
                                               "layer.output.from.input.dense.weight.normal"),
    "a schedule for an optimiser": ('optimiser.exponential = { decay = 0.9 }', "optimiser"),
    "a record of nothing": ('record.spikes.output = { samples = 0 }', "record.spikes.output.samples"),
    "an unknown split": ('record.states.output.v = { split = "training" }', "record.states.output.v.split"),
}
# A sweep may choose between plugins whose tables are all there.
SWEPT = """
optimiser.sgd = {}
optimiser.adam.schedule.constant = {}
layer.output.neuron.qif = {}
[sweep.space]
optimiser = { choice = ["adam", "sgd"] }
"""
PICKED = ["layer.output.neuron", "optimiser", "optimiser.adam.schedule"]
SOUND = """
title = "Sound"
[data.yin-yang]
[encoder.latency]
[engine.event]
t_end = 60.0
[layer.output]
size = 3
[layer.output.neuron.lif]
[layer.output.from.input.dense]
[[loss.ttfs-cross-entropy]]
weight = 0.5
[[loss.ttfs-cross-entropy]]
name = "again"
[metric.ttfs-accuracy]
[optimiser.adam.schedule.exponential]
decay = 0.9
"""
failures = []


def say(good, what, said=""):
    if not good:
        failures.append(what)
        print("WRONG ", what, said)


def laid_over(base, top):
    for key, value in top.items():
        both = isinstance(base.get(key), dict) and isinstance(value, dict)
        base[key] = laid_over(base[key], value) if both else value
    return base


def faults(validator, document):
    return [(".".join(map(str, e.absolute_path)), e.message[:200]) for e in validator.iter_errors(document)]


def sound_files():
    """Experiments, and those files of tests that `check` takes as they stand."""
    yield from sorted((TOP / "experiments").glob("*.toml"))
    for file in sorted((TOP / "tests").glob("**/*.toml")):
        head = file.read_bytes().decode("utf-8", "replace")
        if re.search(r"^# with ", head, re.M) or re.search(r"^# expect (\S+ )?error:", head, re.M):
            continue
        if "base" in file.relative_to(TOP / "tests").parts[:-1] or file.match("corpus/*"):
            continue  # pieces, some broken
        yield file


def main():
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "XDG_DATA_HOME": empty, "SNNFLOW_PLUGIN_PATH": ""}
        written = subprocess.run([PROGRAM, "schema"], capture_output=True, check=True, env=environment).stdout
        elsewhere = pathlib.Path(empty) / "schema.json"
        subprocess.run([PROGRAM, "schema", elsewhere], check=True, env=environment)
        say(elsewhere.read_bytes() == written, "a file gets what stdout gets")
        refused = subprocess.run([PROGRAM, "schema", empty + "/no/such/file"], capture_output=True, env=environment)
        say(refused.returncode == 74 and b"cannot be written" in refused.stderr, "a file that cannot be written is told")
    say(COMMITTED.exists() and COMMITTED.read_bytes() == written, "the committed schema is what the program writes",
        "\n       write it anew: build/release/snnflow schema schemas/experiment.schema.json")
    schema = json.loads(written)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    say(b'"oneOf"' not in written and b'"anyOf"' not in written, "no oneOf, no anyOf: editors would name the wrong fault")

    count = 0
    for file in sound_files():
        found = faults(validator, tomllib.loads(file.read_text()))
        say(not found, f"{file.relative_to(TOP)} passes", found)
        count += 1
    say(count > 20, "there are files to look at", count)
    for file in sorted((TOP / "experiments").glob("*.toml")):
        say(file.read_text().startswith(DIRECTIVE + "\n"), f"{file.name} begins with {DIRECTIVE}")

    say(not faults(validator, tomllib.loads(SOUND)), "the sound one passes", faults(validator, tomllib.loads(SOUND)))
    for what, (text, path) in BROKEN.items():
        found = faults(validator, laid_over(tomllib.loads(SOUND), tomllib.loads(text)))
        say(found and all(at == path for at, _ in found), f"{what} is refused at '{path}'", found)
    swept = laid_over(tomllib.loads(SOUND), tomllib.loads(SWEPT))
    say(not faults(validator, swept), "where a sweep chooses, several plugins pass", faults(validator, swept))
    two_samplers = laid_over(json.loads(json.dumps(swept)), {"sweep": {"sampler": {"grid": {}, "tpe": {}}}})
    say([at for at, _ in faults(validator, two_samplers)] == ["sweep.sampler"], "a sweep has one sampler", faults(validator, two_samplers))
    del swept["sweep"]
    say(sorted(at for at, _ in faults(validator, swept)) == PICKED, "without a sweep each is refused", faults(validator, swept))
    say(not faults(validator, {**swept, "extends": "swept.toml"}), "the sweep may stand in the file that is extended")
    print(f"{count} sound files, {len(BROKEN)} broken ones, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
