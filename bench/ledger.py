#!/usr/bin/env python3
"""Measures `rubric history` on a ledger of ten years (README.md).

    ledger.py RUBRIC [--units N] [--folder F]

Imports N unit-years in ten files, scores them, checks and asks: wall time, rate, largest memory of each command, and
the size of the file. F: where the ledger is made, a memory file system if there is one.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RULES = HERE.parent / "rulesets/bishan"
YEARS = range(2016, 2026)


def run(command, output=subprocess.DEVNULL):
    """Wall seconds and the largest resident memory in MB."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_maxrss / 1024


def make_data(units):
    """workload.py numbers units through the years; here a file has one year."""
    subprocess.run([sys.executable, HERE / "workload.py", "data", str(units), "all.csv"], check=True)
    with open("all.csv", encoding="utf-8") as rows:
        heading = next(rows)
        files = {year: open(f"{year}.csv", "w", encoding="utf-8") for year in YEARS}
        for file in files.values():
            file.write(heading)
        for row in rows:
            files[int(row.split(",", 2)[1])].write(row)
    for file in files.values():
        file.close()
    os.remove("all.csv")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rubric", type=Path)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--folder", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    options = parser.parse_args()
    rubric = str(options.rubric.resolve())
    folder = tempfile.mkdtemp(prefix="rubric-bench-", dir=options.folder)
    os.chdir(folder)
    try:
        make_data(options.units)
        old = (RULES / "subdistrict-2023.rules").read_text(encoding="utf-8")
        Path("old.rules").write_text(old.replace("2023-01-01 至 2023-12-31", "2016-01-01 至 2025-12-31"), encoding="utf-8")
        print(f"{options.units:,} unit-years in {options.folder or 'a temporary folder'}, load before: {os.getloadavg()[0]:.1f}")
        print("| command | | unit-years a second | largest memory |\n|---|---:|---:|---:|")

        def measure(title, command, rows=options.units):
            wall, memory = run([rubric, "history", command[0], "a.ledger"] + command[1:])
            rate = f"{rows / wall:,.0f}" if rows else ""
            print(f"| {title} | {wall:.2f} s | {rate} | {memory:.0f} MB |", flush=True)

        run([rubric, "history", "init", "a.ledger"])
        measure("`import`, ten files", ["import"] + [f"{year}.csv" for year in YEARS])
        run([rubric, "history", "register", "a.ledger", "old.rules"])
        size = os.path.getsize("a.ledger")
        measure("`score`", ["score"])
        scored = os.path.getsize("a.ledger")
        measure("`verify`", ["verify"])
        measure("`verify --quick`", ["verify", "--quick"])
        measure("`rescore` with CSV and report",
                ["rescore", "--to", str(RULES / "subdistrict-2024.rules"), "-o", "rows.csv", "--report", "page.html"])
        measure("`scores`, all years", ["scores", "-o", "scores.csv"])
        measure("`scores --years 2020`", ["scores", "--years", "2020", "-o", "scores.csv"], options.units // 10)
        measure("`scores --unit U0000007`", ["scores", "--unit", "U0000007"], 0)
        today = time.strftime("%Y-%m-%d")
        measure("`scores --as-of` today", ["scores", "--as-of", today, "-o", "scores.csv"])
        measure("`scores --known-at` today", ["scores", "--known-at", today, "-o", "scores.csv"])
        measure("`list`", ["list"], 0)
        measure("`show 1`", ["show", "1"], 0)
        measure("`score` again, compared with what was decided", ["score"])
        print(f"a unit-year takes {size / options.units:.0f} bytes of data and {(scored - size) / options.units:.0f} of scores; "
              f"the file then had {scored / 1e6:,.0f} MB")
    finally:
        os.chdir("/")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
