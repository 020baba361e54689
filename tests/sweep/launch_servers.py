"""A sweep of trainings on a PostgreSQL server and under real launchers, a worker killed in each. launch_servers.py postgres|mpirun|slurm"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from sweep_folder import how_many, wait_for_trials, workers
from sweeps import PROGRAM, numbers, snnflow, start, table, write

EXE, TRIALS = str(pathlib.Path(PROGRAM).resolve()), 30
MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1"}


def kill_one(folder, but=()):
    running = [w for w in workers(EXE, folder) if w not in but]
    assert running, "no worker runs"
    os.kill(running[0], signal.SIGKILL)


def under_mpirun(file, folder):
    if not shutil.which("mpirun"):
        print("SKIPPED: Open MPI is not installed: apt-get install openmpi-bin")
        sys.exit(77)
    os.environ.update(MPI)
    process = start("run", file, "--out", folder, "--launcher", "mpirun", "--workers", "2", "--submit")
    wait_for_trials(folder, 4, lambda: None)
    kill_one(folder)
    said, told = process.communicate(timeout=200)
    assert process.returncode == 0, (said, told)


def under_slurm(file, folder):
    from slurm import Slurm

    with Slurm() as slurm:
        code, said, told = snnflow("run", file, "--out", folder, "--launcher", "slurm", "--workers", "2", "--submit", env=slurm.environment)
        assert code == 0 and "Submitted batch job" in said, (code, said, told)
        job = said.split()[-1]

        def tasks():
            return slurm.ask("squeue", "-h", "-r", "-o", "%K %T").split("\n")[:-1]

        def alive():
            assert tasks(), slurm.logs()

        wait_for_trials(folder, 4, alive)
        slurm.ask("scancel", "--signal=TERM", "--batch", f"{job}_2")  # as before the end of its time
        begin = time.time()
        while "2 PENDING" not in tasks():
            assert time.time() - begin < 60, tasks()
            time.sleep(0.1)
        kill_one(folder)
        wait_for_trials(folder, TRIALS, alive)
        while tasks():
            time.sleep(0.2)
        log = pathlib.Path(folder, "logs", f"slurm-{job}_2.log").read_text()
        assert "interrupted" in log, log


def on_postgres(file, folder):
    import postgres

    with postgres.Cluster() as server:
        command = ("run", file, "--out", folder, "--store", server.url + "?sweep=trained", "--launcher", "local", "--workers", "2", "--json")
        process = start(*command)

        def done():
            return int(server.sql("SELECT COUNT(*) FROM snnflow_trained.trial WHERE state = 'done'", database="sweeps")[0][0])

        def wait(number):
            begin = time.time()
            while not server.sql("SELECT 1 FROM pg_tables WHERE schemaname = 'snnflow_trained' AND tablename = 'worker'", database="sweeps") or done() < number:
                assert time.time() - begin < 100 and process.poll() is None, process.communicate()
                time.sleep(0.1)

        wait(3)
        server.control("restart", "-m", "immediate")
        wait(6)
        kill_one(folder, but=[process.pid])
        said, told = process.communicate(timeout=250)
        assert process.returncode == 0 and json.loads(said)["status"] == "done", (process.returncode, said, told)
        assert done() == TRIALS
        environment = {**os.environ, "PGPASSWORD": postgres.PASSWORD}
        code, said, told = snnflow("sweep", "status", folder, "--json", env=environment)
        assert code == 0 and json.loads(said)["status"] == "done", (code, told)
        rows = server.sql("SELECT number, state, point, objectives, epochs FROM snnflow_trained.trial ORDER BY number", database="sweeps")
        assert not pathlib.Path(folder, "sweep.db").exists()
        # The password is in no file of the sweep, trials' records included.
        for path in pathlib.Path(folder).rglob("*"):
            assert path.is_dir() or not any(s in path.read_bytes() for s in (b"s3cret/word", b"s3cret%2Fword")), path
    return [(int(n), state, point, objectives, int(epochs)) for n, state, point, objectives, epochs in rows]


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    file = write(top / "launched.toml", f"budget.trials = {TRIALS}\nsampler.random = {{}}\nretries = 5\n", epochs=40)
    folder = str(top / "launched")
    how = {"mpirun": under_mpirun, "slurm": under_slurm, "postgres": on_postgres}[sys.argv[1]]
    rows = how(file, folder) or table(folder)
    code, said, told = snnflow("run", file, "--out", top / "alone", "--quiet")
    assert code == 0 and table(top / "alone") == rows, "another sweep than the one of a single process"
    for k in (0, TRIALS - 1):
        assert numbers(f"{folder}/trials/{k}/run.h5") == numbers(top / f"alone/trials/{k}/run.h5")
    print(f"{TRIALS} trainings by {sys.argv[1]}, a worker killed: the same trials and bits as by one process")
