"""What the golden tests share: the numbers of $SNNFLOW_GOLDEN, the program, and the comparison that says what is off."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
LEVEL = os.environ.get("SNNFLOW_TEST_ISA")  # of instructions to test at; default: the best of the machine
TIME, GRADIENT = 1e-12, 1e-10  # relative tolerances (science.md 6)
SKIPPED = 77
SECONDS = 20  # for one answer, which takes milliseconds


def folder():
    """Where the reference numbers are; without them the test skips itself."""
    where = os.environ.get("SNNFLOW_GOLDEN")
    if not where:
        print("SKIPPED: SNNFLOW_GOLDEN is not set, so nothing was compared with the reference numbers")
        sys.exit(SKIPPED)
    return where


def block(name):
    with open(os.path.join(folder(), "golden.json")) as file:
        return json.load(file)[name]


def snnflow(*arguments, given=None):
    """The program's JSON answer."""
    text = "" if given is None else json.dumps(given)
    arguments = (*arguments, *(["--isa", LEVEL] if LEVEL else []))
    try:
        ran = subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        sys.exit(f"snnflow {' '.join(arguments)} has not ended after {SECONDS} s, given\n{text}")
    if ran.returncode and LEVEL and "this processor runs at most" in ran.stderr:
        print(f"SKIPPED: this machine cannot run level {LEVEL}")
        sys.exit(SKIPPED)
    if ran.returncode:
        sys.exit(f"snnflow {' '.join(arguments)} ended with {ran.returncode}, given\n{text}\n{ran.stderr}")
    return json.loads(ran.stdout)


def tried(kind, name, given, **settings):
    sets = [x for key, value in settings.items() for x in ("--set", f"{key}={json.dumps(value)}")]
    return snnflow("try", kind, name, *sets, given=given)


def probed(experiment, *arguments):
    """What `snnflow probe` answers to an experiment given as text."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(experiment)
        file.flush()
        return snnflow("probe", file.name, *arguments)


class Comparison:
    """Collects what is off. Differences are relative to the reference, or absolute where that is small."""

    def __init__(self):
        self.wrong, self.compared, self.worst = [], 0, 0.0

    def near(self, what, ours, reference, tolerance):
        if isinstance(reference, list):
            if len(ours) != len(reference):
                self.wrong.append(f"{what}: {len(ours)} numbers, where the reference has {len(reference)}")
                return
            for k, (a, b) in enumerate(zip(ours, reference)):
                self.near(f"{what}[{k}]", a, b, tolerance)
            return
        self.compared += 1
        if ours is None or reference is None:
            if ours is not reference:
                self.wrong.append(f"{what}: {ours}, reference {reference}")
            return
        off = abs(ours - float(reference)) / max(1.0, abs(float(reference)))
        self.worst = max(self.worst, off)
        if not off <= tolerance:
            self.wrong.append(f"{what}: {ours!r}, reference {reference}: off by {off:.2e}, allowed {tolerance:.0e}")

    def equal(self, what, ours, reference):
        self.compared += 1
        if ours != reference:
            self.wrong.append(f"{what}: {ours!r}, reference {reference!r}")

    def finish(self, least):
        """Ends the program; `least` guards against a test that compares nothing."""
        for line in self.wrong:
            print(line)
        print(f"{self.compared} numbers compared, {len(self.wrong)} wrong, largest difference {self.worst:.1e}")
        sys.exit(1 if self.wrong or self.compared < least else 0)
