"""What a PostgreSQL server refuses is told with a remedy and without a password; the store's own tests on that server; a lock waited for.

postgres_refusals.py PROGRAM TEST_PROGRAM
"""
import os
import re
import subprocess
import sys
import tempfile
import time

import postgres

program, tests = sys.argv[1:3]

with postgres.Cluster() as server, tempfile.TemporaryDirectory() as folder:
    def work(name, url, trials=20, **more):
        return subprocess.run([program, "work", f"{folder}/{name}", str(trials)], env={**os.environ, "STORE": url, **more},
                              capture_output=True, text=True, timeout=120)

    hidden = postgres.PASSWORD.replace("/", "%2F")
    for number, (text, url) in enumerate({
        r"refuses the password of 'sweeper': put the right one into ~/\.pgpass": server.url.replace("s3cret", "s3crex"),
        r"asks for a password of 'sweeper': put it into ~/\.pgpass": server.url.replace(f":{hidden}", ""),
        r"no database 'none' .*`createdb none`": server.url.replace("/sweeps", "/none"),
        r"may not create tables .* GRANT CREATE ON DATABASE sweeps TO outsider": server.url.replace(f"sweeper:{hidden}", "outsider:x"),
        r"does not let 'nobody' in: no pg_hba\.conf entry": server.url.replace(f"sweeper:{hidden}", "nobody:s3cret"),
        r"cannot be reached: Connection refused; .*pg_isready": server.url.replace(f":{server.port}/", ":1/"),
        r'invalid URI query parameter: "sslmod"': server.url + "?sslmod=require",
    }.items()):
        said = work(f"refused{number}", url)
        assert said.returncode == 74 and re.search(text, said.stderr), (text, said)
        assert said.stderr.count("\n") == 1 and "s3cre" not in said.stderr and "%2F" not in said.stderr, said.stderr
        if "outsider" not in url:
            assert not os.path.exists(f"{folder}/refused{number}/store"), "an address that never worked is kept"

    # Sweeps that share one database, by the same test cases as for the folder's own; all seven of them ran.
    ran = subprocess.run([tests, "[store]"], env={**os.environ, "STORE": server.url}, capture_output=True, text=True, timeout=200)
    assert ran.returncode == 0 and int(re.search(r"in (\d+) test cases", ran.stdout)[1]) >= 7, ran.stdout + ran.stderr
    assert int(server.sql("SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE 'snnflow_%'", database="sweeps")[0][0]) >= 7

    assert work("named", server.url + "?sweep=mine", 3).stdout.count("done ") == 3
    assert work("elsewhere", server.url + "?sweep=mine", 5).stdout.count("done ") == 2, "another folder, the same sweep"

    # Somebody else has the tables.
    holding = subprocess.Popen([f"{server.bin}/psql", "-h", server.folder, "-p", str(server.port), "-U", "postgres", "-d", "sweeps", "-Xqc",
                                "BEGIN; LOCK TABLE snnflow_mine.trial IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(7)"], stdout=subprocess.DEVNULL)
    time.sleep(1)
    waited = work("named", server.url, 8)
    assert holding.wait(timeout=30) == 0
    assert waited.returncode == 0 and waited.stdout.count("done ") == 3, waited
    assert "is locked by another program; waiting for it" in waited.stderr and "s3cret" not in waited.stderr, waited.stderr

    # At the beginning, a server that does not run is an error; later it is waited for, with words.
    server.control("stop", "-m", "fast")
    gone = work("named", server.url, 9)
    assert gone.returncode == 74 and "cannot be reached" in gone.stderr, gone
    server.control("start")
    slow = subprocess.Popen([program, "work", f"{folder}/named", "12", "1500"], env={**os.environ, "STORE": server.url},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    server.control("stop", "-m", "immediate")
    time.sleep(6)
    server.control("start")
    out, err = slow.communicate(timeout=60)
    assert slow.returncode == 0 and out.count("done ") == 4, (out, err)
    assert re.search(r"is lost; waiting for the server \(\d+ s\)", err), err
print("refusals, locks and absences are told; passwords are not")
