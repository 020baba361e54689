"""What the benchmarks share: runs of snnflow, and the hand-written programs of $SNNFLOW_FLOOR to state ratios to."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("SNNFLOW_PROGRAM") or HERE.parent / "build/release/snnflow")
EXPERIMENTS = HERE.parent / "experiments"


def busy():
    """CPU seconds of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Run:
    """One training run: seconds of each epoch, samples of one, spikes per sample of each layer in each epoch."""

    def __init__(self, experiment, threads, settings):
        sets = [x for key, value in settings.items() for x in ("--set", f"{key}={toml(value)}")]
        with tempfile.TemporaryDirectory() as folder:
            command = [PROGRAM, "run", experiment, "--quiet", "--json", "--threads", str(threads), "--force", "--out", folder, *sets]
            before = busy()
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            self.cpu = busy() - before
            if ran.returncode:
                sys.exit(f"{' '.join(map(str, command))}\n{ran.stderr}")
            self.result = json.loads(ran.stdout)
            lines = (pathlib.Path(folder) / "metrics.jsonl").read_text().splitlines()
        self.epochs = [line for line in map(json.loads, lines) if line["epoch"] > 0]
        self.seconds = [epoch["seconds"] for epoch in self.epochs]
        self.samples = self.result["training"]["samples"] // len(self.epochs)

    def per_sample(self):
        """Microseconds, in mean over all epochs."""
        return 1e6 * sum(self.seconds) / len(self.seconds) / self.samples

    def best_per_sample(self):
        return 1e6 * min(self.seconds) / self.samples

    def spikes_per_neuron(self, layer, epoch=-1):
        return self.epochs[epoch]["layers"][layer]["spikes_per_neuron"]


def toml(value):
    return value if isinstance(value, str) else json.dumps(value)


class Floor:
    """The programs of $SNNFLOW_FLOOR, built once into the user's cache; none where it is not set."""

    def __init__(self):
        source = os.environ.get("SNNFLOW_FLOOR")
        self.folder = None
        if not source:
            print("SNNFLOW_FLOOR is not set: no ratio to the hand-written programs")
            return
        self.folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "snnflow" / "floor"
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in pathlib.Path(source).iterdir():
            if file.is_file() and not same(file, self.folder / file.name):
                shutil.copyfile(file, self.folder / file.name)
        made = subprocess.run(["make", "-C", self.folder, "all"], capture_output=True, text=True, check=False)
        if made.returncode:
            print("the programs of SNNFLOW_FLOOR cannot be built: " + made.stderr.strip()[-300:])
            self.folder = None

    def output(self, program, *arguments):
        before = busy()
        ran = subprocess.run([self.folder / program, *map(str, arguments)], capture_output=True, text=True, check=False)
        if ran.returncode < 0:
            sys.exit(f"{program} was killed by signal {-ran.returncode}; it needs AVX-512")
        self.cpu = busy() - before
        return ran.stdout


def same(a, b):
    return b.exists() and a.read_bytes() == b.read_bytes()


def in_turn(times, *measurements, choose=min):
    """The least of each measurement (or what `choose` takes), all of them in turn: the machine may be shared."""
    answers = [[] for _ in measurements]
    for _ in range(times):
        for answer, measure in zip(answers, measurements):
            answer.append(measure())
    return [choose(answer) for answer in answers]


def cpu_per_sample(run, few, many):
    """Microseconds of CPU time: of a longer run beyond a shorter one, so that neither loading nor other people's work counts.
    run(epochs) answers (CPU seconds, samples)."""
    (short, first), (long, last) = run(few), run(many)
    return 1e6 * (long - short) / (last - first)


def ratio(ours, floor):
    return f"{ours / floor:6.2f}x" if floor else "      -"
