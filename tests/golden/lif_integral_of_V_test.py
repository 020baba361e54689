"""The integral of the potential of a neuron that fires."""
from golden import GRADIENT, TIME, Comparison, block, tried

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
comparison.finish(least=11)
