"""eventax's classification example: 5-20-3 QIF, first spike times, its own solver (Euler, 0.05 ms), float64, Adam 0.05."""
from importlib.metadata import version

from common import arguments, measure, report

given, work = arguments()
import equinox
import jax
import jax.numpy as jnp
import numpy
import optax
from eventax.evnn import FFEvNN
from eventax.neuron_models import QIF

jax.config.update("jax_enable_x64", True)
T_MAX, TAU0, TAU1, ALPHA = 30.0, 0.5, 6.4, 3e-3
rng = numpy.random.default_rng(0)
points = rng.random((work["batch"], 2))
inputs = jnp.asarray(numpy.concatenate([points, 1 - points, numpy.zeros((work["batch"], 1))], axis=1) * T_MAX)[..., None]
labels = jnp.asarray(rng.integers(0, 3, work["batch"]))
model = FFEvNN(dtype=jnp.float64, layers=[20, 3], in_size=5, neuron_model=QIF, max_solver_time=T_MAX, key=jax.random.PRNGKey(0),
               solver_stepsize=0.05, tsyn=5.0, tmem=20.0, blim=1.0, wlim=40.0, wmean=20.0, max_event_steps=200)
optimiser = optax.adam(0.05)
state = optimiser.init(equinox.filter(model, equinox.is_inexact_array))


def loss(network, x, y):
    def of_one(spikes, label):
        times = network.ttfs(spikes)
        times = jnp.where(jnp.isinf(times), T_MAX, times)
        share = jnp.exp(-times[label] / TAU0) / jnp.sum(jnp.exp(-times / TAU0))
        return -jnp.log(share + ALPHA * (jnp.exp(times[label] / TAU1) - 1))

    return jnp.mean(jax.vmap(of_one)(x, y))


@equinox.filter_jit
def train(network, state, x, y):
    value, gradient = equinox.filter_value_and_grad(loss)(network, x, y)
    updates, state = optimiser.update(gradient, state, params=equinox.filter(network, equinox.is_inexact_array))
    return equinox.apply_updates(network, updates), state, value


def step():
    global model, state
    model, state, value = train(model, state, inputs, labels)
    return float(value)


measured = measure(step, given.seconds, work["batch"], warm_up=2)
report(given, "eventax", version("eventax"), f"jax {jax.__version__}", [], measured)
