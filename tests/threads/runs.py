"""Small versions of the Yin-Yang experiment, run and compared bit by bit; a test's argument says on which engine."""
import os
import pathlib
import subprocess
import sys

import h5py

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
SOURCE = pathlib.Path(os.environ.get("SNNFLOW_SOURCE", pathlib.Path(__file__).parent.parent.parent))

ENGINE = sys.argv[1] if len(sys.argv) > 1 else "event"
EXPERIMENT = SOURCE / {"event": "experiments/yin_yang.toml", "readout": "tests/threads/readout.toml",
                       "clock": "experiments/yin_yang_clock.toml"}[ENGINE]
# On a clock with recurrence, whose samples go side by side.
OF_ENGINE = {"event": {}, "readout": {}, "clock": {"engine__clock__dt": 1.0, "engine__clock__side_by_side": 4,
                                    "layer__hidden__from__hidden__dense__weight__normal": "{ mean = 0.0, std = 0.3 }"}}[ENGINE]


def command(out, threads=2, **settings):
    """The command line of a run; `a__b` in a setting's name is `a.b` in the file."""
    small = {"data__yin-yang__valid": 60, "data__yin-yang__test": 60, "layer__hidden__size": 30, "train__batch": 20,
             "record__spikes__hidden__every": 2, "record__states__output__every": 2, **OF_ENGINE, **settings}
    sets = [x for key, value in small.items() for x in ("--set", f"{key.replace('__', '.')}={value}")]
    return [PROGRAM, "run", str(EXPERIMENT), *sets, "--threads", str(threads), "--out", str(out), "--quiet"]


def run(*given, **settings):
    """(exit code, stderr)"""
    ran = subprocess.run(command(*given, **settings), capture_output=True, text=True)
    return ran.returncode, ran.stderr


def contents(out):
    """All numbers of a run.h5 but seconds, as bytes by name; status and epoch among them."""
    found = {}

    def look(name, item):
        if isinstance(item, h5py.Dataset) and name.split("/")[0] != "snnflow" and not name.endswith("seconds"):
            found[name] = repr(list(item[()])) if item.dtype.hasobject else item[()].tobytes()

    with h5py.File(os.path.join(out, "run.h5")) as file:
        file.visititems(look)
        for name in ("status", "selected_epoch"):
            found["@" + name] = str(file.attrs[name])
    assert sum(name.startswith("model/") for name in found) > 2 and sum(name.startswith("metrics/") for name in found) > 4
    return found


def differences(ours, wanted):
    return sorted(name for name in ours.keys() | wanted.keys() if ours.get(name) != wanted.get(name))
