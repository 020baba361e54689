#!/usr/bin/env python3
"""Puts the same training steps through snnflow and its peers, and prints what each takes; README.md says what is measured."""
import argparse
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import venv

sys.dont_write_bytecode = True
from common import FIRING, RATE, WORKLOADS

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "snnflow" / "peers"
PEERS = {  # script, its flags, its virtual environment
    "spyx": ("spyx", [], "jax"),
    "snntorch": ("snntorch", [], "torch"),
    "snntorch-compiled": ("snntorch", ["--compile"], "torch"),
    "norse": ("norse", [], "torch"),
    "spikingjelly": ("spikingjelly", [], "torch"),
    "eventax": ("eventax", [], "eventax"),
}
SIZES = {"eventax": "0.3 GB to download, 0.8 GB on disk", "jax": "0.3 GB to download, 0.8 GB on disk", "torch": "3 GB to download, 6 GB on disk"}
# The recurrent workload with the peers' rate of input, and weights that fire as theirs do.
SETTINGS = {"recurrent": [f"data.synthetic.often={FIRING}", f"data.synthetic.rarely={FIRING}",
                          "layer.a.from.input.dense.weight.lecun-normal.gain=3.0",
                          f"layer.a.from.a.dense.weight.lecun-normal.gain={3 ** -0.5}"]}


class Failed(Exception):
    pass


def say(text):
    print(f"peers: {text}", file=sys.stderr, flush=True)


