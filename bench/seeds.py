"""Yin-Yang over ten seeds, stock and with the regulariser silent-label: test accuracy at the epoch selected on valid, and how
often in the training (epochs x samples) the label's neuron stayed silent."""
import argparse
import statistics

from measure import EXPERIMENTS, Run

VARIANTS = [("stock", {}), ("silent-label, strength 1", {"regulariser.silent-label.strength": 1.0})]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    print(f"{'':26}{'test accuracy, %':>34}{'silent presentations':>24}{'s per run':>11}")
    for name, settings in VARIANTS:
        tests, silent, seconds = [], [], []
        for seed in range(given.seeds):
            run = Run(EXPERIMENTS / "yin_yang.toml", given.threads, {"seed": seed, "metric.silent-label-fraction": "{}", **settings})
            tests.append(100 * run.result["metrics"]["test"]["ttfs-accuracy"])
            silent.append(sum(epoch["train"]["metrics"]["silent-label-fraction"] for epoch in run.epochs) * run.samples)
            seconds.append(sum(run.seconds))
        spread = statistics.stdev(tests) if len(tests) > 1 else 0.0
        summary = f"{statistics.mean(tests):.2f} +- {spread:.2f}  ({min(tests):.1f} to {max(tests):.1f})"
        print(f"{name:26}{summary:>34}{statistics.mean(silent):24.0f}{statistics.mean(seconds):11.1f}", flush=True)


main()
