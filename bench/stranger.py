"""A stranger's neuron against the same one built in: spyx-lif under another name, built outside the tree against the installed
program, trains the network of clock_128.toml; in turn."""
import pathlib
import statistics
import subprocess
import sys
import tempfile

from measure import HERE, PROGRAM, Run, cpu_per_sample, in_turn

TIMES, EPOCHS = 5, (10, 60)
PROJECT = """cmake_minimum_required(VERSION 3.22)
project(stranger CXX)
find_package(snnflow REQUIRED)
snnflow_add_plugin(stranger stranger.cpp)
"""


def must(*command):
    ran = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")


def main():
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        must("cmake", "--install", PROGRAM.parent, "--prefix", top / "prefix")
        (top / "CMakeLists.txt").write_text(PROJECT)
        (top / "stranger.cpp").write_text((HERE.parent / "plugins/neuron/spyx_lif.cpp").read_text().replace('"spyx-lif"', '"stranger-lif"'))
        must("cmake", "-S", top, "-B", top / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={top / 'prefix'}")
        must("ninja", "-C", top / "build")
        theirs = top / "theirs.toml"
        theirs.write_text(f'plugins = ["{top / "build/stranger.so"}"]\n' + (HERE / "clock_128.toml").read_text().replace("spyx-lif", "stranger-lif"))

        def cpu(experiment):
            def run(epochs):
                done = Run(experiment, 1, {"train.epochs": epochs})
                return done.cpu, done.samples * epochs

            return lambda: cpu_per_sample(run, *EPOCHS)

        built_in, outside = in_turn(TIMES, cpu(HERE / "clock_128.toml"), cpu(theirs), choose=statistics.median)
    print(f"spyx-lif, us of CPU per sample: built in {built_in:.1f}, from outside {outside:.1f}: {outside / built_in:.3f}x")


main()
