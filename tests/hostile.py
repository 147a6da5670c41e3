#!/usr/bin/env python3
"""Hostile data at speed: a long file in which every hundredth row is broken in one of twenty ways, a line without end,
a last line that is cut off, a full disk. Every fault has to be told, on its row and in its column, every other row
to be scored as it is scored alone, in bounded memory. Prints times and memory; status 1 if anything is wrong.

  tests/hostile.py PROGRAM [ROWS [LINE_BYTES [MOST_MB]]]        1000000 rows, a line of 1 GiB, 200 MB
  tests/hostile.py build/release/rubric

MOST_MB 0: memory is not looked at.
"""
import csv
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.abspath(sys.argv[1])
rows, line_bytes, most_mb = [int(a) for a in sys.argv[2:]] + [1_000_000, 1 << 30, 200][len(sys.argv) - 2 :]
rules = project + "/rulesets/bishan/subdistrict-2023.rules"
listed = 200  # findings that the program prints
csv.field_size_limit(1 << 30)
wrong = 0


def check(holds, *what):
    global wrong
    if not holds:
        wrong += 1
        if wrong <= 20:
            print("hostile.py:", *what, file=sys.stderr)


def run(what, arguments, pieces=None, limit=None):
    """One run of the program: status, standard error. `pieces` go to its standard input."""

    def limited():
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [program, "score", rules, *arguments, "--lang", "zh"],
            stdin=subprocess.PIPE if pieces else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            preexec_fn=limited,
        )
        try:
            for piece in pieces or []:
                process.stdin.write(piece)
            if pieces:
                process.stdin.close()
        except BrokenPipeError:  # it has seen enough
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, mb = time.monotonic() - start, usage.ru_maxrss / 1024
        print(f"{what}: {seconds:.2f} s, {mb:.0f} MB")
        check(most_mb == 0 or mb < most_mb, what, "took", mb, "MB")
        errors.seek(0)
        return process.returncode, errors.read().decode()


# --- rows ---

with open(project + "/examples/bishan-subdistrict-2023/units.csv", encoding="utf-8") as file:
    head, example = list(csv.reader(file))
spent, care, fires = head.index("全年执行"), head.index("政策知晓率"), head.index("森林火灾次数")
variants = 100


def good(number):
    """Unit `number`, one of a hundred kinds; the cells of a row."""
    v = number % variants
    row = list(example)
    row[0] = f"单位{number}"
    row[spent] = f"{13000 + 37 * v}.{v:02}"
    row[care] = f"{v}%"
    row[fires] = str(v % 4)
    return row


# A kind: the column that is filled, with what, and the code. Where the row itself is broken, what is made of its cells.
long_text = "9" * 70_000
csv_kinds = [
    ("全年预算", "完成", "E801"),
    ("全年执行", "约5", "E802"),
    ("全年预算", "1e3", "E810"),
    ("全年执行", "--1", "E801"),
    ("全年执行", "1.2.3", "E801"),
    ("群众满意度", "101%", "E804"),
    ("全年执行", "-1", "E804"),
    ("森林火灾次数", "0.5", "E805"),
    ("森林火灾次数", "-3", "E804"),
    ("全年预算", "90次", "E803"),
    ("全年预算", '"18580', "E711"),
    ("全年预算", '"1"x', "E712"),
    ("全年执行", "1\0", "E714"),
    ("全年执行", long_text, "E713"),
    ("政策知晓率", "9O", "E813"),
    ("全年执行", "1;5", "E801"),
    ("政策知晓率", "不适用", "E808"),
    ("全年执行", "9" * 41, "E809"),
    (None, lambda row: ",".join(row[:-1]), "E718"),
    (None, lambda row: ",".join(row + ["多"]), "E718"),
]


def csv_line(row):
    return ",".join(row)


def pairs(row):
    return ", ".join(f'"{h}": "{c}"' for h, c in zip(head, row))


def json_line(row):
    return "{" + pairs(row) + "}"


json_kinds = [
    ("全年预算", '"完成"', "E801"),
    ("全年执行", '"约5"', "E802"),
    ("全年执行", '"--1"', "E801"),
    ("全年执行", '"1.2.3"', "E801"),
    ("群众满意度", "101", "E804"),
    ("全年执行", "-1", "E804"),
    ("森林火灾次数", "0.5", "E805"),
    ("森林火灾次数", "-3", "E804"),
    ("全年预算", '"90次"', "E803"),
    ("政策知晓率", '"9O"', "E813"),
    ("政策知晓率", '"不适用"', "E808"),
    ("全年执行", "9" * 41, "E809"),
    (None, lambda row: "{" + pairs(row) + ', "全年执行": 1}', "E723"),
    (None, lambda row: "{" + pairs(row) + ', "又": {"a": 1}}', "E722"),
    (None, lambda row: "{" + pairs(row) + ', "又": "\\u0000"}', "E714"),
    (None, lambda row: "{" + pairs(row) + ', "又": "' + long_text + '"}', "E713"),
    (None, lambda row: "[" + ", ".join(f'"{c}"' for c in row) + "]", "E721"),
    (None, lambda row: "{" + pairs(row), "E724"),
    (None, lambda row: "{" + pairs(row) + "\0}", "E724"),
    (None, csv_line, "E724"),
]


def broken(kinds, line, row, k):
    column, value, _ = kinds[k]
    if column is None:
        return value(row)
    row[head.index(column)] = value
    if line is csv_line:
        return csv_line(row)
    return json_line(row).replace(f'"{column}": "{value}"', f'"{column}": {value}')


