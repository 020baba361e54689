#!/usr/bin/env bash
# Writes down which headers the number SNNFLOW_ABI stands for. Raise the number first: engine/include/snnflow/stamp.hpp
exec python3 -B "$(dirname "${BASH_SOURCE[0]}")/abi_test.py" --update
