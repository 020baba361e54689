"""What the tests of this folder share: the program, at the level of $SNNFLOW_TEST_ISA, asked about an experiment as text."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("SNNFLOW_PROGRAM", "build/release/snnflow")
LEVEL = os.environ.get("SNNFLOW_TEST_ISA")
SKIPPED = 77


def asked(command, experiment, *arguments):
    """The program's JSON answer to an experiment."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(experiment)
        file.flush()
        ran = subprocess.run([PROGRAM, command, file.name, *arguments, *(["--isa", LEVEL] if LEVEL else [])],
                             capture_output=True, text=True, timeout=60)
    if LEVEL and "this processor runs at most" in ran.stderr:
        print(f"SKIPPED: this machine cannot run level {LEVEL}")
        sys.exit(SKIPPED)
    if not ran.stdout:
        sys.exit(f"snnflow {command}:\n{experiment}\n{ran.stderr}")
    return json.loads(ran.stdout)
