#!/usr/bin/env python3
"""Measures `rubric rescore` against scoring the same data twice with `rubric score` (README.md).

    rescore.py RUBRIC [--units N] [--rounds N] [--threads N]

Whole processes that take turns; wall and processor time are medians, the ratio is of medians of this run.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLD, NEW = (str(HERE.parent / f"rulesets/bishan/subdistrict-{year}.rules") for year in (2023, 2024))


def run(command):
    """Wall and processor seconds and the largest resident memory in MB."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rubric", type=Path)
    parser.add_argument("--units", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    rubric, threads = str(options.rubric.resolve()), ["--threads", str(options.threads)]
    folder = tempfile.mkdtemp(prefix="rubric-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    os.chdir(folder)
    try:
        subprocess.run([sys.executable, HERE / "workload.py", "data", str(options.units), "units.csv"], check=True)
        commands = {"old": [rubric, "score", OLD, "units.csv", "-o", "old.csv"] + threads,
                    "new": [rubric, "score", NEW, "units.csv", "-o", "new.csv"] + threads,
                    "rescore": [rubric, "rescore", "--from", OLD, "--to", NEW, "units.csv", "-o", "rows.csv",
                                "--report", "report.html"] + threads}
        print(f"{options.units:,} unit-years, {options.threads} threads, medians of {options.rounds}, "
              f"load before: {os.getloadavg()[0]:.1f}")
        runs = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                runs[name].append(run(command))
        medians = {name: tuple(map(statistics.median, zip(*of))) for name, of in runs.items()}
        for name, (wall, processor, memory) in medians.items():
            print(f"{name}: {wall:.2f} s, {processor:.2f} s of processor time, {memory:.0f} MB")
        for k, what in [(0, "wall"), (1, "processor time")]:
            ratio = medians["rescore"][k] / (medians["old"][k] + medians["new"][k])
            print(f"{what}: {ratio:.2f} of scoring twice")
    finally:
        os.chdir("/")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
