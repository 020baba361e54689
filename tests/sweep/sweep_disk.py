"""A disk that fills up ends a sweep with 74, and what ran goes on once there is room, to the same bits."""
import pathlib
import subprocess
import sys
import tempfile

from sweeps import all_of, run, snnflow, write


def mount(folder, *how):
    return subprocess.run(["mount", "-t", "tmpfs", *how, "tmpfs", folder], capture_output=True).returncode == 0


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    file = write(top / "full.toml", "budget.trials = 10\nsampler.random = {}\n")
    run(file, top / "whole")
    whole = all_of(top / "whole")
    disk = top / "disk"
    disk.mkdir()
    needed = sum(f.stat().st_blocks // 2 for f in (top / "whole").rglob("*") if f.is_file())
    full = 0
    for share in (0.2, 0.4, 0.6, 0.8):
        if not mount(str(disk), "-o", f"size={int(needed * share)}k"):
            print("SKIPPED: this process may not mount a small tmpfs, so no disk was filled")
            sys.exit(77)
        try:
            code, said, told = snnflow("run", file, "--out", disk / "sweep", "--quiet", "--threads", "2")
            print(f"{int(needed * share)} of {needed} KiB: ended with {code}: {told.strip()}", flush=True)
            assert code == 74 and ("disk is full" in told or "it is full" in told), (code, told)
            full += 1
            subprocess.run(["mount", "-o", f"remount,size={4 * needed}k", str(disk)], check=True)
            run(file, disk / "sweep")
            ours = all_of(disk / "sweep")
            assert [row[:4] for row in ours[0]] == [row[:4] for row in whole[0]] and ours[1:] == whole[1:]
        finally:
            subprocess.run(["umount", "-l", str(disk)])
    print(f"{full} full disks, the same bits each time")
