"""One LIF neuron: spike times, states, and the gradient of a sum of spike times with respect to everything."""
from golden import GRADIENT, TIME, Comparison, block, tried

NUMBERS = {"tau_mem": "tm", "tau_syn": "ts", "threshold": "th", "v_reset": "vr", "bias": "Ic"}


def check(check_, name, case):
    p = case["params"]
    grazing = "graz" in name
    time, gradient = (1e-9, 1e-5) if grazing else (TIME, GRADIENT)
    watch = case.get("state_at", [])
    asked = {
        "weights": [[w] for w in p["weights"]] or [[0.0]],
        "input": [[s["t"], s["input"]] for s in case["input_spikes"]],
        "parameters": {"tau_mem": p["tau_mem"], "tau_syn": p["tau_syn"], "threshold": p["threshold"],
                       "v_reset": p["v_reset"], "bias": p["bias_Ic"]},
        "initial": {"v": [p["V0"]], "i": [p["I0"]]},
        "t_end": p["T"],
        "observe": [w["t"] for w in watch],
        "spike_gradient": [case.get("loss_coeffs_c", [])],
    }
    got = tried("neuron", "lif", asked)
    check_.near(f"{name} spikes", got["spikes"][0], case["spike_times"], time)
    check_.near(f"{name} v", [row[0] for row in got["states"]["v"]], [w["V"] for w in watch], time)
    check_.near(f"{name} i", [row[0] for row in got["states"]["i"]], [w["I"] for w in watch], time)
    if "grad_L" not in case:  # it never fires
        return
    wanted, ours = case["grad_L"], got["gradient"]
    check_.near(f"{name} d weight", [row[0] for row in ours["weights"]][:len(p["weights"])],
                [wanted[f"w.{k}"] for k in range(len(p["weights"]))], gradient)
    check_.near(f"{name} d input time", ours["input_times"],
                [wanted[f"tin.{k}"] for k in range(len(asked["input"]))], gradient)
    check_.near(f"{name} d v(0)", ours["initial"]["v"], [wanted["V0"]], gradient)
    check_.near(f"{name} d i(0)", ours["initial"]["i"], [wanted["I0"]], gradient)
    for ours_name, key in NUMBERS.items():
        if key in wanted:
            check_.near(f"{name} d {ours_name}", ours["parameters"][ours_name], wanted[key], gradient)
    for k, row in enumerate(case.get("jacobian_dt_dw", [])):
        asked["spike_gradient"] = [[0.0] * k + [1.0]]
        got = tried("neuron", "lif", asked)
        check_.near(f"{name} d spike {k} / d weight", [r[0] for r in got["gradient"]["weights"]][:len(row)], row,
                    gradient)


comparison = Comparison()
for case_name, one in block("lif").items():
    check(comparison, case_name, one)
comparison.finish(least=100)
