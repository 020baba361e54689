"""What the tests of launchers share: the results in a sweep's folder, and its workers' processes."""
import pathlib
import sqlite3
import time


def how_many(folder, state="done"):
    try:
        with sqlite3.connect(f"file:{folder}/sweep.db?mode=ro", uri=True, timeout=30) as db:
            return db.execute("SELECT COUNT(*) FROM trial WHERE state = ?", [state]).fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def wait_for_trials(folder, number, alive, seconds=150):
    """Until so many trials are done; `alive`: asserts that somebody is at it."""
    begin = time.time()
    while how_many(folder) < number:
        alive()
        assert time.time() - begin < seconds, f"{how_many(folder)} of {number} trials after {seconds} s"
        time.sleep(0.05)


def workers(program, folder):
    """The processes that run `program ... folder ...`, by id."""
    found = []
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if words[0] == program and any(w == folder for w in words):
            found.append(int(place.name))
    return sorted(found)


def check_results(folder, trials):
    """Every trial done once; how often one was begun again."""
    with sqlite3.connect(f"{folder}/sweep.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = db.execute("SELECT number, state, objectives, attempts FROM trial ORDER BY number").fetchall()
    assert [r[0] for r in rows] == list(range(trials)), f"{len(rows)} trials"
    assert all(r[1] == "done" and r[2] for r in rows), [r for r in rows if r[1] != "done"]
    return sum(r[3] - 1 for r in rows)
