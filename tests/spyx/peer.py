"""What these tests share: a Python that has the peer, the program, experiments with weights in them, the comparison."""
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "snnflow" / "peers"
SKIPPED = 77


def needs(package, environment):
    """Goes on in the environment of bench/peers/run.py if this Python has not got the package; skips without either."""
    if importlib.util.find_spec(package):
        return
    python = CACHE / environment / "bin" / "python"
    if python.exists() and os.environ.get("SNNFLOW_PEER") != package:
        os.environ["SNNFLOW_PEER"] = package
        os.execv(python, [str(python), "-B", *sys.argv])
    print(f"SKIPPED: {package} is not installed, so nothing was compared with it; bench/peers/run.py --install --only {package}")
    sys.exit(SKIPPED)


def snnflow(command, experiment, *arguments):
    """The program's JSON answer to an experiment given as text."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(experiment)
        file.flush()
        ran = subprocess.run([PROGRAM, command, file.name, *arguments], capture_output=True, text=True, timeout=300)
    if ran.returncode:
        sys.exit(f"snnflow {command} ended with {ran.returncode}, given\n{experiment}\n{ran.stderr}")
    return json.loads(ran.stdout)


def model(folder):
    """The trained numbers of a finished run, by path."""
    import h5py
    import numpy as np

    found = {}

    def look(_, item):
        if isinstance(item, h5py.Dataset) and item.attrs.get("trained"):
            path = item.attrs["path"]
            found[path if isinstance(path, str) else path.decode()] = np.asarray(item)

    with h5py.File(os.path.join(folder, "run.h5")) as file:
        file["model"].visititems(look)
    return found


class Comparison:
    """Collects what is off: the largest difference of two arrays, relative to the largest number of the peer's."""

    def __init__(self):
        self.wrong, self.compared, self.worst = [], 0, {}

    def near(self, what, ours, theirs, tolerance):
        import numpy as np

        ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
        if ours.shape != theirs.shape:
            self.wrong.append(f"{what}: of shape {ours.shape}, the peer's {theirs.shape}")
            return
        off = float(np.abs(ours - theirs).max() / max(np.abs(theirs).max(), 1e-30)) if np.any(ours != theirs) else 0.0
        self.compared += 1
        self.worst[tolerance] = max(self.worst.get(tolerance, 0.0), off)
        if not off <= tolerance:
            self.wrong.append(f"{what}: off by {off:.2e}, allowed {tolerance:.0e}")

    def all_near(self, what, ours, theirs, tolerance):
        """Two dictionaries of arrays."""
        if set(ours) != set(theirs):
            self.wrong.append(f"{what}: {sorted(set(ours) ^ set(theirs))} only on one side")
        for path in sorted(set(ours) & set(theirs)):
            self.near(f"{what} {path}", ours[path], theirs[path], tolerance)

    def finish(self, least):
        """Ends the program; `least` guards against a test that compares nothing."""
        print(*self.wrong, sep="\n")
        worst = ", ".join(f"{off:.1e} where {tolerance:.0e} is allowed" for tolerance, off in self.worst.items())
        print(f"{self.compared} arrays compared, {len(self.wrong)} wrong, largest relative difference {worst}")
        sys.exit(1 if self.wrong or self.compared < least else 0)
