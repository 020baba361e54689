"""With dt -> 0 the clock approaches the exact event engine: spike times, loss and the last layer's gradients, with order 1.

Gradients of hidden layers do not: there the event engine differentiates through spike times, a surrogate through whether
a neuron fires in a step (on the clock the output layer's spike times, too, are differentiated exactly)."""
import json
import math
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
STEPS = [0.4, 0.1, 0.025, 0.00625]  # ms
SAMPLES = 12
NEURONS = {  # settings, weights of the hidden and of the output layer
    "lif": ("{}", "normal = { mean = 1.5, std = 0.78 }", "normal = { mean = 1.2, std = 0.3 }"),
    "qif": ("{ bias = 0.1 }", "uniform = { low = 0.0, high = 30.0 }", "uniform = { low = 0.0, high = 20.0 }"),
}

EXPERIMENT = """
seed = 3
[data.yin-yang]
train = 64
valid = 1
test = 1
[encoder.latency]
t_max = 30.0
bias_at = 0.0
[engine.{engine}]
t_end = 60.0
{settings}
[layer.hidden]
size = 30
neuron.{neuron} = {own}
from.input.dense.weight.{first}
[layer.output]
size = 3
neuron.{neuron} = {own}
from.hidden.dense.weight.{second}
[loss.ttfs-cross-entropy]
tau0 = 0.5
tau1 = 6.4
alpha = 0.003
[optimiser.adam]
"""


def probed(neuron, engine, settings=""):
    own, first, second = NEURONS[neuron]
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(EXPERIMENT.format(engine=engine, settings=settings, neuron=neuron, own=own, first=first, second=second))
        file.flush()
        ran = subprocess.run([PROGRAM, "probe", file.name, "--first", str(SAMPLES)], capture_output=True, text=True, timeout=120)
    if ran.returncode:
        sys.exit(ran.stderr)
    return json.loads(ran.stdout)


def flat(x):
    return [z for y in x for z in flat(y)] if isinstance(x, list) else [x]


def first_spikes(got, layer):
    return [min(unit, default=math.nan) for sample in got["outputs"][layer]["spikes"] for unit in sample]


def distance(ours, wanted):
    """Root mean square, relative to the wanted numbers'."""
    ours, wanted = flat(ours), flat(wanted)
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(ours, wanted)) / sum(b * b for b in wanted))


def count(got):
    return sum(len(unit) for layer in got["outputs"].values() for sample in layer["spikes"] for unit in sample)


GRADIENT = "layer.output.from.hidden.dense.weight"


def converges(neuron):
    exact = probed(neuron, "event")
    errors = {"hidden spike times": [], "output spike times": [], "loss": [], "gradient of output weights": []}
    for dt in STEPS:
        got = probed(neuron, "clock", f'dt = {dt}\nprecision = "double"\nsurrogate.superspike = {{ k = 25 }}')
        for layer in ("hidden", "output"):
            pairs = [(a, b) for a, b in zip(first_spikes(got, layer), first_spikes(exact, layer)) if a == a and b == b]
            errors[f"{layer} spike times"].append(distance([a for a, _ in pairs], [b for _, b in pairs]))
        errors["loss"].append(abs(got["loss"] - exact["loss"]) / exact["loss"])
        errors["gradient of output weights"].append(distance(got["parameters"][GRADIENT]["gradient"], exact["parameters"][GRADIENT]["gradient"]))
        print(f"{neuron}, dt {dt} ms: {count(got)} spikes, exactly {count(exact)}")
    good = count(got) == count(exact)
    for name, e in errors.items():
        order = math.log(e[0] / e[-1]) / math.log(STEPS[0] / STEPS[-1])
        print(f"{name:<28} order {order:.2f}, errors " + " ".join(f"{x:.1e}" for x in e))
        good &= 0.8 < order < 1.6 and e[-1] < 0.01
    return good


sys.exit(not all([converges(neuron) for neuron in NEURONS]))
