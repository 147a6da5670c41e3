// Units under two rulesets going out as CSV: old and new total, change, grades, places in their year, and
// what each changed clause adds.
//
// Units that can be compared come first, in the order of the data; the others follow with what is still
// possible, and no shares. A number has the digits that the rules round to. One that does not end within 6
// decimals is written to 6, half up, and exactly, as a fraction, in the column for that. The shares of a row,
// taken exactly, add up to its change.
//
//   单位,年度,可比,原总分,新总分,变化,原等级,新等级,原名次,新名次,名次变化,因:指标 群众满意度,…
#pragma once

#include <unordered_map>

#include "engine/attribution_columns.hpp"
#include "engine/ranks.hpp"
#include "formats/file.hpp"
#include "formats/spool.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

/// The digits that both totals and their difference are padded to.
struct TotalDigits {
  int from = 0, to = 0;
  int change() const { return from > to ? from : to; }
};
TotalDigits total_digits(const engine::Pairing& pairing);

/// Rows as they go out but for the places in their year, which stand between two texts.
struct RescoredText {
  struct Row {
    engine::Standing standing;
    std::uint32_t before = 0, behind = 0;  // bytes of the two texts
  };
  std::vector<Row> rows;
  std::string compared;  // their texts, one behind the other
  std::string apart;     // lines of the units that cannot be compared
  void clear() {
    rows.clear();
    compared.clear();
    apart.clear();
  }
};

/// The sheet that rows go to: of one comparison, or of several with different old rules, which have all their
/// clauses as columns. A row's cells of clauses that its comparison does not have are empty.
struct RescoredSheet {
  std::vector<std::string> identity;  // headings of the key
  std::vector<std::string> clauses;   // headings; none: those of the one comparison
  std::string rules;   // what the column 原规则 of several comparisons says; empty: there is none
  bool begun = false;  // the headings are written
};
/// "因:指标 群众满意度", … of a comparison. Of clauses that are called the same, as two 一票否决 may be, the
/// second has "（2）" behind it.
std::vector<std::string> clause_headings(const engine::Pairing& pairing, engine::Language language);

class RescoreWriter {
 public:
  RescoreWriter(const engine::Pairing& pairing, const engine::Attribution& attribution, RescoredSheet sheet,
                engine::Language language, OutputFile& out);

  /// Adds a unit to `text`, whose standing is set later. `key`: the unit's identity in the order of the
  /// headings; `grade_shares` as Attribution gives them. May be called by several threads, as may what
  /// RowsWriter asks for.
  void append(RescoredText& text, const std::vector<std::string>& key, const UnitRow& unit,
              const engine::Comparison& found, const std::vector<engine::Rational>& grade_shares) const;
  /// Keeps rows, all standings set, until places are known.
  void write(const RescoredText& text);
  /// Writes all rows on that many threads; or what failed with the temporary files.
  std::optional<engine::Diagnostic> finish(engine::Standings& standings, unsigned threads = 1);

 private:
  friend class RowsWriter;
  void heading();
  std::string shares(const engine::Comparison& found,
                     const std::vector<engine::Rational>& grade_shares) const;
  std::string exact(const engine::Comparison& found) const;
  engine::Language language() const { return zh_ ? engine::Language::zh : engine::Language::en; }

  const engine::Pairing& pairing_;
  const engine::Attribution& attribution_;
  RescoredSheet sheet_;
  std::vector<std::size_t> shown_;  // by column of clauses: the clause, or how many there are: an empty cell
  bool zh_;
  TotalDigits digits_;
  OutputFile& out_;
  Spool compared_, apart_;
};

/// The same for rows that went by columns, with the same bytes. For one thread.
class RowsWriter {
 public:
  explicit RowsWriter(const RescoreWriter& writer);
  /// Whether the rules round to no more decimals than rows of columns have.
  static bool serves(const engine::Pairing& pairing);

  void append(RescoredText& text, const std::vector<std::string_view>& key, const engine::ComparedRows& rows,
              std::size_t row, std::optional<std::size_t> graded);

 private:
  void put_key(std::string_view cell);
  void put_exact(const engine::ComparedRows& rows, std::size_t row);
  const std::string& grade_by(const engine::ComparedRows& rows, std::size_t graded);
  char* room(std::size_t bytes);

  const RescoreWriter& writer_;
  std::string yes_;
  std::vector<std::string> old_grades_, new_grades_, labels_;  // labels of clauses
  std::unordered_map<std::string, std::string> grade_texts_;   // by the shares of grades
  std::string shares_key_;
  std::vector<char> line_;
  std::size_t used_ = 0;
};

/// Both totals, their difference and both grades, of any unit.
std::vector<std::string> comparison_cells(const engine::Pairing& pairing, const engine::Comparison& found,
                                          engine::Language language);
/// Why a unit has no comparison, or what its data leave open: of both rulesets, said once where they agree.
std::string rescore_issue(const engine::Pairing& pairing, const engine::Attribution& attribution,
                          const UnitRow& unit, const engine::Comparison& found, engine::Language language);
/// The change of a unit whose totals are not settled, "-3.00..5.00": no change outside it is possible.
std::string open_change(const engine::Comparison& found, int digits, engine::Language language);

}  // namespace rubric::formats
