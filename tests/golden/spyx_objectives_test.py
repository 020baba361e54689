"""spyx's losses, regularisers and metric: values and gradients."""
from golden import GRADIENT, TIME, Comparison, block, tried

reference = block("spyx_fn")
comparison = Comparison()


def flat(leaves):
    """[layer][sample][...]: units of any shape as one row."""
    def row(x):
        return sum((row(y) for y in x), []) if isinstance(x, list) else [x]
    return [[row(sample) for sample in leaf] for leaf in leaves]


def gradient_of(case):
    return case["grad"][0] if isinstance(case["grad"][0][0][0], list) else case["grad"]


for key, loss, settings in (("integral_crossentropy_s0.3", "integral-cross-entropy", {"smoothing": 0.3}),
                            ("integral_crossentropy_s0.0", "integral-cross-entropy", {"smoothing": 0.0}),
                            ("mse_spikerate_default", "mse-spike-rate", {"scaling": "spyx"})):
    case = reference[key]
    got = tried("loss", loss, {k: case["inputs"][k] for k in ("traces", "targets")}, **settings)
    comparison.near(key, got["value"], case["value"], TIME)
    comparison.near(key + " gradient", got["gradient"], gradient_of(case), GRADIENT)
for key, regulariser, settings in (("silence_reg_min2", "silence", {"min_spikes": 2}),
                                   ("sparsity_reg_max1.5_huber", "sparsity", {"max_spikes": 1.5, "reduction": "sum"}),
                                   ("sparsity_reg_max0.5_huber", "sparsity", {"max_spikes": 0.5, "reduction": "sum"})):
    case = reference[key]
    a, b = flat(case["inputs"]["leaves"])
    got = tried("regulariser", regulariser, {"counts": {"a": a, "b": b}}, **settings)
    comparison.near(key, got["value"], case["value"], TIME)
    comparison.near(key + " gradient", [got["gradient"]["counts"][x] for x in "ab"], flat(case["grad"]), GRADIENT)
for key in ("integral_accuracy", "integral_accuracy_spikes_tie"):
    case = reference[key]
    got = tried("metric", "integral-accuracy", {k: case["inputs"][k] for k in ("traces", "targets")})
    comparison.near(key, got["value"], case["value"], TIME)
comparison.finish(least=50)
