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

    def as_owner(self, *command, **more):
        return subprocess.run(list(map(str, command)), user=OWNER, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, check=True, timeout=120, env={**os.environ, "HOME": self.folder, "LC_ALL": "C"}, **more)

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

    def control(self, *words):
        self.as_owner(f"{self.bin}/pg_ctl", "-D", "data", "-w", "-l", "log", *words)

    def sql(self, *statements, database="postgres"):
        """Rows of the last statement, as lists of texts."""
        command = [f"{self.bin}/psql", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database, "-XqAt", "-F", "\t"]
        for statement in statements:
            ran = subprocess.run([*command, "-c", statement], capture_output=True, text=True, timeout=60)
            assert ran.returncode == 0, ran.stderr
        return [line.split("\t") for line in ran.stdout.splitlines()]
