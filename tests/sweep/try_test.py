"""`snnflow try sampler` and `try pruner`: the port's own forms, golden cases and mistakes."""
import json
import os
import subprocess

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
SPACE = {"lr": {"float": [1e-4, 0.1], "log": True}, "neuron": {"choice": ["lif", "qif"]},
         "tau": {"float": [2.0, 10.0], "when": {"neuron": "lif"}}, "batch": {"int": [16, 64], "step": 16}}


def answer(kind, name, given, *options, fails=None):
    run = subprocess.run([PROGRAM, "try", kind, name, *options], input=json.dumps(given), capture_output=True, text=True, timeout=20)
    if fails:
        assert run.returncode == 65 and fails in run.stderr, (run.returncode, run.stderr)
        return None
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def in_space(v):
    assert set(v) == {"lr", "neuron", "batch"} | ({"tau"} if v["neuron"] == "lif" else set()), v
    assert 1e-4 <= v["lr"] <= 0.1 and v["batch"] in (16, 32, 48, 64) and isinstance(v["batch"], int)
    assert "tau" not in v or 2 <= v["tau"] <= 10


# Samplers.
points = answer("sampler", "sobol", {"space": {k: {"float": [0.0, 1.0]} for k in "abc"}, "ask": 4}, "--set", "shift=false")["values"]
assert [list(p.values()) for p in points] == [[.5, .5, .5], [.75, .25, .25], [.25, .75, .75], [.375, .375, .625]], points
for name in ("random", "sobol", "tpe"):
    values = answer("sampler", name, {"space": SPACE, "ask": 30, "seed": 3})["values"]
    assert len(values) == 30
    for v in values:
        in_space(v)
    # The next ones after these are those that would have come anyway, where results are not looked at.
    trials = [{"values": v, "objective": v["lr"], "state": "done"} for v in values[:20]]
    later = answer("sampler", name, {"space": SPACE, "trials": trials, "ask": 10, "seed": 3})["values"]
    assert (later == values[20:]) == (name != "tpe"), name
# TPE goes where it was good, in each direction, and away from what runs.
scattered = [17 * i % 40 / 40 for i in range(40)]  # old trials count less
trials = [{"values": {"x": x}, "objective": abs(x - 0.3), "state": "done"} for x in scattered]
line = {"x": {"float": [0.0, 1.0]}}
near = [abs(answer("sampler", "tpe", {"space": line, "trials": trials, "seed": s})["values"][0]["x"] - 0.3) for s in range(10)]
assert sorted(near)[5] < 0.1, near
far = [abs(answer("sampler", "tpe", {"space": line, "trials": trials, "seed": s, "direction": "maximise"})["values"][0]["x"] - 0.3) for s in range(10)]
assert sorted(far)[5] > 0.5, far
two = [{"values": {"x": x}, "objective": [abs(x - 0.3), abs(x - 0.5)]} for x in scattered]
between = [answer("sampler", "tpe", {"space": line, "trials": two, "seed": s})["values"][0]["x"] for s in range(10)]
assert sum(0.2 < x < 0.6 for x in between) >= 8, between
grid = answer("sampler", "grid", {"space": {"a": {"choice": ["u", "v"]}, "b": {"int": [1, 3], "when": {"a": "u"}}}, "ask": 99})["values"]
assert grid == [{"a": "u", "b": 1}, {"a": "u", "b": 2}, {"a": "u", "b": 3}, {"a": "v"}], grid
pruned = [{"values": {"x": 0.5}, "objective": None, "state": s} for s in ("failed", "running", "pruned", "done")]
assert len(answer("sampler", "tpe", {"space": line, "trials": pruned}, "--set", "startup=2")["values"]) == 1

# Pruners.
curves = {str(i): [x + 5, x, x] for i, x in enumerate([1, 2, 3, 4, 10])}


def prune(name, own, *options, direction="minimise", others=curves, **more):
    sign = -1 if direction == "maximise" else 1
    given = {"curves": {**others, "7": own}, "trial": 7, "direction": direction, **more}
    given["curves"] = {k: [None if x is None else sign * x for x in v] for k, v in given["curves"].items()}
    return answer("pruner", name, given, *options)["prune"]


for direction in ("minimise", "maximise"):
    assert prune("median", [9, 3.1], direction=direction)
    assert not prune("median", [9, 3.0], direction=direction)
    assert not prune("median", [2.5, 9], direction=direction)
    assert not prune("median", [9, 3.1], "--set", "warm_up=2", direction=direction)
    assert prune("median", [None, None], direction=direction)
    assert prune("successive-halving", [8.0], "--set", "min_epochs=1", direction=direction)       # third of six
    assert not prune("successive-halving", [6.5], "--set", "min_epochs=1", direction=direction)   # second
    assert prune("patience", [3, 2, 2, 2.5], "--set", "patience=2", direction=direction)
    assert not prune("patience", [3, 2, 2, 2.5], "--set", "patience=3", direction=direction)
assert prune("threshold", [0.3], "--set", "upper=0.2") and not prune("threshold", [0.3], "--set", "lower=0.2")
# The first twelve trials of Hyperband with seed 0 and R = 81: brackets 0 0 0 1 0 0 4 0 0 0 1 0.
race = {str(i): [float(i)] for i in range(12)}
stopped = [answer("pruner", "hyperband", {"curves": race, "trial": str(i), "direction": "minimise", "epochs": 81})["prune"] for i in range(12)]
assert [i for i, s in enumerate(stopped) if s] == [4, 5, 7, 8, 9, 11], stopped

# Mistakes.
answer("sampler", "random", {"space": {"a": {"flaot": [0, 1]}}}, fails="did you mean 'float'?")
answer("sampler", "random", {"space": {"a.b": {"float": [1, 0]}}}, fails="/space/a.b/float")
answer("sampler", "grid", {"space": line}, fails="points = 5")
answer("sampler", "tpe", {"space": line, "trials": [{"values": {"x": 2}}]}, fails="/trials/0/values/x")
answer("sampler", "tpe", {"space": line, "trials": [{"values": {}}]}, fails="'x' is missing")
answer("sampler", "tpe", {"space": line, "trials": [{"values": {"x": 0}, "state": "finished"}]}, fails="'finished'")
answer("sampler", "tpe", {"space": SPACE, "trials": [{"values": {"lr": 0.01, "neuron": "qif", "tau": 3.0, "batch": 16}}]}, fails="leave it out")
answer("pruner", "median", {"curves": {"0": [1]}, "trial": 1, "direction": "minimise"}, fails="no curve of the trial 1")
answer("pruner", "median", {"curves": {"0": [1]}, "trial": 0, "direction": "minimize"}, fails="did you mean 'minimise'?")
for kind, names in (("sampler", ("random", "sobol", "tpe", "grid")), ("pruner", ("median", "successive-halving", "hyperband", "threshold", "patience"))):
    for name in names:
        run = subprocess.run([PROGRAM, "try", kind, name], input="", capture_output=True, text=True, timeout=20)
        assert run.returncode == 0 and run.stdout, (name, run.stderr)
print("samplers and pruners answer as the port says")
