"""snnflow run --launcher: workers in processes of their own here; what slurm and mpirun are to be given."""
import os
import pathlib
import shlex
import signal
import subprocess
import tempfile
import time

from sweep_folder import how_many, workers
from sweeps import PROGRAM, run, snnflow, start, table, write

EXE = str(pathlib.Path(PROGRAM).resolve())
SWEEP = "budget.trials = {}\nsampler.random = {{}}\n"


def wait_for(condition, what, process):
    begin = time.time()
    while not condition():
        assert time.time() - begin < 60 and process.poll() is None, (what, process.communicate() if process.poll() is not None else "")
        time.sleep(0.02)


def main():
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        few, many = write(top / "few.toml", SWEEP.format(6)), write(top / "many.toml", SWEEP.format(24), epochs=60)

        said = run(few, top / "local", "--launcher", "local", "--workers", "2")
        assert said["status"] == "done" and len(table(top / "local")) == 6, said
        run(few, top / "alone")
        assert table(top / "alone") == table(top / "local"), "the launcher changed the sweep"
        logs = sorted(p.name for p in (top / "local/logs").iterdir())
        assert logs == ["local-1.log", "local-2.log"], logs

        # SIGTERM: all checkpoint, 75. The same command goes on; one of its workers is killed meanwhile, and the other does the rest.
        folder = str(top / "stopped")
        command = ("run", many, "--out", folder, "--launcher", "local", "--workers", "2", "--json")
        process = start(*command)
        wait_for(lambda: how_many(folder) >= 2, "two trials", process)
        assert len(workers(EXE, folder)) >= 2
        process.send_signal(signal.SIGTERM)
        said, told = process.communicate(timeout=60)
        assert process.returncode == 75 and "the same command continues" in told, (process.returncode, told)
        assert how_many(folder) < 24 and not workers(EXE, folder)
        process = start(*command)
        wait_for(lambda: how_many(folder) >= 6, "six trials", process)
        running = [w for w in workers(EXE, folder) if w != process.pid]
        assert len(running) == 2, running
        os.kill(running[0], signal.SIGKILL)
        said, told = process.communicate(timeout=120)
        assert process.returncode == 0 and "was killed by signal 9; see " in told, (process.returncode, told)
        assert len(table(folder)) == 24 and how_many(folder) == 24

        # Printed, not run.
        code, script, told = snnflow("run", few, "--out", top / "slurm", "--launcher", "slurm", "--workers", "5", "--threads", "2",
                                     "--launcher-option=--time=00:10:00")
        assert code == 0 and "--submit" in told and "sweep.db, which is for workers of one machine" in told, told
        for line in ("--array=1-5", "--cpus-per-task=2", "--requeue", "--signal=B:TERM@120", "--time=00:10:00", "--job-name=few"):
            assert f"#SBATCH {line}\n" in script, script
        assert f"\n{EXE} worker {top}/slurm --threads 2 &\n" in script, script
        assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0
        code, line, _ = snnflow("run", "--resume", top / "slurm", "--launcher", "mpirun", "--workers", "3")
        assert code == 0 and shlex.split(line) == ["mpirun", "--continuous", "--bind-to", "none", "-n", "3", EXE, "worker", f"{top}/slurm",
                                                   "--threads", "1"], line
        code, _, _ = snnflow("worker", top / "slurm", "--quiet")
        assert code == 0 and len(table(top / "slurm")) == 6, "what was prepared can be worked on"

        for arguments, text in {
            ("run", "--launcher", "slurm", "--no-sweep", few): "--launcher is for sweeps, and --no-sweep trains once",
            ("run", "--store", "postgresql://db/x", pathlib.Path(few).parent / "one.toml"): "--store is for sweeps",
            ("run", "--launcher", "slurm", "--store", "postgresql://a:hush@db/x", few, "--out", top / "no"): "put it into ~/.pgpass",
            ("run", "--launcher", "slrm", few): "--launcher",
            ("run", "--workers", "3", few): "--launcher",
            ("worker", top / "slurm", "--store", "postgresql://a:hush@db/x"): "is kept in its sweep.db",
        }.items():
            if arguments[1] == "--store":
                (top / "one.toml").write_text(few.read_text().split("[sweep]")[0])
            code, said, told = snnflow(*arguments)
            assert code == 2 and text in told and "hush" not in told, (arguments, code, told)
    print("local workers, printed scripts, refusals")


main()
