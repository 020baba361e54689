"""What a sweep is worth: experiments/sweep_yin_yang.toml, its best setting trained again with fresh seeds, against random trials
of the same space; test accuracy. And how many times as many trials two workers finish as one."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from measure import EXPERIMENTS, PROGRAM, in_turn

SWEEP = EXPERIMENTS / "sweep_yin_yang.toml"
FRESH = range(100, 105)
UNPRUNED = ["--set", "sweep.sampler=random", "--set", "sweep.pruner.median.startup=1000000"]


def snnflow(*arguments):
    ran = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}\n{ran.stderr}")
    return ran.stdout


def h5_numbers(path, dataset):
    """By Debian's Python, which has h5py, whichever runs this."""
    code = "import h5py, json, sys; print(json.dumps(h5py.File(sys.argv[1])[sys.argv[2]][()].tolist()))"
    return json.loads(subprocess.run(["/usr/bin/python3", "-c", code, path, dataset], check=True, capture_output=True, text=True).stdout)


def percent(values):
    return " ".join(f"{100 * x:.1f}" for x in values)


def worth(top, trials, others, threads):
    begun = time.time()
    said = json.loads(snnflow("run", SWEEP, "--out", top / "sweep", "--threads", threads, "--quiet", "--json", "--set", f"sweep.budget.trials={trials}"))
    seconds = time.time() - begun
    (top / "best.toml").write_text(snnflow("sweep", "best", top / "sweep"))
    fresh = [json.loads(snnflow("run", top / "best.toml", "--out", top / f"fresh{seed}", "--set", f"seed={seed}", "--quiet", "--json"))["metrics"]["test"]["ttfs-accuracy"]
             for seed in FRESH]
    snnflow("run", SWEEP, "--out", top / "random", "--threads", threads, "--quiet", *UNPRUNED, "--set", f"sweep.budget.trials={others}", "--set", "seed=77")
    snnflow("sweep", "export", top / "random")
    random = h5_numbers(top / "random/sweep.h5", "metrics/test/ttfs-accuracy")
    selected, median = statistics.mean(fresh), statistics.median(random)
    print(f"{trials} trials on {threads} threads in {seconds:.0f} s: {said['trials']['done']} done, {said['trials']['pruned']} pruned\n"
          f"selected: {json.dumps(said['best']['values'])}\n"
          f"on {len(fresh)} fresh seeds: {percent(fresh)}, mean {100 * selected:.2f} % on test\n"
          f"the median of {others} random trials: {100 * median:.2f} % (best {100 * max(random):.2f})\n"
          f"better by {100 * (selected - median):.2f} points   wanted: 1\n")
    return seconds <= 180 and selected - median >= 0.01


def workers(top, trials):
    """Trials per second with one worker of one thread, two of them, and one process of two threads, in turn."""
    count = 0

    def rate(processes, threads):
        nonlocal count
        count += 1
        folder = top / f"workers{count}"
        sets = [*UNPRUNED, "--set", "sweep.budget.trials="]
        snnflow("run", SWEEP, "--out", folder, "--threads", 1, "--quiet", *sets[:-1], sets[-1] + "1")  # there it is
        begun = time.time()
        sweep = [PROGRAM, "run", SWEEP, "--out", folder, "--threads", str(threads), "--quiet", *sets[:-1], f"{sets[-1]}{trials + 1}"]
        running = [subprocess.Popen(sweep, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
        if processes > 1:
            while json.loads((folder / "sweep.json").read_text())["toml"].find(f"trials = {trials + 1}") < 0:
                time.sleep(0.01)
            running += [subprocess.Popen([PROGRAM, "worker", folder, "--threads", str(threads), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                        for _ in range(processes - 1)]
        for process in running:
            if process.wait():
                sys.exit("a worker failed")
        return trials / (time.time() - begun)

    one, two, threads = in_turn(3, lambda: rate(1, 1), lambda: rate(2, 1), lambda: rate(1, 2), choose=max)
    print(f"{trials} trials: {one:.2f} a second by one worker, {two:.2f} by two: {two / one:.2f}x; {threads:.2f} by one of two threads: {threads / one:.2f}x   wanted: 1.85")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--random", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["worth", "workers"])
    given = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        if given.only != "workers":
            good = worth(top, given.trials, given.random, given.threads)
        if given.only != "worth":
            workers(top, 20)
    sys.exit(0 if good else 1)


main()
