#!/usr/bin/env bash
# Builds every fuzz target (clang 14, address and undefined-behaviour sanitizers) and runs each: fuzz.sh SECONDS [TARGET ...]
# What is found lies in $SNNFLOW_FUZZ (default: build/fuzz), as does what the fuzzer learned; seeds are in corpus/TARGET.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
top=$(cd ../.. && pwd)
seconds=${1:?how many seconds for each target?}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=($(basename -s .cpp ./*.cpp))
tree=${SNNFLOW_FUZZ:-$top/build/fuzz}

flags="-std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
  -I$top/engine -I$top/engine/include -I$top/plugins/data -DTOML_HEADER_ONLY=0 -DTOML_SHARED_LIB=1"
sources() {  # besides the target itself
  case $1 in
    toml) echo "$top"/engine/base/*.cpp "$top"/engine/config/*.cpp ;;
    json) echo "$top"/engine/base/*.cpp "$top"/engine/port/json.cpp ;;
  esac
}
libraries() {
  case $1 in
    toml) echo -ltomlplusplus ;;
    json) echo -lfmt ;;
    hdf5) pkg-config --cflags --libs hdf5-serial ;;
    npz) echo -lzip ;;
    svg) echo -lpugixml -lz ;;
    idx | csv | nmnist) echo -lz ;;
  esac
}

found=0
for target in "${targets[@]}"; do
  mkdir -p "$tree/$target/learned"
  # shellcheck disable=SC2046,SC2086
  clang++-14 $flags "$target.cpp" $(sources "$target") -o "$tree/$target/fuzz" $(libraries "$target")
  log=$tree/$target/log
  if (cd "$tree/$target" && ASAN_OPTIONS=detect_leaks=${SNNFLOW_FUZZ_LEAKS:-1} ./fuzz -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 \
      -max_len=4096 -print_final_stats=1 learned "$OLDPWD/corpus/$target" >"$log" 2>&1); then
    echo "$target: nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
  else
    found=1
    echo "$target: found something; see $log"
    grep -m 3 -E "ERROR|runtime error|deadly signal|Test unit written" "$log" || tail -n 5 "$log"
  fi
  rm -rf /dev/shm/snnflow-fuzz-*
done
exit $found
