#!/bin/bash
# Builds with the release's flags and measures; prints the table of README.md.
#
#   bench/run.sh [--quick] [--units N] [--rounds N]     see bench/measure.py
#
# Packages: ./setup.sh --bench. Needs about 3 GB of a memory file system (/dev/shm).
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset bench >/dev/null
cmake --build --preset bench
exec python3 bench/measure.py build/bench "$@"
