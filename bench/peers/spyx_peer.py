"""spyx: LIF (or RLIF) layers and a leaky readout; the loop of spyx.optimize.compile_fit, whole training steps compiled."""
import time
from importlib.metadata import version

from common import CLASSES, RATE, SMOOTHING, arguments, inputs, measure, report

given, work = arguments()
import jax  # only now: XLA makes as many threads as there are cores to run on
import jax.numpy as jnp
import optax
from flax import nnx
from spyx import axn, fn, nn, optimize

STEPS = 4  # of training in one call
channels, hidden = work["channels"], work["hidden"]
rngs = nnx.Rngs(0)


def dense(sources, targets, gain=1.0):
    layer = nnx.Linear(sources, targets, use_bias=False, rngs=rngs)
    layer.kernel[...] = gain * layer.kernel[...]
    return layer


if work["recurrent"]:
    neuron = nn.RLIF((hidden,), activation=axn.arctan(), rngs=rngs)
    neuron.recurrent_w[...] = jax.random.normal(rngs.params(), (hidden, hidden)) / (3 * hidden) ** 0.5
    layers = [dense(channels, hidden, 3.0), neuron]
else:
    layers = [dense(channels, hidden, 3.0), nn.LIF((hidden,), activation=axn.arctan(), rngs=rngs),
              dense(hidden, hidden, 3.0), nn.LIF((hidden,), activation=axn.arctan(), rngs=rngs)]
model = nn.Sequential(*layers, dense(hidden, CLASSES), nn.LI((CLASSES,), rngs=rngs))
x, y = (jnp.asarray(array) for array in inputs(work))

firing, passed = [], jnp.swapaxes(x, 0, 1)
for weights, neurons in zip(layers[::2], layers[1::2]):
    passed = nn.run(neurons, weights(passed))[0]
    firing.append(float(passed.mean()))
del passed

cross_entropy = fn.integral_crossentropy(smoothing=SMOOTHING)
graph, parameters, rest = nnx.split(model, nnx.Param, ...)


def loss(parameters, batch):
    traces = nn.run(nnx.merge(graph, parameters, rest), batch[0], batch_major=True)[0]
    return cross_entropy(traces, batch[1])


solver = optimize.backprop(optax.adam(RATE))(loss, parameters)
key = jax.random.PRNGKey(0)


@jax.jit
def train(state, x, y):
    return jax.lax.scan(lambda now, _: solver.step(now, (x, y), key), state, length=STEPS)


state = jax.tree.map(lambda array: jnp.asarray(array, array.dtype), solver.init(key))
began = time.perf_counter()
train = train.lower(state, x, y).compile()  # once: jit would do so twice again, for types that are weak at first
compiling = time.perf_counter() - began


def step():
    global state
    state, losses = jax.block_until_ready(train(state, x, y))


measured = measure(step, given.seconds, STEPS * work["batch"], warm_up=1)
measured["compile_seconds"] += compiling
report(given, "spyx", version("spyx"), f"jax {jax.__version__}", firing, measured)
