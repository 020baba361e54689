"""spyx's surrogates: the spike and its slope at each u."""
from golden import TIME, Comparison, block, tried

SURROGATES = {"boxcar_w2_h0.5": ("boxcar", {}), "boxcar_w1_h1": ("boxcar", {"width": 1, "height": 1}),
              "triangular_k2": ("triangular", {}), "triangular_k0.5": ("triangular", {"k": 0.5}),
              "arctan_k2": ("arctan", {}), "arctan_k10": ("arctan", {"k": 10}),
              "superspike_k25": ("superspike", {}), "superspike_k5": ("superspike", {"k": 5})}

reference = block("spyx_axn")
comparison = Comparison()
for key, (name, settings) in SURROGATES.items():
    got = tried("surrogate", name, {"u": reference["x"]}, **settings)
    comparison.near(f"{key} slope", got["slope"], reference["surrogate_derivative"][key], TIME)
    comparison.near(f"{key} spike", got["spike"], reference["forward_heaviside_x_gt_0"], TIME)
comparison.finish(least=100)
