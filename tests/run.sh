#!/bin/bash
# Everything that is tested, from sources to the closing line "N passed, N failed": the tests in a debug build; by
# another compiler the tests again under AddressSanitizer and UndefinedBehaviorSanitizer and a short run of every
# fuzzer; the WebAssembly program against the native one. Each is a workflow preset; those named as arguments run
# alone: tests/run.sh dev. Only by name, because it builds all once more: tests/run.sh threads, the tests of what
# runs on several threads (streams, rescore), by clang under ThreadSanitizer.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
mkdir -p build
[ $# -gt 0 ] || set -- dev sanitize wasm

passed=0 failed=0
for preset; do
  echo "== $preset"
  status=0
  cmake --workflow --preset "$preset" 2>&1 | tee "build/$preset.log" || status=1
  # ctest's own summary: "93% tests passed, 2 tests failed out of 30"
  read -r bad all < <(sed -nE 's/^.* tests passed, ([0-9]+) tests? failed out of ([0-9]+)$/\1 \2/p' "build/$preset.log") ||
    bad=1 all=1 # it did not configure, build or find a test
  if [ "$bad" = 0 ] && [ "$status" != 0 ]; then bad=1; fi
  failed=$((failed + bad)) passed=$((passed + all - bad))
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
