"""A disk that fills up ends the run with 74; with room again the same command goes on to the same bits."""
import pathlib
import subprocess
import sys
import tempfile

from runs import contents, differences, run

LARGER = {"data__yin-yang__train": 300, "train__epochs": 12, "record__states__output__every": 1,
          "record__states__output__samples": 20, "record__spikes__hidden__every": 1}


def mount(folder, *how):
    return subprocess.run(["mount", "-t", "tmpfs", *how, "tmpfs", folder], capture_output=True).returncode == 0


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    code, said = run(top / "whole", 2, **LARGER)
    if code:
        sys.exit(f"a run ended with {code}: {said}")
    whole = contents(top / "whole")
    disk = top / "disk"
    disk.mkdir()
    needed = sum(f.stat().st_size for f in (top / "whole").rglob("*") if f.is_file()) // 1024
    full = 0
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        size = int(needed * share)
        if not mount(str(disk), "-o", f"size={size}k"):
            print("SKIPPED: this process may not mount a small tmpfs, so no disk was filled")
            sys.exit(77)
        try:
            code, said = run(disk / "run", 2, **LARGER)
            print(f"{size} of {needed} KiB: ended with {code}: {said.strip()}", flush=True)
            if code == 74:
                full += 1
                if "the disk is full" not in said:
                    sys.exit("the message does not say that the disk is full")
            elif code:
                sys.exit("a full disk ends a run with 74")
            subprocess.run(["mount", "-o", f"remount,size={4 * needed}k", str(disk)], check=True)
            if code:
                code, said = run(disk / "run", 3, **LARGER)
                if code:
                    sys.exit(f"with room again it ended with {code}: {said}")
            off = differences(contents(disk / "run"), whole)
            if off:
                sys.exit(f"other bits in {', '.join(off)}")
        finally:
            subprocess.run(["umount", "-l", str(disk)])
    if full < 3:
        sys.exit(f"the disk was full only {full} times")
