#!/bin/bash
# Installs, from Debian 12's own archive, what building Rubric needs; with --test also what its tests need, with --bench
# what bench/run.sh needs. 安装构建所需的 Debian 12 软件包；加 --test、--bench 时连同测试、测速所需的一并安装。
#
#   ./setup.sh [--test|--bench]
#
# With nothing missing it changes nothing and needs neither network nor root.
set -euo pipefail

packages=(g++ cmake ninja-build tao-pegtl-dev libboost-dev libfmt-dev libcli11-dev nlohmann-json3-dev
  libxlsxwriter-dev libsimdjson-dev libsqlite3-dev libssl-dev)
case "${1:-}" in
  '') ;;
  --test) # libpython3.11-testsuite: the General Decimal Arithmetic vectors; the last line: pages and workbooks are looked at
    packages+=(doctest-dev libpython3.11-testsuite clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14
      emscripten nodejs python3
      chromium-headless-shell libreoffice-calc-nogui poppler-utils fonts-droid-fallback) ;;
  --bench) packages+=(libbenchmark-dev python3) ;;
  *) echo "用法 / usage: ./setup.sh [--test|--bench]" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null; then
  echo "这个系统没有 apt。本脚本面向 Debian 12；在其他系统上请自行安装：${packages[*]}" >&2
  echo "There is no apt here. This script is for Debian 12; elsewhere please install: ${packages[*]}" >&2
  exit 1
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} = 0 ]; then
  echo "软件包已齐备 / all packages are there"
  exit 0
fi

as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "安装软件包需要 root 权限：请以 root 运行，或先安装 sudo" >&2
    echo "Installing packages needs root: run this as root, or install sudo first" >&2
    exit 1
  fi
  as_root=(sudo "${as_root[@]}")
fi

echo "将安装 / installing: ${missing[*]}"
if ! { "${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }; then
  echo "安装失败，原因见上。本脚本需要 Debian 12 的软件源和网络" >&2
  echo "Installing failed, see above. This script needs the archive of Debian 12 and a network" >&2
  exit 1
fi
echo "安装完成 / installed"
