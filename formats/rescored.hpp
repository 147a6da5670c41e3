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

#include "engine/attribution.hpp"
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

class RescoreWriter {
 public:
  RescoreWriter(const engine::Pairing& pairing, const engine::Attribution& attribution,
                std::vector<std::string> identity, engine::Language language, OutputFile& out);

  /// `key`: the unit's identity in the order of the headings; `grade_shares` as Attribution gives them;
  /// `standing` of a unit that is compared.
  void write(const std::vector<std::string>& key, const UnitRow& unit, const engine::Comparison& found,
             const std::vector<engine::Rational>& grade_shares, const engine::Standing& standing);
  /// Writes all rows; or what failed with the temporary files.
  std::optional<engine::Diagnostic> finish(engine::Standings& standings);

 private:
  void heading();
  std::string shares(const engine::Comparison& found,
                     const std::vector<engine::Rational>& grade_shares) const;
  std::string exact(const engine::Comparison& found) const;
  void copy(Spool& spool, engine::Standings* standings);
  engine::Language language() const { return zh_ ? engine::Language::zh : engine::Language::en; }

  const engine::Pairing& pairing_;
  const engine::Attribution& attribution_;
  std::vector<std::string> identity_;
  bool zh_;
  TotalDigits digits_;
  OutputFile& out_;
  Spool compared_, apart_;
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
