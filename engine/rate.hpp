// A printed rate against the numbers it comes from: rounded, truncated, within the rounding of its numbers,
// or wrong. Seen by audit_*.cpp only.
#pragma once

#include "engine/auditor.hpp"
#include "engine/equation.hpp"

namespace rubric::engine {

/// How a printed figure agrees with the exact one.
enum class Agreement : unsigned char {
  exact,      // it is the exact one, or that rounded half up to the digits printed
  truncated,  // the exact one cut off
  rounding,   // not so, but figures that are printed as these are can give it
  apart,
};

/// `range`: all values that the figures of the right side, each within half a step, can give.
Agreement agreement(const Printed& printed, const Rational& exact, const Interval& range);

/// What a printed figure may stand for, up to half a step off, where it was rounded half up: 10.5 is printed
/// as 11, not as 10. Counts are printed exactly.
Interval span_of(const Printed& printed);

/// "98.5%" in both languages, with the decimals of `like`; and a printed figure with its unit, others as they
/// are.
Text figure_text(const Rational& value, const Printed& like);
Text figure_text(const Printed& printed);

/// The figure with the same digits in 万元 if it is in 元, and the reverse: the slip that people make.
/// Nothing for any other unit.
std::optional<Printed> in_other_unit(const Printed& printed);

/// Reports a printed rate that is not `exact` rounded: truncated or wrong. `formula` says what was worked
/// out.
void check_rate(Auditor& audit, const Place& place, const Text& name, const Printed& printed,
                const Text& formula, const Rational& exact);

}  // namespace rubric::engine
