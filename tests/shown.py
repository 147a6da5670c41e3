#!/usr/bin/env python3
"""What a browser and a spreadsheet make of the pages and workbooks: nothing that data say is taken for markup, script,
formula or link, no page scrolls sideways on a phone or a desktop, nothing is lost or cut off on A4, and a spreadsheet
shows every cell as it was written. Of the tour's report, of a report and of self-evaluation tables whose units have
hostile names. Needs chromium-headless-shell, libreoffice-calc-nogui, poppler-utils and a Chinese font (setup.sh
--test); status 1 if anything is wrong.

  tests/shown.py PROGRAM
"""
import collections
import csv
import decimal
import glob
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.abspath(sys.argv[1])
tour = project + "/examples/reform-three-districts"
# As they are in the data, and as a reader has to see them.
names = {
    "<script>document.title='run'</script>": "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">": "<img src=x onerror=\"document.title='run'\">",
    "</td></table><h1>甲</h1>": "</td></table><h1>甲</h1>",
    '=HYPERLINK("http://a.example","乙")': '=HYPERLINK("http://a.example","乙")',
    "+1+1": "+1+1",
    "@SUM(A1)": "@SUM(A1)",
    "{=1+1}": "{=1+1}",
    "http://a.example": "http://a.example",
    "javascript:document.title='run'": "javascript:document.title='run'",
    "../../x": "../../x",
    "&lt;b&gt;": "&lt;b&gt;",
    "_x0041_": "_x0041_",
    "甲\u202e镇": "甲<U+202E>镇",
    "字" * 10_000: "字" * 100,  # a page shows the beginning
}
wrong = 0


def check(holds, *what):
    global wrong
    if not holds:
        wrong += 1
        if wrong <= 20:
            print("shown.py:", *what, file=sys.stderr)


def rubric(*arguments):
    done = subprocess.run([program, *arguments], cwd=project, capture_output=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"shown.py: {arguments}: {done.stderr.decode()}")


# What the page tells of itself, in an element added to a copy of it.
probe = """<script id="probe">addEventListener('load', () => {
  const all = [...document.querySelectorAll('body *')].filter(e => e.id != 'probe');
  const seen = {
    title: document.title,
    window: innerWidth, wide: document.documentElement.scrollWidth,
    elements: [...new Set(all.map(e => e.localName))],
    handlers: all.flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on')),
    addresses: all.flatMap(e => [e.getAttribute('href'), e.getAttribute('src')]).filter(a => a !== null),
    requests: performance.getEntriesByType('resource').map(e => e.name),
    // Words of a chart that reach out of it.
    outside: [...document.querySelectorAll('svg text')].filter(e => {
      const text = e.getBoundingClientRect(), chart = e.ownerSVGElement.getBoundingClientRect();
      return text.left < chart.left - 1 || text.right > chart.right + 1 ||
             text.top < chart.top - 1 || text.bottom > chart.bottom + 1;
    }).map(e => e.textContent),
    // Of the columns that are shown, how wide the narrowest is.
    column: Math.min(...[...document.querySelectorAll('th')].map(e => e.clientWidth).filter(w => w > 0)),
    printed: [...document.querySelectorAll('h1, h2, th, td, dt, dd, svg text, p:not(.csv)')]
      .filter(e => !e.parentElement.closest('td, dd')).map(e => e.textContent).join('\\n'),
  };
  const out = document.body.appendChild(document.createElement('pre'));
  out.id = 'seen';
  out.textContent = JSON.stringify(seen);
})</script>"""
plain = {"a", "b", "br", "caption", "col", "colgroup", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3",
         "line", "p", "rect", "section", "small", "span", "svg", "table", "tbody", "td", "text", "tfoot", "th", "thead",
         "tr"}


