"""The commands of the first minutes and of a bug report: --version, doctor, init, plugins show; and a run that goes on
although its journal is damaged."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM")
                          or HERE.parent.parent / "build/release/snnflow")
failures = []


def snnflow(*arguments, cwd=HERE):
    ran = subprocess.run([PROGRAM, *arguments], cwd=cwd, capture_output=True, timeout=60, encoding="utf-8", errors="replace")
    return ran.returncode, ran.stdout, ran.stderr


def expect(good, what, *shown):
    if not good:
        failures.append(what)
        print(f"{what}: ", *(str(s)[:600] for s in shown))


code, out, err = snnflow("--version")
lines = out.splitlines()
expect(code == 0 and lines[0].startswith("snnflow 0."), "--version begins with the version", code, out, err)
for part in ("kernels x86-64-v", "HDF5 ", "TBB ", "toml++ "):
    expect(any(line.startswith(part) for line in lines), f"--version has a line '{part}'", out)

code, out, err = snnflow("plugins", "show", "lif")
expect(code == 0 and out.endswith("}\n") and not err, "plugins show ends in a line end", repr(out[-40:]), err)

with tempfile.TemporaryDirectory() as folder:
    code, out, err = snnflow("doctor", cwd=folder)
    expect(code == 0 and "no problems found" in out and not err, "doctor finds no problems", code, out, err)
    code, out, err = snnflow("doctor", "--json", cwd=folder)
    facts = json.loads(out)
    for key in ("version", "built_with", "libraries", "processor", "level", "levels_built", "cores", "memory_bytes", "memory_limit_bytes",
                "plugin_folders", "folder", "free_disk_bytes", "hdf5_writes_here", "problems"):
        expect(key in facts, f"doctor --json says {key}", out)
    expect(facts.get("hdf5_writes_here") is True and not os.listdir(folder), "doctor writes a file and removes it", out, os.listdir(folder))
    if os.geteuid():  # root writes everywhere
        os.chmod(folder, 0o555)
        code, out, err = snnflow("doctor", cwd=folder)
        expect(code == 1 and "runs cannot be written here" in out, "doctor tells of a folder that cannot be written", code, out, err)
        os.chmod(folder, 0o755)

    code, out, err = snnflow("init", cwd=folder)
    expect(code == 0 and "snnflow run experiment.toml" in out, "init says what comes next", code, out, err)
    code, out, err = snnflow("check", "experiment.toml", cwd=folder)
    expect(code == 0 and not err, "the first experiment passes check without a warning", code, err)
    code, out, err = snnflow("run", "experiment.toml", "--quiet", "--json", cwd=folder)
    expect(code == 0, "the first experiment trains", code, err)
    if code == 0:
        accuracy = json.loads(out)["metrics"]["test"]["ttfs-accuracy"]
        expect(accuracy > 0.7, "and learns", accuracy)
    before = pathlib.Path(folder, "experiment.toml").read_text()
    code, out, err = snnflow("init", "experiment.toml", cwd=folder)
    expect(code == 2 and "is there already" in err and before == pathlib.Path(folder, "experiment.toml").read_text(),
           "init does not write over a file", code, err)
    code, out, err = snnflow("init", "no_such_folder/mine.toml", cwd=folder)
    expect(code == 74 and "No such file or directory" in err, "init says why it cannot write", code, err)

# A run is interrupted, its journal damaged; it goes on, and says what was lost.
with tempfile.TemporaryDirectory() as folder:
    snnflow("init", "first.toml", cwd=folder)

    def interrupted(until, *arguments):
        """Exit code and stderr of a run that gets Ctrl-C once `until()` holds."""
        run = subprocess.Popen([PROGRAM, "run", *arguments, "--quiet"], cwd=folder, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(600):
            if run.poll() is not None or until():
                break
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        return run.wait(60), run.stderr.read()

    journal, checkpoint = pathlib.Path(folder, "r/metrics.jsonl"), pathlib.Path(folder, "r/checkpoint.h5")
    code, err = interrupted(checkpoint.exists, "first.toml", "--out", "r", "--set", "train.epochs=100000")
    expect(code == 75, "Ctrl-C interrupts a run", code, err)
    with journal.open("a") as file:
        file.write('{"broken')
    size = journal.stat().st_size
    code, err = interrupted(lambda: journal.stat().st_size > size + 1000, "--resume", "r")
    expect(code == 75 and "warning: r/metrics.jsonl" in err and "continuing the run" in err,
           "a resumed run tells what was damaged", code, err)

print(f"{len(failures)} answers not as they should be")
sys.exit(1 if failures else 0)
