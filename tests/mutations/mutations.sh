#!/bin/bash
# The long run of rubric_mutations over every ruleset of the project, in an optimised build: some minutes.
# Its figures stand in docs/quality.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake -S . -B build/mutations -G Ninja -D CMAKE_BUILD_TYPE=Release >/dev/null
cmake --build build/mutations --target rubric_mutations >/dev/null
find rulesets -name '*.rules' | sort | xargs build/mutations/tests/rubric_mutations "${1:-2000}" "${2:-1000}" "${3:-1}"
