"""snnTorch: Leaky (or RLeaky) layers, a Leaky readout that never resets; eager, or torch.compile on chunks of steps."""
import os
import tempfile
from importlib.metadata import version

from common import CLASSES, arguments, linear, train_torch

given, work = arguments("--compile")
cache = tempfile.TemporaryDirectory()
os.environ["TORCHINDUCTOR_CACHE_DIR"] = cache.name  # a new one: compilation is to be measured
import snntorch
import torch
from snntorch import surrogate

BETA = 0.9
GAIN = 3.5 if work["recurrent"] else 4.0  # for the same firing
hidden, batch = work["hidden"], work["batch"]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        atan = surrogate.atan()
        self.weights = torch.nn.ModuleList([linear(work["channels"], hidden, GAIN)])
        if work["recurrent"]:
            neurons = [snntorch.RLeaky(beta=BETA, linear_features=hidden, spike_grad=atan)]
        else:
            self.weights.append(linear(hidden, hidden, GAIN))
            neurons = [snntorch.Leaky(beta=BETA, spike_grad=atan) for _ in range(2)]
        self.neurons = torch.nn.ModuleList(neurons)
        self.out = linear(hidden, CLASSES)
        self.readout = snntorch.Leaky(beta=BETA, reset_mechanism="none", surrogate_disable=True)
        self.chunk = torch.compile(self.some_steps, dynamic=False) if given.compile else self.some_steps

    def some_steps(self, x, states, total):
        """Each layer through all steps of x, one after the other; the spikes too, where nothing is compiled."""
        after, seen = [], []
        for weights, neuron, state in zip(self.weights, self.neurons, states):
            spikes = []
            for current in weights(x).unbind(0):
                state = neuron(current, *state)  # the spikes and the potential
                spikes.append(state[0])
                state = state if work["recurrent"] else state[1:]
            x = torch.stack(spikes)
            after.append(state)
            seen.append(x)
        potential, trace = states[-1], []
        for current in self.out(x).unbind(0):
            _, potential = self.readout(current, potential)
            trace.append(potential)
        return [*after, potential], total + torch.stack(trace).sum(0), [] if given.compile else seen

    def start(self):
        def zeros(units):  # with a gradient, as later chunks have it, so that one compilation does
            return torch.zeros(batch, units, requires_grad=torch.is_grad_enabled())

        state = (lambda: (zeros(hidden), zeros(hidden))) if work["recurrent"] else (lambda: (zeros(hidden),))
        return [state() for _ in self.neurons] + [zeros(CLASSES)], zeros(CLASSES)

    def forward(self, x):
        states, total = self.start()
        for part in x.split(work["chunk"] if given.compile else len(x)):
            states, total, _ = self.chunk(part, states, total)
        return total

    def spikes(self, x):
        global given
        compiled, given.compile = given.compile, False
        seen = self.some_steps(x, *self.start())[2]
        given.compile = compiled
        return seen


torch.manual_seed(0)
name = f"snnTorch, torch.compile by {work['chunk']} steps" if given.compile else "snnTorch"
train_torch(given, work, name, version("snntorch"), Network())
