"""Connections cut at random and the server restarted, while no worker dies: every trial is begun once, and ends once.

postgres_storm.py PROGRAM TRIALS
"""
import collections
import os
import random
import subprocess
import sys
import tempfile
import time

import postgres

program, trials = sys.argv[1], int(sys.argv[2])
rng = random.Random(1)
HELD = "SELECT COUNT(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'snnflow' AND random() < 0.3"

with postgres.Cluster() as server, tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said, \
        tempfile.TemporaryFile("w+") as errors:
    environment = {**os.environ, "STORE": server.url, "HEARTBEAT": "30"}
    workers = [subprocess.Popen([program, "work", f"{folder}/sweep", str(trials), "2"], env=environment, stdout=said, stderr=errors)
               for _ in range(4)]
    begin, cuts, restarts = time.time(), 0, 0
    # A server that is not there when a worker begins is an error: first all have their locks.
    while server.sql(HELD, database="sweeps") != [["4"]]:
        assert time.time() - begin < 60 and all(w.poll() is None for w in workers), "the workers did not begin"
        time.sleep(0.02)
    while any(w.poll() is None for w in workers):
        if time.time() - begin > 240:
            for w in workers:
                w.kill()
            said.seek(0)
            sys.exit(f"too slow: {said.read().count('done ')} of {trials} trials after {cuts} cuts and {restarts} restarts")
        time.sleep(rng.random() * 0.05)
        if rng.random() < 0.03:
            server.control("restart", "-m", rng.choice(["immediate", "fast"]))
            restarts += 1
        else:
            server.sql(CUT)
            cuts += 1
    errors.seek(0)
    assert all(w.returncode == 0 for w in workers), errors.read()
    said.seek(0)
    told = collections.Counter(said.read().split())
    assert told["begun"] == told["done"] == trials, told.most_common(3)
    assert all(told[str(number)] == 2 for number in range(trials)), "a trial was begun or ended twice"
    schema = "snnflow_" + open(f"{folder}/sweep/store").read().split("sweep=")[1].strip()
    counts = server.sql(f'SELECT COUNT(*), SUM(attempts), COUNT(NULLIF(state, \'done\')) FROM "{schema}".trial', database="sweeps")
    assert counts == [[str(trials), str(trials), "0"]], counts
    assert cuts > 20 and restarts > 0, (cuts, restarts)
    print(f"{trials} trials begun once and ended once, {cuts} times connections cut, {restarts} restarts, {time.time() - begin:.1f} s")
