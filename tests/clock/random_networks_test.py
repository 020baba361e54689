"""The backward pass against forward derivatives (`snnflow gradcheck`) on 200 random networks, recurrent ones included."""
import json
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
NETWORKS, TOLERANCE = 200, 1e-12

UNIT = {"spyx-if": "threshold = 0.7",
        "spyx-lif": "beta = { uniform = { low = 0.3, high = 0.9 }, per = 'unit', train = true }, threshold = 0.7",
        "spyx-rlif": "beta = { uniform = { low = 0.3, high = 0.9 }, per = 'unit', train = true }",
        "spyx-alif": "beta = { uniform = { low = 0.3, high = 0.9 }, per = 'unit', train = true }, "
                     "gamma = { value = 0.8, train = true }",
        "lif": "tau_mem = { uniform = { low = 8.0, high = 20.0 }, per = 'unit', train = true, as = 'log' }, "
               "tau_syn = { value = 5.0, train = true }, threshold = { value = 1.0, train = true }, bias = { value = 0.02, train = true }"}
READOUTS = {"spyx-li": "beta = { value = 0.8, per = 'unit', train = true }",
            "li": "tau_mem = { value = 15.0, train = true }, tau_syn = { value = 5.0, train = true }"}
SURROGATES = ["superspike = { k = 5 }", "arctan = { k = 2 }", "atan = {}", "triangular = { k = 0.7 }", "boxcar = {}"]


def leaky(r):
    return (f"reset = '{r.choice(['subtract', 'zero', 'none'])}', reset_delay = {r.choice(['true', 'false'])}, "
            "beta = { value = 0.9, train = true }, threshold = { value = 1.0, train = true }")


def connection(r, source, bias=True):
    weight = f"weight.lecun-normal = {{ gain = {r.choice([1.0, 2.0, 4.0])} }}"
    also = ", bias = { value = 0.03, train = true }" if bias and r.random() < 0.3 else ""
    return f"from.{source}.dense = {{ {weight}{also} }}\n"


def network(r):
    steps, channels, classes = r.randint(3, 40), r.randint(1, 20), r.randint(2, 5)
    samples = r.choice([1, 3, 18])
    spikes = [sorted([r.uniform(0, steps), r.randrange(channels)] for _ in range(r.randint(1, 4 * steps))) for _ in range(samples)]
    text = f"""
[data.inline]
train.spikes = {json.dumps(spikes)}
train.labels = {json.dumps([r.randrange(classes) for _ in range(samples)])}
channels = {channels}
classes = {classes}
[engine.clock]
dt = 1
t_end = {steps}
precision = "{r.choice(['single', 'double'])}"
dense_above = {r.choice([0.0, 0.1, 1.0])}
surrogate.{r.choice(SURROGATES)}
"""
    sources = ["input"]
    for k in range(r.randint(1, 3)):
        name, neuron = f"h{k}", r.choice([*UNIT, "snntorch-leaky"])
        text += f"[layer.{name}]\nsize = {r.randint(1, 40)}\nneuron.{neuron} = {{ {UNIT.get(neuron) or leaky(r)} }}\n"
        for source in dict.fromkeys([sources[-1], r.choice(sources)]):
            text += connection(r, source)
        if neuron == "spyx-rlif" or r.random() < 0.4:
            text += connection(r, name, bias=False)
        sources.append(name)
    readout = r.choice([*READOUTS, "lif"])
    text += f"[layer.out]\nsize = {classes}\nneuron.{readout} = {{ {READOUTS.get(readout) or UNIT[readout]} }}\n{connection(r, sources[-1])}"
    if readout == "lif":
        text += r.choice(["[loss.ttfs-cross-entropy]\ntau0 = 0.5\ntau1 = 6.4\nalpha = 0.003\n", "[loss.mse-spike-rate]\n"])
    else:
        text += r.choice(["[loss.integral-cross-entropy]\nsmoothing = 0.3\n", "[loss.ce-rate]\n"])
    if r.random() < 0.5:
        text += "[regulariser.silence]\nlayers = ['h0']\nmin_spikes = 3\n"
    if r.random() < 0.5:
        text += "[regulariser.sparsity]\nlayers = ['h0']\nmax_spikes = 0.5\n"
    return text + f"[optimiser.adam]\n[train]\nbatch = {samples}\n"


failures, worst, silent = [], 0.0, 0
for seed in range(NETWORKS):
    text = network(random.Random(seed))
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        ran = subprocess.run([PROGRAM, "gradcheck", file.name, "--json", "--first", "18"], capture_output=True, text=True, timeout=60)
    if not ran.stdout:
        sys.exit(f"network {seed}:\n{text}\n{ran.stderr}")
    blocks = json.loads(ran.stdout)["blocks"]
    silent += blocks[-1]["largest_gradient"] == 0
    worst = max(worst, *(b["worst_relative_difference"] for b in blocks))
    failures += [f"network {seed}: {b}" for b in blocks if not b["worst_relative_difference"] <= TOLERANCE]
print(*failures[:20], sep="\n")
print(f"{NETWORKS} networks, {silent} without a gradient, {len(failures)} blocks off, largest relative difference {worst:.1e}")
sys.exit(1 if failures or silent > NETWORKS / 10 else 0)
