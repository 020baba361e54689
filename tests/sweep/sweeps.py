"""Small sweeps of the Yin-Yang experiment, run and looked at; what the tests of sweeps share."""
import json
import os
import pathlib
import sqlite3
import subprocess

import h5py

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
SOURCE = pathlib.Path(os.environ.get("SNNFLOW_SOURCE", pathlib.Path(__file__).parent.parent.parent))
BASE = """extends = "{source}/experiments/yin_yang.toml"
[data.yin-yang]
train = 100
valid = 40
test = 40
[layer.hidden]
size = 10
from.input.dense.weight.normal = {{ mean = 3.0, std = 1.0 }}
[train]
epochs = {epochs}
batch = 20
stop_when_silent = 0
[record]
spikes.hidden = {{ samples = 2, every = 50 }}
states.output = {{ samples = 1, every = 50 }}
"""
SPACE = """[sweep.space]
"optimiser.adam.lr" = { float = [1e-3, 1e-1], log = true }
"layer.hidden.size" = { int = [5, 20], log = true }
"layer.hidden.neuron" = { choice = ["lif", "qif"] }
"layer.hidden.neuron.lif.tau_syn" = { float = [2.0, 10.0], when = { "layer.hidden.neuron" = "lif" } }
"""


def write(path, sweep, space=SPACE, epochs=3):
    path.write_text(BASE.format(source=SOURCE, epochs=epochs) + "[sweep]\nobjective = \"valid.ttfs-accuracy\"\n" + sweep + space)
    return path


def snnflow(*arguments, **more):
    """(exit code, stdout, stderr)"""
    ran = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300, **more)
    return ran.returncode, ran.stdout, ran.stderr


def run(file, out, *options, code=0):
    ended, said, told = snnflow("run", file, "--out", out, "--quiet", "--json", *options)
    assert ended == code, (ended, said, told)
    return json.loads(said) if said else told


def start(*arguments):
    return subprocess.Popen([PROGRAM, *map(str, arguments), "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def table(folder):
    """Each trial's number, state, point, objectives and epochs."""
    with sqlite3.connect(f"{folder}/sweep.db", timeout=60) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT number, state, point, objectives, epochs FROM trial ORDER BY number").fetchall()


def curves(folder):
    with sqlite3.connect(f"{folder}/sweep.db", timeout=60) as db:
        return db.execute("SELECT trial, epoch, objective FROM epoch ORDER BY trial, epoch").fetchall()


def numbers(path):
    """All numbers of a run.h5 but seconds, as bytes by name."""
    found = {}

    def look(name, item):
        if isinstance(item, h5py.Dataset) and name.split("/")[0] != "snnflow" and not name.endswith("seconds"):
            found[name] = repr(list(item[()])) if item.dtype.hasobject else item[()].tobytes()

    with h5py.File(path) as file:
        file.visititems(look)
        found["@"] = (file.attrs["status"], int(file.attrs["selected_epoch"]))
    assert len(found) > 10
    return found


def all_of(folder):
    """What must be equal where two sweeps are the same: the table, the curves and every trial's result."""
    rows = table(folder)
    return rows, curves(folder), {row[0]: numbers(f"{folder}/trials/{row[0]}/run.h5") for row in rows if row[1] == "done"}
