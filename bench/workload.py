#!/usr/bin/env python3
"""The speed workload (README.md): its data file and its rules, the same bytes every time.

    workload.py data ROWS OUT.csv [COPIES]       units under the rules of rulesets/bishan/subdistrict-2023.rules
    workload.py rules COPIES OUT.rules           these rules with every datum and indicator COPIES times

Row j has the measurements of body(j mod period), so a short file is the beginning of a longer one. Of every sixteen
rows one is all ties (each proportional score is exactly x.xx5), one has an execution 0.01 beside a tie, one has edges
(0, above 100 %, limits of tiers and 0.01 beside them), one a total exactly on the limit of a grade or 0.01 below.
"""
import random
import re
import sys
from functools import lru_cache
from pathlib import Path

PERIOD = 250_000
STRIDE = 62_501  # rows between a copy's measurements and the next one's
RULES = Path(__file__).resolve().parent.parent / "rulesets/bishan/subdistrict-2023.rules"
IDENTITY = ["单位", "年度"]
MEASUREMENTS = ["年初预算", "全年预算", "全年执行", "生态修复比例", "保洁覆盖率", "设施完好率", "收入完成率", "信息公开率",
                "补贴发放及时率", "设施维护及时率", "补助覆盖率", "森林火灾次数", "政策知晓率", "群众满意度"]
# The ten rates in the file's order, in hundredths of a per cent.
RESTORED, CLEANED, INTACT, REVENUE, DISCLOSED, SUBSIDY, MAINTAINED, COVERED, AWARE, SATISFIED = range(10)
OF_TEN = [CLEANED, INTACT, MAINTAINED, COVERED]  # points, in proportion
OF_FIVE = [REVENUE, DISCLOSED, SUBSIDY]


def rate(pick):
    """Mostly between 60 % and 100 %, often 100 %, sometimes low."""
    kind = pick(100)
    if kind < 31:
        return 10000
    if kind < 45:
        return (60 + pick(41)) * 100
    if kind < 55:
        return (600 + pick(401)) * 10
    return 6000 + pick(4001) if kind < 98 else pick(6000)


def one_of(pick, values):
    return values[pick(len(values))]


def tied_execution(pick):
    """A budget and what was spent of it, such that 10 points × spent ÷ budget ends exactly in 5 thousandths."""
    unit = 1 + pick(500_000)
    return 2000 * unit, unit * (1001 + 2 * pick(499))


