#!/bin/bash
# Two programs against the oracle: `rubric score` and the hand-written program, on one thread and on
# two, give the oracle's bytes for a small piece of the workload, with 12 indicators and with 48.
#
#   bench/agree.sh RUBRIC HANDWRITTEN [--self-test]
#
# With --self-test one digit of the oracle's result is changed first, and must be found.
set -euo pipefail
rubric=$1 handwritten=$2 self_test=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# same WHAT: what was written to `found` has the bytes of `expected`
same() {
  if ! cmp found expected; then
    echo "$1: not the oracle's bytes"
    [ -n "$self_test" ] && exit 0
    exit 1
  fi
}

for copies in 1 4; do
  rows=$((2000 / copies))
  python3 "$here/workload.py" data $rows data.csv $copies
  python3 "$here/workload.py" rules $copies data.rules
  [ $copies = 4 ] || cp "$here/../rulesets/bishan/subdistrict-2023.rules" data.rules
  python3 "$here/oracle.py" scores data.csv expected
  if [ -n "$self_test" ]; then sed -i '$s/[0-9]\(,[^0-9]*\)$/x\1/' expected; fi
  "$rubric" score data.rules data.csv -o found 2>/dev/null
  same "rubric score, $copies × 12 indicators"
  for how in '--threads 1' '--threads 2' --plain; do
    # shellcheck disable=SC2086 # two words
    "$handwritten" data.csv -o found $how
    same "handwritten $how, $copies × 12 indicators"
  done
done
[ -z "$self_test" ] || { echo "a changed digit was not found"; exit 1; }
