"""The plugin promise: headers that changed without a new SNNFLOW_ABI would let old plugins crash the program.

abi_test.py [--update]
"""
import hashlib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEADERS = HERE.parent.parent / "engine/include/snnflow"
STORED = HERE / "promise.txt"


def fingerprint():
    """A hash of all headers, without the line of the number itself."""
    total = hashlib.sha256()
    for file in sorted(HEADERS.rglob("*.hpp")):
        text = re.sub(r"(#define SNNFLOW_ABI) \d+", r"\1", file.read_text())
        total.update(f"{file.relative_to(HEADERS)}\0{text}\0".encode())
    return total.hexdigest()


abi = re.search(r"#define SNNFLOW_ABI (\d+)", (HEADERS / "stamp.hpp").read_text())[1]
now = f"{abi} {fingerprint()}"
before = STORED.read_text().strip() if STORED.exists() else ""
if "--update" in sys.argv:
    if before.split()[:1] == [abi] and before != now:
        print(f"note: the headers changed and SNNFLOW_ABI is still {abi}. Right only if no plugin was ever built against it.")
    STORED.write_text(now + "\n")
    print(f"{STORED.relative_to(HERE.parent.parent)}: {now}")
elif before != now:
    number = before.split()[0] if before else "nothing"
    print("The headers under engine/include/snnflow are not those that tests/abi/promise.txt stands for (ABI "
          f"{number}, now {abi}).")
    if number == abi:
        print("Raise SNNFLOW_ABI in engine/include/snnflow/stamp.hpp, so that plugins built before are refused.")
    print("Then run tests/abi/update.sh and commit what it writes.")
    sys.exit(1)
