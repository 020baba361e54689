"""A run that is stopped or killed at any moment, and started again by the same command, ends in the same bits."""
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

from runs import command, contents, differences, run

LARGER = {"data__yin-yang__train": 2000, "train__epochs": 10}
ROUNDS, STOPS = 8, 4
dice = random.Random(7)
failures = []


def finished_before(code, said):
    """Whether the start before was stopped after its last write."""
    return code == 65 and "holds a finished run" in said


def interrupted_run(out, how, length):
    """Exit codes of the stopped starts; the last start is let run to its end."""
    codes = []
    for _ in range(STOPS):
        process = subprocess.Popen(command(out, dice.choice((1, 2, 3)), **LARGER), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(dice.uniform(0.0, 0.6) * length)
        process.send_signal(how)
        _, said = process.communicate()
        codes.append(process.returncode)
        if process.returncode == 0 or finished_before(process.returncode, said):
            return codes
        # -SIGINT: so early that nobody was listening yet.
        if process.returncode not in ((75, -signal.SIGINT) if how == signal.SIGINT else (-signal.SIGKILL,)):
            failures.append(f"a stopped run ended with {process.returncode}: {said}")
    code, said = run(out, 2, **LARGER)
    codes.append(code)
    if code and not finished_before(code, said):
        failures.append(f"a continued run ended with {code}: {said}")
    return codes


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    begun = time.time()
    code, said = run(top / "whole", 2, **LARGER)
    length = time.time() - begun
    if code:
        sys.exit(f"a run ended with {code}: {said}")
    whole = contents(top / "whole")
    stopped = 0
    for how in (signal.SIGINT, signal.SIGKILL):
        for turn in range(ROUNDS):
            out = top / f"{how.name}{turn}"
            codes = interrupted_run(out, how, length)
            stopped += len(codes) - 1
            if failures:
                break
            off = differences(contents(out), whole)
            print(f"{how.name}, exit codes {codes}: {'the same bits' if not off else 'OTHER BITS in ' + ', '.join(off)}", flush=True)
            if off:
                failures.append(f"{how.name} changed the result")
    code, said = run(top / "whole", 2, **LARGER)
    if code != 65 or "holds a finished run" not in said:
        failures.append(f"a finished run was not refused: {code} {said}")
if stopped < ROUNDS:
    failures.append(f"only {stopped} runs were stopped before their end")
print(*failures, sep="\n")
sys.exit(1 if failures else 0)
