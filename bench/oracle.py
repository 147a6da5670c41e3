#!/usr/bin/env python3
"""What the speed workload (README.md) must give, on Python's fractions: slow, and as the printed standard reads.

    oracle.py scores DATA.csv OUT.csv       the exact result, byte for byte what `rubric score` has to write
    oracle.py check DATA.csv RESULT.csv     "0 of 140000 cells wrong", status 1 if any is

Columns are taken by position; 14 measurements a copy.
"""
import sys
from fractions import Fraction as F
from functools import lru_cache
from math import floor

INDICATORS = ["预算执行率", "生态修复有效性", "辖区保洁覆盖率", "市政设施完好率", "一般公共预算收入完成率", "政务信息公开率",
              "补贴资金发放及时率", "市政设施维护及时率", "扶贫有效性和补助对象覆盖率", "森林火灾发生次数", "政策知晓率", "群众满意度"]
MEASUREMENTS = 14


def rounded(x):
    """Half up to hundredths; no score is negative."""
    return F(floor(x * 100 + F(1, 2)), 100)


remembered = lru_cache(maxsize=None)  # a rate has few values


def share(points, x, target):
    return rounded(points * min(F(1), F(x) / F(target)))


@remembered
def rate(points, x, target=100):
    return share(points, x, target)


@remembered
def fires_score(times):
    return max(F(0), 10 - 2 * F(times))


@remembered
def tier(x, *rows):
    return next((F(points) for limit, points in rows if F(x) >= limit), F(0))


def scores(cells):
    """The twelve scores of one copy of the measurements, which are text."""
    (_, budget, spent, restored, cleaned, intact, revenue, disclosed, subsidy, maintained, covered, fires, aware,
     satisfied) = cells
    return [share(10, spent, budget), rate(10, restored, 90), rate(10, cleaned), rate(10, intact), rate(5, revenue),
            rate(5, disclosed), rate(5, subsidy), rate(10, maintained), rate(10, covered), fires_score(fires),
            tier(aware, (95, 5), (85, 4), (70, 3), (60, 2)), tier(satisfied, (90, 10), (80, 8), (60, 6))]


@remembered
def text(x):
    return "%d.%02d" % divmod(int(x * 100), 100)


def result(cells):
    """Scores, total, grade and no problem, as text with the line's end."""
    copies = len(cells) // MEASUREMENTS
    all_scores = [s for c in range(copies) for s in scores(cells[c * MEASUREMENTS:(c + 1) * MEASUREMENTS])]
    total = sum(all_scores)
    grade = next((g for limit, g in [(90, "优"), (80, "良"), (60, "中")] if total >= limit * copies), "差")
    return ",".join([text(x) for x in all_scores + [total]] + [grade, "\n"])


def expected(data):
    """The lines of the result; a row's measurements are looked at once."""
    with open(data, encoding="utf-8", newline="") as file:
        copies = (file.readline().count(",") - 1) // MEASUREMENTS
        names = [n if c == 0 else f"{n}_{c + 1}" for c in range(copies) for n in INDICATORS]
        yield ",".join(["单位", "年度"] + names + ["总分", "等级", "问题"]) + "\n"
        known = {}
        for line in file:
            unit, year, body = line.split(",", 2)
            row = known.get(body)
            if row is None:
                row = known[body] = result(body.rstrip("\n").split(","))
            yield unit + "," + year + "," + row


def check(data, found):
    """Cells that were compared and those that differ; a row too many or too few has all its cells wrong."""
    cells = wrong = 0
    with open(found, encoding="utf-8", newline="") as file:
        for want in expected(data):
            have = file.readline()
            cells += want.count(",") + 1
            if have != want:
                want, have = want.split(","), have.split(",")
                wrong += len(want) if len(want) != len(have) else sum(w != h for w, h in zip(want, have))
        for line in file:
            wrong += line.count(",") + 1
    return cells, wrong


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "scores":
        with open(arguments[2], "w", encoding="utf-8", newline="") as file:
            file.writelines(expected(arguments[1]))
    elif len(arguments) == 3 and arguments[0] == "check":
        cells, wrong = check(arguments[1], arguments[2])
        print(f"{wrong} of {cells} cells wrong")
        sys.exit(1 if wrong else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
