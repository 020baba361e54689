"""One QIF neuron: spike times, states, and the gradient of a sum of spike times with respect to everything; by the exact engine
(`try`) and, as a layer of one, by the solver of its class (`probe`)."""
from golden import GRADIENT, TIME, Comparison, block, tried

# A spike that comes after a long creep past v = 1/2 loses digits: tau_mem / |d phi| of the phase's own rounding.
LONG = {"tonic_Ic_0.4": (1e-11, 1e-9)}


def check(comparison, name, case):
    p, watch, wanted = case["params"], case.get("observe", []), case["grad_L"]
    time, gradient = LONG.get(name, (TIME * 10, GRADIENT))
    asked = {
        "weights": [[w] for w in p["weights"]] or [[0.0]],
        "input": [[s["t"], s["input"]] for s in case["input_spikes"]],
        "parameters": {"tau_mem": p["tau_mem"], "tau_syn": p["tau_syn"], "bias": p["bias_Ic"]},
        "initial": {"phi": [p["phi0"]], "i": [p["I0"]]},
        "t_end": p["T"],
        "observe": [w["t"] for w in watch],
        "spike_gradient": [case["loss_coeffs_c"]],
    }
    got = tried("neuron", "qif", asked)
    comparison.near(f"{name} spikes", got["spikes"][0], case["spike_times"], time)
    for ours, theirs in (("phi", "phi"), ("v", "V"), ("i", "I")):
        scale = 100 if ours == "v" else 1  # v escapes: its error is that of phi, divided by sin^2
        comparison.near(f"{name} {ours}", [row[0] for row in got["states"][ours]], [w[theirs] for w in watch], time * scale)
    ours = got["gradient"]
    comparison.near(f"{name} d weight", [row[0] for row in ours["weights"]][:len(p["weights"])],
                    [wanted[f"w.{k}"] for k in range(len(p["weights"]))], gradient)
    comparison.near(f"{name} d input time", ours["input_times"], [wanted[f"tin.{k}"] for k in range(len(asked["input"]))], gradient)
    for state, key in (("phi", "phi0"), ("i", "I0")):
        comparison.near(f"{name} d {state}(0)", ours["initial"][state], [wanted[key]], gradient)
    for parameter, key in (("tau_mem", "tm"), ("tau_syn", "ts"), ("bias", "Ic")):
        comparison.near(f"{name} d {parameter}", ours["parameters"][parameter], wanted[key], gradient)
    for k, row in enumerate(case["jacobian_dt_dw"]):
        asked["spike_gradient"] = [[0.0] * k + [1.0]]
        got = tried("neuron", "qif", asked)
        comparison.near(f"{name} d spike {k} / d weight", [r[0] for r in got["gradient"]["weights"]][:len(row)], row, gradient)


numbers = Comparison()
for case_name, one in block("qif").items():
    check(numbers, case_name, one)
numbers.finish(least=40)
