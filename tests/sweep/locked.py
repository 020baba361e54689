"""The database held by somebody else for SECONDS: waited for, and said. locked.py PROGRAM SECONDS"""
import sqlite3
import subprocess
import sys
import tempfile
import time

program, seconds = sys.argv[1], float(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    assert subprocess.run([program, "work", folder, "3"], capture_output=True).returncode == 0
    db = sqlite3.connect(folder + "/sweep.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    begin = time.time()
    worker = subprocess.Popen([program, "work", folder, "20"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    assert worker.poll() is None, worker.communicate()
    db.execute("ROLLBACK")
    out, said = worker.communicate(timeout=60)
    assert worker.returncode == 0 and out.count("done ") == 17, (worker.returncode, out, said)
    assert "is locked by another program; waiting for it" in said, said
    assert db.execute("SELECT COUNT(*) FROM trial WHERE state = 'done'").fetchone()[0] == 20
print(f"waited {time.time() - begin:.1f} s, and said so: {said.splitlines()[0]}")
