"""Adam as optax has it."""
from golden import TIME, Comparison, block, tried

reference = block("optax_adam")
got = tried("optimiser", "adam", {"parameters": reference["params0"], "gradients": reference["grads"]},
            lr=reference["lr"], b1=reference["b1"], b2=reference["b2"], eps=reference["eps"])
comparison = Comparison()
for step, wanted in enumerate(reference["params_after_step"]):
    comparison.near(f"step {step}", got["parameters"][step], wanted, TIME)
comparison.finish(least=12)
