"""A fault at the writes of a ten-trial sweep: killed half-way through one, or the disk full from one on; then the same
command again completes it. faults.py PROGRAM SHIM [EVERY]"""
import os
import sqlite3
import subprocess
import sys
import tempfile

program, shim, every = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
TRIALS = 10


def work(folder, **fault):
    env = dict(os.environ, **({"LD_PRELOAD": shim} if fault else {}), **fault)
    run = subprocess.run([program, "work", folder, str(TRIALS)], capture_output=True, text=True, env=env, timeout=60)
    return run.returncode, [line for line in run.stdout.split("\n") if line.startswith("done ")], run.stderr


for kind in ("kill", "full"):
    at, recovered, resumed = 1, 0, 0
    while True:
        with tempfile.TemporaryDirectory() as folder:
            status, told, said = work(folder + "/s", FAULT_AT=str(at), FAULT_KIND=kind)
            if status == 0:  # beyond the last write
                assert len(told) == TRIALS
                break
            if kind == "full":
                assert status == 74 and ("the disk is full" in said or "it is full, or failing" in said), (at, status, said)
            else:
                assert status == -9, (at, status, said)
            resumed += len(told) > 0
            again, later, said = work(folder + "/s")
            assert again == 0, (kind, at, said)
            both = told + later
            # A result may have reached the disk just before its worker could say so.
            assert len(set(both)) == len(both) and len(both) >= TRIALS - 1, (kind, at, told, later)
            with sqlite3.connect(folder + "/s/sweep.db") as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                rows = db.execute("SELECT number FROM trial WHERE state = 'done' ORDER BY number").fetchall()
            assert [r[0] for r in rows] == list(range(TRIALS)), (kind, at, rows)
            recovered += 1
        at += every
    assert recovered > 10 / every and resumed, (kind, recovered, resumed)
    print(f"{kind}: {recovered} sweeps with a fault, all complete after the same command again")
