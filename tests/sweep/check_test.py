"""How many swept values `check` has looked at together: all pairs, or as many as its bound lets it; and an error among them."""
import pathlib
import re
import tempfile

from sweeps import snnflow, write

# Twelve ranges: 66 pairs of them, with both ends of each.
RANGES = {"optimiser.adam.lr": (0.001, 0.1), "optimiser.adam.b1": (0.8, 0.95), "optimiser.adam.b2": (0.9, 0.999), "optimiser.adam.eps": (1e-9, 1e-7),
          "layer.hidden.neuron.lif.tau_mem": (10.0, 30.0), "layer.hidden.neuron.lif.tau_syn": (2.0, 9.0), "layer.hidden.neuron.lif.threshold": (0.5, 1.5),
          "layer.output.neuron.lif.tau_mem": (10.0, 30.0), "layer.output.neuron.lif.tau_syn": (2.0, 9.0), "layer.output.neuron.lif.threshold": (0.5, 1.5),
          "loss.ttfs-cross-entropy.tau0": (0.2, 1.0), "loss.ttfs-cross-entropy.tau1": (2.0, 9.0)}
THREE = """[sweep.space]
"layer.hidden.neuron" = { choice = ["lif", "qif"] }
"layer.hidden.neuron.lif.v_reset" = { choice = [0.0, 0.7], when = { "layer.hidden.neuron" = "lif" } }
"layer.hidden.neuron.lif.threshold" = { choice = [0.6, 1.0], when = { "layer.hidden.neuron" = "lif" } }
"""


def space(names):
    return "[sweep.space]\n" + "".join(f'"{n}" = {{ float = {list(RANGES[n])} }}\n' for n in names)


def check(file):
    return snnflow("check", "--quick", file)


with tempfile.TemporaryDirectory() as name:
    top, sweep = pathlib.Path(name), "budget.trials = 4\nsampler.random = {}\n"
    for count, wanted in ((1, None), (5, "40 combinations of values: any two that the space allows"), (12, "264 combinations of values: any two")):
        code, said, told = check(write(top / "few.toml", sweep, space=space(list(RANGES)[:count])))
        line = re.search(r"^checked +(.*)$", said, re.M)
        assert code == 0 and (line[1].startswith(wanted) if wanted else not line), (count, said, told)

    # More than the bound: the first are looked at, and that is said.
    many = space(RANGES).replace("float = [0.001, 0.1]", "choice = " + str([0.001 * k for k in range(1, 40)]))
    code, said, told = check(write(top / "many.toml", sweep, space=many))
    assert code == 0 and "checked     500 combinations of values; there are more, of which a trial may still fail by itself" in said, (said, told)

    # Under a condition: each value alone is well, and the two come with the choice that both ask for.
    code, said, told = check(write(top / "three.toml", sweep, space=THREE))
    assert code == 65 and told.count("error:") == 1, (code, told)
    assert re.search(r"v_reset = 0\.7 and [a-z.]*threshold = 0\.6: v_reset = 0\.7 is not below threshold = 0\.6", told), told
print("check says what it has looked at together")
