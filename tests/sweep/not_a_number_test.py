"""Trials whose loss becomes NaN: they fail at once and for good, with a reason; the others go on, and exit code and summary say so."""
import pathlib
import sqlite3
import tempfile

import h5py

from sweeps import curves, run, snnflow, table

# Where lr is above 2 / weight_decay each step makes the weights larger, until they are no numbers.
FILE = """
[data.yin-yang]
train = 100
valid = 40
test = 40
[encoder.latency]
t_max = 30.0
[engine.clock]
dt = 1.0
t_end = 40.0
[layer.output]
size = 3
neuron.li = {}
from.input.dense.weight.normal = { mean = 0.9, std = 0.1 }
[loss.max-cross-entropy]
[metric.max-accuracy]
[optimiser.adamw]
weight_decay = 1.0
[train]
epochs = 3
batch = 20
[sweep]
retries = 5
sampler.grid = {}
[sweep.space]
"optimiser.adamw.lr" = { choice = [0.01, 1e4, 0.02, 1e40, 0.03] }
"""
NAN = "the loss is not a number in epoch "

with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    file, folder = top / "nan.toml", top / "nan"
    file.write_text(FILE)
    said = run(file, folder, "--threads", 2, code=1)
    assert said["status"] == "done" and said["trials"] == {"all": 5, "done": 3, "pruned": 0, "failed": 2, "running": 0}, said
    assert [f["trial"] for f in said["failures"]] == [1, 3], said
    late, early = (f["reason"] for f in said["failures"])
    assert late.startswith(NAN + "3, batch") and early.startswith(NAN + "1, batch 2") and "lower the learning rate" in early, said
    assert said["best"]["trial"] in (0, 2, 4), said

    # Begun once, though a trial that crashed would be begun six times; nothing is made of what they gave before.
    assert [row[1] for row in table(folder)] == ["done", "failed", "done", "failed", "done"]
    assert all(row[3] == "" for row in table(folder) if row[1] == "failed")
    with sqlite3.connect(folder / "sweep.db") as db:
        assert db.execute("SELECT attempts FROM trial").fetchall() == [(1,)] * 5
    status = snnflow("sweep", "status", folder)[1]
    assert "5 trials: 3 done, 0 pruned, 2 failed" in status and f"failed: trial 1: {late}" in status, status
    with h5py.File(folder / "trials/1/run.h5") as h:
        assert h.attrs["status"] == "failed"
    assert [epoch for trial, epoch, _ in curves(folder) if trial == 1] == [1, 2], "the epochs before are kept"

    # Whoever comes later finds nothing to do, and says how it ended.
    before = table(folder)
    code, said, told = snnflow("worker", folder, "--quiet")
    assert code == 1 and "2 failed" in said, (code, said, told)
    assert "holds a finished sweep" in run(file, folder, code=65)
    assert table(folder) == before
print("trials whose loss is no number fail once, and the rest go on")
