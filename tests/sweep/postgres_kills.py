"""Workers in processes of their own, one killed, the server restarted in between: every trial has one result.

postgres_kills.py PROGRAM [TRIALS]
"""
import collections
import os
import signal
import subprocess
import sys
import tempfile
import time

import postgres

program, trials = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 400

with postgres.Cluster() as server, tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
    # The first worker agrees on the place; the others are told the folder alone, and find the password as programs of PostgreSQL do.
    environment = {**os.environ, "HEARTBEAT": "2", "PGPASSWORD": postgres.PASSWORD}
    errors = open(folder + "/errors", "w+")

    def start(**more):
        return subprocess.Popen([program, "work", folder + "/sweep", str(trials), "10"], stdout=said, stderr=errors,
                                env={**environment, **more})

    def wait_for(share):
        begin = time.time()
        while sum(line.startswith("done ") for line in open(f"/proc/self/fd/{said.fileno()}")) < trials * share:
            assert time.time() - begin < 200, open(folder + "/errors").read()
            assert all(w.poll() is None for w in workers), open(folder + "/errors").read()
            time.sleep(0.05)

    begin = time.time()
    workers = [start(STORE=server.url)]
    wait_for(0.02)
    workers += [start() for _ in range(3)]
    wait_for(0.2)
    workers[1].send_signal(signal.SIGKILL)
    workers[1].wait()
    workers[1] = start()
    place = open(folder + "/sweep/store").read()
    schema = "snnflow_" + place.split("sweep=")[1].strip()
    # And one that was killed between two trials, so that nobody waits for it.
    server.sql(f"INSERT INTO \"{schema}\".worker (name, beats) VALUES ('elsewhere.1.1', 0)", database="sweeps")
    wait_for(0.4)
    server.control("restart", "-m", "immediate")
    wait_for(0.7)
    server.control("restart", "-m", "fast")
    wait_for(0.8)
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'snnflow'")
    for w in workers:
        assert w.wait(timeout=200) == 0, open(folder + "/errors").read()

    rows = server.sql(f'SELECT number, state, objectives, attempts FROM "{schema}".trial ORDER BY number', database="sweeps")
    assert [int(r[0]) for r in rows] == list(range(trials)), f"{len(rows)} trials"
    assert all(r[1] == "done" and r[2] for r in rows), [r for r in rows if r[1] != "done"]
    said.seek(0)
    lines = collections.Counter(said.read().split("\n"))
    done = {line: n for line, n in lines.items() if line.startswith("done ")}
    begun = {line: n for line, n in lines.items() if line.startswith("begun ")}
    assert len(done) in (trials - 1, trials) and set(done.values()) == {1}, "a result was told twice, or is missing"
    # Begun twice: at most what the killed worker held. A restart of the server repeats nothing.
    assert sum(begun.values()) <= trials + 1 and len(begun) >= trials - 1, [b for b in begun.items() if b[1] > 1]
    epochs = server.sql(f'SELECT COUNT(*), COUNT(DISTINCT trial), COUNT(objective) FROM "{schema}".epoch', database="sweeps")
    assert epochs == [[str(trials)] * 3], epochs
    left = server.sql(f'SELECT COUNT(*) FROM "{schema}".worker', database="sweeps")
    assert int(left[0][0]) == 0, "workers that ended, and the killed ones, are not forgotten"
    told = open(folder + "/errors").read()
    secret = [place, told, str(server.sql(f'SELECT * FROM "{schema}".worker, "{schema}".fact', database="sweeps"))]
    assert not any(postgres.PASSWORD in text or "s3cret" in text for text in secret), "the password was written down"
    print(f"{trials} results, none twice, none lost, {sum(int(r[3]) - 1 for r in rows)} trials begun again, {time.time() - begin:.1f} s")
