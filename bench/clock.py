"""Training steps on a clock against the hand-written programs w1 and w2 in the same run. One core: CPU time per sample, of a longer
run beyond a shorter one (other people's work does not count), in turn with the program's; two cores: best step against the best
on one. Hidden weights are scaled so that 3-5 % of the neurons fire in a step."""
import re
import statistics

from measure import HERE, Floor, Run, cpu_per_sample, in_turn, ratio

TIMES = 5
LAYERS = {"w1": ["a", "b"], "w2": ["a"]}  # that fire
# experiment, epochs (few, many), samples of one; the program, its arguments, its steps (few, many), samples of one; steps in time
WORKLOADS = [("clock_128", (10, 60), "w1", [128, 64, "threads", "steps", "p", 3], (10, 60), 64, 256),
             ("clock_512", (2, 8), "w1", [512, 64, "threads", "steps", "p", 3], (3, 12), 64, 256),
             ("clock_recurrent", (2, 8), "w2", [128, "threads", "steps", 2.35], (2, 7), 128, 100)]


def main():
    floor = Floor()
    print(f"{'':18}{'us per sample':>15}{'floor':>9}{'ratio':>8}{'on two cores':>14}   firing %, ours and theirs")
    for experiment, epochs, program, arguments, steps, batch, length in WORKLOADS:
        rates = []

        def ours(count, threads=1):
            run = Run(HERE / f"{experiment}.toml", threads, {"train.epochs": count})
            run.firing = " ".join(f"{100 * run.spikes_per_neuron(layer, 0) / length:.1f}" for layer in LAYERS[program])
            return run

        def cpu(count):
            run = ours(count)
            rates[:] = [run.firing]
            return run.cpu, run.samples * count

        def bare(count):
            named = {"threads": 1, "steps": count}
            text = floor.output(program, *(named.get(a, a) for a in arguments)).splitlines()[0]
            found = re.findall(r"[0-9.]+", text[text.index("rate"):].replace("L1", "").replace("L2", "").split("loss")[0])
            bare.rate = " ".join(f"{100 * float(r):.1f}" for r in found[-len(LAYERS[program]):])
            return floor.cpu, count * batch

        measures = [lambda: cpu_per_sample(cpu, *epochs)] + ([lambda: cpu_per_sample(bare, *steps)] if floor.folder else [])
        took, least = (in_turn(TIMES, *measures, choose=statistics.median) + [0])[:2]
        single, double = in_turn(TIMES, *(lambda n=n: ours(epochs[1], n).best_per_sample() for n in (1, 2)))
        print(f"{experiment:18}{took:15.1f}{least:9.1f}{ratio(took, least):>8}{double / single:14.2f}   {rates[0]}"
              + (f"; {bare.rate}" if floor.folder else ""), flush=True)


main()
