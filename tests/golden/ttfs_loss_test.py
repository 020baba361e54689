"""The two losses on first spike times, and their gradients."""
from golden import GRADIENT, TIME, Comparison, block, tried

reference = block("ttfs_loss")
comparison = Comparison()
for form, key in (("corrected", "paper"), ("eventax", "eventax_code")):
    for k, case in enumerate(reference["cases"]):
        got = tried("loss", "ttfs-cross-entropy",
                    {"spikes": [[[t] for t in case["t"]]], "targets": [case["label"]], "t_end": 60.0},
                    tau0=reference["tau0"], tau1=reference["tau1"], alpha=reference["alpha"], form=form)
        comparison.near(f"{form} {k}", got["value"], case[key], TIME)
        comparison.near(f"{form} {k} gradient", [row[0] for row in got["gradient"][0]], case[key + "_grad"], GRADIENT)
comparison.finish(least=40)
