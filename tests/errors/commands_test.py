"""Mistakes on the command line, in files that are no experiments and in JSON: the exit code, and a sentence that says
what is wrong. Then experiments broken at every line: whatever `check` says, it must say it and end in order."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM")
                          or HERE.parent.parent / "build/release/snnflow")
SECONDS = 10
GOOD, BROKEN = "base/yin_yang.toml", "base/broken.toml"
USAGE, INPUT = 2, 65
NEAR = pathlib.Path(PROGRAM).parent  # of it, the library with the plugins
BUILTIN = next((str(f) for f in (NEAR / "lib/snnflow/builtin.so", NEAR.parent / "lib/snnflow/builtin.so") if f.exists()), "none")
failures = []


def snnflow(*arguments, given=""):
    """Exit code (negative: a crash), stdout, stderr."""
    try:
        ran = subprocess.run([PROGRAM, *arguments], input=given, cwd=HERE, capture_output=True, timeout=SECONDS,
                             encoding="utf-8", errors="replace")
    except subprocess.TimeoutExpired:
        return "no end", "", ""
    return ran.returncode, ran.stdout, ran.stderr


def wants(code, words, *arguments, given=""):
    """The command ends with this code, and its stderr holds all of these words."""
    got, out, err = snnflow(*arguments, given=given)
    missing = [w for w in words if w not in err]
    if got != code or missing or (code and out) or len(err) > 4000:
        failures.append(arguments)
        print(f"snnflow {' '.join(arguments)[:200]} <<< {given[:100]}\n"
              f"    exit code {got}, not {code}; missing: {missing}\n    {err[:400]}")


def wants_json(words, *arguments):
    """With --error-format json every error is JSON, also one without a place."""
    got, _, err = snnflow(*arguments, "--error-format", "json")
    try:
        good = got == INPUT and all(w in json.loads(err)[0]["message"] for w in words)
    except (ValueError, LookupError):
        good = False
    if not good:
        failures.append(arguments)
        print(f"snnflow {' '.join(arguments)} --error-format json\n    exit code {got}; no JSON, or without {words}: {err[:300]}")


# Files that are no experiments.
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder)

    def file(name, content):
        (path / name).write_bytes(content)
        return str(path / name)

    wants(INPUT, ["engine is missing", "data is missing", "no layers", "no loss", "optimiser is missing"],
          "check", file("empty.toml", b""))
    wants(INPUT, ["larger than 16 MiB", "data plugin"], "check", file("large.toml", b"#" * (17 << 20)))
    wants(INPUT, ["0xFF is not UTF-8"], "check", file("utf16.toml", "seed = 1".encode("utf-16")))
    wants(0, [], "check", file("mark.toml", b"\xef\xbb\xbf" + (HERE / GOOD).read_bytes()))
    closed = file("closed.toml", b"seed = 1\n")
    os.chmod(closed, 0)
    if os.geteuid():  # root reads everything
        wants(INPUT, ["cannot be read: Permission denied", "ls -l"], "check", closed)
    (path / "no_run").mkdir()
    wants(INPUT, ["holds no run to continue"], "run", "--resume", str(path / "no_run"))
    if os.listdir(path / "no_run"):
        failures.append("no_run")
        print(f"run --resume leaves {os.listdir(path / 'no_run')} in a folder that holds no run")
    (path / "itself.toml").symlink_to("itself.toml")
    wants(INPUT, ["cannot be read"], "check", str(path / "itself.toml"))
    wants(INPUT, ["input", "directory"], "try", "surrogate", "superspike", "--input", folder)
wants(INPUT, ["'base' is a directory", "yin_yang.toml"], "check", "base")
wants(INPUT, ["/bin/true", "text file"], "check", "/bin/true")
wants(INPUT, ["there is no file 'base/yin_yan.toml'; did you mean 'base/yin_yang.toml'?", "help"], "check", "base/yin_yan.toml")
wants(INPUT, ["there is no file ''"], "check", "")
wants(INPUT, ["cannot be read: File name too long"], "check", "x" * 300)

# The command line.
wants(USAGE, ["chek", "did you mean 'check'?"], "chek", GOOD)
wants(USAGE, ["name a command", "run", "check"])
wants(USAGE, ["plugins lst", "did you mean 'list'?"], "plugins", "lst")
wants(USAGE, ["no such", "the commands are", "doctor"], "no such")
wants(USAGE, ['[{"severity":"error"', "--sett"], "check", GOOD, "--sett", "seed=1", "--error-format", "json")
wants(USAGE, ["experiment is required"], "check")
wants(USAGE, ["--sett"], "check", GOOD, "--sett", "seed=1")
wants(USAGE, ["xml", "json"], "check", GOOD, "--error-format", "xml")
wants(USAGE, ["--threads", "1 to 4096"], "run", GOOD, "--threads", "0")
wants(USAGE, ["--resume"], "run")
wants(USAGE, ["no_such_folder"], "check", GOOD, "--data", "no_such_folder")
wants(USAGE, ["no_such_folder"], "check", GOOD, "--plugin-path", "no_such_folder")
wants(INPUT, ["lr = -0.01 is out of range"], "run", BROKEN, "--quiet", "--out", "no_such_folder/run")
wants(INPUT, ["not loaded", "--load-plugins", "no neuron plugin is called 'my-adex'"],
      "check", GOOD, "--set", "layer.output.neuron=my-adex", "--set", f'plugins=["{BUILTIN}"]')
wants(INPUT, ["a connection called 'dense'", "rename"], "check", GOOD, "--load-plugins",
      "--set", f'plugins=["{BUILTIN}"]')
wants(INPUT, ["'/bin/true' is not a snnflow plugin"], "check", GOOD, "--load-plugins", "--set", 'plugins=["/bin/true"]')
wants_json(["there is no file"], "check", "no_such_file.toml")
wants_json(["lr = -0.01"], "probe", BROKEN)
wants_json(["no sample 99"], "probe", GOOD, "--sample", "99")
wants_json(["this must be an array"], "try", "surrogate", "superspike", "--input", "data/number.json")

# Results that are none.
wants(INPUT, ["data/good.h5", "no result of snnflow"], "eval", "data/good.h5")
wants(INPUT, ["data/broken_off.h5 cannot be read"], "eval", "data/broken_off.h5")
wants(INPUT, [f"{GOOD} cannot be read"], "eval", GOOD)
wants(INPUT, ["there is no file data/run.h5"], "eval", "data")
wants(INPUT, ["there is no file no_such_run.h5"], "eval", "no_such_run.h5")
wants(INPUT, ["no result of snnflow"], "probe", GOOD, "--weights", "data/good.h5")
wants(INPUT, ["the train split has no sample 99; it has 20 samples"], "probe", GOOD, "--sample", "99")
wants(INPUT, ["the valid split has no sample 0"], "probe", GOOD, "--split", "valid", "--set", "data.yin-yang.valid=0")
wants(USAGE, ["--split", "valid"], "probe", GOOD, "--split", "validation")
wants(USAGE, ["--sample: ", "-1"], "probe", GOOD, "--sample", "-1")

# JSON of `try`.
SPIKE = '"weights": [[1.0]], "input": [[1.0, 0]]'
for given in ("{", "hello", '{"u": [1,}', '{"u": NaN}', "[" * 100000, '{"u": [1e999]}'):
    wants(INPUT, ["stdin is not JSON"], "try", "surrogate", "superspike", given=given)
for given, words in {
        "3": ["must be an object"], "{}": ["'u' is missing"], '{"u": "x"}': ["/u", "must be an array"],
        '{"u": [1, "x"]}': ["/u/1", "must be a number"],
        '{"v": [1]}': ["there is no 'v'", "'u'"]}.items():
    wants(INPUT, words, "try", "surrogate", "superspike", given=given)
for given, words in {
        "{" + SPIKE + "}": ["'t_end' is missing"],
        "{" + SPIKE + ', "t_end": -1}': ["/t_end", "above 0 ms"],
        "{" + SPIKE + ', "t_end": 9, "parameters": {"tau": 3}}': ["/parameters", "there is no 'tau'", "'tau_mem'"],
        "{" + SPIKE + ', "t_end": 9, "parameters": {"tau_mem": -3}}': ["/parameters/tau_mem", "above 0 ms"],
        "{" + SPIKE + ', "t_end": 9, "observe": [20]}': ["/observe", "[0, t_end]"],
        '{"weights": [[1.0]], "input": [[1.0, 5]], "t_end": 9}': ["/input/0/1", "from 0 to 0"],
        '{"weights": [[1], [1, 2]], "input": [], "t_end": 9}': ["/weights/1", "another length"]}.items():
    wants(INPUT, words, "try", "neuron", "lif", given=given)
wants(INPUT, ["/targets/0", "label"], "try", "loss", "ttfs-cross-entropy",
      given='{"spikes": [[[1.0], [2.0]]], "targets": [7], "t_end": 9}')
wants(USAGE, ["no neuron plugin is called 'liff'; did you mean 'lif'?"], "try", "neuron", "liff")
wants(USAGE, ["'neurn'; did you mean 'neuron'?"], "try", "neurn", "lif")
wants(USAGE, ["k = -1 is out of range"], "try", "surrogate", "superspike", "--set", "k=-1")
wants(0, [], "try", "neuron", "lif")
wants(0, [], "try", "neuron", "lif", given="{" + SPIKE + ', "t_end": 9}')

# An experiment broken off, without a line, or with a line twice.
whole = (HERE / GOOD).read_text().splitlines(keepends=True)
broken = [whole[:n] for n in range(len(whole))] + [whole[:n] + whole[n + 1:] for n in range(len(whole))] + \
         [whole[:n] + whole[n:n + 1] * 2 + whole[n + 1:] for n in range(len(whole))]
with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, "broken.toml")
    for lines in broken:
        pathlib.Path(name).write_text("".join(lines))
        code, out, err = snnflow("check", name)
        if code not in (0, INPUT) or (code == INPUT) != ("error: " in err):
            failures.append("broken")
            print(f"check ends with {code}, of an experiment like\n    " + "    ".join(lines))

print(f"{len(failures)} answers not as they should be")
sys.exit(1 if failures else 0)