def chromium(*arguments):
    return subprocess.run(
        ["chromium-headless-shell", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", *arguments], capture_output=True, timeout=120, check=True).stdout.decode()


def letters(text):
    """How often each letter is there; a PDF has other code points for some Chinese characters of the same form."""
    return collections.Counter(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


def look_at_page(path, told):
    page = open(path, encoding="utf-8").read()
    check("</body>" in page, path, "has no end")
    copy = path + ".probe.html"
    open(copy, "w", encoding="utf-8").write(page.replace("</body>", probe + "</body>"))
    for width in (390, 900, 1000, 1280):
        dom = chromium(f"--window-size={width},900", "--dump-dom", "file://" + copy)
        found = re.search('<pre id="seen">(.*?)</pre>', dom, re.DOTALL)
        check(found, path, "was not taken for a page")
        if not found:
            return
        seen = json.loads(html.unescape(found[1]))
        check(seen["window"] == width, path, "was shown", seen["window"], "wide")
        check(seen["wide"] <= width, path, "scrolls sideways:", seen["wide"], "in a window of", width)
        check(seen["column"] is None or seen["column"] >= 40, path, "has a column of", seen["column"], "at", width)
        check(seen["title"] != "run", path, "ran a script of the data")
        check(set(seen["elements"]) <= plain, path, "has", set(seen["elements"]) - plain)
        check(not seen["handlers"], path, seen["handlers"])
        check(all(a.startswith("data:text/csv") for a in seen["addresses"]), path, "links outside")
        check(not seen["requests"], path, "asks for", seen["requests"])
        check(not seen["outside"], path, "words out of their chart:", seen["outside"])
        for name in told:
            check(name in seen["printed"], path, "does not show", name[:50])
    pdf = path + ".pdf"
    chromium("--no-pdf-header-footer", "--print-to-pdf=" + pdf, "file://" + path)
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True).stdout.decode()
    for page_wide, page_high, words in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', boxes, re.DOTALL):
        sides = sorted([float(page_wide), float(page_high)])
        check(abs(sides[0] - 595) < 2 and abs(sides[1] - 842) < 2, path, "is not printed on A4 but on", sides)
        for right, word in re.findall(r'xMax="([\d.]+)"[^>]*>(.*?)</word>', words):
            check(float(right) < float(page_wide) - 20, path, "is cut off on paper at", word)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout.decode()
    lost = letters(seen["printed"]) - letters(text)
    check(not lost, path, "loses on paper:", lost)


def look_at_workbooks(folder, paths, told):
    def convert(form, to):
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", form,
                        "--outdir", to, *paths], capture_output=True, timeout=300, check=True)

    # 44,34,76: commas, quotation marks, UTF-8; cells as shown; -1: every sheet to a file of its own
    convert("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", folder + "/csv")
    convert("fods", folder + "/fods")
    texts = ""
    for path in paths:
        stem = os.path.basename(path).removesuffix(".xlsx")
        flat = open(f"{folder}/fods/{stem}.fods", encoding="utf-8").read()
        sheets = re.sub("<draw:object>.*?</draw:object>", "", flat, flags=re.DOTALL)  # charts say what they draw
        check("table:formula=" not in sheets, path, "has formulas")
        check("<text:a " not in sheets, path, "has links")
        written = json.loads(subprocess.run([sys.executable, project + "/tests/workbook.py", path], capture_output=True,
                                            check=True).stdout)
        for sheet in written["sheets"]:
            found = glob.glob(glob.escape(f"{folder}/csv/{stem}-{sheet['name']}.csv"))
            check(found, path, "has no sheet", sheet["name"])
            rows = list(csv.reader(open(found[0], encoding="utf-8", newline=""))) if found else []
            for place, text in sheet["cells"]:
                letters_of, row = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()
                column = 0
                for letter in letters_of:
                    column = column * 26 + ord(letter) - ord("A") + 1
                shown = rows[int(row) - 1][column - 1] if int(row) <= len(rows) else None
                same = decimal.Decimal(shown) == decimal.Decimal(text) if place in sheet["numbers"] else shown == text
                check(same, path, sheet["name"], place, "is shown as", shown, "not", text[:50])
                texts += text + "\n"
    for name in told:
        check(name in texts, paths, "do not show", name[:50])


for needed in ("chromium-headless-shell", "soffice", "pdftotext"):
    if not shutil.which(needed):
        sys.exit(f"shown.py: {needed} is not installed: ./setup.sh --test")
csv.field_size_limit(1 << 20)
with tempfile.TemporaryDirectory() as folder:
    with open(folder + "/units.csv", "w", encoding="utf-8", newline="") as data:
        rows = csv.writer(data)
        rows.writerow(["单位", "年度", "区县", "完成率", "满意度"])
        for i, name in enumerate(names):
            rows.writerow([name, "2024", list(names)[-1 - i], "90%", f"{95 - 3 * i}%"])
        rows.writerow(["缺数的 <b>", "2024", "丙", "90%", ""])
    rules = """规则集 自评
  满分  {}分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  完成率  %  0%至100%
  满意度  %  0%至100%
指标 任务完成  {}分
  实际  完成率
  目标  ≥100%
  计分  按比例
指标 群众满意  {}分
  实际  满意度
  目标  ≥{}%
  计分  按比例
"""
    open(folder + "/old.rules", "w", encoding="utf-8").write(rules.format(20, 10, 10, 100))
    open(folder + "/new.rules", "w", encoding="utf-8").write(rules.format(20, 12, 8, 90))
    reports = ["--report", folder + "/hostile.html", "--report", folder + "/hostile.xlsx"]
    rubric("rescore", "--from", folder + "/old.rules", "--to", folder + "/new.rules", folder + "/units.csv", "--by", "区县",
           "-o", folder + "/rows.csv", *reports)
    rubric("rescore", "--from", tour + "/2020.rules", "--to", tour + "/2025.rules",
           *sorted(glob.glob(tour + "/20*.csv")), "-o", folder + "/tour.csv", "--report", folder + "/tour.html",
           "--report", folder + "/tour.xlsx")
    for form in ("html", "xlsx"):
        rubric("report", folder + "/new.rules", folder + "/units.csv", "--all", "-o", f"{folder}/{form}", "--format", form)
    shown = list(names.values())
    look_at_page(folder + "/tour.html", ["临江区", "预算执行率"])
    look_at_page(folder + "/hostile.html", shown + ["缺数的 <b>"])
    forms = sorted(glob.glob(folder + "/html/*.html"))
    check(len(forms) == len(names) + 1, len(forms), "pages of", len(names) + 1, "units")
    for path in forms[:4]:
        look_at_page(path, [])
    # A form of three levels, with sentences.
    rubric("report", project + "/rulesets/lusong/subdistrict-2023.rules",
           project + "/examples/lusong-subdistrict-2023/units.csv", "--all", "-o", folder + "/levels")
    look_at_page(sorted(glob.glob(folder + "/levels/*.html"))[0], ["产出指标"])
    workbooks = sorted(glob.glob(folder + "/xlsx/*.xlsx"))
    check(len(workbooks) == len(names) + 1, len(workbooks), "workbooks of", len(names) + 1, "units")
    look_at_workbooks(folder, [folder + "/hostile.xlsx", folder + "/tour.xlsx", *workbooks], shown)
print("shown.py:", wrong, "wrong")
sys.exit(wrong > 0)
