"""Losses on integrals, largest values and states of a readout in continuous time: gradients against central differences,
the fast engine against the exact one."""
import json
import os
import random
import sys

from program import asked

NETWORKS, TOLERANCE, SAME = int(os.environ.get("SNNFLOW_TEST_NETWORKS", 3)), 1e-6, 1e-10
T_END = 30.0

LI = ["li = { tau_mem = 20.0, tau_syn = 5.0 }",
      "li = { tau_mem = 10.0, tau_syn = 10.0, bias = 0.05 }",
      "li = { tau_mem = { uniform = { low = 3.0, high = 20.0 }, per = 'unit', train = true }, "
      "tau_syn = { value = 5.0, train = true }, bias = { value = 0.02, per = 'unit', train = true } }"]
LIF = ("lif = { tau_mem = { value = 15.0, per = 'unit', train = true }, tau_syn = { value = 5.0, train = true }, "
       "threshold = { value = 0.8, train = true }, bias = { value = 0.1, train = true } }")
# Without hidden layer: equations alone take long.
PHASE = """
[data.inline]
train.spikes = [[[1.0, 0], [6.0, 1], [7.0, 0]]]
train.labels = [1]
[engine.event]
t_end = 12.0
[layer.output]
size = 2
neuron.qif = { bias = { value = 0.1, train = true } }
from.input.dense.weight = [[3.0, 1.0], [-1.0, 2.0]]
[loss.integral-cross-entropy]
state = "phi"
from = 4.0
[optimiser.adam]
"""
# Spikes so close that nothing moves between them.
NEAR = """
[data.inline]
train.spikes = [[[0.05, 0], [0.05000000000000001, 1], [5.0, 0], [5.000000000000001, 1], [5.000000000000002, 0]]]
train.labels = [1]
[engine.event]
t_end = 30.0
[layer.output]
size = 2
neuron.qif = { bias = { value = 0.1, train = true } }
from.input.dense.weight = [[30.0, 10.0], [30.0, 20.0]]
[loss.ttfs-cross-entropy]
[optimiser.adam]
"""
WINDOWS = ["", "until = 17.0", "from = 9.0", "from = 6.5\nuntil = 21.0"]


def network(r, readout, terms, tied):
    channels, classes, samples = r.randint(2, 6), r.randint(2, 11), 3
    spikes = [sorted([r.uniform(0, 20), r.randrange(channels)] for _ in range(r.randint(3, 12))) for _ in range(samples)]
    # Spikes of one moment: of the input, where there are twice as many and few moments; of hidden neurons that are alike.
    if tied:
        spikes = [[[4 * round(t / 4) + 0.3, u] for t, u in one for _ in range(2)] for one in spikes]
    weights = f"constant = {{ value = {r.uniform(1.2, 2)} }}" if tied else "normal = { mean = 2.0, std = 1.5 }"
    lif = readout.startswith("lif")
    return f"""
seed = {r.randrange(1000)}
[data.inline]
train.spikes = {json.dumps(spikes)}
train.labels = {json.dumps([r.randrange(classes) for _ in range(samples)])}
channels = {channels}
classes = {classes}
[engine.event]
t_end = {T_END}
min_slope = 0.03
[layer.hidden]
size = {r.randint(4, 25)}
neuron.lif = {{}}
from.input.dense.weight.{weights}
[layer.output]
size = {classes}
neuron.{readout}
from.hidden.dense.weight.normal = {{ mean = {0.5 if lif else 0.1}, std = {0.3 if lif else 0.5} }}
{"initial.v = { value = 0.1, per = 'unit', train = true }" if r.random() < 0.3 and "li" in readout.split()[0] else ""}
{terms}
[optimiser.adam]
[train]
batch = {samples}
"""


def moments(r):
    return f"at = {sorted(r.uniform(1, T_END) for _ in range(r.randint(1, 4)))}"


