"""A real sweep whose processes are killed at random ends as one that was left alone. trial_kills.py TRIALS KILLS"""
import collections
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from sweeps import PROGRAM, all_of, run, write

TRIALS, KILLS = int(sys.argv[1]), int(sys.argv[2])
dice = random.Random(3)

with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile("w+") as said:
    top = pathlib.Path(name)
    file = write(top / "killed.toml", f"budget.trials = {TRIALS}\nretries = 1000\nsampler.random = {{}}\n", epochs=6)
    run(file, top / "whole")

    def begin():
        """The sweep's own command, or a worker that joins."""
        there = (top / "killed/sweep.json").exists()
        command = [PROGRAM, "worker", top / "killed"] if there and dice.random() < 0.5 else [PROGRAM, "run", file, "--out", top / "killed"]
        return subprocess.Popen([*map(str, command), "--threads", dice.choice("12")], stdout=subprocess.DEVNULL, stderr=said)

    def ended():
        try:
            with sqlite3.connect(top / "killed/sweep.db", timeout=30) as db:
                return db.execute("SELECT COUNT(*) FROM trial WHERE state = 'done'").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    processes = [begin(), begin()]
    begun = time.time()
    for kill in range(KILLS):
        while ended() < TRIALS * kill / (KILLS + 1):
            assert time.time() - begun < 280, "too slow"
            for i, p in enumerate(processes):
                if p.poll() is not None:  # both may have made the folder at the same moment
                    processes[i] = begin()
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.08))
        victim = dice.randrange(2)
        processes[victim].send_signal(signal.SIGKILL)
        processes[victim].wait()
        processes[victim] = begin()
    for p in processes:
        p.wait(timeout=280)
    said.seek(0)
    text = said.read()
    again = [p for p in processes if p.returncode]
    if again:  # what came too late found the sweep finished, and said so
        assert all(p.returncode == 65 for p in again) and "holds a finished sweep" in text, text[-2000:]
    ours, whole = all_of(top / "killed"), all_of(top / "whole")
    assert [row[:4] for row in ours[0]] == [row[:4] for row in whole[0]], "other trials, or other results"
    assert ours[1] == whole[1] and ours[2] == whole[2], "other curves or other bits"
    told = collections.Counter(re.findall(r"^trial (\d+) done", text, re.M))
    assert all(n == 1 for n in told.values()), told.most_common(3)
    with sqlite3.connect(top / "killed/sweep.db") as db:
        begun_again = db.execute("SELECT SUM(attempts - 1) FROM trial").fetchone()[0]
    went_on = len(re.findall(r"^trial \d+ goes on after epoch [1-9]", text, re.M))
    assert 0 < begun_again <= 2 * KILLS, begun_again
    print(f"{KILLS} kills, {len(ours[0])} results, none twice, the same bits; {begun_again} trials taken over, {went_on} of them from a later epoch")
