// A printed result (完成值) against the data that it is of: a number, a word, or one of the two amounts of a
// rate. Seen by audit_*.cpp only.
#pragma once

#include "engine/auditor.hpp"
#include "engine/quantity.hpp"

namespace rubric::engine {

/// What the data of a unit say of indicator `i` before any rounding, and what it is called in findings: with
/// the two numbers where one is divided by another.
struct Published {
  std::optional<Rational> value;
  Text text;
};
Published published(const Auditor& audit, std::size_t i);

/// A bare 0.88 in place of 88%, as a workbook stores it: once it explains `meant`, and 0.88% does not, the
/// figure is taken so, and W916 says it.
void read_as_fraction(Auditor& audit, const Claim& claim, std::size_t i, Printed& printed,
                      const std::optional<Rational>& meant);

/// Compares the printed result of indicator `i`, and of a rate that is printed as two amounts the target,
/// with the data.
void check_result(Auditor& audit, std::size_t i, const ItemFacts& facts, const Printed& target,
                  const Printed& actual);

}  // namespace rubric::engine
