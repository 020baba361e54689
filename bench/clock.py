"""Training steps on a clock against the hand-written programs w1 and w2 in the same run, best step against
best step on one core, in turn; and two cores against one. Hidden weights are scaled so that 3-5 % of the neurons fire in a step."""
import re

from measure import HERE, Floor, Run, in_turn, ratio

TIMES = 5
LAYERS = {"w1": ["a", "b"], "w2": ["a"]}  # that fire
# experiment, epochs; the program and its arguments; steps in time
WORKLOADS = [("clock_128", 60, "w1", [128, 64, 1, 60, "p", 3], 256),
             ("clock_512", 8, "w1", [512, 64, 1, 12, "p", 3], 256),
             ("clock_recurrent", 8, "w2", [128, 1, 8, 2.35], 100)]


def main():
    floor = Floor()
    print(f"{'':18}{'us per sample':>15}{'floor':>9}{'ratio':>8}{'on two cores':>14}   firing %, ours and theirs")
    for experiment, epochs, program, arguments, length in WORKLOADS:
        def ours(threads):
            run = Run(HERE / f"{experiment}.toml", threads, {"train.epochs": epochs})
            ours.rate = " ".join(f"{100 * run.spikes_per_neuron(layer, 0) / length:.1f}" for layer in LAYERS[program])
            return run.best_per_sample()

        def bare():
            text = floor.output(program, *arguments).splitlines()[0]
            found = re.findall(r"[0-9.]+", text[text.index("rate"):].replace("L1", "").replace("L2", "").split("loss")[0])
            bare.rate = " ".join(f"{100 * float(r):.1f}" for r in found[-len(LAYERS[program]):])
            return float(re.search(r"([0-9.]+) us/sample\(min\)", text).group(1))

        measures = [lambda: ours(1), lambda: ours(2)] + ([bare] if floor.folder else [])
        single, double, least = (in_turn(TIMES, *measures) + [0])[:3]
        print(f"{experiment:18}{single:15.1f}{least:9.1f}{ratio(single, least):>8}{double / single:14.2f}   {ours.rate}"
              + (f"; {bare.rate}" if floor.folder else ""), flush=True)


main()
