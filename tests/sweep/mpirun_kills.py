"""Workers under Open MPI's mpirun, one killed in the middle: the others finish, and so does mpirun.

mpirun_kills.py PROGRAM
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from sweep_folder import check_results, wait_for_trials, workers

program, trials = sys.argv[1], 60
said = subprocess.run(["mpirun", "--version"], capture_output=True, text=True).stdout if shutil.which("mpirun") else ""
if "Open MPI" not in said:
    print("SKIPPED: Open MPI is not installed: apt-get install openmpi-bin")
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    line = subprocess.run([program, "launch", "mpirun", folder, "3", str(trials), "100"], capture_output=True, text=True, check=True).stdout
    # Three processes on fewer cores, and as root, are the test's own wishes.
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1"}
    with open(folder + "/said", "w+") as output:
        mpirun = subprocess.Popen(line, shell=True, env=environment, stdout=output, stderr=output)

        def alive():
            assert mpirun.poll() is None, open(folder + "/said").read()

        wait_for_trials(folder, 10, alive)
        running = workers(program, folder)
        assert len(running) == 3, running
        os.kill(running[0], signal.SIGKILL)
        assert mpirun.wait(timeout=100) == 0, open(folder + "/said").read()
    again = check_results(folder, trials)
    assert again == 1, f"{again} trials begun again"
    told = open(folder + "/said").read()
    assert told.count("done ") == trials, told
    print(f"{trials} trials by 3 workers, one killed, its trial run again by another; mpirun ended with 0")
