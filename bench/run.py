#!/usr/bin/env python3
"""Measures snnflow: `./dev bench` runs the parts that take minutes, `./dev bench PART...` any; ratios are of one run."""
import argparse
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
PARTS = {  # script, in the default set
    "event": ("event.py", True),
    "clock": ("clock.py", True),
    "stranger": ("stranger.py", False),
    "seeds": ("seeds.py", False),
    "sweep": ("sweep.py", False),
    "sweep_yin_yang": ("sweep_yin_yang.py", False),
    "peers": ("peers/run.py", False),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog="What follows -- goes to the part's own script; try `PART -- --help`.")
    parser.add_argument("parts", nargs="*", help="of " + ", ".join(PARTS) + "; default: event clock")
    parser.add_argument("--peers", action="store_true", help="the same as the part peers")
    own, passed = (sys.argv[1:], []) if "--" not in sys.argv else (sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:])
    given = parser.parse_args(own)
    parts = given.parts + ["peers"] * given.peers or [name for name, (_, default) in PARTS.items() if default]
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for part in parts:
        print(f"== {part}", flush=True)
        status = subprocess.run([sys.executable, "-B", HERE / PARTS[part][0], *passed], check=False).returncode
        if status:
            sys.exit(status)


main()
