"""Integrals, largest values and states at moments on a clock tend to those in continuous time, with their gradients, as
dt -> 0: one definition of each loss for both engines."""
import math
import sys

from program import asked

STEPS = [0.4, 0.1, 0.025]  # ms
EXPERIMENT = """
[data.inline]
train.spikes = [[[1.03, 0], [3.31, 1], [8.17, 0], [9.73, 2], [14.61, 1]], [[2.23, 2], [2.77, 1], [11.9, 0]]]
train.labels = [1, 2]
channels = 3
classes = 3
[engine.{engine}]
t_end = 30.0
{settings}
[layer.output]
size = 3
neuron.li = {{ bias = {{ value = 0.03, train = true }}, tau_mem = {{ value = 15.0, train = true }} }}
from.input.dense.weight = [[2.0, 0.9, -1.0], [-1.0, 1.3, 0.7], [0.8, -0.6, 1.5]]
{terms}
[optimiser.sgd]
[train]
batch = 2
"""
TERMS = {"integral": "[loss.integral-cross-entropy]\ntime_scale = 7.0\nfrom = 2.0\nuntil = 22.0",
         "largest value": "[loss.max-cross-entropy]\nscale = 3.0",
         "largest value in a window": "[loss.max-cross-entropy]\nuntil = 12.0",
         "states at moments": "[loss.ce-rate]\nat = [5.0, 12.0, 30.0]"}


def numbers(engine, settings, terms):
    got = asked("probe", EXPERIMENT.format(engine=engine, settings=settings, terms=terms), "--first", "2")
    gradients = [p["gradient"] for p in got["parameters"].values() if "gradient" in p]
    flat = lambda x: sum((flat(y) for y in x), []) if isinstance(x, list) else [x]
    return [got["loss"]] + flat(gradients)


wrong = []
for what, terms in TERMS.items():
    exact = numbers("event", "", terms)
    scale = max(abs(x) for x in exact)
    errors = []
    for dt in STEPS:
        clock = numbers("clock", f'dt = {dt}\nprecision = "double"', terms)
        errors.append(max(abs(a - b) for a, b in zip(clock, exact)) / scale)
    order = math.log(errors[0] / errors[-1]) / math.log(STEPS[0] / STEPS[-1])
    print(f"{what}: off by {', '.join(f'{e:.1e}' for e in errors)}: order {order:.2f}")
    if not (order > 0.8 and errors[-1] < 0.01):
        wrong.append(what)
sys.exit("does not converge: " + ", ".join(wrong) if wrong else 0)
