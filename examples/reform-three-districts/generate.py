#!/usr/bin/env python3
"""Writes the made-up data of this folder, 2020.csv to 2024.csv: the same bytes on every machine.

    python3 generate.py FOLDER
"""
import sys

DISTRICTS = ["临江区", "青山区", "南桥县"]
KINDS = {"行政": ["财政局", "民政局", "司法局", "统计局", "信访局", "档案局"],
         "事业": ["第一中学", "人民医院", "图书馆", "疾控中心", "文化馆", "青少年宫"],
         "街道": ["东门街道", "西园街道", "北湖街道", "新港街道"]}
state = 20250101


def below(count):
    """A pseudo-random whole number from 0 to count - 1 (splitmix64)."""
    global state
    mask = (1 << 64) - 1
    state = (state + 0x9E3779B97F4A7C15) & mask
    mixed = state
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return (mixed ^ (mixed >> 31)) % count


def tenths(value):
    return f"{value // 10}.{value % 10}" if value % 10 else str(value // 10)


def row(year, district, kind, unit):
    budget = 20000 + below(480000)  # in 0.01万元
    executed = budget * (8800 + 3 * (year - 2020) * 20 + below(1300)) // 10000
    tasks = 860 + below(141)
    satisfaction = 780 + below(200) + (8 if kind == "街道" else 0) - (15 if district == "南桥县" else 0)
    complaints = below(8) // 5 + below(10) // 8
    cells = [district, unit, str(year), kind, f"{budget / 100:.2f}", f"{min(executed, budget) / 100:.2f}",
             tenths(tasks), "否" if below(25) == 0 else "是", str(complaints), tenths(min(satisfaction, 1000)),
             "否" if below(18) == 0 else "是"]
    if below(40) == 0:
        cells[9] = ""  # no survey was made
    return cells


def main():
    for year in range(2020, 2025):
        with open(f"{sys.argv[1]}/{year}.csv", "w", encoding="utf-8", newline="\n") as out:
            out.write("区县,单位,年度,类型,全年预算,全年执行,重点任务,按时公开,有责投诉,群众满意度,整改到位\n")
            for district in DISTRICTS:
                for kind, units in KINDS.items():
                    for unit in units:
                        out.write(",".join(row(year, district, kind, unit)) + "\n")


main()