def points_without(excluded, budget, spent, rates, fires):
    """The total in hundredths of a point but for one proportional rate of ten points. It only steers rows to the
    limits of grades; the oracle is oracle.py."""
    def tier(x, limits):
        return next((points for limit, points in limits if x >= limit), 0)
    total = min((2000 * spent + budget) // (2 * budget), 1000) + (2 * min(rates[RESTORED], 9000) + 9) // 18
    total += sum((min(rates[k], 10000) + 5) // 10 for k in OF_TEN if k != excluded)
    total += sum((min(rates[k], 10000) + 10) // 20 for k in OF_FIVE) + max(0, 1000 - 200 * fires)
    total += tier(rates[AWARE], [(9500, 500), (8500, 400), (7000, 300), (6000, 200)])
    return total + tier(rates[SATISFIED], [(9000, 1000), (8000, 800), (6000, 600)])


@lru_cache(maxsize=None)
def body(i):
    """The measurements of row i as text."""
    source = random.Random(i)
    def pick(n):  # below n; of random() alone, whose numbers no version of Python changes
        return int(source.random() * n)
    if i == 0:  # a published unit
        return "13245.05,18580.25,13006.70,100,100,98.50,100,100,100,100,100,0,92.30,94.15"
    magnitude = 10 ** (4 + pick(6))
    budget = magnitude + pick(9 * magnitude)
    spent = budget * (5000 + pick(5200)) // 10000
    first_budget = budget * (7000 + pick(6000)) // 10000
    rates = [rate(pick) for _ in range(10)]
    if pick(20) == 0:
        rates[REVENUE] = 10000 + pick(90000)
    fires = pick(4) if pick(5) == 0 else 0
    kind = i % 16
    if kind == 1:  # ties
        budget, spent = tied_execution(pick)
        for k in OF_TEN:
            rates[k] = 6005 + 10 * pick(400)
        for k in OF_FIVE:
            rates[k] = 6010 + 20 * pick(199)
    elif kind == 2:  # 0.01 beside a tie
        budget, spent = tied_execution(pick)
        spent += one_of(pick, [1, -1])
    elif kind == 3:  # edges
        spent = one_of(pick, [budget, budget + 1, budget - 1, 0, 2 * budget])
        rates[RESTORED] = one_of(pick, [9000, 8999, 9001, 0, 4500])
        rates[CLEANED] = one_of(pick, [0, 1, 4, 5, 6, 9995, 9994, 9996, 10000])
        rates[REVENUE] = one_of(pick, [0, 9, 10, 11, 9990, 9989, 9991, 10001, 99999])
        rates[AWARE] = one_of(pick, [9500, 9499, 8500, 8499, 7000, 6999, 6000, 5999])
        rates[SATISFIED] = one_of(pick, [9000, 8999, 8000, 7999, 6000, 5999])
        fires = one_of(pick, [0, 1, 4, 5, 6, 99])
        if pick(4) == 0:  # as much money as the workload allows
            budget = 10 ** 14 - 1 - pick(1000)
            spent = budget - pick(2000) if pick(2) else pick(budget)
    elif kind == 4:  # a total on the limit of a grade
        target = one_of(pick, [9000, 8000, 6000]) - pick(2)
        for _ in range(200):
            budget, spent = tied_execution(pick)
            for k in (CLEANED, INTACT, MAINTAINED):
                rates[k] = 2005 + 10 * pick(800) if target < 7000 else 6005 + 10 * pick(400)
            needed = target - points_without(COVERED, budget, spent, rates, fires)
            if 1 <= needed <= 1000:
                rates[COVERED] = 10 * needed - 5
                break

    def money(x):
        return "%d.%02d" % divmod(x, 100)
    def percent(x):  # 92.5 or 92.50, 100 or 100.00
        text = money(x)
        for zero in ("0", ".0"):
            if text.endswith(zero) and pick(2):
                text = text[:-len(zero)]
            else:
                break
        return text
    cells = [money(first_budget), money(budget), money(spent)] + [percent(x) for x in rates[:AWARE]]
    return ",".join(cells + [str(fires)] + [percent(x) for x in rates[AWARE:]])


def suffixed(name, copy):
    return name if copy == 0 else f"{name}_{copy + 1}"


def write_data(rows, out, copies=1):
    with open(out, "w", encoding="utf-8", newline="") as file:
        file.write(",".join(IDENTITY + [suffixed(m, c) for c in range(copies) for m in MEASUREMENTS]) + "\n")
        for begin in range(0, rows, 65536):
            file.write("".join(
                "U%07d,%d,%s\n" % (j // 10, 2016 + j % 10,
                                   ",".join([body((j + c * STRIDE) % PERIOD) for c in range(copies)]))
                for j in range(begin, min(rows, begin + 65536))))


def copied_rules(copies):
    """The rules with `copies` of each datum and indicator: limits of grades and the full points as many times as
    high. Without samples and 适用, which say nothing here."""
    text = RULES.read_text(encoding="utf-8")
    text = text[:text.index("\n样例") + 1]
    text = re.sub(r"\n  适用.*", "", text)
    text = re.sub(r"(满分\s+)100分", lambda m: f"{m[1]}{100 * copies}分", text)
    head, data, items, grades = re.fullmatch(r"(.*?\n数据\n)(.*?)(指标 .*)(等级 .*)", text, re.S).groups()
    data_names = re.findall(r"^  (\S+)", data, re.M)
    item_names = re.findall(r"^指标 (\S+)", items, re.M)
    names = re.compile("|".join(sorted(map(re.escape, data_names + item_names), key=len, reverse=True)))
    def copy_of(part, copy):
        if copy == 0:
            return part
        lines = [line for line in part.splitlines(True) if not line.startswith("  依据")]
        return names.sub(lambda m: suffixed(m[0], copy), "".join(lines))
    grades = re.sub(r"(\d+)分", lambda m: f"{int(m[1]) * copies}分", grades)
    return (head + "".join(copy_of(data, c) for c in range(copies)) +
            "".join(copy_of(items, c) for c in range(copies)) + grades)


def main(arguments):
    if len(arguments) in (3, 4) and arguments[0] == "data":
        write_data(int(arguments[1]), arguments[2], int(arguments[3]) if len(arguments) == 4 else 1)
    elif len(arguments) == 3 and arguments[0] == "rules":
        Path(arguments[2]).write_text(copied_rules(int(arguments[1])), encoding="utf-8")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
