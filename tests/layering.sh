#!/bin/bash
# The arrows of docs/architecture.md, checked in the sources: who may include whom, no I/O below the apps, PEGTL in the
# parser only, exact numbers only. Prints each line that breaks a rule.
#
#   tests/layering.sh [FOLDER]       check the tree in FOLDER (default: this one)
#   tests/layering.sh --self-test    plant one offence after the other and see that each is found
#
# Binary floating point is allowed on a line that says why it is exact:  // exact: quotient below 2^51, remainder checked
set -euo pipefail

# sources FOLDER...: what the compiler sees of them, as "file:line: text": without comments, and without strings except
# the names that #include takes.
sources() {
  local folders=()
  for folder; do [ ! -d "$folder" ] || folders+=("$folder"); done
  [ ${#folders[@]} != 0 ] || return 0
  find "${folders[@]}" -regex '.*\.\(cpp\|hpp\|h\|def\)' -print0 | sort -z | xargs -0r awk '
    { exact = /\/\/ exact: / }
    !/^[ \t]*#[ \t]*include/ { gsub(/"([^"\\]|\\.)*"/, "\"\"") }
    { sub(/\/\/.*/, ""); gsub(/\/\*([^*]|\*[^\/])*\*\//, "") }
    exact { gsub(/(^|[^A-Za-z0-9_])(double|float)/, " ") }
    /[^ \t]/ { print FILENAME ":" FNR ": " $0 }'
}

# refuse WHY PATTERN FOLDER...: no line of these folders may match.
refuse() {
  local why=$1 pattern=$2 found
  shift 2
  found=$(sources "$@" | grep -E "^[^:]*:[0-9]+:.*($pattern)" || true)
  [ -z "$found" ] || printf '%s\n  %s\n' "$why" "${found//$'\n'/$'\n'  }"
}

include='#[ \t]*include[ \t]*["<]([^">]*/)?'
check() {
  cd "$1"
  refuse 'engine uses engine only' "$include(dsl|formats|apps|tests)/" engine
  refuse 'dsl uses dsl and engine only' "$include(formats|apps|tests)/" dsl
  refuse 'formats uses formats and engine only' "$include(dsl|apps|tests)/" formats
  refuse 'apps use each other only within one folder, and no tests' "${include}tests/" apps
  refuse 'engine and dsl do no I/O and know no clock and no locale' \
    "$include(iostream|fstream|filesystem|cstdio|stdio\.h|print|ctime|time\.h|clocale|locale|fmt/(ostream|os|chrono)\.h)[\">]" engine dsl
  refuse 'engine and dsl do no I/O and know no clock' \
    '(^|[^A-Za-z0-9_])(fmt::print|std::print|s?printf|getenv|fopen|[a-z]+_clock::now) *\(' engine dsl
  refuse 'binary floating point' \
    '(^|[^A-Za-z0-9_])(double|float|strto(d|f|ld)|sto(d|f|ld)|atof)([^A-Za-z0-9_]|$)' engine dsl formats
  refuse 'PEGTL is for dsl/parse*.cpp and dsl/grammar*.hpp' "${include}tao/" engine formats apps
  refuse 'PEGTL is for dsl/parse*.cpp and dsl/grammar*.hpp' "${include}tao/" dsl |
    grep -vE '^  dsl/(parse[^/]*\.cpp|grammar[^/]*\.hpp):' | sed '$!b; /^PEGTL/d' || true
}

# Each line: where an offence is planted, and the offence.
planted='engine/a.cpp     #include "dsl/parse.hpp"
engine/deep/a.hpp #  include "../formats/csv.hpp"
engine/a.cpp      #include <apps/cli/main.hpp>
dsl/a.cpp         #include "formats/csv.hpp"
dsl/a.hpp         #include "apps/cli/main.hpp"
formats/a.cpp     #include "dsl/parse.hpp"
formats/a.cpp     #include "apps/cli/main.hpp"
apps/cli/a.cpp    #include "tests/helper.hpp"
engine/a.cpp      #include <iostream>
dsl/a.cpp         #include <fstream>
engine/a.cpp      #include <cstdio>
dsl/a.hpp         #include <filesystem>
engine/a.cpp      void f() { fmt::print("1"); }
engine/a.cpp      auto t = std::chrono::steady_clock::now();
dsl/a.cpp         #include <tao/pegtl.hpp>
dsl/source.hpp    #include <tao/pegtl.hpp>
formats/a.cpp     #include <tao/pegtl.hpp>
engine/a.cpp      double x;
dsl/a.cpp         auto x = static_cast<float>(1);
formats/a.cpp     auto x = std::stod(text);
engine/a.cpp      auto x = f("a\"b", double{1}, "c");'
clean='engine/a.cpp    #include "engine/number.hpp"
engine/a.cpp      // a double here, and #include "dsl/parse.hpp"
engine/a.cpp      auto s = "double"; /* float */ int doubled;
engine/a.cpp      auto q = static_cast<double>(n);  // exact: n below 2^50
dsl/a.cpp         #include "engine/number.hpp"
dsl/parse.cpp     #include <tao/pegtl.hpp>
dsl/grammar.hpp   #include <tao/pegtl.hpp>
formats/a.cpp     #include <fstream>
apps/cli/main.cpp #include <iostream>'

self_test() {
  local wrong=0 where what
  scratch=$(mktemp -d)
  trap 'rm -r "$scratch"' EXIT
  try() { # try WHERE WHAT: what check says of a tree that holds this line
    rm -rf "$scratch/tree"
    mkdir -p "$(dirname "$scratch/tree/$1")"
    printf '%s\n' "$2" >"$scratch/tree/$1"
    check "$scratch/tree"
  }
  while read -r where what; do
    [ -n "$(try "$where" "$what")" ] || { echo "not found: $where: $what"; wrong=1; }
  done <<<"$planted"
  while read -r where what; do
    [ -z "$(try "$where" "$what")" ] || { echo "wrongly found: $where: $what"; wrong=1; }
  done <<<"$clean"
  return "$wrong"
}

if [ "${1:-}" = --self-test ]; then
  self_test
else
  offences=$(check "${1:-$(dirname "$0")/..}")
  [ -z "$offences" ] || { echo "$offences"; exit 1; }
fi
