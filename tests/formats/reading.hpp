// What the tests of the formats share: a table read to its end, as text.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "formats/csv.hpp"
#include "formats/jsonl.hpp"
#include "tests/files.hpp"

namespace rubric::formats {

struct Reading {
  std::vector<engine::Diagnostic> problems;  // of the header
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // good rows, and an empty one for each that is faulty
  std::vector<std::uint32_t> numbers;          // of the rows
  std::vector<engine::Diagnostic> faults;

  explicit Reading(TableReader& reader, std::vector<engine::Diagnostic> found)
      : problems(std::move(found)), columns(reader.columns()) {
    for (Row row; reader.next(row);) {
      numbers.push_back(row.number);
      rows.emplace_back();
      if (row.fault) {
        faults.push_back(*row.fault);
      } else {
        rows.back().assign(row.cells.begin(), row.cells.end());
      }
    }
  }

  /// "E711 at 3:1": where the first fault of a row lies.
  std::string fault() const { return faults.empty() ? "" : where(faults[0]); }
  std::string problem() const { return problems.empty() ? "" : where(problems[0]); }

  static std::string where(const engine::Diagnostic& d) {
    return std::string(engine::kind(d.code).name) + " at " + std::to_string(d.place.line) + ":" +
           std::to_string(d.place.column);
  }
};

inline Reading read_csv(const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", text, "UTF-8", problems);
  return Reading(reader, std::move(problems));
}

inline Reading read_jsonl(const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  JsonLinesReader reader("a.jsonl", text, "UTF-8", problems);
  return Reading(reader, std::move(problems));
}

/// `length` bytes of those that readers care about.
inline std::string random_text(std::mt19937& random, const std::vector<std::string>& pieces,
                               std::size_t most) {
  std::string text;
  for (std::size_t left = random() % (most + 1); left > 0; --left) text += pieces[random() % pieces.size()];
  return text;
}

}  // namespace rubric::formats
