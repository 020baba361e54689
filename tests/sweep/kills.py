"""Workers killed at random: every trial ends once. kills.py PROGRAM [TRIALS KILLS]"""
import collections
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

program = sys.argv[1]
trials, kills = int(sys.argv[2]) if len(sys.argv) > 2 else 3000, int(sys.argv[3]) if len(sys.argv) > 3 else 60
rng = random.Random(1)

with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
    def start():
        return subprocess.Popen([program, "work", folder + "/sweep", str(trials)], stdout=said, stderr=subprocess.PIPE, text=True)

    def how_many():
        try:
            with sqlite3.connect(folder + "/sweep/sweep.db", timeout=30) as db:
                return db.execute("SELECT COUNT(*) FROM trial").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    workers = [start() for _ in range(3)]
    done = 0
    begin = time.time()
    while done < kills:
        # Spread over the sweep: not before its share of trials was begun.
        while how_many() < trials * (done + 0.5) / (kills + 1):
            assert all(w.poll() is None or w.returncode == 0 for w in workers), [w.stderr.read() for w in workers if w.poll()]
            assert time.time() - begin < 280, "too slow"
            time.sleep(0.002)
        time.sleep(rng.random() * 0.01)
        victim = rng.randrange(3)
        workers[victim].send_signal(signal.SIGKILL)
        workers[victim].wait()
        done += 1
        workers[victim] = start()
    for w in workers:
        assert w.wait(timeout=280) == 0, w.stderr.read()
    with sqlite3.connect(folder + "/sweep/sweep.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = db.execute("SELECT number, state, objectives, attempts FROM trial ORDER BY number").fetchall()
    assert [r[0] for r in rows] == list(range(trials)), f"{len(rows)} trials"
    assert all(r[1] == "done" and r[2] for r in rows), [r for r in rows if r[1] != "done"]
    said.seek(0)
    told = collections.Counter(line for line in said.read().split("\n") if line.startswith("done "))
    assert all(n == 1 for n in told.values()), [t for t in told.items() if t[1] > 1]
    again = sum(r[3] - 1 for r in rows)
    print(f"{kills} kills, {trials} results, none twice, {again} trials begun again, {time.time() - begin:.1f} s")
    assert again <= kills
