"""`snnflow sweep export`: sweep.h5 with named axes; and a storage that Optuna loads, where a Python has Optuna."""
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py

from sweeps import run, snnflow, table, write

# Loads the file and says what it holds; the names of Optuna 3.1 (Debian's) and of later ones.
LOAD = """
import json, sys, optuna
try:
    from optuna.storages.journal import JournalFileBackend as File
except ImportError:
    from optuna.storages import JournalFileStorage as File
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name=None, storage=optuna.storages.JournalStorage(File(sys.argv[1])))
asked = study.ask()                      # a sampler of Optuna reads all of it
print(json.dumps({"name": study.study_name, "directions": [d.name for d in study.directions],
                  "best": study.best_trial.user_attrs["trial"], "version": optuna.__version__,
                  "trials": [[t.state.name, t.values, t.params, t.user_attrs["seed"], len(t.intermediate_values)] for t in study.trials[:-1]]}))
"""


def python_with_optuna():
    """SNNFLOW_OPTUNA, this one, or an environment that is made here once; None where none can be had."""
    folder = pathlib.Path("optuna-venv").absolute()
    for python in filter(None, (os.environ.get("SNNFLOW_OPTUNA"), sys.executable, f"{folder}/bin/python")):
        if os.path.exists(python) and subprocess.run([python, "-c", "import optuna"], capture_output=True).returncode == 0:
            return python
    if subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True).returncode:
        return None
    python = f"{folder}/bin/python"
    made = subprocess.run([python, "-m", "pip", "install", "-q", "optuna>=3.1,<6"], capture_output=True, text=True)
    return python if made.returncode == 0 else None


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    sweep = "seeds = [3, 5]\nbudget.trials = 12\nsampler.random = {}\npruner.median = { startup = 4, warm_up = 1 }\n"
    file = write(top / "small.toml", sweep, epochs=4)
    run(file, top / "small")
    rows = table(top / "small")

    code, said, told = snnflow("sweep", "export", top / "small")
    assert code == 0 and said.strip() == f"{top}/small/sweep.h5", (said, told)
    with h5py.File(top / "small/sweep.h5") as h:
        assert list(h["trial"][()]) == list(range(12)) and list(h["epoch"][()]) == [0, 1, 2, 3, 4]
        valid = h["metrics/valid/ttfs-accuracy"]
        assert valid.shape == (12, 5) and [d.label for d in valid.dims] == ["trial", "epoch"]
        assert valid.dims[0][0].name == "/trial" and valid.dims[1][0].name == "/epoch"
        assert "/value/optimiser.adam.lr" in valid.attrs["coordinates"].split()
        states = [s.decode() if isinstance(s, bytes) else s for s in h["state"][()]]
        assert states == [row[1] for row in rows] and list(h["seed"][()]) == [3, 5] * 6
        objective = h["objective/valid.ttfs-accuracy"]
        for row, got, curve in zip(rows, objective[()], valid[()]):
            assert float(row[3]) == got
            told = [x for x in curve[1:] if not math.isnan(x)]
            assert len(told) == row[4] and (max(told) if row[1] == "done" else told[-1]) == got, (row, curve)
        points = [[float(x) for x in row[2].split()] for row in rows]
        assert list(h["value/optimiser.adam.lr"][()]) == [p[0] for p in points]
        neurons = [n.decode() if isinstance(n, bytes) else n for n in h["value/layer.hidden.neuron"][()]]
        assert neurons == [["lif", "qif"][int(p[2])] for p in points] and len(set(neurons)) == 2
        tau = h["value/layer.hidden.neuron.lif.tau_syn"]
        assert [math.isnan(x) for x in tau[()]] == [n == "qif" for n in neurons] and tau.dims[0].label == "trial"
        assert h["metrics/test/ttfs-accuracy"].shape == (12,) and "[sweep]" in h.attrs["toml"]

    code, said, told = snnflow("sweep", "export", top / "small", "--optuna", top / "optuna.log")
    assert code == 0, told
    assert snnflow("sweep", "export", top / "small", "--optuna", "x", "--out", "y")[0] == 2
    python = python_with_optuna()
    if not python:
        print("SKIPPED in part: no Python with Optuna, and pip could not install it; sweep.h5 is as it should be")
        sys.exit(77)
    loaded = subprocess.run([python, "-c", LOAD, str(top / "optuna.log")], capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    study = json.loads(loaded.stdout)
    assert study["name"] == "small" and study["directions"] == ["MAXIMIZE"] and len(study["trials"]) == 12
    for row, point, (state, values, params, seed, epochs) in zip(rows, points, study["trials"]):
        assert state == {"done": "COMPLETE", "pruned": "PRUNED"}[row[1]] and values == [float(row[3])] and epochs == row[4]
        assert params["optimiser.adam.lr"] == point[0] and params["layer.hidden.size"] == int(point[1])
        assert params["layer.hidden.neuron"] == ["lif", "qif"][int(point[2])]
        assert ("layer.hidden.neuron.lif.tau_syn" in params) == (params["layer.hidden.neuron"] == "lif")
    done = [i for i, row in enumerate(rows) if row[1] == "done"]
    assert float(rows[study["best"]][3]) == max(float(rows[i][3]) for i in done)
    print(f"sweep.h5 has named axes; Optuna {study['version']} loads the trials, and asks for the next")
