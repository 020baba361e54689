"""What the peers share: the workloads, their inputs, the clock, and the answer as one line of JSON."""
import argparse
import json
import os
import resource
import statistics
import time

CLOCK = dict(peers=["spyx", "snntorch", "snntorch-compiled", "norse", "spikingjelly"])
# Networks of channels - hidden (- hidden) - 20; `chunk` steps at a time go through torch.compile, where it is used.
WORKLOADS = {
    "128": dict(CLOCK, channels=128, steps=256, batch=256, hidden=128, recurrent=False, chunk=16),
    "512": dict(CLOCK, channels=128, steps=256, batch=256, hidden=512, recurrent=False, chunk=16),
    "recurrent": dict(CLOCK, channels=700, steps=100, batch=128, hidden=256, recurrent=True, chunk=20),
    # In continuous time: eventax's example, first spikes of three quadratic neurons.
    "qif": dict(peers=["eventax"], batch=256, steps=1, title="5-20-3 quadratic neurons, first spike times, batches of 256 (firing: spikes per neuron)"),
}
CLASSES, FIRING, SMOOTHING = 20, 0.03, 0.3
RATE = 1e-9  # of learning: so small that the last step is the work of the first one, firing as is reported


def arguments(*flags):
    """Reads the command line and keeps to the cores it allows; to be called before a framework starts its threads."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", choices=WORKLOADS, default="128")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="how long to measure")
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    given = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.threads])
    return given, WORKLOADS[given.workload]


def inputs(work):
    """Spikes [sample][step][channel] as float32, and labels."""
    import numpy as np

    rng = np.random.default_rng(0)
    spikes = rng.random((work["batch"], work["steps"], work["channels"])) < FIRING
    return spikes.astype(np.float32), rng.integers(0, CLASSES, work["batch"])


def measure(step, seconds, trained, warm_up=2, least=3):
    """Times step(), which trains so many samples; what warming up took beyond its steps is compilation."""
    times, busy, began = [], [], time.perf_counter()
    warm = None
    while warm is None or len(times) < least or time.perf_counter() - began < seconds:
        wall, cpu = time.perf_counter(), time.process_time()
        step()
        times.append(time.perf_counter() - wall)
        busy.append(time.process_time() - cpu)
        if warm is None and len(times) == warm_up:
            warm, times, busy, began = sum(times), [], [], time.perf_counter()
    median = statistics.median(times)
    return dict(seconds_per_sample=median / trained, best_seconds_per_sample=min(times) / trained,
                cpu_seconds_per_sample=statistics.median(busy) / trained,
                compile_seconds=max(0.0, warm - warm_up * median), timed=len(times))


def report(given, library, version, framework, firing, measured):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(dict(library=library, version=version, framework=framework, workload=given.workload,
                          threads=given.threads, firing=firing, peak_memory_bytes=memory, **measured)))


def train_torch(given, work, library, version, network):
    """Adam and cross-entropy on the summed potentials that network(x) gives; network.spikes(x) are those of its layers."""
    import torch

    torch.set_num_threads(given.threads)
    values, labels = inputs(work)
    x, y = torch.from_numpy(values).transpose(0, 1).contiguous(), torch.from_numpy(labels)
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    with torch.no_grad():
        firing = [float(spikes.mean()) for spikes in network.spikes(x)]

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(network(x), y, label_smoothing=SMOOTHING)
        loss.backward()
        optimiser.step()
        return loss.item()

    measured = measure(step, given.seconds, work["batch"])
    report(given, library, version, f"torch {torch.__version__}", firing, measured)


def linear(sources, targets, gain=1.0):
    """torch's dense layer without bias, its weights scaled."""
    import torch

    layer = torch.nn.Linear(sources, targets, bias=False)
    with torch.no_grad():
        layer.weight.mul_(gain)
    return layer
