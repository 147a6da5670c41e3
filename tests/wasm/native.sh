#!/bin/bash
# Builds the native program that tests/wasm/same_bytes.sh compares with: build/dev/rubric.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset dev
cmake --build --preset dev --target rubric
