// Random units of random rules as a CSV file, with what columns do not take among them.
#pragma once

#include "formats/csv.hpp"
#include "tests/reform.hpp"

namespace rubric::testing {

/// Units of random rules as CSV, one in `odd` with something that is read on its own.
inline std::string random_rows(const reference::Ruleset& model, reference::Random& random, int units, int odd,
                               int first) {
  std::string text = "单位,年度,区县";
  for (const reference::Datum& datum : model.data) text += "," + formats::csv_cell(datum.name);
  text += "\n";
  for (int u = 0; u < units; ++u) {
    static const std::vector<std::string> names = {"镇", "=街道", "a b", "＝乡", "U", "\u200b村"};
    std::vector<std::string> row = {random.pick(names) + std::to_string(first + u / 3),
                                    random.below(9) == 0 ? "2024年" : std::to_string(2020 + u % 4),
                                    "区" + std::to_string(random.below(u < units / 2 ? 3 : 400))};
    reference::Cells cells = random_unit(model, random);
    if (random.below(static_cast<std::size_t>(odd)) == 0) {
      open_cell(model, cells, random.below(cells.size()), random);
      if (random.below(3) == 0) row[0] += ",\"乙\"";
      if (random.below(4) == 0) cells[random.below(cells.size())].text = "坏";
      if (random.below(4) == 0) text += "\n";
    }
    for (const reference::Cell& cell : cells) row.push_back(cell.text);
    text += formats::csv_line(row);
  }
  return text;
}

}  // namespace rubric::testing
