#!/bin/bash
# Runs the WebAssembly program under node and the native program on all rulesets and on the data there is for them, and
# compares standard output, standard error and exit status, byte for byte. Prints each command that differs.
#
#   tests/wasm/same_bytes.sh RUBRIC.JS [NATIVE]   default for NATIVE: build/dev/rubric
#   tests/wasm/same_bytes.sh --self-test          programs that differ in one byte or in the status are told apart
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# same OUT ARGUMENT…: both programs do the same with these arguments. OUT: where their output may go. A command that
# the native program does not end by itself compares nothing, and so counts as a difference.
same() {
  local out=$1 native_status wasm_status
  shift
  "$native" "$@" >"$out.native" 2>"$out.native-err" </dev/null
  native_status=$?
  "${wasm[@]}" "$@" >"$out.wasm" 2>"$out.wasm-err" </dev/null
  wasm_status=$?
  if [ "$native_status" -le 2 ] && [ "$native_status" = "$wasm_status" ] && cmp -s "$out.native" "$out.wasm" &&
    cmp -s "$out.native-err" "$out.wasm-err"; then
    return
  fi
  echo "differs: $* (status $native_status native, $wasm_status WebAssembly)"
  diff "$out.native" "$out.wasm" | head -n 6
  diff "$out.native-err" "$out.wasm-err" | head -n 6
}

# commands: the arguments of each command to compare, a line each, separated by tabs
commands() {
  local rules data unit
  local corpus_rules=rulesets/bishan/subdistrict-2023.rules
  grep -rlE '^(规则集|ruleset) ' --include='*.rules' rulesets | sort | while read -r rules; do
    printf '%s\t%s\n' check "$rules" test "$rules"
    printf 'dump\t%s\t--stage\tplan\n' "$rules"
    # its data stand beside it, or in the folder of examples that has its name
    data=${rules%.rules}.csv
    if [ ! -e "$data" ]; then
      data=${rules#rulesets/} data=${data%.rules}
      data=examples/${data//\//-}/units.csv
    fi
    [ -e "$data" ] || continue
    printf 'score\t%s\t%s\n' "$rules" "$data"
    case $rules in rulesets/corpus/* | rulesets/templates/*) continue ;; esac # one start of node a unit adds up
    tail -n +2 "$data" | cut -d, -f1 | grep . | while read -r unit; do
      printf 'explain\t%s\t%s\t--unit\t%s\n' "$rules" "$data" "$unit"
    done
  done
  for data in tests/corpus/data/*.csv; do
    printf 'score\t%s\t%s\n' "$corpus_rules" "$data"
  done
}

self_test() {
  local wrong=0 found
  printf '#!/bin/sh\necho 98.6; echo note >&2; exit 1\n' >"$scratch/native"
  chmod +x "$scratch/native"
  native=$scratch/native
  try() { # try SCRIPT: what same says of this program and the native one
    wasm=(sh -c "$1")
    same "$scratch/out" score
  }
  [ -z "$(try 'echo 98.6; echo note >&2; exit 1')" ] || { echo "equal programs differ"; wrong=1; }
  for found in 'echo 98.7; echo note >&2; exit 1' 'printf 98.6; echo note >&2; exit 1' \
    'echo 98.6; echo Note >&2; exit 1' 'echo 98.6; echo note >&2; exit 0'; do
    [ -n "$(try "$found")" ] || { echo "not found: $found"; wrong=1; }
  done
  return "$wrong"
}

if [ "${1:-}" = --self-test ]; then
  self_test
  exit
fi

# what node itself may say of its surroundings is not the program's
wasm=(env -u NODE_EXTRA_CA_CERTS -u NODE_OPTIONS NODE_NO_WARNINGS=1 node "$1")
native=${2:-build/dev/rubric}
commands >"$scratch/commands"
for kind in check test dump score explain; do
  grep -q "^$kind" "$scratch/commands" || { echo "no command to compare: $kind"; exit 1; }
done
# one half of the commands beside the other
half() {
  local -a arguments
  while IFS=$'\t' read -r -a arguments; do
    same "$scratch/$1" "${arguments[@]}"
  done < <(awk -v half="$1" 'NR % 2 == half' "$scratch/commands")
}
half 0 >"$scratch/differences.0" &
half 1 >"$scratch/differences.1"
wait
cat "$scratch/differences."*
echo "$(wc -l <"$scratch/commands") commands compared"
[ ! -s "$scratch/differences.0" ] && [ ! -s "$scratch/differences.1" ]
