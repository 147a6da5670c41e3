// Columns of percentages that look as if a spreadsheet had saved them as fractions: 0.95 where 95 is meant.
//
// A cell of 0.95 in a column of % is 0.95 %, as it says; where 95 % was meant, the unit gets 0 points without
// a fault. So a column is remarked on (N772) if it has numbers and none is below 0 or above 1 %, though the
// rules ask for more of this datum: 目标 ≥90%, a row ≥60%. Small rates are as small in rules that want them
// so, and a cell that says 0.95% has told what it means.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/columns.hpp"
#include "engine/ruleset.hpp"

namespace rubric::formats {

/// Whether a number is written with its sign: 95%, 95％.
bool has_percent_sign(std::string_view text);

/// May be told and asked by several threads.
class SmallRates {
 public:
  explicit SmallRates(const engine::Ruleset& ruleset);
  /// Before any number: watches what another ruleset over the same data asks for, too.
  void watch(const engine::Ruleset& ruleset);

  void see(engine::DatumId datum, const engine::Cell& cell);
  /// Of a batch: all its rows at once. `has_sign`: some cell of the column so far was written with %.
  void see(engine::DatumId datum, const engine::Column& column, bool has_sign);

  /// Whether the datum's numbers so far are all small, and some is above 0.
  bool suspicious(engine::DatumId datum) const;

 private:
  /// What was seen of a datum.
  enum Seen : unsigned char { nothing = 0, small = 1, usual = 2 };

  std::vector<bool> watched_;  // by datum
  std::unique_ptr<std::atomic<unsigned char>[]> seen_;
};

}  // namespace rubric::formats
