#!/usr/bin/env python3
"""Writes a ruleset of many indicators, for the time that `rubric check` takes to prove it.

    bench/large_rules.py 500 >large.rules; time rubric check large.rules

Five kinds of indicator in turn, each over three data of its own: by proportion, by tiers, by tiers over two data, by
deduction, by tiers of a rate of change with a gate; a rounding of each score, and three grades over the total.
"""
import sys

count = int(sys.argv[1])
if not 1 <= count <= 3000:
    sys.exit("1 to 3000 indicators / 1 至 3000 项指标")

KINDS = [
    """指标 项{0}  10分
  实际  丙{0} ÷ 乙{0}
  目标  ≥100%
  计分  按比例
""",
    """指标 项{0}  10分
  实际  甲{0}
  分档
    ≥90%  10分
    80%(含)至90%(不含)  8分
    60%(含)至80%(不含)  6分
    ＜60%  0分
""",
    """指标 项{0}  10分
  分档
    甲{0} ≥ 90% 且 丙{0} ÷ 乙{0} ≥ 90%  10分
    甲{0} ≥ 60%  6分
    其余  0分
""",
    """指标 项{0}  10分
  实际  甲{0}
  目标  ≥95%
  计分  每低于1个百分点扣0.5分，不足1个百分点的不扣，扣完为止
""",
    """指标 项{0}  10分
  实际  (丙{0} － 乙{0}) ÷ 乙{0}
  分档
    ≤10%  10分
    10%(不含)至20%(含)  5分
    ＞20%  0分
  不得分  甲{0} ＜ 50%
""",
]

full = 10 * count
print(f"规则集 大表\n  满分  {full}分\n  单项  四舍五入保留2位小数\n  总分  四舍五入保留2位小数\n数据")
for i in range(count):
    print(f"  甲{i}  %  0%至100%\n  乙{i}  万元  ＞0\n  丙{i}  万元  ≥0")
for i in range(count):
    print(KINDS[i % len(KINDS)].format(i), end="")
print(f"等级  按取整后总分\n  ≥{9 * count}分  优\n  {6 * count}分(含)至{9 * count}分(不含)  良\n  ＜{6 * count}分  差")
