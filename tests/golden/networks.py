"""Golden networks of one kind of neuron: with delays and recurrence through `try` (the exact engine), layered ones without
delays as whole experiments through `probe` (the fast engine)."""
import json

from golden import GRADIENT, TIME, Comparison, block, probed, tried

# Names of the numbers in the golden file; those that it keeps per unit are lists.
NUMBERS = {"tau_mem": "tau_mem", "tau_syn": "tau_syn", "threshold": "threshold", "v_reset": "v_reset", "bias": "bias_Ic"}
TIMES = {"tau_mem": "tm", "tau_syn": "ts"}


def numbers(p):
    return {ours: p[theirs] for ours, theirs in NUMBERS.items() if theirs in p}


def matrices(case):
    """Weights and delays as [input][unit] and [unit][unit]; a missing synapse has weight 0."""
    n = case["params"]["n_neurons"]
    inputs = 1 + max(c["pre"][1] for c in case["connections"] if c["pre"][0] == "in")
    weight = {"in": [[0.0] * n for _ in range(inputs)], "n": [[0.0] * n for _ in range(n)]}
    delay = {"in": [[0.0] * n for _ in range(inputs)], "n": [[0.0] * n for _ in range(n)]}
    for c in case["connections"]:
        kind, source = c["pre"]
        weight[kind][source][c["post"]] = c["w"]
        delay[kind][source][c["post"]] = c["delay"]
    return weight, delay


def settings(p):
    """Of the loss; eventax's lets silent outputs count at t_end."""
    made = {"tau0": p.get("tau0", 0.5), "tau1": p.get("tau1", 6.4), "alpha": p.get("alpha", 0.003)}
    return {**made, "form": "eventax", "silent": "at-t-end"} if p.get("loss") == "eventax" else made


def loss_of(case, spikes):
    """The loss and its gradient, [unit][spike]."""
    p = case["params"]
    out = p["output_neurons"]
    gradient = [[0.0] * len(t) for t in spikes]
    if p["label"] is None:  # t_first of the first output and half that of the second
        gradient[out[0]][0], gradient[out[1]][0] = 1.0, 0.5
        return spikes[out[0]][0] + 0.5 * spikes[out[1]][0], gradient
    answer = tried("loss", "ttfs-cross-entropy",
                   {"spikes": [[spikes[u] for u in out]], "targets": [p["label"]], "t_end": p["T"]}, **settings(p))
    for unit, row in zip(out, answer["gradient"][0]):
        gradient[unit] = row
    return answer["value"], gradient


def check_try(check, neuron, name, case):
    p = case["params"]
    weight, delay = matrices(case)
    asked = {"weights": weight["in"], "recurrent": weight["n"], "delays": {"input": delay["in"], "recurrent": delay["n"]},
             "input": [[s["t"], s["input"]] for s in case["input_spikes"]], "t_end": p["T"],
             "parameters": numbers(p)}
    spikes = tried("neuron", neuron, asked)["spikes"]
    for unit in range(p["n_neurons"]):
        check.near(f"{name} spikes of {unit}", spikes[unit],
                   [s["t"] for s in case["all_spikes"] if s["neuron"] == unit], TIME)
    value, asked["spike_gradient"] = loss_of(case, spikes)
    check.near(f"{name} loss", value, case.get("loss", case.get("loss_value")), TIME)
    got, wanted = tried("neuron", neuron, asked)["gradient"], case["grad"]
    ours = {"in": ("weights", "input"), "n": ("recurrent", "recurrent")}
    for k, c in enumerate(case["connections"]):
        kind, source = c["pre"]
        weights, delays = ours[kind]
        check.near(f"{name} d w.{k}", got[weights][source][c["post"]], wanted[f"w.{k}"], GRADIENT)
        if "grad_delay_all_connections" in case:
            check.near(f"{name} d d.{k}", got["delays"][delays][source][c["post"]], case["grad_delay_all_connections"][k], GRADIENT)
    for unit in range(p["n_neurons"]):
        check.near(f"{name} d Ic.{unit}", got["parameters"]["bias"][unit], wanted[f"Ic.{unit}"], GRADIENT)
    for j in range(len(case["input_spikes"])):
        check.near(f"{name} d tin.{j}", got["input_times"][j], wanted[f"tin.{j}"] if f"tin.{j}" in wanted else case["grad_input_times"][j], GRADIENT)
    for ours_name, key in TIMES.items():
        if key in wanted:
            check.near(f"{name} d {ours_name}", got["parameters"][ours_name], wanted[key], GRADIENT)


