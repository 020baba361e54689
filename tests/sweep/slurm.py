"""A Slurm of a test's own: munge, controller and one node on this machine, in a temporary folder, on ports of their own, without systemd."""
import contextlib
import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from postgres import free_port

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel"]


def environment_with_sbin():
    return {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}


class Slurm:
    """with Slurm() as slurm: slurm.environment is what sbatch and its like need."""

    def __init__(self):
        self.environment = environment_with_sbin()
        missing = [p for p in PROGRAMS if not shutil.which(p, path=self.environment["PATH"])]
        if missing:
            print(f"SKIPPED: {', '.join(missing)} are not installed: apt-get install slurm-wlm munge")
            sys.exit(77)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="snnflow_slurm_", dir="/tmp"))
        self.environment["SLURM_CONF"] = str(self.folder / "slurm.conf")
        self.running = []

    def conf(self):
        here, host, user = self.folder, socket.gethostname().split(".")[0], getpass.getuser()
        return f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={here}/munge.socket,cred_expire=5
StateSaveLocation={here}/state
SlurmdSpoolDir={here}/spool
SlurmctldPidFile={here}/slurmctld.pid
SlurmdPidFile={here}/slurmd.pid
SlurmctldLogFile={here}/slurmctld.log
SlurmdLogFile={here}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobRequeue=1
SchedulerParameters=bf_interval=3,sched_interval=3
KillWait=5
MinJobAge=600
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""

    def start(self, *command):
        # They end with this process, however it ends.
        bound = ["setpriv", "--pdeathsig", "SIGTERM", *map(str, command)]
        with open(self.folder / f"{command[0]}.out", "w") as log:
            self.running.append(subprocess.Popen(bound, env=self.environment, stdout=log, stderr=log, start_new_session=True))

    def __enter__(self):
        here = self.folder
        for name in ("state", "spool"):
            (here / name).mkdir(mode=0o755)
        here.chmod(0o755)
        (here / "munge.key").write_bytes(os.urandom(128))
        (here / "munge.key").chmod(0o600)
        (here / "slurm.conf").write_text(self.conf())
        try:
            self.start("munged", "--foreground", "--num-threads=2", f"--key-file={here}/munge.key", f"--socket={here}/munge.socket",
                       f"--pid-file={here}/munge.pid", f"--seed-file={here}/munge.seed", f"--log-file={here}/munge.log")
            self.wait(lambda: (here / "munge.socket").exists(), 20, "munged")
            self.start("slurmctld", "-D", "-c", "-f", here / "slurm.conf")
            self.start("slurmd", "-D", "-f", here / "slurm.conf")
            self.wait(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%t"), 60, "Slurm's node")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.ask("scancel", "--full", "-u", getpass.getuser())
            time.sleep(1)
        for process in reversed(self.running):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, *command):
        ran = subprocess.run(list(map(str, command)), env=self.environment, capture_output=True, text=True, timeout=60)
        return ran.stdout + ran.stderr

    def wait(self, condition, seconds, what):
        begin = time.time()
        while not condition():
            dead = [p.args for p in self.running if p.poll() is not None]
            assert not dead and time.time() - begin < seconds, f"{what} did not come; ended: {dead}\n{self.logs()}"
            time.sleep(0.2)

    def logs(self):
        return "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-2000:]}" for p in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")))
