"""A readout without spikes: V at a time, its integrals and its maximum, with gradients."""
import math

from golden import GRADIENT, TIME, Comparison, block, probed, tried

T = 30.0


def gauss(n=24):
    """Nodes and weights of Gauss and Legendre on [-1, 1], by Newton's rule on the polynomial."""
    nodes = []
    for k in range(n):
        x = math.cos(math.pi * (k + 0.75) / (n + 0.5))
        for _ in range(50):
            p0, p1 = 1.0, x
            for j in range(2, n + 1):
                p0, p1 = p1, ((2 * j - 1) * x * p1 - (j - 1) * p0) / j
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        nodes.append((x, 2 / ((1 - x * x) * slope * slope)))
    return nodes


reference = block("li_readout")
spikes = [[s["t"], s["input"]] for s in reference["input_spikes"]]


def ask(weights, **more):
    return tried("neuron", "li", {"weights": [[w] for w in weights], "input": spikes, "t_end": T, **more})


def check_gradient(check, name, got, wanted):
    check.near(f"{name} d weight", [r[0] for r in got["gradient"]["weights"]], wanted["w"], GRADIENT)
    check.near(f"{name} d input time", got["gradient"]["input_times"], wanted["tin"], GRADIENT)


comparison = Comparison()
weights = reference["weights"]

one = reference["V_at_12"]
answer = ask(weights, observe=[12.0], state_gradient={"v": [[1.0]]})
comparison.near("V(12)", answer["states"]["v"][0][0], one["value"], TIME)
check_gradient(comparison, "V(12)", answer, one["grad"])

one = reference["integral_V_0_T"]
answer = ask(weights, integral_gradient={"v": [1.0]})
comparison.near("integral of V", answer["integrals"]["v"][0], one["value"], TIME)
check_gradient(comparison, "integral of V", answer, one["grad"])

# (1/T) int exp(-t/T) V dt, by observations at the nodes of a quadrature between the input spikes.
one = reference["mean_exp_weighted_V"]
times, pulls = [], []
edges = [0.0, *sorted(s[0] for s in spikes), T]
for a, b in zip(edges, edges[1:]):
    for x, w in gauss():
        t = (a + b) / 2 + x * (b - a) / 2
        times.append(t)
        pulls.append([w * (b - a) / 2 * math.exp(-t / T) / T])
answer = ask(weights, observe=times, state_gradient={"v": pulls})
comparison.near("weighted mean of V", math.fsum(p[0] * v[0] for p, v in zip(pulls, answer["states"]["v"])), one["value"], TIME)
check_gradient(comparison, "weighted mean of V", answer, one["grad"])

for name in ("max_V", "max_V_kink"):
    one = reference[name]
    answer = ask(one.get("weights", weights), maximum_gradient={"v": [1.0]})
    t, value = answer["maxima"]["v"][0]
    comparison.near(f"{name} value", value, one["value"], TIME)
    comparison.near(f"{name} time", t, one["argmax_t"], 1e-7)  # flat there: a time is known to half the digits only
    check_gradient(comparison, name, answer, one["grad"])



# The same as experiments: a second unit hears nothing, so that a cross-entropy of both is a function of the one number.
def experiment(rows, terms, more=""):
    return (f"[data.inline]\ntrain.spikes = [{spikes}]\ntrain.labels = [0]\nclasses = 2\n[engine.event]\nt_end = {T}\n"
            f"[layer.output]\nsize = 2\nneuron.li = {{}}\nfrom.input.dense.weight = {rows}\n{terms}\n[optimiser.sgd]\n")


for name, key, terms in (("integral", "integral_V_0_T", "[loss.integral-cross-entropy]\nsmoothing = 0.0"),
                         ("largest value", "max_V", "[loss.max-cross-entropy]"),
                         ("largest value at a kink", "max_V_kink", "[loss.max-cross-entropy]"),
                         ("V(12)", "V_at_12", "[loss.ce-rate]\nat = [12.0]")):
    one = reference[key]
    x = float(one["value"])
    got = probed(experiment([[w, 0.0] for w in one.get("weights", weights)], terms))
    comparison.near(f"{name}, loss", got["loss"], math.log1p(math.exp(-x)), TIME)
    gradient = got["parameters"]["layer.output.from.input.dense.weight"]["gradient"]
    comparison.near(f"{name}, gradient", [row[0] for row in gradient], [-float(g) / (1 + math.exp(x)) for g in one["grad"]["w"]], GRADIENT)

comparison.finish(least=51)