def check_probe(check, neuron, name, case):
    """The same network as an experiment: layers, data.inline, a loss by name."""
    p = case["params"]
    weight, _ = matrices(case)
    out = p["output_neurons"]
    hidden = [u for u in range(p["n_neurons"]) if u not in out]
    spikes = [[s["t"], s["input"]] for s in case["input_spikes"]]
    first = [[row[u] for u in hidden] for row in weight["in"]]
    second = [[weight["n"][h][u] for u in out] for h in hidden]

    def layer(layer_name, units, source, rows):
        given = {k: [x[u] for u in units] if isinstance(x, list) else x for k, x in numbers(p).items()}
        return (f"[layer.{layer_name}]\nsize = {len(units)}\n"
                f"neuron.{neuron} = {{ {', '.join(f'{k} = {{ value = {x}, train = true }}' for k, x in given.items())} }}\n"
                f"[layer.{layer_name}.from.{source}]\ndense.weight = {rows}\n")

    got = probed(f"[data.inline]\ntrain.spikes = [{spikes}]\ntrain.labels = [{p['label']}]\n"
                 f"[engine.event]\nt_end = {p['T']}\n" + layer("hidden", hidden, "input", first) +
                 layer("output", out, "hidden", second) +
                 "[loss.ttfs-cross-entropy]\n" + "".join(f"{k} = {json.dumps(x)}\n" for k, x in settings(p).items()) +
                 "[optimiser.sgd]\nlr = 0.1\n[train]\nepochs = 1\nbatch = 1\n")
    for layer_name, units in (("hidden", hidden), ("output", out)):
        for k, unit in enumerate(units):
            check.near(f"{name} probe spikes of {unit}", got["outputs"][layer_name]["spikes"][0][k],
                       [s["t"] for s in case["all_spikes"] if s["neuron"] == unit], TIME)
    check.near(f"{name} probe loss", got["loss"], case.get("loss", case.get("loss_value")), TIME)
    ours, wanted = got["parameters"], case["grad"]
    for k, c in enumerate(case["connections"]):
        kind, source = c["pre"]
        path, column = ("layer.hidden.from.input", hidden) if kind == "in" else ("layer.output.from.hidden", out)
        row = source if kind == "in" else hidden.index(source)
        check.near(f"{name} probe d w.{k}", ours[path + ".dense.weight"]["gradient"][row][column.index(c["post"])],
                   wanted[f"w.{k}"], GRADIENT)
    for layer_name, units in (("hidden", hidden), ("output", out)):
        check.near(f"{name} probe d bias of {layer_name}", ours[f"layer.{layer_name}.neuron.{neuron}.bias"]["gradient"],
                   [wanted[f"Ic.{u}"] for u in units], GRADIENT)
    for ours_name, key in TIMES.items():
        if key not in wanted:
            continue
        total = sum(ours[f"layer.{layer_name}.neuron.{neuron}.{ours_name}"]["gradient"] for layer_name in ("hidden", "output"))
        check.near(f"{name} probe d {ours_name}", total, wanted[key], GRADIENT)


def check_all(neuron, golden, least):
    comparison = Comparison()
    for name, case in block(golden).items():
        check_try(comparison, neuron, name, case)
        if case["params"]["label"] is not None and all(c["delay"] == 0 for c in case["connections"]):
            check_probe(comparison, neuron, name, case)
    comparison.finish(least)
