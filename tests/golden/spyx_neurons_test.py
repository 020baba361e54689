"""spyx's five neurons: outputs, states and the gradients of a weighted sum of all of them, in both precisions."""
from golden import Comparison, block, snnflow

EXACT, SINGLE = 1e-12, 1e-5
NEURONS = {"LIF": ("spyx-lif", ["v"]), "IF": ("spyx-if", ["v"]), "LI": ("spyx-li", ["v"]),
           "ALIF": ("spyx-alif", ["v", "t"]), "RLIF": ("spyx-rlif", ["v"])}
SURROGATES = {"arctan_k2": {"arctan": {"k": 2}}, "superspike_k25": {"superspike": {"k": 25}}}

reference = block("spyx_nn")
comparison = Comparison()
for model, (neuron, states) in NEURONS.items():
    case = reference["models"][model]
    parameters = case["params"]
    for surrogate, settings in SURROGATES.items():
        if surrogate not in case["grads"]:
            continue
        wanted = case["grads"][surrogate]
        given = {"input": reference["x"], "surrogate": settings, "output_gradient": reference["g"],
                 "parameters": {k: v for k, v in parameters.items() if k in ("beta", "gamma")},
                 "final_gradient": {s: [0.5, 0.5] for s in states}}
        if "W" in parameters:
            given["recurrent"] = parameters["W"]
        for precision, tolerance in (("double", EXACT), ("single", SINGLE)):
            got = snnflow("try", "neuron", neuron, "--engine", "clock", "--precision", precision, given=given)
            what = f"{model} {surrogate} {precision} "
            comparison.near(what + "output", got["output"], case["out"], tolerance)
            rows = [sum((got["states"][s][t] for s in states), []) for t in range(len(case["state"]))]
            comparison.near(what + "states", rows, case["state"], tolerance)
            comparison.near(what + "input gradient", got["gradient"]["input"], wanted["x"], tolerance)
            for key in ("beta", "gamma"):
                if key in wanted:
                    comparison.near(what + key, got["gradient"]["parameters"][key], wanted[key], tolerance)
            if "W" in wanted:
                comparison.near(what + "recurrent", got["gradient"]["recurrent"], wanted["W"], tolerance)
comparison.finish(least=1000)
