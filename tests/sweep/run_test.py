"""`snnflow run` of a sweep: the same for any number of threads and workers, continued, refused, its best run again."""
import json
import pathlib
import signal
import tempfile
import time

from sweeps import all_of, run, snnflow, start, table, write

SEEDED = "seeds = [0, 1]\nbudget.trials = 8\nsampler.sobol = {}\n"
TPE = "budget.trials = 10\nsampler.tpe = { startup = 3, deterministic = true, generation = 4 }\n"

with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)

    # The same trials and bits on any number of threads and of workers.
    for kind, sweep in (("sobol", SEEDED), ("tpe", TPE)):
        file = write(top / f"{kind}.toml", sweep)
        for threads in (1, 3):
            said = run(file, top / f"{kind}{threads}", "--threads", threads)
            assert said["status"] == "done" and said["trials"]["done"] == said["trials"]["all"], said
        whole = all_of(top / f"{kind}1")
        assert all_of(top / f"{kind}3") == whole, kind
        # Begun by one, stopped at once, then two workers.
        process = start("run", file, "--out", top / f"{kind}w")
        while not (top / f"{kind}w/sweep.json").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        told = process.communicate()
        assert process.returncode in (0, 75, -signal.SIGTERM), (process.returncode, told)
        workers = [start("worker", top / f"{kind}w", "--threads", 1) for _ in range(2)]
        for w in workers:
            told = w.communicate(timeout=120)
            assert w.returncode == 0, told
        assert all_of(top / f"{kind}w") == whole, kind
    assert len({row[3] for row in whole[0]}) > 2, "all trials gave the same: nothing was varied"
    seeded = table(top / "sobol1")
    assert [row[2] for row in seeded[::2]] == [row[2] for row in seeded[1::2]] and len(seeded) == 8

    # A finished sweep is refused, another one too; --force begins anew; a larger budget goes on.
    file, out = top / "sobol.toml", top / "sobol1"
    assert "holds a finished sweep" in run(file, out, code=65)
    said = run(file, out, "--set", "train.epochs=2", code=65)
    assert "holds another sweep: train.epochs is 3 there and 2 here" in said, said
    said = run(file, out, "--set", "sweep.budget.trials=12")
    assert said["trials"]["done"] == 12 and table(out)[:8] == seeded
    said = run(file, out, "--force", "--set", "train.epochs=2")
    assert said["trials"]["done"] == 8 and table(out) != seeded
    code, said, told = snnflow("run", "--resume", out)
    assert code == 0 and "8 trials: 8 done" in said, (said, told)
    assert "holds a sweep" in snnflow("run", file, "--no-sweep", "--out", out, "--quiet")[2]

    # Ctrl-C: what runs has a checkpoint, and the same command goes on to the same bits.
    long = write(top / "long.toml", "budget.trials = 4\nsampler.random = {}\n", epochs=200)
    run(long, top / "whole")
    process = start("run", long, "--out", top / "stopped", "--threads", 2)
    while not list((top / "stopped").glob("trials/*/checkpoint.h5")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    told = process.communicate()
    assert process.returncode == 75 and "the same command continues" in told[1], (process.returncode, told)
    assert any(row[1] == "running" for row in table(top / "stopped")), (table(top / "stopped"), told)
    run(long, top / "stopped")
    assert all_of(top / "stopped") == all_of(top / "whole")

    # The best is an experiment; without a terminal a line for each trial; --no-sweep trains once.
    code, best, told = snnflow("sweep", "best", top / "sobol3")
    assert code == 0, told
    (top / "best.toml").write_text(best)
    assert snnflow("check", "--quick", top / "best.toml")[0] == 0
    status = json.loads(snnflow("sweep", "status", top / "sobol3", "--json")[1])
    assert status["status"] == "done" and status["best"]["objectives"]["valid.ttfs-accuracy"]["runs"] == 2
    again = json.loads(snnflow("run", top / "best.toml", "--out", top / "again", "--quiet", "--json")[1])
    first = json.loads(snnflow("sweep", "status", top / "sobol3", "--json")[1])["best"]["trial"]
    row = table(top / "sobol3")[first]
    assert float(row[3]) == again["metrics"]["valid"]["ttfs-accuracy"], (row, again)
    code, once, told = snnflow("run", file, "--no-sweep", "--out", top / "once", "--quiet", "--json")
    assert code == 0 and (top / "once/run.h5").exists() and "metrics" in json.loads(once)
    code, said, told = snnflow("run", write(top / "lines.toml", "seeds = [3, 4]\n", space=""), "--out", top / "lines")
    assert code == 0 and told.count("done  valid.ttfs-accuracy") == 2 and "2 of 2 ended" in told, told

    # Two objectives: the front.
    two = write(top / "two.toml", "budget.trials = 6\nsampler.random = {}\n")
    two.write_text(two.read_text().replace('objective = "valid.ttfs-accuracy"', 'objective = ["valid.ttfs-accuracy", "valid.spikes-per-neuron"]'))
    said = run(two, top / "two")
    assert said["directions"] == ["maximise", "minimise"] and len(said["importance"]) == 2
    points = [tuple(map(float, row[3].split())) for row in table(top / "two")]
    dominated = lambda p: any(a >= p[0] and b <= p[1] and (a, b) != p for a, b in points)
    assert {p["trial"] for p in said["front"]} == {i for i, p in enumerate(points) if not dominated(p)}, said["front"]

    # A new folder each time without --out; an unfinished one of the same sweep goes on.
    here = {"cwd": name}
    for n in (1, 2):
        code, said, told = snnflow("run", top / "lines.toml", "--quiet", **here)
        assert code == 0 and f"runs/lines/{n}" in said, (said, told)
    assert snnflow("sweep", "status", **here)[1].startswith("runs/lines/2: 2 of 2 trials ended")
print("sweeps are the same on threads and workers, go on, are refused, and their best runs again")
