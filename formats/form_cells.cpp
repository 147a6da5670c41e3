#include "formats/form_cells.hpp"

#include "engine/quantity.hpp"
#include "engine/text.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

FormCells::FormCells(const std::vector<std::string>& headings, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < headings.size() && i < cells.size(); ++i) {
    const Heading heading = split_heading(std::string(trim(fold(headings[i]))));
    std::string text(trim(cells[i]));
    const Printed printed = read_printed(text, Unit{});
    if (printed.is_number() && printed.unit_word.empty()) text += heading.unit;
    if (!text.empty()) cells_.emplace(heading.name, std::move(text));
  }
}

std::string FormCells::find(std::initializer_list<std::string_view> headings) const {
  for (const std::string_view heading : headings) {
    const auto found = cells_.find(fold(heading));
    if (found != cells_.end()) return found->second;
  }
  return "";
}

std::string FormCells::find(std::initializer_list<std::string_view> rows,
                            std::initializer_list<std::string_view> columns) const {
  for (const std::string_view row : rows) {
    for (const std::string_view column : columns) {
      const auto found = cells_.find(fold(row) + ":" + fold(column));
      if (found != cells_.end()) return found->second;
    }
  }
  return "";
}

std::string execution_rate(const std::string& spent, const std::string& budget, Language language) {
  const Printed above = read_printed(spent, Unit{}), below = read_printed(budget, Unit{});
  if (!above.is_number() || !below.is_number() || !agree(above.unit, below.unit) || below.value <= 0)
    return "";
  const Rational rate = round(Rational(above.value / below.value), {RoundingMode::half_up, 4});
  return to_text(rate, find_unit("%"), language);
}

}  // namespace rubric::formats
