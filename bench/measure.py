#!/usr/bin/env python3
"""Measures `rubric score` against the hand-written program in one run, as whole processes, taken in turn (README.md).

    measure.py BUILD [--quick] [--units N] [--rounds N]    BUILD is the folder of the preset `bench`; bench/run.sh

Every time is a median, every ratio is of medians of this run. --quick: a tenth of the units, three rounds.
"""
import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RULES = str(HERE.parent / "rulesets/bishan/subdistrict-2023.rules")
MANY = 834  # copies of 12 indicators: more than 10,000


class Failed(Exception):
    pass


def script(name, *arguments):
    """What one of the other scripts prints. They are processes of their own since run() sees this one's memory."""
    return subprocess.run([sys.executable, HERE / name, *map(str, arguments)], capture_output=True, text=True,
                          check=False).stdout


def run(command):
    """Wall time in seconds and the process's largest resident memory in MB, which cannot read below this program's
    own, some 15 MB."""
    errors = os.open("errors", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    null = os.open("/dev/null", os.O_RDWR)
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ,
                           file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1),
                                         (os.POSIX_SPAWN_DUP2, errors, 2)])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    os.close(errors)
    os.close(null)
    if os.waitstatus_to_exitcode(status) != 0:
        raise Failed(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(status)}\n{Path('errors').read_text()[:2000]}")
    return seconds, usage.ru_maxrss / 1024


