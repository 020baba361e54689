"""What becomes of trials: failed ones are told and the rest go on; pruned ones pause, and the best go on from there."""
import json
import pathlib
import sqlite3
import tempfile

import h5py

from sweeps import curves, numbers, run, snnflow, table, write

with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)

    # A trial that comes to no number fails alone, once.
    bad = '[sweep.space]\n"optimiser.adam.lr" = { choice = [0.01, 1e300, 0.02] }\n'
    file = write(top / "bad.toml", "sampler.grid = {}\n", space=bad)
    said = run(file, top / "bad", code=1)
    assert (said["trials"]["done"], said["trials"]["failed"]) == (2, 1) and said["failures"][0]["trial"] == 1, said
    assert "layer 'hidden' fired" in said["failures"][0]["reason"], said
    with sqlite3.connect(top / "bad/sweep.db") as db:
        assert db.execute("SELECT attempts FROM trial").fetchall() == [(1,)] * 3
    assert "holds a finished sweep" in run(file, top / "bad", code=65)
    code, said, told = snnflow("sweep", "retry", "--failed", top / "bad")
    assert code == 0 and "1 failed trial will be run again" in said, (said, told)
    assert table(top / "bad")[1][1] == "running"
    said = run(file, top / "bad", code=1)  # it fails again
    assert said["trials"]["failed"] == 1 and said["trials"]["done"] == 2
    assert snnflow("sweep", "retry", top / "bad")[0] == 2

    # What two values do together, and the plan refuses, is told by the trial that has both.
    both = '[sweep.space]\n"engine.event.t_end" = { choice = [60.0, 20.0] }\n"engine.event.outside" = { choice = ["drop", "error"] }\n'
    said = run(write(top / "both.toml", "sampler.grid = {}\n", space=both), top / "both", code=0)
    assert said["trials"]["done"] == 4, said

    # Successive halving: all begin, a third goes on at each rung, from the checkpoint.
    sha = "budget.trials = 9\nsampler.random = {}\npruner.successive-halving = { min_epochs = 1, eta = 3 }\n"
    file = write(top / "sha.toml", sha, epochs=9)
    said = run(file, top / "sha", "--threads", 1)
    rows = table(top / "sha")
    epochs = sorted(row[4] for row in rows)
    assert set(epochs) <= {1, 3, 9} and epochs.count(1) >= 4 and epochs[-1] == 9, epochs
    assert all((row[1] == "done") == (row[4] == 9) for row in rows), rows
    told = {}
    for trial, epoch, objective in curves(top / "sha"):
        told.setdefault(trial, []).append(objective)
    assert {t: len(c) for t, c in told.items()} == {row[0]: row[4] for row in rows}
    # The one that came to the end did so as if it had never paused.
    done = next(row[0] for row in rows if row[1] == "done")
    code, toml, _ = snnflow("check", "--quick", file, "--trial", done)
    (top / "alone.toml").write_text(toml)
    assert snnflow("run", top / "alone.toml", "--out", top / "alone", "--quiet")[0] == 0
    assert numbers(top / "alone/run.h5") == numbers(top / f"sha/trials/{done}/run.h5")

    # The median pruner stops for good.
    file = write(top / "median.toml", "budget.trials = 16\nsampler.random = {}\npruner.median = { startup = 3, warm_up = 1 }\n", epochs=6)
    said = run(file, top / "median")
    assert said["trials"]["pruned"] > 0 and said["trials"]["pruned"] + said["trials"]["done"] == 16, said["trials"]

    # The time of a budget.
    file = write(top / "hours.toml", "budget.hours = 0.0003\nsampler.random = {}\n")
    said = run(file, top / "hours")
    assert said["status"] == "out-of-time" and said["trials"]["all"] is None and said["trials"]["done"] > 1, said
    assert run(file, top / "hours")["trials"]["done"] > said["trials"]["done"]

    # The file may hold the tables of all plugins that are chosen among, and cannot then be trained as it stands.
    chosen = '[sweep.space]\n"layer.hidden.neuron" = { choice = ["lif", "qif"] }\n"layer.hidden.neuron.qif.tau_syn" = { float = [2.0, 9.0], points = 2, when = { "layer.hidden.neuron" = "qif" } }\n'
    file = write(top / "chosen.toml", "sampler.grid = {}\n", space=chosen, epochs=1)
    file.write_text(file.read_text().replace("size = 10", "size = 10\nneuron.lif = { tau_mem = 30.0 }\nneuron.qif = { tau_mem = 15.0 }"))
    run(file, top / "chosen")
    with h5py.File(top / "chosen/trials/0/run.h5") as lif, h5py.File(top / "chosen/trials/2/run.h5") as qif:
        assert lif["model/layer/hidden/neuron/lif/tau_mem"][()] == 30.0
        assert qif["model/layer/hidden/neuron/qif/tau_mem"][()] == 15.0 and qif["model/layer/hidden/neuron/qif/tau_syn"][()] == 9.0
        assert qif.attrs["swept layer.hidden.neuron"] == '"qif"' and qif.attrs["trial"] == "2"
    said = run(file, top / "once", "--no-sweep", code=65)
    assert "takes one neuron" in said, said
    assert snnflow("eval", top / "chosen/trials/2/run.h5", "--out", top / "predictions.h5")[0] == 0

    # Previews are what runs.
    for kind in ("random", "sobol", "grid"):
        space = '[sweep.space]\n"optimiser.adam.lr" = { float = [1e-3, 1e-1], log = true, points = 3 }\n"layer.hidden.size" = { int = [5, 6] }\n'
        file = write(top / f"{kind}.toml", f"budget.trials = 6\nsampler.{kind} = {{}}\n", space=space, epochs=1)
        run(file, top / kind)
        for row in table(top / kind):
            seen = json.loads(snnflow("check", "--quick", file, "--trial", row[0], "--json")[1])["values"]
            assert list(seen.values()) == [float(x) for x in row[2].split()], (kind, row, seen)
print("trials fail alone, pause and go on, and are what check says")
