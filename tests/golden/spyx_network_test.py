"""A spiking network that spyx trained for a step: loss and gradients under four surrogates, in both precisions."""
import json

from golden import Comparison, block, probed

EXACT, SINGLE = 1e-12, 1e-5
SURROGATES = {"arctan_k2": "arctan = { k = 2 }", "superspike_k25": "superspike = { k = 25 }",
              "triangular_k2": "triangular = { k = 2 }", "boxcar_w2_h0.5": "boxcar = {}"}
PARAMETERS = {"grad_W1": "layer.h.from.input.dense.weight", "grad_W2": "layer.o.from.h.dense.weight",
              "grad_beta1": "layer.h.neuron.spyx-lif.beta", "grad_beta2": "layer.o.neuron.spyx-li.beta"}

reference = block("spyx_bptt_network")
inputs = reference["X"]  # [step][sample][channel]
steps, samples = len(inputs), len(inputs[0])
spikes = [[[t, c] for t in range(steps) for c, x in enumerate(inputs[t][s]) if x > 0] for s in range(samples)]


def experiment(surrogate, precision):
    return f"""
[data.inline]
train.spikes = {json.dumps(spikes)}
train.labels = {json.dumps(reference["targets"])}
channels = {len(inputs[0][0])}
[engine.clock]
dt = 1
t_end = {steps}
precision = "{precision}"
surrogate.{surrogate}
[layer.h]
size = {len(reference["beta1"])}
neuron.spyx-lif.beta = {json.dumps(reference["beta1"])}
from.input.dense.weight = {json.dumps(reference["W1"])}
[layer.o]
size = {len(reference["beta2"])}
neuron.spyx-li.beta = {json.dumps(reference["beta2"])}
from.h.dense.weight = {json.dumps(reference["W2"])}
[loss.integral-cross-entropy]
smoothing = 0.3
[optimiser.adam]
"""


comparison = Comparison()
for name, surrogate in SURROGATES.items():
    wanted = reference["by_surrogate"][name]
    for precision, tolerance in (("double", EXACT), ("single", SINGLE)):
        got = probed(experiment(surrogate, precision), "--first", str(samples))
        comparison.near(f"{name} {precision} loss", got["loss"], wanted["loss"], tolerance)
        for key, path in PARAMETERS.items():
            if key in wanted:
                comparison.near(f"{name} {precision} {key}", got["parameters"][path]["gradient"], wanted[key], tolerance)
comparison.finish(least=200)
