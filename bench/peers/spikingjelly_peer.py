"""SpikingJelly: LIFNode in multi-step mode (or in a LinearRecurrentContainer), a NonSpikingLIFNode readout."""
from importlib.metadata import version

from common import CLASSES, arguments, linear, train_torch

given, work = arguments()
import torch
from spikingjelly.activation_based import functional, layer, neuron, surrogate

hidden = work["hidden"]
GAIN = 3.5 if work["recurrent"] else 4.0  # for the same firing


def lif(mode):
    return neuron.LIFNode(tau=10.0, decay_input=False, v_reset=None, detach_reset=True,
                          surrogate_function=surrogate.ATan(), step_mode=mode)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        if work["recurrent"]:  # its weights act on the input and the last output side by side: here as x + R s
            loop = layer.LinearRecurrentContainer(lif("s"), hidden, hidden, step_mode="m")
            with torch.no_grad():
                loop.rc.weight[:, :hidden] = torch.eye(hidden)
            layers = [linear(work["channels"], hidden, GAIN), loop]
        else:
            layers = [linear(work["channels"], hidden, GAIN), lif("m"), linear(hidden, hidden, GAIN), lif("m")]
        self.layers = torch.nn.ModuleList(layers)
        self.out, self.readout = linear(hidden, CLASSES), neuron.NonSpikingLIFNode(tau=10.0, decode=None)

    def spikes(self, x):
        functional.reset_net(self)
        seen = []
        for weights, neurons in zip(self.layers[::2], self.layers[1::2]):
            x = neurons(weights(x))
            seen.append(x)
        return seen

    def forward(self, x):
        trace = self.readout(self.out(self.spikes(x)[-1]))
        return torch.stack(tuple(trace)).sum(0)


torch.manual_seed(0)
train_torch(given, work, "SpikingJelly", version("spikingjelly"), Network())
