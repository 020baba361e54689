"""Exact event-based training of Yin-Yang, 5-200-3: us per sample over five epochs, one core, against the hand-written programs
(evp: tau_mem = 4 tau_syn only; evp_general: any ratio), and two cores against one."""
import math
import re

from measure import EXPERIMENTS, Floor, Run, in_turn, ratio

EPOCHS, TIMES = 5, 3
TAU_MEM = 20.0
# tau_syn (ms): weights times this, beside what the response asks for, so that about as many spikes come, in mean over the
# five epochs, as in the hand-written program (83 falling to 33 of them a sample, some 50 in mean).
SYNAPSES = {5.0: 1.04, 10.0: 0.92, 7.3: 0.98, 20.0: 0.765, 30.0: 0.715}


def response(tau_syn):
    """The largest potential that a unit of current brings: weights are scaled by it, so that about as many neurons fire."""
    r, s = 1 / TAU_MEM, 1 / tau_syn
    if r == s:
        return math.exp(-1)
    t = math.log(s / r) / (s - r)
    return r / (s - r) * (math.exp(-r * t) - math.exp(-s * t))


def settings(tau_syn):
    scale = SYNAPSES[tau_syn] * response(5.0) / response(tau_syn)
    return {"layer.hidden.neuron.lif.tau_syn": tau_syn, "layer.output.neuron.lif.tau_syn": tau_syn,
            "layer.hidden.from.input.dense.weight.normal.mean": 1.5 * scale,
            "layer.hidden.from.input.dense.weight.normal.std": 0.78 * scale,
            "layer.output.from.hidden.dense.weight.normal.mean": 0.93 * scale,
            "layer.output.from.hidden.dense.weight.normal.std": 0.1 * scale}


def ours(tau_syn, threads=1):
    return Run(EXPERIMENTS / "yin_yang.toml", threads, {"train.epochs": EPOCHS, **settings(tau_syn)})


def theirs(floor, program):
    return float(re.findall(r"mean of the epochs so far ([0-9.]+)", floor.output(program, EPOCHS))[-1])


def main():
    floor = Floor()
    print(f"{'':34}{'us per sample':>14}{'evp_general':>13}{'ratio':>8}{'evp':>7}{'ratio':>8}   hidden spikes per sample: first and last epoch, mean")
    for tau_syn in SYNAPSES:
        runs = []
        measures = [lambda: (runs.append(ours(tau_syn)), runs[-1].per_sample())[1]]
        measures += [lambda: theirs(floor, "evp_general"), lambda: theirs(floor, "evp")] if floor.folder else []
        took, general, four = (in_turn(TIMES, *measures) + [0, 0])[:3]
        four = four if 4 * tau_syn == TAU_MEM else 0
        spikes = [200 * runs[0].spikes_per_neuron("hidden", epoch) for epoch in range(EPOCHS)]
        print(f"{f'tau_mem 20, tau_syn {tau_syn:g} ms, one core':34}{took:14.2f}{general:13.2f}{ratio(took, general):>8}{four or math.nan:7.2f}"
              f"{ratio(took, four):>8}   {spikes[0]:.0f}, {spikes[-1]:.0f}, {sum(spikes) / EPOCHS:.0f}", flush=True)
    one, two = in_turn(TIMES, lambda: ours(5.0).per_sample(), lambda: ours(5.0, 2).per_sample())
    print(f"two cores: {two:.2f} us per sample, {two / one:.2f} of one core's {one:.2f}")


main()
