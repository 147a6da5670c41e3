#!/usr/bin/env bash
# Kills imports and runs of a ledger (SIGKILL) at random moments, N times (default 20): what was reported as done is
# there, the ledger is one that verify accepts, and the next command works.
#
#   tests/kills.sh build/release/rubric 1000 [SEED]
set -euo pipefail

rubric=$(realpath "$1")
kills=${2:-20}
RANDOM=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >standard.rules <<'RULES'
规则集 试验
  适用  2000-01-01 起
  标识  单位、年度
  满分  10分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  完成率  %  0%至100%
指标 完成  10分 ｜ 实际 完成率 ｜ 目标 ≥80% ｜ 计分 按比例
RULES

# data FILE YEAR FIRST ROWS
data() {
  awk -v year="$2" -v first="$3" -v rows="$4" 'BEGIN {
    print "单位,年度,完成率"
    for (i = first; i < first + rows; ++i) printf "单位%d,%d,%d%%\n", i, year, i % 101
  }' >"$1"
}

say() { printf 'kills.sh: %s\n' "$*" >&2; }
entries() { "$rubric" history list a.ledger | grep -c '^#' || true; }

"$rubric" history init a.ledger >/dev/null
"$rubric" history register a.ledger standard.rules >/dev/null
data small.csv 2001 0 300
"$rubric" history import a.ledger small.csv >/dev/null
"$rubric" history score a.ledger >/dev/null
cp a.ledger fresh.ledger
done_before=3
# Kills fall between the start of a command and a little after its end, whatever the machine.
data big.csv 1999 0 3000
begin=$(date +%s%N)
"$rubric" history import a.ledger big.csv >/dev/null
span=$((($(date +%s%N) - begin) * 6 / 5 / 1000000))
cp fresh.ledger a.ledger
killed=0 finished=0 cut=0
while ((killed < kills)); do
  n=$((killed + finished))
  # A ledger that has grown long is put aside: it is killing that is tested.
  if ((n % 50 == 49)); then
    "$rubric" history verify a.ledger >/dev/null
    cp fresh.ledger a.ledger
    done_before=3
  fi
  if ((n % 2)); then
    command=(history score a.ledger)
  else
    data big.csv $((2002 + n)) 0 3000
    command=(history import a.ledger big.csv)
  fi
  # Emptied here: a child that is killed early has not come to do it.
  : >said
  : >errors
  "$rubric" "${command[@]}" >said 2>errors &
  child=$!
  wait_ms=$((RANDOM % (span + 1)))
  sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
  kill -KILL "$child" 2>/dev/null || true
  ended=0
  wait "$child" 2>/dev/null || ended=$?
  case $ended in
    0) finished=$((finished + 1)) ;;
    137) killed=$((killed + 1)) ;; # 128 + SIGKILL
    *)
      say "ended with $ended: $(cat errors)"
      exit 1
      ;;
  esac
  if [ -e a.ledger-journal ]; then cut=$((cut + 1)); fi # in the middle of a change
  if [ -s errors ]; then
    say "said: $(cat errors)"
    exit 1
  fi
  # Reported as done: there. Not reported: there as a whole or not at all, which verify tells.
  now=$(entries)
  if grep -q '第 [0-9]* 笔' said && ((now < done_before + 1)); then
    say "lost: $(cat said)"
    exit 1
  fi
  if ((now != done_before && now != done_before + 1)); then
    say "$done_before entries before, $now after"
    exit 1
  fi
  done_before=$now
  depth=--quick
  ((n % 10)) || depth=
  if ! "$rubric" history verify $depth a.ledger >verified 2>&1; then
    say "verify: $(cat verified)"
    exit 1
  fi
done
"$rubric" history verify a.ledger
echo "killed $killed times ($cut while the ledger was being written), $finished commands finished first;" \
  "nothing reported as done was lost"
