"""Sweeps: how good the samplers are (regret), and how fast sampler and store are without training, with every result on the
disk; against Optuna's journal storage in the same minute where --optuna names a Python that has it."""
import argparse
import re
import subprocess
import sys
import tempfile

from measure import HERE, PROGRAM

TOOLS = PROGRAM.parent / "tests"
TRIALS, TARGET = 1000, 20


def ours(sampler, in_flight):
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run([TOOLS / "bench_store", "bench", folder, sampler, str(TRIALS), str(in_flight)], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"([0-9.]+) trials/s", said)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--optuna", help="a Python with Optuna: python3 -m venv V && V/bin/pip install optuna==5.0.0, then V/bin/python")
    given = parser.parse_args()
    if not (TOOLS / "bench_store").exists():
        sys.exit(f"there is no {TOOLS / 'bench_store'}; configure with -DSNNFLOW_TESTS=ON and build bench_store and bench_regret")
    regret = subprocess.run([TOOLS / "bench_regret"], check=False).returncode
    theirs = {}
    if given.optuna:
        said = subprocess.run([given.optuna, HERE / "optuna_store.py", str(TRIALS)], check=True, capture_output=True, text=True).stdout
        theirs = {name: float(rate) for name, rate in map(str.split, said.splitlines())}
    print(f"\ntrials per second, six parameters, {TRIALS} trials, results on the disk (Optuna: one process)")
    print(f"{'':10}{'1 in flight':>14}{'8 in flight':>14}{'Optuna':>10}{'ratio, 1':>11}{'ratio, 8':>11}   wanted: {TARGET}")
    for sampler in ("random", "tpe"):
        one, eight, other = ours(sampler, 1), ours(sampler, 8), theirs.get(sampler)
        print(f"{sampler:10}{one:14.0f}{eight:14.0f}" + (f"{other:10.1f}{one / other:11.1f}{eight / other:11.1f}" if other else f"{'-':>10}"))
    sys.exit(regret)


main()
