"""Training steps on a clock against the hand-written programs w1 and w2 in the same run: best step, one core; and two cores
against one. Hidden weights are scaled so that 3-5 % of the neurons fire in a step."""
import re

from measure import HERE, Floor, Run, in_turn, ratio

TIMES = 3
LAYERS = {"w1": ["a", "b"], "w2": ["a"]}  # that fire
# experiment, epochs, the program and its arguments (threads stands for their number), steps
WORKLOADS = [("clock_128", 20, "w1", [128, 64, "threads", 20, "p", 3], 256),
             ("clock_512", 6, "w1", [512, 64, "threads", 6, "p", 3], 256),
             ("clock_recurrent", 8, "w2", [128, "threads", 6, 2.35], 100)]


def theirs(floor, program, arguments, threads):
    text = floor.output(program, *(threads if a == "threads" else a for a in arguments))
    first = text.splitlines()[0]
    rates = re.findall(r"[0-9.]+", first[first.index("rate"):].replace("L1", "").replace("L2", "").split("loss")[0])
    return float(re.search(r"([0-9.]+) us/sample\(min\)", first).group(1)), [100 * float(r) for r in rates][-len(LAYERS[program]):]


def main():
    floor = Floor()
    print(f"{'':18}{'cores':>6}{'us per sample':>15}{'floor':>9}{'ratio':>8}   of one core   firing %, ours and theirs")
    for experiment, epochs, program, arguments, steps in WORKLOADS:
        single = None
        for threads in (1, 2):
            runs, rates = [], []

            def ours():
                runs.append(Run(HERE / f"{experiment}.toml", threads, {"train.epochs": epochs}))
                return runs[-1].best_per_sample()

            def bare():
                took, rate = theirs(floor, program, arguments, threads)
                rates.append(rate)
                return took

            took, least = (in_turn(TIMES, *([ours, bare] if floor.folder else [ours])) + [0])[:2]
            single = single or took
            firing = " ".join(f"{100 * runs[0].spikes_per_neuron(layer, 0) / steps:.1f}" for layer in LAYERS[program])
            print(f"{experiment:18}{threads:>6}{took:15.1f}{least:9.1f}{ratio(took, least):>8}   {took / single:11.2f}   {firing}; "
                  + " ".join(f"{rate:.1f}" for rate in (rates[0] if rates else [])), flush=True)


main()
