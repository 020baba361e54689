"""The integral of the potential of a neuron that fires."""
import math

from golden import GRADIENT, TIME, Comparison, block, probed, tried

case = block("lif_integral_of_V")
p = case["params"]
got = tried("neuron", "lif", {
    "weights": [[w] for w in p["weights"]], "input": [[s["t"], s["input"]] for s in case["input_spikes"]], "t_end": p["T"],
    "parameters": {"tau_mem": p["tau_mem"], "tau_syn": p["tau_syn"], "threshold": p["threshold"], "v_reset": p["v_reset"],
                   "bias": p["bias_Ic"]},
    "integral_gradient": {"v": [1.0]}})
wanted, ours = case["grad"], got["gradient"]
comparison = Comparison()
comparison.near("spikes", got["spikes"][0], case["spike_times"], TIME)
comparison.near("integral", got["integrals"]["v"][0], case["L"], TIME)
comparison.near("d weight", [r[0] for r in ours["weights"]], [wanted["w.0"], wanted["w.1"]], GRADIENT)
comparison.near("d input time", ours["input_times"], [wanted[f"tin.{j}"] for j in range(3)], GRADIENT)
comparison.near("d bias", ours["parameters"]["bias"], wanted["Ic"], GRADIENT)
comparison.near("d threshold", ours["parameters"]["threshold"], wanted["th"], GRADIENT)

# The same as an experiment: a second unit without input or bias stays at rest.
L = float(case["L"])
got = probed(f"""
[data.inline]
train.spikes = [{[[s["t"], s["input"]] for s in case["input_spikes"]]}]
train.labels = [0]
classes = 2
[engine.event]
t_end = {p["T"]}
[layer.output]
size = 2
neuron.lif = {{ threshold = {{ value = {p["threshold"]}, per = "unit", train = true }}, bias = {{ value = [{p["bias_Ic"]}, 0.0], train = true }} }}
from.input.dense.weight = {[[w, 0.0] for w in p["weights"]]}
[loss.integral-cross-entropy]
state = "v"
smoothing = 0.0
[optimiser.sgd]
""")
slope = -1 / (1 + math.exp(L))
comparison.near("loss", got["loss"], math.log1p(math.exp(-L)), TIME)
gradients = {path.rpartition(".")[2]: q.get("gradient") for path, q in got["parameters"].items()}
for name, ours, golden in (("weight", [row[0] for row in gradients["weight"]], [wanted["w.0"], wanted["w.1"]]),
                           ("bias", gradients["bias"][:1], [wanted["Ic"]]), ("threshold", gradients["threshold"][:1], [wanted["th"]])):
    # The slope is 6e-6: compared where it is divided out.
    comparison.near(f"loss d {name}", [x / slope for x in ours], golden, 1e-9)
comparison.finish(least=16)
