#!/bin/bash
# The arrows of docs/architecture.md, checked in the sources: who may include whom, no I/O below the apps, PEGTL in the
# parser only, exact numbers only, one type of a name. Prints each line that breaks a rule.
#
#   tests/layering.sh [FOLDER]       check the tree in FOLDER (default: this one)
#   tests/layering.sh --self-test    plant one offence after the other and see that each is found
#
# Binary floating point is allowed on a line that says why it is exact:  // exact: quotient below 2^51, remainder checked
set -euo pipefail
export LC_ALL=C

# code FIND-ARGUMENTS: what the compiler sees of these sources, as "file:line:text": no comments, and no strings but the
# names that #include takes.
code() {
  # shellcheck disable=SC2016 # the dollar signs are regular expressions
  find "$@" -regex '.*\.\(cpp\|hpp\|h\|def\)' -print0 2>/dev/null | sort -z | xargs -0r awk '
    { exact = /\/\/ exact: / }
    { gsub(/\047\\?"\047/, "0") }
    !/^[ \t]*#[ \t]*include/ { gsub(/"([^"\\]|\\.)*"/, "\"\"") }
    { sub(/\/\/.*/, ""); gsub(/\/\*([^*]|\*[^\/])*\*\//, "") }
    exact { gsub(/double|float/, "exact") }
    /[^ \t]/ { print FILENAME ":" FNR ":" $0 }'
}

# refuse WHY PATTERN FIND-ARGUMENTS: no line of these sources may match; each that does is printed below WHY.
refuse() {
  local why=$1 pattern=$2 found
  shift 2
  found=$(code "$@" | grep -aE "^[^:]*:[0-9]+:.*($pattern)" || true)
  [ -z "$found" ] || printf '%s\n  %s\n' "$why" "${found//$'\n'/$'\n'  }"
}

# once FOLDER: no two files may define types of one name; the linker would take either for both without a word.
once() {
  code "$1" | awk -v folder="$1" '
    { file = $0; sub(/:.*/, "", file); line = $0; sub(/^[^:]*:[0-9]+:/, "", line) }
    line ~ /^namespace \{/ { hidden = 1; depth = 0 }
    hidden { depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line); if (depth == 0) hidden = 0; next }
    line ~ /^(struct|class|enum class|enum) [A-Za-z0-9_]+[^:;]*(:[^:].*)?\{?$/ && line !~ /;[ \t]*$/ {
      sub(/^(struct|class|enum class|enum) /, "", line)
      if (line ~ /^[A-Za-z0-9_]+::/) next
      sub(/[^A-Za-z0-9_].*/, "", line)
      if (line in first && first[line] != file) print "two types of one name\n  " file ": " line ", as in " first[line]
      first[line] = file
    }'
}

include='#[[:blank:]]*include[[:blank:]]*["<]([^">]*/)?'
check() {
  cd "$1"
  refuse 'engine uses no other folder' "$include(dsl|formats|apps|tests)/" engine
  refuse 'dsl uses engine only' "$include(formats|apps|tests)/" dsl
  refuse 'formats uses engine only' "$include(dsl|apps|tests)/" formats
  refuse 'apps use no tests' "${include}tests/" apps
  refuse 'PEGTL is for dsl/parse*.cpp and dsl/grammar*.hpp' "${include}tao/" engine formats apps
  refuse 'PEGTL is for dsl/parse*.cpp and dsl/grammar*.hpp' "${include}tao/" dsl ! -name 'parse*.cpp' ! -name 'grammar*.hpp'
  refuse 'engine and dsl have no I/O, no clock, no locale' \
    "$include(iostream|fstream|filesystem|cstdio|stdio\.h|print|ctime|time\.h|clocale|locale|fmt/(ostream|os|chrono)\.h)[\">]|\<(fmt::print|std::print|[sf]?n?printf|getenv|fopen|[a-z]+_clock::now) *\(" \
    engine dsl
  local folder
  for folder in engine dsl formats apps; do [ ! -d "$folder" ] || once "$folder"; done
  refuse 'binary floating point' '\<(double|float|strto(d|f|ld)|sto(d|f|ld)|atof)\>' engine dsl formats
}

# Each line: where an offence is planted, and the offence.
planted=$(cat <<'END'
engine/a.cpp     #include "dsl/parse.hpp"
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
engine/a.cpp      auto x = f("a\"b", double{1}, "c");
dsl/a.cpp         if (c == '"' || d == '\"') auto x = double(c); else s = "";
END
)
clean=$(cat <<'END'
engine/a.cpp    #include "engine/number.hpp"
engine/a.cpp      // a double here, and #include "dsl/parse.hpp"
engine/a.cpp      auto s = "double"; /* float */ int doubled;
engine/a.cpp      auto q = static_cast<double>(n);  // exact: n below 2^50
dsl/a.cpp         #include "engine/number.hpp"
dsl/parse.cpp     #include <tao/pegtl.hpp>
dsl/grammar.hpp   #include <tao/pegtl.hpp>
formats/a.cpp     #include <fstream>
apps/cli/main.cpp #include <iostream>
END
)

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
  local second # one file holds a type; of two with that name the second is found
  for second in 'struct Piece {' 'enum class Piece : unsigned char {' 'class Piece : public Shape {'; do
    [ -z "$(try engine/a.hpp "$second")" ] || { echo "wrongly found: $second"; wrong=1; }
    printf 'struct Piece {\n' >"$scratch/tree/engine/b.cpp"
    [ -n "$(check "$scratch/tree")" ] || { echo "not found: $second"; wrong=1; }
    printf 'namespace {\nstruct Piece {\n};\n}\nstruct Piece;\nstruct Piece::Inner {\n' >"$scratch/tree/engine/b.cpp"
    [ -z "$(check "$scratch/tree")" ] || { echo "wrongly found beside: $second"; wrong=1; }
  done
  return "$wrong"
}

if [ "${1:-}" = --self-test ]; then
  self_test
else
  folder=${1:-$(dirname "$0")/..}
  [ -d "$folder/engine" ] || { echo "no engine/ in $folder"; exit 2; }
  offences=$(check "$folder")
  [ -z "$offences" ] || { echo "$offences"; exit 1; }
fi
