"""Optuna on the function and space of bench/store.cpp, with its journal storage: trials per second. TRIALS"""
import math
import sys
import tempfile
import time

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
    tau = trial.suggest_float("tau", 2, 50)
    size = trial.suggest_int("size", 20, 400, log=True)
    weight = trial.suggest_float("weight", 0, 2)
    neuron = trial.suggest_categorical("neuron", ["lif", "qif", "alif"])
    batch = trial.suggest_int("batch", 16, 256, step=16)
    return ((math.log10(lr) + 2.5) ** 2 + ((tau - 20) / 20) ** 2 + math.log(size / 120) ** 2 + (weight - 1) ** 2
            + 0.3 * ["lif", "qif", "alif"].index(neuron) + batch / 256)


trials = int(sys.argv[1])
for name, sampler in (("random", optuna.samplers.RandomSampler(seed=0)), ("tpe", optuna.samplers.TPESampler(seed=0, multivariate=True))):
    with tempfile.TemporaryDirectory() as folder:
        study = optuna.create_study(storage=JournalStorage(JournalFileBackend(folder + "/journal.log")), sampler=sampler)
        begin = time.time()
        study.optimize(objective, n_trials=trials)
        print(name, trials / (time.time() - begin))
