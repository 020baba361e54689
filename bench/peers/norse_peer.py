"""Norse: LIFCell (or LIFRecurrentCell) with its own time constants and SuperSpike, an LICell readout."""
from importlib.metadata import version

from common import CLASSES, arguments, linear, train_torch

given, work = arguments()
import norse.torch as norse
import torch

channels, hidden = work["channels"], work["hidden"]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        if work["recurrent"]:
            neuron = norse.LIFRecurrentCell(channels, hidden)
            with torch.no_grad():
                neuron.input_weights.mul_(3.0)
            self.layers = torch.nn.ModuleList([torch.nn.Identity(), neuron])
        else:  # its current and voltage add up dt / tau of their input, hence larger weights for the same firing
            self.layers = torch.nn.ModuleList([linear(channels, hidden, 10.0), norse.LIFCell(),
                                               linear(hidden, hidden, 10.0), norse.LIFCell()])
        self.out, self.readout = linear(hidden, CLASSES), norse.LICell()

    @staticmethod
    def sequence(cell, currents):
        """The cell in a loop over time: norse.LIF, which is for sequences, takes five times as long on a CPU."""
        state, outputs = None, []
        for current in currents.unbind(0):
            output, state = cell(current, state)
            outputs.append(output)
        return torch.stack(outputs)

    def spikes(self, x):
        seen = []
        for weights, cell in zip(self.layers[::2], self.layers[1::2]):
            x = self.sequence(cell, weights(x))
            seen.append(x)
        return seen

    def forward(self, x):
        return self.sequence(self.readout, self.out(self.spikes(x)[-1])).sum(0)


torch.manual_seed(0)
train_torch(given, work, "Norse", version("norse"), Network())
