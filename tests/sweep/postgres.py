"""A PostgreSQL cluster of a test's own: in a temporary folder, on a port of its own, by a user who is not root."""
import contextlib
import glob
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PASSWORD = "s3cret/word"  # with a letter that addresses must write as %2F
OWNER = "postgres" if os.getuid() == 0 else None  # PostgreSQL refuses to run as root


def binaries():
    """The folder of initdb, or the end of the test, said loudly."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        print("SKIPPED: the PostgreSQL server is not installed: apt-get install postgresql")
        sys.exit(77)
    return str(pathlib.Path(found[-1]).parent)


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """with Cluster() as server: server.url is its address, for the user `sweeper` who owns the database `sweeps`."""

    def __init__(self):
        self.bin, self.port = binaries(), free_port()
        self.folder = tempfile.mkdtemp(prefix="snnflow_pg_", dir="/tmp")
        self.url = f"postgresql://sweeper:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}/sweeps"

    def owned(self):
        return {"user": OWNER, "cwd": self.folder, "env": {**os.environ, "HOME": self.folder, "LC_ALL": "C"}, "stdout": subprocess.DEVNULL}

    def as_owner(self, *command):
        return subprocess.run(list(map(str, command)), stderr=subprocess.PIPE, text=True, check=True, timeout=120, **self.owned())

    def __enter__(self):
        if OWNER:
            shutil.chown(self.folder, OWNER)
        self.as_owner(f"{self.bin}/initdb", "-D", "data", "-U", "postgres", "-A", "trust", "--no-sync")
        rules = "local all all trust\nhost all sweeper,outsider 127.0.0.1/32 scram-sha-256\n"
        pathlib.Path(self.folder, "data/pg_hba.conf").write_text(rules)
        with open(f"{self.folder}/data/postgresql.conf", "a") as conf:
            conf.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                       "max_connections = 40\nshared_buffers = 16MB\n")
        self.control("start")
        self.sql(f"CREATE USER sweeper PASSWORD '{PASSWORD}'", "CREATE USER outsider PASSWORD 'x'", "CREATE DATABASE sweeps OWNER sweeper")
        return self

    def __exit__(self, *_):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def control(self, what, *how):
        """start, stop or restart, as pg_ctl says it."""
        if what != "start":
            self.as_owner(f"{self.bin}/pg_ctl", "-D", "data", "-w", "stop", *how)
            self.server.wait(timeout=60)
        if what != "stop":
            self.start()

    def start(self):
        # SIGQUIT (an immediate stop) when this process ends, however it ends: pg_ctl would leave the server behind.
        with open(f"{self.folder}/log", "a") as log:
            self.server = subprocess.Popen(["setpriv", "--pdeathsig", "SIGQUIT", f"{self.bin}/postgres", "-D", "data"], stderr=log, **self.owned())
        begin = time.time()
        while subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", self.folder, "-p", str(self.port)], check=False).returncode:
            assert self.server.poll() is None and time.time() - begin < 60, pathlib.Path(self.folder, "log").read_text()
            time.sleep(0.05)

    def sql(self, *statements, database="postgres"):
        """Rows of the last statement, as lists of texts."""
        command = [f"{self.bin}/psql", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database, "-XqAt", "-F", "\t"]
        for statement in statements:
            ran = subprocess.run([*command, "-c", statement], capture_output=True, text=True, timeout=60)
            assert ran.returncode == 0, ran.stderr
        return [line.split("\t") for line in ran.stdout.splitlines()]