def cases(r, tied=False):
    """(what it is, experiment)"""
    def one(readout, terms):
        return network(r, readout, terms, tied)

    for loss in ("integral-cross-entropy", "max-cross-entropy"):
        yield loss, one(r.choice(LI), f"[loss.{loss}]\n{r.choice(WINDOWS)}")
        # Whose largest potential is its threshold, if all fire: some shall not. Where neurons are alike, all would.
        if tied and loss.startswith("max"):
            continue
        lif = LIF.replace("0.8", "2.0") if loss.startswith("max") else LIF
        yield f"{loss} of a neuron that fires", one(lif, f"[loss.{loss}]\nstate = 'v'\n{r.choice(WINDOWS)}")
    yield "a current's integral", one(r.choice(LI), "[loss.integral-cross-entropy]\nstate = 'i'\nuntil = 12.5")
    yield "states at moments", one(r.choice(LI), f"[loss.ce-rate]\n{moments(r)}")
    yield "states at moments, of a neuron that fires", one(LIF, f"[loss.ce-rate]\nstate = 'v'\n{moments(r)}")
    yield "all together", one(r.choice(LI), f"[loss.integral-cross-entropy]\n{r.choice(WINDOWS)}\n[[loss.max-cross-entropy]]\nname = 'a'\n"
                              f"[[loss.max-cross-entropy]]\nname = 'b'\nfrom = 4.0\nuntil = 18.0\nweight = 0.5\n[loss.mse-spike-rate]\n{moments(r)}")


def error(block):
    """The block's, in tolerances. Where all its gradients vanish (every unit reaches its threshold, say), so must the
    differences: to 2e-11, as far as their steps of 1e-4 resolve a loss near 1."""
    if block["largest_gradient"] < 1e-14:  # gradcheck's errors are then relative to 1e-12
        return block["worst_relative_difference"] * 1e-12 / 2e-11
    return block["worst_relative_difference"] / TOLERANCE


failures, worst, compared = [], 0.0, 0
for seed in range(NETWORKS):
    tied = ((f"{what}, tied", text) for what, text in cases(random.Random(300 + seed), tied=True))
    for what, text in [*cases(random.Random(seed)), *tied, *([("a phase's integral", PHASE), ("spikes close together", NEAR)] if seed == 0 else [])]:
        for b in asked("gradcheck", text, "--json", "--entries", "15")["blocks"]:
            compared += b["compared"]
            worst = max(worst, error(b))
            if not error(b) <= 1:
                failures.append(f"network {seed}, {what}: {b}")

# A second term without weight that asks for the current sends the layer to the exact engine.
for seed in range(NETWORKS):
    r = random.Random(100 + seed)
    terms = (f"[loss.integral-cross-entropy]\n{r.choice(WINDOWS)}\n[[loss.max-cross-entropy]]\nname = 'a'\n[[loss.max-cross-entropy]]\nname = 'b'\n"
             f"{r.choice(WINDOWS[1:])}\n[metric.max-accuracy]\nlayer = 'output'\n")
    slowly = "[[metric.integral-accuracy]]\nname = 'i'\nlayer = 'output'\nstate = 'i'\n"
    # With a bias: where nothing moves the potential, all moments are the largest, and the bias's gradient is anyone's.
    text = network(r, r.choice(LI[1:]), terms, tied=seed % 2 == 1)
    fast, exact = (asked("probe", t, "--first", "3") for t in (text, text.replace("[optimiser", slowly + "[optimiser")))
    numbers = [(fast["loss"], exact["loss"])]
    for path, parameter in fast["parameters"].items():
        if "gradient" in parameter:
            flat = [json.loads("[" + json.dumps(p["parameters"][path]["gradient"]).replace("[", "").replace("]", "") + "]") for p in (fast, exact)]
            numbers += zip(*flat)
    off = max(abs(a - b) / max(1.0, abs(b)) for a, b in numbers)
    compared += len(numbers)
    if not off <= SAME:
        failures.append(f"network {seed}: fast and exact engine differ by {off:.1e}:\n{text}")

print(*failures[:10], sep="\n")
print(f"{compared} numbers compared, {len(failures)} off, largest difference to central differences {worst:.2f} of what is allowed")
sys.exit(1 if failures or compared < 400 * NETWORKS else 0)
