"""What `snnflow check` says of broken experiments: all of it, at the right place, and nothing else.

Each *.toml here begins with what is to be said of it, one line for each message ("..." stands for any words):
    # with --set train.epochs=banana
    # expect 14:12 error: epochs must be ... not a text
    #   help: in quotes
A place in another file is FILE:LINE:COLUMN, of the n-th --set "--set:1:COLUMN". Without a line `expect` all is well.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM")
                          or HERE.parent.parent / "build/release/snnflow")
EXPECT = re.compile(r"# expect (?:(?:(\S+):)?(\d+):(\d+) )?(error|warning): (.*)")
SECONDS = 20
failures = []


def snnflow(*arguments, given=""):
    """Exit code (negative: a crash), stdout and stderr."""
    try:
        ran = subprocess.run([PROGRAM, *arguments], input=given, cwd=HERE, capture_output=True, timeout=SECONDS,
                             encoding="utf-8", errors="replace", env={**os.environ, "NO_COLOR": "1"})
    except subprocess.TimeoutExpired:
        return "no end", "", ""
    return ran.returncode, ran.stdout, ran.stderr


def holds(parts, text):
    """Whether the words of "a ... b" stand in the text, in this order."""
    return re.search(".*".join(re.escape(p.strip()) for p in parts.split("...")), text, re.DOTALL) is not None


def read(path):
    """The arguments and messages that a file asks for: [place, severity, message, helps]."""
    arguments, wanted = [], []
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        if not line.startswith("#"):
            break
        if line.startswith("# with "):
            arguments += shlex.split(line.removeprefix("# with "))
        elif line.startswith("#   help: "):
            wanted[-1][3].append(line.removeprefix("#   help: "))
        elif match := EXPECT.fullmatch(line):
            file, row, column, severity, message = match.groups()
            wanted.append([(file or path.name, int(row), int(column)) if row else (None, None, None), severity, message, []])
        else:
            sys.exit(f"{path.name}: this is no expectation: {line}")
    return arguments, wanted


def compare(wanted, said):
    """What is missing and what is said without being asked for."""
    wrong, left = [], list(said)
    for place, severity, message, helps in wanted:
        same = [i for i in left if (i["file"], i["line"], i["column"]) == place and i["severity"] == severity
                and holds(message, i["message"])]
        if same:
            left.remove(same[0])
            wrong += [f"its help says '{same[0]['help']}', not: {h}" for h in helps if not holds(h, same[0]["help"])]
        else:
            wrong.append("missing:    " + shown(place, severity, message))
    return wrong + ["unexpected: " + shown((i["file"], i["line"], i["column"]), i["severity"], i["message"]) for i in left]


def shown(place, severity, message):
    return f"{':'.join(str(p) for p in place)} {severity}: {message[:300]}"


def excerpts(said, text):
    """The same messages for people: message, arrow, line and caret of each."""
    wrong, paragraphs = [], text.split("\n\n")
    if len(paragraphs) != len(said) + 1:  # the last one counts the others
        return [f"for people there are {len(paragraphs) - 1} messages, not {len(said)}"]
    for i, paragraph in zip(said, paragraphs):
        lines = paragraph.split("\n")
        if not lines[0].startswith(f"{i['severity']}: "):
            wrong.append(f"for people the message is '{lines[0]}'")
        if i["line"] is None:
            continue
        carets = [line.index("^") - line.index("|") - 1 for line in lines if re.fullmatch(r" *\| +\^+", line)]
        if f"--> {i['file']}:{i['line']}:{i['column']}" not in lines[1] or len(carets) != 1:
            wrong.append(f"for people place or caret is missing: {paragraph}")
        elif not set("\t…") & set(paragraph) and carets[0] != i["column"]:
            wrong.append(f"the caret stands below column {carets[0]}, not {i['column']}")
        if max(map(len, lines)) > 500:
            wrong.append(f"a line of the message has {max(map(len, lines))} characters")
    return wrong


def check(path):
    arguments, wanted = read(path)
    code, out, err = snnflow("check", *arguments, "--error-format", "json", path.name)
    try:
        said = json.loads(err) if err else []
    except ValueError:
        return [f"exit code {code}, and this is no JSON: {err[:300]}"]
    wrong = compare(wanted, said)
    places = [(i["file"] != path.name, i["file"] or "", i["line"] or 0, i["column"] or 0) for i in said]
    if [p[1:] for p in places if not p[0]] != sorted(p[1:] for p in places if not p[0]):
        wrong.append("the messages are not in the order of the file")
    errors = any(severity == "error" for _, severity, _, _ in wanted)
    if code != (65 if errors else 0):
        wrong.append(f"exit code {code}, not {65 if errors else 0}")
    if errors and out:
        wrong.append("a plan is printed for a broken experiment")
    return wrong + excerpts(said, snnflow("check", *arguments, path.name)[2])


def fail(name, wrong):
    failures.extend([name] if wrong else [])
    print("".join(f"{name}\n" + "".join(f"    {w}\n" for w in wrong) if wrong else ""), end="")


files = [HERE / name for name in sys.argv[1:]] or sorted(HERE.glob("*.toml"))
for file in files:
    fail(file.name, check(file))
print(f"{len(files)} experiments, {len(failures)} not as they should be: {' '.join(failures)}")
sys.exit(1 if failures else 0)