def ran(command, seconds):
    """What a command printed, and its resource usage; on failure its last words."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        late = threading.Timer(seconds, process.kill)
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        in_time = late.is_alive()
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        text, words = out.read(), err.read().strip().splitlines()
    if not in_time:
        raise Failed(f"not done after {seconds:g} s")
    if process.returncode:
        raise Failed(f"ended with {process.returncode}: " + " | ".join(words[-3:]))
    return text, used


def install(name, index):
    """The Python that has the peer, after installing what requirements-<name>.txt asks for and is not there yet."""
    script, _, environment = PEERS[name]
    folder, wanted = CACHE / environment, HERE / f"requirements-{script}.txt"
    python, done = folder / "bin" / "python", folder / f"snnflow-{wanted.name}"
    if done.exists() and done.read_text() == wanted.read_text():
        return python
    first = "" if list(folder.glob("snnflow-*")) else f", and with it {environment}: about {SIZES[environment]}"
    say(f"installing {wanted.name} from PyPI into {folder}{first}")
    if not python.exists():
        try:
            venv.create(folder, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise Failed(f"no virtual environment: {error}; on Debian, apt-get install python3-venv") from error
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if index and environment == "torch":
        torch = [line for line in wanted.read_text().split() if line.startswith("torch")]
        ran([*pip, "--index-url", index, *torch], 1800)
    ran([*pip, "-r", wanted], 1800)
    done.write_text(wanted.read_text())
    return python


def ours(program, workload, given):
    """Two runs, of which the second has more epochs: their difference is training and nothing else."""
    work = WORKLOADS[workload]
    still = [] if workload == "qif" else [f"optimiser.adam.lr={RATE}"]
    settings = [f"train.batch={work['batch']}", *still, *SETTINGS.get(workload, [])]
    experiment = HERE.parents[1] / "experiments/yin_yang_qif.toml" if workload == "qif" else HERE.parent / f"clock_{workload}.toml"
    with tempfile.TemporaryDirectory() as folder:

        def run(epochs):
            sets = [part for setting in [*settings, f"train.epochs={epochs}"] for part in ("--set", setting)]
            text, used = ran([program, "run", experiment, *sets, "--threads", given.threads,
                              "--quiet", "--json", "--force", "--out", folder], given.timeout)
            return json.loads(text)["training"], used

        few = 2
        short, before = run(few)
        epochs = few + max(5, min(200, int(given.seconds / (short["seconds"] / few))))
        trained, used = run(epochs)
        lines = [json.loads(line) for line in (pathlib.Path(folder) / "metrics.jsonl").read_text().splitlines()]
    per_epoch = trained["samples"] / epochs
    times = sorted(line["seconds"] for line in lines[2:])
    busy = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    firing = [layer["spikes_per_neuron"] / work["steps"] for layer in lines[0]["layers"].values()]
    firing = firing if workload == "qif" else firing[:-1]
    version = ran([program, "--version"], 60)[0].split()[1]
    return dict(library="snnflow", version=version, framework="", workload=workload, threads=given.threads, firing=firing,
                peak_memory_bytes=used.ru_maxrss * 1024, seconds_per_sample=times[len(times) // 2] / per_epoch,
                best_seconds_per_sample=times[0] / per_epoch, compile_seconds=0.0, timed=len(times),
                cpu_seconds_per_sample=busy / (trained["samples"] - short["samples"]))


def peer(name, workload, given):
    script, flags, _ = PEERS[name]
    text, used = ran([install(name, given.torch_index), "-B", "-W", "ignore", HERE / f"{script}_peer.py", "--workload", workload,
                      "--threads", given.threads, "--seconds", given.seconds, *flags], given.timeout)
    answer = json.loads(text.splitlines()[-1])
    return {**answer, "peak_memory_bytes": max(answer["peak_memory_bytes"], used.ru_maxrss * 1024)}


def table(rows):
    print(f"  {'':44}{'us per sample':^30}{'times snnflow':^18}{'compile':>9}{'memory':>9}  firing")
    print(f"  {'':44}{'median':>10}{'best':>10}{'CPU':>10}{'best':>9}{'CPU':>9}{'s':>9}{'MB':>9}  %")
    reference = rows[0] if "failed" not in rows[0] else None
    for row in rows:
        if "failed" in row:
            print(f"  {row['library']:<44}failed: {row['failed']}")
            continue
        keys = ("seconds_per_sample", "best_seconds_per_sample", "cpu_seconds_per_sample")
        times = "".join(f"{row[key] * 1e6:10.0f}" for key in keys)
        ratios = "".join(f"{row[key] / reference[key]:9.1f}" if reference else f"{'-':>9}" for key in keys[1:])
        percent = 1 if row["workload"] == "qif" else 100
        firing = " ".join(f"{percent * rate:.1f}" for rate in row["firing"])
        print(f"  {row['library'] + ' ' + row['version']:<44}{times}{ratios}{row['compile_seconds']:9.1f}"
              f"{row['peak_memory_bytes'] / 1e6:9.0f}  {firing}", flush=True)


def title(work):
    if "title" in work:
        return work["title"]
    layers = f"{work['hidden']} recurrent" if work["recurrent"] else f"{work['hidden']}-{work['hidden']}"
    return f"{work['channels']}-{layers}-20, {work['steps']} steps, batches of {work['batch']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="some of the peers, with commas: " + ",".join(PEERS))
    parser.add_argument("--workload", action="append", choices=WORKLOADS, help="default: all")
    parser.add_argument("--program", default=HERE.parents[1] / "build/release/snnflow")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="for each; default: all cores")
    parser.add_argument("--seconds", type=float, default=20, help="how long to measure each")
    parser.add_argument("--timeout", type=float, default=900, help="seconds for one peer on one workload, with its compilation")
    parser.add_argument("--torch-index", metavar="URL", help="an index with torch for CPUs only, which is a tenth of PyPI's")
    parser.add_argument("--install", action="store_true", help="install them and measure nothing")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    given = parser.parse_args()
    names = given.only.split(",") if given.only else list(PEERS)
    if unknown := set(names) - set(PEERS):
        parser.error(f"no peer is called {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    missing = {}
    for name in names:
        try:
            install(name, given.torch_index)
        except Failed as failure:
            missing[name] = f"not installed, {failure}"
            say(f"{name}: {missing[name]}")
    if given.install:
        sys.exit(bool(missing))
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.threads])  # what is started below inherits it
    results = {}
    for workload in given.workload or WORKLOADS:
        rows = results[workload] = []
        for name in ["snnflow", *(n for n in names if n in WORKLOADS[workload]["peers"])]:
            say(f"{workload}: {name}")
            try:
                if name in missing:
                    raise Failed(missing[name])
                rows.append(ours(given.program, workload, given) if name == "snnflow" else peer(name, workload, given))
            except (Failed, OSError, ValueError, KeyError) as failure:
                rows.append(dict(library=name, failed=str(failure)))
        work = WORKLOADS[workload]
        print(f"{title(work)}, threads: {given.threads}, "
              f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        table(rows)
    if given.json:
        machine = dict(system=platform.platform(), cores=os.cpu_count(), load=os.getloadavg())
        pathlib.Path(given.json).write_text(json.dumps(dict(machine=machine, workloads=results), indent=1))
    sys.exit(any("failed" in rows[0] for rows in results.values()))


if __name__ == "__main__":
    main()
