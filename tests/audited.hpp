// What the audit says of claims in a table, without a program around it.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "engine/audit.hpp"
#include "engine/evaluate.hpp"
#include "formats/claims.hpp"
#include "formats/csv.hpp"
#include "formats/unit_table.hpp"
#include "tests/rules.hpp"

namespace rubric::testing {

/// The codes of the findings in their order, and their texts.
struct Audited {
  std::string codes, text;
};

/// What is said of one unit's claims; each table is its header and one row.
inline Audited audited(const std::string& rules_text, const std::string& unit, const std::string& claimed) {
  const Rules rules(rules_text);
  std::vector<engine::Diagnostic> problems;
  formats::CsvReader unit_reader("units.csv", unit, "UTF-8", problems);
  formats::UnitTable units(rules.ruleset, unit_reader, problems);
  formats::UnitRow row;
  REQUIRE(units.next(row));
  CHECK(row.faults.empty());
  const engine::Outcome outcome = engine::evaluate(*rules.plan, row.data, engine::Trace::yes);
  formats::CsvReader claims_reader("claims.csv", claimed, "UTF-8", problems);
  const auto claims = formats::read_claims(rules.ruleset, {"单位"}, claims_reader, problems);
  REQUIRE(claims.size() == 1);
  const auto found = engine::audit(rules.ruleset, *rules.plan, row.data, outcome, claims[0]);
  Audited result{"", shown(found)};
  for (const engine::Diagnostic& d : found)
    result.codes += (result.codes.empty() ? "" : " ") + std::string(kind(d.code).name);
  return result;
}

}  // namespace rubric::testing
