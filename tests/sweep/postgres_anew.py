"""A sweep of trainings on a PostgreSQL server: `sweep status` knows who works on it, and --force begins anew there too."""
import json
import os
import pathlib
import signal
import tempfile
import time

import postgres
from sweeps import snnflow, start, write


def status(folder):
    code, said, told = snnflow("sweep", "status", folder, "--json")
    assert code == 0, told
    return json.loads(said)


def text(folder):
    return snnflow("sweep", "status", folder)[1].splitlines()[0]


def wait_for_trial(folder, process):
    while not list(pathlib.Path(folder).glob("trials/*/checkpoint.h5")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def stop(process):
    process.send_signal(signal.SIGTERM)
    told = process.communicate(timeout=60)
    assert process.returncode == 75, (process.returncode, told)


with postgres.Cluster() as server, tempfile.TemporaryDirectory() as name:
    top, os.environ["PGPASSWORD"] = pathlib.Path(name), postgres.PASSWORD
    url = server.url.replace(":" + postgres.PASSWORD.replace("/", "%2F"), "") + "?sweep=trained"
    file = write(top / "long.toml", "budget.trials = 6\nsampler.random = {}\n", epochs=2000)
    here, there = top / "here", top / "there"

    first = start("run", file, "--out", here, "--store", url, "--threads", 1)
    wait_for_trial(here, first)
    assert status(here)["status"] == "running" and text(here).endswith(", running")
    second = start("run", file, "--out", there, "--store", url, "--threads", 1)  # the same sweep, as from another machine
    wait_for_trial(there, second)
    stop(second)
    seen = status(there)
    assert seen["status"] == "running" and seen["trials"]["running"] == 2, seen

    # Who begins anew is told that somebody else is at it, and nothing is lost.
    code, said, told = snnflow("run", file, "--out", there, "--force", "--quiet")
    assert code == 65 and "somebody works on the sweep in postgresql://" in told and "sweep=trained" in told, (code, told)
    assert postgres.PASSWORD not in told and status(there)["trials"]["running"] == 2
    assert first.poll() is None
    stop(first)
    assert status(here)["status"] == "waiting" and text(here).endswith(", nobody works on it")

    # A server that is away: neither forgotten nor begun anew beside it.
    server.control("stop", "-m", "fast")
    code, said, told = snnflow("run", file, "--out", there, "--force", "--quiet")
    assert code == 74 and f"or remove {there}/store" in told and (there / "sweep.json").exists(), (code, told)
    server.control("start")

    # Another sweep under the same name can only begin where the old one has gone.
    another = ("--set", "train.epochs=1", "--quiet", "--json")
    code, said, told = snnflow("run", file, "--out", there, "--force", "--store", url, *another)
    assert code == 0 and json.loads(said)["trials"]["done"] == 6, (code, told)
    rows = server.sql("SELECT attempts, epochs FROM snnflow_trained.trial", database="sweeps")
    assert rows == [["1", "1"]] * 6, rows
    # Begun anew in the folder's own database, the server keeps nothing of it.
    code, said, told = snnflow("run", file, "--out", there, "--force", *another)
    assert code == 0 and (there / "sweep.db").exists(), (code, told)
    assert not server.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'snnflow_%'", database="sweeps")
print("status knows who works on a server's sweep; --force clears it, but not from under somebody")
