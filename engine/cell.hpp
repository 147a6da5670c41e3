// One datum of one unit: what its cell says.
//
// Blank, not applicable, bounded and faulty are four different things, and none of them is zero. Every place
// that reads data (CSV, JSON Lines, samples in rules files) reads a cell's text by read_cell, so the same
// text means the same everywhere.
//
//   datum 全年预算 万元:  "18580.25" and "185802500元" and "1.858025亿元"   -> known, 185802500
//   datum 参保率 %:       "超93%" -> bounded (93%, 100%];  "完成" -> faulty, E801;  "" -> missing
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"
#include "engine/interval.hpp"
#include "engine/unit.hpp"

namespace rubric::engine {

enum class Kind : unsigned char { quantity, yes_no, level, date, text };

/// What a rules file declares about one datum (数据).
struct Datum {
  std::string name;                  // as written, quotes dropped
  std::vector<std::string> columns;  // other headings under which data files may have it (列名)
  Kind kind = Kind::quantity;
  Unit unit;
  std::vector<std::string> levels;  // of kind level, in the order written
  Interval domain;                  // of kind quantity, in base units; for yes_no and level the places
  std::string domain_text;          // the range as the rules write it
  bool whole = false, many = false, optional = false, may_not_apply = false;
  bool fixed = false;      // 不可改: nobody can change it any more (last year's budget)
  bool cohort = false;     // not in the data: computed over all units (排名, 全体…)
  std::uint32_t line = 0;  // of the rules file
};

struct Cell {
  enum class State : unsigned char { missing, known, bounded, not_applicable, faulty };
  State state = State::missing;
  Interval value;                // known: a point; bounded: a part of the datum's domain
  std::vector<Rational> values;  // known, of a 可填多个 datum: one or more
  std::string text;              // as found, blanks trimmed
  std::string spot;              // where it was found, for explanations: "C3"; empty in samples
  std::optional<Diagnostic> fault;
};

/// Reads `text` as a value of `datum`. A cell that cannot be that is faulty; its diagnostic has no place yet.
Cell read_cell(std::string_view text, const Datum& datum);

/// The cell's value as it is printed in an explanation: "13006.70万元", "缺", "＞93%". The digits are the
/// cell's own.
std::string to_text(const Cell& cell, const Datum& datum, Language language);

/// One unit's data, by datum. `key` holds the identity columns' values.
struct UnitData {
  std::vector<std::string> key;
  std::optional<int> year;  // 年度; dates such as 次年3月31日 count from it
  std::vector<Cell> cells;
};

}  // namespace rubric::engine