def is_broken(number):
    return number % 100 == 50


# --- a long file ---


def hostile(name, line, kinds, folder):
    header = csv_line(head) + "\n" if line is csv_line else ""
    path, alone, out = (os.path.join(folder, n + name) for n in ("data.", "alone.", "out."))
    with open(alone, "w", encoding="utf-8") as file:
        file.write(header + "".join(line(good(v)) + "\n" for v in range(variants)))
    with open(path, "w", encoding="utf-8") as file:
        file.write(header)
        for n in range(rows):
            file.write((broken(kinds, line, good(n), n // 100 % 20) if is_broken(n) else line(good(n))) + "\n")
        file.write(line(good(rows))[: len(line(good(rows))) // 2])  # the last line is cut off
    size = os.path.getsize(path)
    out = os.path.join(folder, "out.csv")

    status, errors = run(f"{variants} rows alone", [alone, "-o", out])
    check(status == 0 and errors == "", "the good rows are not good:", errors)
    with open(out, encoding="utf-8") as file:
        expected = [row[2:] for row in csv.reader(file)][1:]

    status, errors = run(f"{name}: {rows} rows of {size >> 20} MB", [path, "-o", out])
    check(status == 1, "status", status)
    found = 0
    last = None
    with open(out, encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.reader(file), -1):
            if n < 0:
                continue
            found += 1
            issue = row[-1]
            if n < rows and not is_broken(n):
                check(row[0] == f"单位{n}" and row[2:] == expected[n % variants], "unit", n, "is scored as", row)
                continue
            check(row[-3] == "无法计算" and issue != "", "unit", n, "is broken, but scored as", row)
            if n == rows:
                continue
            column = kinds[n // 100 % 20][0]
            check(column is None or issue.startswith(column + "："), "unit", n, "names another column:", issue[:80])
    check(found == rows + 1, found, "units of", rows + 1)

    # The first findings with their places, and how many there are in all.
    lines = errors.splitlines()
    bad = [n for n in range(rows) if is_broken(n)]
    first_row = 2 if header else 1
    for n, text in zip(bad[:listed], lines):
        column, _, code = kinds[n // 100 % 20]
        place = f":{n + first_row}[:（]"
        if column and header:
            place = f":{n + first_row}:{head.index(column) + 1}（[A-Z]+{n + first_row}“{column}”）"
        elif column:
            place = f":{n + first_row}（“{column}”）"
        check(re.search(place, text) and f"[{code}]" in text, f"unit {n}, {code} {column}, is told so:", text[:200])
    more = len(bad) + 1 - listed
    check(more <= 0 or f"另有 {more} 条没有列出" in errors, "the findings in all are told so:", lines[-2:])
    check(errors.count("错误[") == min(listed, len(bad) + 1), errors.count("错误["), "findings")

    # The same bytes from a pipe, on one thread.
    other = os.path.join(folder, "other.csv")
    with open(path, "rb") as file:
        status, _ = run(
            f"{name} from a pipe, one thread",
            ["-", "--data-format", name, "--threads", "1", "-o", other],
            iter(lambda: file.read(1 << 16), b""),
        )
    check(status == 1, "status", status)
    with open(out, "rb") as a, open(other, "rb") as b:
        check(a.read() == b.read(), "the results from a pipe differ")
    os.remove(other)
    os.remove(out)

    # A disk that is full in the middle.
    before = sorted(os.listdir(folder))
    status, errors = run(f"{name}, disk full", [path, "-o", out], limit=max(10_000, rows * 20))
    check(status == 2 and "E703" in errors, "a full disk gives", status, errors[-200:])
    check(sorted(os.listdir(folder)) == before, "a full disk leaves", sorted(os.listdir(folder)))
    os.remove(path)


# --- a line without end ---


def endless(name, line, folder):
    header = csv_line(head) + "\n" if line is csv_line else ""
    out = os.path.join(folder, "out.csv")
    row = (line(good(1)) + "\n").encode()
    block = b"x" * (1 << 20)

    def pieces():
        yield header.encode() + row * 10_000  # the beginning is over
        yield b"{" if not header else b""
        for _ in range(line_bytes >> 20):
            yield block
        yield b"\n" + row

    status, errors = run(
        f"{name}: a line of {line_bytes >> 20} MB", ["-", "--data-format", name, "-o", out], pieces()
    )
    check(status == 1, "status", status)
    check(len(errors.splitlines()) == 2 and ("E713" in errors or "E715" in errors), "told so:", errors)
    with open(out, encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    check(len(found) == 10_003, len(found), "rows")
    check(found[-1] == found[1] and found[-2][-1] != "", "the rows about the long one:", found[-2:])
    os.remove(out)

    status, errors = run(
        f"{name}: nothing but a line of {line_bytes >> 20} MB",
        ["-", "--data-format", name, "-o", out],
        (block for _ in range(line_bytes >> 20)),
    )
    check(status == 2 and re.search("E7(13|15|25)", errors), "a line alone gives", status, errors[:200])
    check(not os.path.exists(out), "a line alone leaves a file")


with tempfile.TemporaryDirectory() as work:
    for format_name, one_line, of_format in (("csv", csv_line, csv_kinds), ("jsonl", json_line, json_kinds)):
        hostile(format_name, one_line, of_format, work)
        endless(format_name, one_line, work)

print(f"{wrong} wrong")
sys.exit(1 if wrong else 0)
