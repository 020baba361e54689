"""Training as spyx trains: the same weights and samples in float64 give its gradients, its first step and its tenth."""
import json
import os
import tempfile

import peer

peer.needs("spyx", "jax")
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from spyx import axn, fn, nn, optimize

CHANNELS, STEPS, CLASSES, SAMPLES, BATCH = 20, 50, 5, 48, 10  # the last batch of an epoch is smaller
ONE, TEN = 1e-10, 1e-6
rng = np.random.default_rng(0)
spikes = rng.random((SAMPLES, STEPS, CHANNELS)) < 0.1
labels = rng.integers(0, CLASSES, SAMPLES)


class Network:
    """LIF layers, recurrent ones among them, and a leaky readout: in spyx, and as an experiment of ours."""

    def __init__(self, layers, bias, activation, ours, smoothing):
        self.surrogate, self.smoothing, self.text = ours, smoothing, ""
        self.parameters = {}  # our path: the place in spyx's model
        rngs, modules, source, sources = nnx.Rngs(0), [], "input", CHANNELS

        def take(path, name, values):
            """Numbers for a parameter of the last module, and the same as TOML."""
            getattr(modules[-1], name)[...] = jnp.asarray(values)
            self.parameters[path] = (len(modules) - 1, name)
            return json.dumps(values.tolist())  # printed so that doubles are read back as they were

        for name, kind, size in [*layers, ("output", "li", CLASSES)]:
            path = f"layer.{name}"
            self.text += f"[{path}]\nsize = {size}\n"
            modules.append(nnx.Linear(sources, size, use_bias=bias, rngs=rngs, param_dtype=jnp.float64))
            weight = rng.normal(0, 1 if kind == "li" else 2.5, (sources, size)) / sources**0.5
            self.text += f"from.{source}.dense.weight = {take(f'{path}.from.{source}.dense.weight', 'kernel', weight)}\n"
            if bias:
                values = take(f"{path}.from.{source}.dense.bias", "bias", rng.normal(0, 0.05, size))
                self.text += f"from.{source}.dense.bias = {values}\n"
            if kind == "li":
                modules.append(nn.LI((size,), rngs=rngs))
            else:
                modules.append({"lif": nn.LIF, "rlif": nn.RLIF}[kind]((size,), activation=activation, rngs=rngs))
            beta = take(f"{path}.neuron.spyx-{kind}.beta", "beta", rng.uniform(0.3, 0.95, size))
            self.text += f"neuron.spyx-{kind}.beta = {beta}\n"
            if kind == "rlif":
                weight = rng.normal(0, 1, (size, size)) / size**0.5
                self.text += f"from.{name}.dense.weight = {take(f'{path}.from.{name}.dense.weight', 'recurrent_w', weight)}\n"
            source, sources = name, size
        self.model = nn.Sequential(*modules)

    def numbers(self, state=None):
        """The parameters, or their gradients, by our paths."""
        state = nnx.state(self.model, nnx.Param) if state is None else state
        return {path: np.array(state["layers"][at][name][...]) for path, (at, name) in self.parameters.items()}

    def experiment(self, file, epochs):
        return (self.text + f'[data.npz]\ntrain = "{file}"\nchannels = {CHANNELS}\nclasses = {CLASSES}\n'
                f'[engine.clock]\ndt = 1.0\nt_end = {STEPS}.0\nprecision = "double"\nsurrogate.{self.surrogate}\n'
                f"[loss.integral-cross-entropy]\nsmoothing = {self.smoothing}\n[optimiser.adam]\nlr = 1e-3\n"
                f"[train]\nepochs = {epochs}\nbatch = {BATCH}\nshuffle = false\n")

    def loss(self, model, x, y):
        return fn.integral_crossentropy(smoothing=self.smoothing)(nn.run(model, x, batch_major=True)[0], y)


def save(folder, name, samples, dense):
    """As an archive of ours: a dense array, or spikes in the middle of their steps."""
    file = os.path.join(folder, name)
    if dense:
        np.savez(file, x=samples.astype(np.float64), y=labels[: len(samples)])
        return file
    sample, step, channel = np.nonzero(samples)
    offsets = np.searchsorted(sample, np.arange(len(samples) + 1))
    np.savez(file, times=step + 0.5, units=channel, offsets=offsets, y=labels[: len(samples)])
    return file


def compare(check, what, network, dense):
    x, y = jnp.asarray(spikes, jnp.float64), jnp.asarray(labels)
    batches = [slice(begin, begin + BATCH) for begin in range(0, SAMPLES, BATCH)]
    step = optimize.make_train_step(network.loss)
    optimiser = nnx.Optimizer(network.model, optax.adam(1e-3), wrt=nnx.Param)
    with tempfile.TemporaryDirectory() as folder:
        first, whole = save(folder, "first.npz", spikes[:BATCH], dense), save(folder, "whole.npz", spikes, dense)

        probed = peer.snnflow("probe", network.experiment(whole, 1), "--first", str(BATCH))
        value, gradients = nnx.value_and_grad(network.loss)(network.model, x[batches[0]], y[batches[0]])
        trace = nn.run(network.model, x[batches[0]], batch_major=True)[0]
        assert value.dtype == trace.dtype == jnp.float64, "spyx went on in single precision"
        before = network.numbers()
        check.near(f"{what} loss", probed["loss"], value, ONE)
        check.near(f"{what} trace", probed["outputs"]["output"]["trace"], trace, ONE)
        ours = {path: probed["parameters"][path]["gradient"] for path in before}
        check.all_near(f"{what} gradient", ours, network.numbers(gradients), ONE)

        def check_change(name, file, epochs, tolerance):
            out = os.path.join(folder, "run")
            peer.snnflow("run", network.experiment(file, epochs), "--quiet", "--json", "--force", "--out", out)
            ours, theirs = peer.model(out), network.numbers()
            check.all_near(f"{what} {name}", {path: ours[path] - before[path] for path in ours},
                           {path: theirs[path] - before[path] for path in theirs}, tolerance)

        step(network.model, optimiser, x[batches[0]], y[batches[0]])
        check_change("change in one step", first, 1, ONE)
        for batch in [*batches[1:], *batches]:
            step(network.model, optimiser, x[batch], y[batch])
        check_change("change in ten steps", whole, 2, TEN)
    fired = [sum(len(unit) for sample in probed["outputs"][layer]["spikes"] for unit in sample) for layer in ("a", "b")]
    print(f"{what}: {fired} spikes in {BATCH} samples, loss {float(value):.4f}")
    assert min(fired) > 200, "too few spikes to compare anything"


check = peer.Comparison()
compare(check, "LIF", Network([("a", "lif", 16), ("b", "lif", 12)], False, axn.arctan(2), "arctan = { k = 2 }", 0.3), dense=False)
compare(check, "RLIF", Network([("a", "lif", 16), ("b", "rlif", 12)], True, axn.superspike(25), "superspike = { k = 25 }", 0.0),
        dense=True)
check.finish(least=40)
