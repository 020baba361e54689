"""Sound experiments, each broken in a thousand small ways: `snnflow check` tells of all of them, and survives.

Never a crash, exit 70 or a hang, and every error has a file and a line. The mutants are the same each time.
    mutation_test.py              all of them
    mutation_test.py 17 230       the mutants of these numbers, with what was said of them
"""
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPERIMENTS = HERE.parent.parent / "experiments"
PROGRAM = os.path.abspath(os.environ.get("SNNFLOW") or os.environ.get("SNNFLOW_PROGRAM")
                          or HERE.parent.parent / "build/release/snnflow")
MUTANTS, SECONDS = 1000, 60
NUMBER = re.compile(r"(?<![\w.\"-])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.\"])")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]+")
NUMBERS = ["-1", "0", "-0.0", "0.5", "1e308", "1e-300", "nan", "inf", "-inf", "2147483648", "4294967296", "100000",
           "9223372036854775807", "99999999999999999999", "-9223372036854775808", "16777217.0", "07", "1.", "0x10", "1e999"]
VALUES = ['"text"', '""', "true", "[]", "{}", "[1, 2]", '["a"]', "[[1.0], [2.0, 3.0]]", "{ value = 1 }", "1979-05-27",
          "{ normal = {} }", "'''long'''", "20 ms", "none", '"20.0"']


def lines_of(text):
    return text.split("\n")


def pick_line(chance, lines):
    return chance.choice([i for i, line in enumerate(lines) if line.strip()])


def delete_line(chance, text):
    lines = lines_of(text)
    del lines[pick_line(chance, lines)]
    return "\n".join(lines)


def double_line(chance, text):
    lines = lines_of(text)
    i = pick_line(chance, lines)
    lines.insert(chance.choice([i, pick_line(chance, lines)]), lines[i])
    return "\n".join(lines)


def move_line(chance, text):
    lines = lines_of(text)
    line = lines.pop(pick_line(chance, lines))
    lines.insert(pick_line(chance, lines), line)
    return "\n".join(lines)


def swap(chance, text, pattern):
    """Two matches of a pattern change places."""
    found = list(pattern.finditer(text))
    if len(found) < 2:
        return text
    a, b = sorted(chance.sample(found, 2), key=lambda m: m.start())
    return text[:a.start()] + b.group() + text[a.end():b.start()] + a.group() + text[b.end():]


def swap_words(chance, text):
    return swap(chance, text, WORD)


def swap_keys(chance, text):
    return swap(chance, text, re.compile(r"(?m)^[\w.-]+(?= =)"))


def replace(chance, text, pattern, by):
    found = list(pattern.finditer(text))
    if not found:
        return text
    m = chance.choice(found)
    return text[:m.start()] + by(m.group()) + text[m.end():]


def change_number(chance, text):
    return replace(chance, text, NUMBER, lambda _: chance.choice(NUMBERS))


def change_type(chance, text):
    return replace(chance, text, re.compile(r"(?<== )[^\n#]+"), lambda _: chance.choice(VALUES))


def misspell(chance, text):
    def wrong(word):
        i = chance.randrange(len(word))
        other = chance.choice("abcdefghijklmnopqrstuvwxyz_-.")
        return chance.choice([word[:i] + word[i + 1:], word[:i] + other + word[i:], word[:i] + other + word[i + 1:],
                              word[:i] + word[i:i + 1] * 2 + word[i + 1:], word.upper(), word.replace("-", "_"), word + "s"])
    return replace(chance, text, WORD, wrong)


def cut(chance, text):
    return text[:chance.randrange(len(text))]


def cut_out(chance, text):
    i = chance.randrange(len(text))
    return text[:i] + text[i + chance.randrange(1, 40):]


def add_bytes(chance, text):
    raw = bytearray(text.encode())
    for _ in range(chance.randrange(1, 4)):
        i = chance.randrange(len(raw))
        raw[i:i + chance.choice([0, 1])] = bytes([chance.choice([0, 9, 34, 39, 61, 91, 93, 123, 125, 0xC3, 0xFF, chance.randrange(256)])])
    return bytes(raw)


def change_header(chance, text):
    return replace(chance, text, re.compile(r"(?m)^\[+[\w.-]+\]+"), lambda h: chance.choice(
        [h[1:-1], "[" + h + "]", h.replace(".", "", 1), h[:-1] + ".x]", h.split(".")[0].rstrip("]") + "]", h.upper()]))


WAYS = [delete_line, double_line, move_line, swap_words, swap_keys, change_number, change_number, change_type, misspell, misspell,
        cut, cut_out, add_bytes, change_header]


def mutants():
    """Number, name and bytes of each."""
    sources = sorted(EXPERIMENTS.glob("*.toml"))
    for number in range(MUTANTS):
        chance = random.Random(number)
        source, way = sources[number % len(sources)], chance.choice(WAYS)
        mutant = way(chance, source.read_text())
        yield number, f"{source.stem}: {way.__name__}", mutant if isinstance(mutant, bytes) else mutant.encode()


def wrong_with(path):
    """What should not be said of it, and what was said."""
    try:
        ran = subprocess.run([PROGRAM, "check", "--error-format", "json", path.name], cwd=path.parent, capture_output=True,
                             timeout=SECONDS, encoding="utf-8", errors="replace")
    except subprocess.TimeoutExpired:
        return f"no end after {SECONDS} s", ""
    said = ran.stderr
    if ran.returncode not in (0, 65):
        return f"exit code {ran.returncode}", said
    try:
        issues = json.loads(said) if said else []
    except ValueError:
        return "no JSON", said
    errors = [i for i in issues if i["severity"] == "error"]
    if bool(errors) != (ran.returncode == 65):
        return f"exit code {ran.returncode} with {len(errors)} errors", said
    for e in issues:
        if not e["file"] or not e["line"] or not e["message"]:
            return f"an issue without a place: {e['message']}", said
    if len(errors) > 12:
        return f"{len(errors)} errors from one mistake", said
    return None, said


def main():
    chosen = {int(n) for n in sys.argv[1:]}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in EXPERIMENTS.glob("*.toml"):
            shutil.copy(source, folder)
        todo = []
        for number, name, mutant in mutants():
            if chosen and number not in chosen:
                continue
            path = pathlib.Path(folder) / f"mutant_{number}.toml"
            path.write_bytes(mutant)
            todo.append((number, name, path))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for (number, name, path), (wrong, said) in zip(todo, pool.map(wrong_with, [t[2] for t in todo])):
                failures += wrong is not None
                if wrong or chosen:
                    print(f"mutant {number} ({name}): {wrong or 'all is well'}\n    {said[:1500 if chosen else 300].strip()}")
                if chosen:
                    source = (EXPERIMENTS / f"{name.split(':')[0]}.toml").read_text().splitlines()
                    print("\n".join(f"    > {line}" for line in path.read_bytes().decode("utf-8", "replace").splitlines() if line not in source))
    print(f"{len(todo)} mutants, {failures} not told of as they should be")
    sys.exit(1 if failures else 0)


main()
