"""Prints an XLSX workbook as JSON: sheets with their cells, which are numbers, merged ranges, heights of rows; charts with
the cells that they draw; number formats; formulas and links counted.

Usage: workbook.py FILE
"""
import json
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def undo(text):
    """Characters as a spreadsheet reads them: _x000D_ is one."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def text_of(element):
    return undo("".join(t.text or "" for t in element.iter(MAIN + "t")))


with zipfile.ZipFile(sys.argv[1]) as book:
    assert book.testzip() is None
    parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}
shared = [text_of(one) for one in parts.get("xl/sharedStrings.xml", [])]
names = [sheet.get("name") for sheet in parts["xl/workbook.xml"].iter(MAIN + "sheet")]
sheets, formulas, links = [], 0, 0
for number, name in enumerate(names, 1):
    root = parts[f"xl/worksheets/sheet{number}.xml"]
    cells, numbers = [], []
    for cell in root.iter(MAIN + "c"):
        value = cell.find(MAIN + "v")
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            cells.append([cell.get("r"), text_of(cell)])
        elif value is not None:
            # The file has 16 digits of a number (9.300000000000001); a spreadsheet keeps 15.
            shown = shared[int(value.text)] if kind == "s" else f"{float(value.text):.15g}" if kind == "n" else value.text
            cells.append([cell.get("r"), shown])
            if kind == "n":
                numbers.append(cell.get("r"))
    formulas += len(list(root.iter(MAIN + "f")))
    links += len(list(root.iter(MAIN + "hyperlink")))
    heights = {row.get("r"): row.get("ht") for row in root.iter(MAIN + "row") if row.get("customHeight")}
    merged = [one.get("ref") for one in root.iter(MAIN + "mergeCell")]
    sheets.append({"name": name, "cells": cells, "numbers": numbers, "merged": merged, "heights": heights})
charts = []
for name in sorted(part for part in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", part)):
    series = [[one.text for part in ("tx", "cat", "val") for one in drawn.find(CHART + part).iter(CHART + "f")]
              for drawn in parts[name].iter(CHART + "ser")]
    literals = [one.text for one in parts[name].iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")]
    charts.append({"series": series, "literals": literals})
formats = [one.get("formatCode") for one in parts["xl/styles.xml"].iter(MAIN + "numFmt")]
json.dump({"sheets": sheets, "formats": formats, "charts": charts, "formulas": formulas, "links": links}, sys.stdout)
