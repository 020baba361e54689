"""An array of workers under Slurm: one asked to stop, as before the end of its time, one killed; Slurm starts both again, and every
trial is run.

slurm_kills.py PROGRAM
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from slurm import Slurm
from sweep_folder import check_results, how_many, wait_for_trials, workers

program, trials = sys.argv[1], 80


def states(slurm):
    """By task of the array."""
    return dict(line.split() for line in slurm.ask("squeue", "-h", "-r", "-o", "%K %T").splitlines())


with Slurm() as slurm, tempfile.TemporaryDirectory() as folder:
    def alive():
        assert states(slurm), slurm.logs()

    def settle(condition, what):
        begin = time.time()
        while not condition(states(slurm)):
            assert time.time() - begin < 60, f"{what}: {states(slurm)}\n{slurm.logs()}"
            time.sleep(0.2)

    script = subprocess.run([program, "launch", "slurm", folder, "2", str(trials), "200"], capture_output=True, text=True, check=True).stdout
    begin = time.time()
    submitted = subprocess.run(["sbatch"], input=script, env=slurm.environment, capture_output=True, text=True, timeout=60)
    assert submitted.returncode == 0, submitted.stderr
    job = submitted.stdout.split()[-1]
    settle(lambda s: s == {"1": "RUNNING", "2": "RUNNING"}, "two workers run")
    wait_for_trials(folder, 10, alive)

    # What --signal=B:TERM@120 does at the end of the time: the worker ends with 75, and the task waits to begin again.
    slurm.ask("scancel", "--signal=TERM", "--batch", f"{job}_2")
    settle(lambda s: s.get("2") == "PENDING", "the task that was asked to stop is queued again")
    assert how_many(folder) < trials
    killed = workers(program, folder)
    assert len(killed) == 1, killed
    os.kill(killed[0], signal.SIGKILL)
    settle(lambda s: s.get("1") == "PENDING", "the task whose worker was killed is queued again")
    left = trials - how_many(folder)
    assert left > 0
    wait_for_trials(folder, trials, alive)
    settle(lambda s: not s, "the array ends")

    again = check_results(folder, trials)
    assert 1 <= again <= 2, f"{again} trials begun again"
    told = {task: pathlib.Path(folder, f"slurm-{job}_{task}.log").read_text() for task in (1, 2)}
    assert sum(text.count("done ") for text in told.values()) == trials, told
    for task, text in told.items():
        assert "DUE TO JOB REQUEUE" in text or "CANCELLED" in text, text  # Slurm's own words, in the task's log

    # A job that is cancelled stays cancelled.
    with tempfile.TemporaryDirectory() as other:
        script = script.replace(folder, other)
        job = subprocess.run(["sbatch"], input=script, env=slurm.environment, capture_output=True, text=True, timeout=60).stdout.split()[-1]
        wait_for_trials(other, 2, alive)
        slurm.ask("scancel", job)
        settle(lambda s: not s, "a cancelled array is gone")
        time.sleep(8)  # longer than a requeued task waits
        assert not states(slurm) and how_many(other) < trials, states(slurm)
    print(f"{trials} trials; one worker asked to stop, one killed, {left} trials left for their second start; {time.time() - begin:.0f} s")
