"""The trained network of Wunderlich and Pehle: first spike times as the authors stored them. Their times are in seconds."""
import os

import numpy
from golden import TIME, Comparison, block, folder, probed

reference = block("wunderlich_pehle_trained_net")
weights = numpy.load(os.path.join(folder(), "golden_wp_weights.npz"))


def experiment(samples):
    values = [[*s["xy"], 1 - s["xy"][0], 1 - s["xy"][1]] for s in samples]
    neuron = "neuron.lif = { tau_mem = 20.0, tau_syn = 5.0, threshold = 1.0 }"
    return f"""
[data.inline]
train.values = {values}
train.labels = {[s["label"] for s in samples]}
[encoder.latency]
t_max = 30.0
bias_at = 0.0
[engine.event]
t_end = 60.0
[layer.hidden]
size = 200
{neuron}
[layer.hidden.from.input]
dense.weight = {weights["W1"].tolist()}
[layer.output]
size = 3
{neuron}
[layer.output.from.hidden]
dense.weight = {weights["W2"].tolist()}
[loss.ttfs-cross-entropy]
tau0 = 0.5
tau1 = 6.4
alpha = 0.003
[optimiser.sgd]
lr = 0.1
[train]
epochs = 1
batch = 8
"""


samples = reference["samples"]
got = probed(experiment(samples), "--first", str(len(samples)), "--no-gradient")["outputs"]
comparison = Comparison()
for k, sample in enumerate(samples):
    first = [(unit[0] / 1000 if unit else None) for unit in got["output"]["spikes"][k]]
    for which in ("stored_by_authors", "recomputed"):
        for unit, wanted in enumerate(sample["first_spike_times_s_" + which]):
            what = f"sample {sample['test_index']} output {unit} ({which})"
            if wanted is None or first[unit] is None:
                comparison.equal(what, first[unit], wanted)
            else:
                comparison.near(what, first[unit] / wanted, 1.0, TIME)
    hidden = sorted((t / 1000, u) for u, train in enumerate(got["hidden"]["spikes"][k]) for t in train)
    comparison.equal(f"sample {sample['test_index']} hidden spikes", len(hidden), sample["n_hidden_spikes"])
    comparison.equal(f"sample {sample['test_index']} hidden units", [u for _, u in hidden[:5]],
                     [u for _, u in sample["hidden_first5"]])
    comparison.near(f"sample {sample['test_index']} hidden times", [t * 1000 for t, _ in hidden[:5]],
                    [t * 1000 for t, _ in sample["hidden_first5"]], TIME)
comparison.finish(least=80)
