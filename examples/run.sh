#!/bin/bash
# Scores the five published reports of this folder with the release build and explains one of them.
# 用发布版程序给本文件夹里的五份自评报告计分，并说明其中一份的每一分。
set -euo pipefail
cd "$(dirname "$0")/.."
rubric=build/release/rubric

score() { # RULES CASE
  echo
  echo "== $2"
  "$rubric" score "rulesets/$1.rules" "examples/$2/units.csv" --format table
}

score bishan/subdistrict-2023 bishan-subdistrict-2023
score bishan/town-2024 bishan-town-2024
score bishan/government-services-2021 bishan-government-services-2021
score lusong/subdistrict-2023 lusong-subdistrict-2023
score panlong/project-2023 panlong-project-2023

echo
echo "== 说明 / explanation: bishan-town-2024"
"$rubric" explain rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv --unit 广普镇人民政府

tour=examples/reform-three-districts
echo
echo "== 新规则放到往年 / past years under new rules: $tour"
"$rubric" rescore --from $tour/2020.rules --to $tour/2025.rules $tour/20*.csv -o build/reform.csv --report build/reform.html
echo "报告 / report: build/reform.html"
