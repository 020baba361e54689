"""What the tests of readers share: the program, files that a test makes itself, and a report of what is off."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM") or "build/release/snnflow"
SKIPPED = 77
wrong, folders = [], []


def folder():
    """A new folder, removed at the end."""
    folders.append(tempfile.mkdtemp(prefix="snnflow-data-"))
    return pathlib.Path(folders[-1])


def toml(x):
    if isinstance(x, dict):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in x.items()) + " }"
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(map(toml, x)) + "]"
    return json.dumps(str(x) if isinstance(x, pathlib.Path) else x)


def tried(kind, name, given, settings):
    sets = [x for key, value in settings.items() for x in ("--set", f"{key}={toml(value)}")]
    return subprocess.run([PROGRAM, "try", kind, name, *sets], input=json.dumps(given), capture_output=True, text=True,
                          timeout=60)


def split(name, which="train", first=None, **settings):
    """(samples, the whole answer) of a split; all of its samples, or the first so many."""
    ran = tried("data", name, {"split": which, "indices": []}, settings)
    if ran.returncode == 0 and first != 0:
        n = json.loads(ran.stdout)["counts"][which] if first is None else first
        ran = tried("data", name, {"split": which, "indices": list(range(n))}, settings)
    if ran.returncode:
        sys.exit(f"data.{name} with {settings} ended with {ran.returncode}: {ran.stderr}")
    answer = json.loads(ran.stdout)
    return answer["samples"], answer


def refused(name, *words, **settings):
    """The file is refused, in words that contain these, without a crash."""
    ran = tried("data", name, {"split": "train", "indices": [0]}, settings)
    if ran.returncode != 65:
        wrong.append(f"data.{name} with {settings}: ended with {ran.returncode}, not 65: {ran.stderr[:300]}")
    for word in words:
        if word not in ran.stderr:
            wrong.append(f"data.{name} with {settings} does not say '{word}', but: {ran.stderr[:500]}")


def equal(what, ours, wanted):
    if ours != wanted:
        wrong.append(f"{what}: {str(ours)[:200]}, not {str(wanted)[:200]}")


def real(*path):
    """A file of $SNNFLOW_DATA; None, said aloud, where that is not set."""
    where = os.environ.get("SNNFLOW_DATA")
    if where:
        return pathlib.Path(where, *path)
    return None


def finish(skipped=""):
    """Ends the test. `skipped`: what could not be looked at, and why."""
    for path in folders:
        shutil.rmtree(path)
    print("\n".join(wrong) or "all as it should be")
    if wrong:
        sys.exit(1)
    if skipped:
        print("SKIPPED: " + skipped)
        sys.exit(SKIPPED)