class Bench:
    def __init__(self, build, options):
        self.hand, self.rubric = str(build / "bench/handwritten"), str(build / "rubric")
        self.evaluation = str(build / "bench/evaluation")
        self.rounds = options.rounds
        help_text = subprocess.run([self.rubric, "score", "--help"], capture_output=True, text=True, check=True).stdout
        self.has_threads = "--threads" in help_text
        self.rows = []

    def hand_by(self, data, out, threads=1):
        return [self.hand, data, "-o", out, "--threads", str(threads)]

    def rubric_by(self, data, out, threads=1, rules=RULES):
        return [self.rubric, "score", rules, data, "-o", out] + (["--threads", str(threads)] if self.has_threads else [])

    def in_turn(self, commands, rounds=None):
        """Medians of (seconds, MB) by name, of runs that take turns."""
        runs = {name: [] for name in commands}
        for _ in range(rounds or self.rounds):
            for name, command in commands.items():
                if command[command.index("-o") + 1] == "out.csv" and os.path.exists("out.csv"):
                    os.remove("out.csv")
                runs[name].append(run(command))
        return {name: tuple(map(statistics.median, zip(*of))) for name, of in runs.items()}

    def row(self, goal, what, figures, ratio, wanted, met):
        self.rows.append((goal, what, figures, ratio, wanted, "—" if met is None else "yes" if met else "**no**"))
        print("| " + " | ".join(self.rows[-1]) + " |", flush=True)

    # The goals ------------------------------------------------------------------------------------------

    def end_to_end(self, units, tenth):
        """Goal 1, and of 5 what the same runs tell."""
        commands = {}
        threads = [1, 2] if self.has_threads else [1]
        for t in threads:
            for where, out in [("/dev/null", "/dev/null"), ("memory", "out.csv")]:
                commands["hand", where, t] = self.hand_by("all.csv", out, t)
                commands["rubric", where, t] = self.rubric_by("all.csv", out, t)
        for t in threads:
            commands["tenth", t] = self.rubric_by("tenth.csv", "/dev/null", t)
        commands["hand tenth"] = self.hand_by("tenth.csv", "/dev/null")
        medians = self.in_turn(commands)
        def rate(key):
            return (tenth if "tenth" in str(key) else units) / medians[key][0]
        for t in threads:
            for where in ("/dev/null", "memory"):
                mine, by_hand = rate(("rubric", where, t)), rate(("hand", where, t))
                self.row("1", f"end to end, {where}, {t} thread{'s' * (t > 1)}",
                         f"{mine / 1e6:.2f} M units/s, by hand {by_hand / 1e6:.2f} M", f"{mine / by_hand:.2f}", "≥ 0.67",
                         mine / by_hand >= 2 / 3)
        linear = medians["rubric", "/dev/null", 1][0] / medians["tenth", 1][0] * tenth / units
        self.row("4", f"time of a unit, {units:,} against {tenth:,} units", "", f"{linear:.2f}", "1", linear <= 1.1)
        if self.has_threads:
            for where in ("/dev/null", "memory"):
                gain = medians["rubric", where, 1][0] / medians["rubric", where, 2][0]
                by_hand = medians["hand", where, 1][0] / medians["hand", where, 2][0]
                self.row("5", f"two threads against one, {where}", f"by hand {by_hand:.2f}", f"{gain:.2f}", "≥ 1.7",
                         gain >= 1.7)
        for t in threads:
            long, short = medians["rubric", "/dev/null", t][1], medians["tenth", t][1]
            self.row("5", f"largest memory, {units:,} against {tenth:,} units, {t} thread{'s' * (t > 1)}",
                     f"{long:.0f} MB and {short:.0f} MB", f"{long / short:.2f}", "1, < 200 MB",
                     long < 200 and long / short < 1.1)

    def alone(self):
        """Goal 2, and the share of rows that the columnar interpreter leaves to the exact one."""
        command = [self.evaluation, RULES, "tenth.csv", "--benchmark_repetitions=7", "--benchmark_report_aggregates_only",
                   "--benchmark_enable_random_interleaving", "--benchmark_min_time=0.1", "--benchmark_format=json"]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode != 0:
            raise Failed(f"evaluation: {found.stderr}")
        medians = {b["run_name"]: b for b in json.loads(found.stdout)["benchmarks"] if b.get("aggregate_name") == "median"}
        for where, what in [("cache", "columns in the cache"), ("memory", "columns in memory")]:
            mine, by_hand = (medians[f"{who}/{where}"]["items_per_second"] for who in ("columnar", "hand"))
            self.row("2", f"evaluation alone, {what}", f"{mine / 1e6:.1f} M units/s, by hand {by_hand / 1e6:.1f} M",
                     f"{mine / by_hand:.2f}", "≥ 0.5", mine / by_hand >= 0.5)
        exact = medians["exact"]["items_per_second"]
        self.row("2", "columnar against exact interpreter", f"exact {exact / 1e3:.1f} k units/s",
                 f"{medians['columnar/memory']['items_per_second'] / exact:.0f}", "", None)
        share = medians["columnar/memory"]["unsettled"]
        self.row("6", "rows left to the exact interpreter", "", f"{100 * share:.2f} %", "", None)

    def start(self):
        """Goal 3."""
        medians = self.in_turn({"hand": self.hand_by("one.csv", "/dev/null"),
                                "rubric": self.rubric_by("one.csv", "/dev/null")}, 41)
        mine, by_hand = (1000 * medians[who][0] for who in ("rubric", "hand"))
        self.row("3", "start to result, one unit", f"{mine:.2f} ms, by hand {by_hand:.2f} ms", f"{mine / by_hand:.2f}",
                 "≤ 2 or ≤ 5 ms", mine <= max(2 * by_hand, 5))

    def width(self, units):
        """Goal 4."""
        script("workload.py", "data", units, "wide.csv", 4)
        script("workload.py", "rules", 4, "wide.rules")
        medians = self.in_turn({"hand 12": self.hand_by("tenth.csv", "/dev/null"), "hand": self.hand_by("wide.csv", "/dev/null"),
                                "rubric 12": self.rubric_by("tenth.csv", "/dev/null"),
                                "rubric": self.rubric_by("wide.csv", "/dev/null", rules="wide.rules")})
        mine, by_hand = (medians[who][0] / medians[who + " 12"][0] for who in ("rubric", "hand"))
        self.row("4", "cost of a unit, 48 against 12 indicators", f"by hand {by_hand:.2f}", f"{mine:.2f}", "≤ 4", mine <= 4)
        self.cells("48 indicators", "wide.csv", self.rubric_by("wide.csv", "out.csv", rules="wide.rules"))
        many = 200
        script("workload.py", "data", many, "many.csv", MANY)
        script("workload.py", "rules", MANY, "many.rules")
        seconds = self.cells(f"{12 * MANY:,} indicators", "many.csv",
                             self.rubric_by("many.csv", "out.csv", rules="many.rules"))
        self.row("4", f"{12 * MANY:,} indicators, {many} units", f"{seconds:.2f} s", "", "works", True)

    def cells(self, what, data, command):
        """Goal 6: of each cell of the result."""
        seconds, _ = run(command)
        wrong, cells = (int(word) for word in script("oracle.py", "check", data, "out.csv").split() if word.isdigit())
        os.remove("out.csv")
        self.row("6", f"wrong cells, {what}", f"of {cells:,}", str(wrong), "0", wrong == 0)
        return seconds


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    flags = next((line for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("flags")), "")
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    vectors = "AVX-512" if "avx512bw" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    return (f"{datetime.date.today()}, {model}, {vectors}, {os.cpu_count()} cores, {compiler}; load before: {load}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--units", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.units = options.units or (1_000_000 if options.quick else 10_000_000)
    options.rounds = options.rounds or (3 if options.quick else 5)
    tenth = max(options.units // 10, 1)
    folder = tempfile.mkdtemp(prefix="rubric-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    bench = Bench(options.build.resolve(), options)
    os.chdir(folder)
    try:
        print(f"{machine()}; {options.units:,} units, medians of {options.rounds}\n", flush=True)
        for name, rows in [("one.csv", 1), ("tenth.csv", tenth), ("all.csv", options.units)]:
            script("workload.py", "data", rows, name)
        print("| goal | what | | ratio | goal | met |\n|---|---|---|---:|---|---|", flush=True)
        bench.end_to_end(options.units, tenth)
        bench.alone()
        bench.start()
        bench.cells("12 indicators", "all.csv", bench.rubric_by("all.csv", "out.csv", 2))
        bench.width(tenth)
    except Failed as why:
        sys.exit(f"{why}")
    finally:
        os.chdir("/")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
