"""snntorch-leaky as snnTorch's Leaky: spikes, loss and all gradients in float64, for each kind of reset.

snnTorch cuts the gradient at a delayed reset; detach = false is compared with the one method overridden that cuts it.
Its surrogate casts spikes to float32, and its loss adds up in float32; both are made to go on in float64 here."""
import itertools
import json

import peer

peer.needs("snntorch", "torch")
import numpy as np
import snntorch
import torch
from snntorch import functional, surrogate

STEPS, CHANNELS, HIDDEN, CLASSES, SAMPLES = 50, 12, 14, 4, 8
TOLERANCE = 1e-10
functional.loss.dtype = torch.float64
rng = np.random.default_rng(0)
spikes = rng.random((SAMPLES, STEPS, CHANNELS)) < 0.15
labels = rng.integers(0, CLASSES, SAMPLES)
sizes = {"hidden": (CHANNELS, HIDDEN), "output": (HIDDEN, CLASSES)}
numbers = {name: dict(weight=rng.normal(0, 2, shape) / shape[0]**0.5, bias=rng.normal(0.05, 0.05, shape[1]),
                      beta=rng.uniform(0.5, 0.95, shape[1]), threshold=rng.uniform(0.7, 1.1, shape[1]))
           for name, shape in sizes.items()}


class Atan(surrogate.ATan):
    """snnTorch's backward pass; spikes in the precision that came in."""

    @staticmethod
    def forward(context, distance, alpha):
        return surrogate.ATan.forward(context, distance, alpha).to(distance.dtype)


class Uncut(snntorch.Leaky):
    def mem_reset(self, mem):
        began = mem.requires_grad  # before the first step there was no spike
        return self.spike_grad(mem - self.threshold) if began else super().mem_reset(mem)


def number(name, key, shared):
    """A decay or threshold for each unit, or one for all of them."""
    return numbers[name][key][0] if shared else numbers[name][key]


def theirs(reset, reset_delay, detach, shared):
    """Spikes by layer, the loss, and the gradients by our paths."""
    cls = snntorch.Leaky if detach or not reset_delay else Uncut
    parameters, x = {}, torch.from_numpy(spikes.astype(np.float64)).transpose(0, 1)
    seen = {}
    for name, source in (("hidden", "input"), ("output", "hidden")):
        beta, threshold = (torch.tensor(number(name, key, shared)) for key in ("beta", "threshold"))
        unit = cls(beta=beta, threshold=threshold, learn_beta=True, learn_threshold=True,
                   spike_grad=lambda distance: Atan.apply(distance, 2.0), reset_mechanism=reset, reset_delay=reset_delay)
        linear = torch.nn.Linear(*sizes[name], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(numbers[name]["weight"].T))
            linear.bias.copy_(torch.tensor(numbers[name]["bias"]))
        potential, fired = torch.zeros(SAMPLES, sizes[name][1], dtype=torch.float64), []
        for step in x:
            spike, potential = unit(linear(step), potential)
            fired.append(spike)
        x = seen[name] = torch.stack(fired)
        dense, neuron = f"layer.{name}.from.{source}.dense", f"layer.{name}.neuron.snntorch-leaky"
        parameters.update({f"{dense}.weight": linear.weight, f"{dense}.bias": linear.bias,
                           f"{neuron}.beta": unit.beta, f"{neuron}.threshold": unit.threshold})
    loss = functional.ce_rate_loss()(x, torch.from_numpy(labels))
    loss = loss.sum()
    loss.backward()
    assert x.dtype == loss.dtype == torch.float64, "snnTorch went on in single precision"
    gradients = {path: one.grad.T if path.endswith("weight") else one.grad for path, one in parameters.items()}
    return {name: one.detach().transpose(0, 1).numpy() for name, one in seen.items()}, loss.item(), gradients


def ours(reset, reset_delay, detach, shared):
    samples = [[[int(step) + 0.5, int(channel)] for step, channel in np.argwhere(sample)] for sample in spikes]
    text = (f"[data.inline]\ntrain.spikes = {json.dumps(samples)}\ntrain.labels = {labels.tolist()}\nchannels = {CHANNELS}\n"
            f'[engine.clock]\ndt = 1.0\nt_end = {STEPS}.0\nprecision = "double"\nsurrogate.atan = {{ alpha = 2.0 }}\n')
    for name, source in (("hidden", "input"), ("output", "hidden")):
        weight, bias = (json.dumps(numbers[name][key].tolist()) for key in ("weight", "bias"))
        beta, threshold = (json.dumps(number(name, key, shared).tolist()) for key in ("beta", "threshold"))
        train = json.dumps(not shared)  # untrained and alike, they take another path through the engine
        text += (f"[layer.{name}]\nsize = {sizes[name][1]}\nfrom.{source}.dense = {{ weight = {weight}, bias = {bias} }}\n"
                 f"[layer.{name}.neuron.snntorch-leaky]\nbeta = {{ value = {beta}, train = {train} }}\n"
                 f"threshold = {{ value = {threshold}, train = {train} }}\n"
                 f'reset = "{reset}"\nreset_delay = {json.dumps(reset_delay)}\ndetach = {json.dumps(detach)}\n')
    text += f"[loss.ce-rate]\n[optimiser.adam]\n[train]\nepochs = 1\nbatch = {SAMPLES}\n"
    got = peer.snnflow("probe", text, "--first", str(SAMPLES))
    fired = {}
    for name, (_, units) in sizes.items():
        fired[name] = np.zeros((SAMPLES, STEPS, units))
        for sample, trains in enumerate(got["outputs"][name]["spikes"]):
            for unit, times in enumerate(trains):
                fired[name][sample, np.round(times).astype(int), unit] = 1
    return fired, got["loss"], {path: one["gradient"] for path, one in got["parameters"].items() if "gradient" in one}


check = peer.Comparison()
for kind in itertools.product(("subtract", "zero", "none"), (True, False), (True, False), (False, True)):
    what = "reset = {}, reset_delay = {}, detach = {}, shared = {}:".format(*kind)
    (fired, loss, gradients), (their_fired, their_loss, their_gradients) = ours(*kind), theirs(*kind)
    print(what, {name: int(one.sum()) for name, one in their_fired.items()}, "spikes, loss", their_loss)
    check.all_near(f"{what} spikes of", fired, their_fired, 0.0)
    check.near(f"{what} loss", loss, their_loss, TOLERANCE)
    check.all_near(f"{what} gradient of", gradients, their_gradients, TOLERANCE)
check.finish(least=24 * 11)
