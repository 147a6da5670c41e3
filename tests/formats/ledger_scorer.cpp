// Units of a ledger scored by columns and one by one: the same rows of a run, the same findings.
#include "formats/ledger_scorer.hpp"

#include <doctest/doctest.h>

#include "engine/compile.hpp"
#include "engine/text.hpp"
#include "formats/diagnostics.hpp"
#include "formats/ledger_writer.hpp"
#include "tests/formats/random_rows.hpp"

namespace rubric::formats {
namespace {

/// A ledger in a folder, with the rows of a CSV text as its first entry; a second row of a unit is left out.
struct Kept {
  testing::Folder folder;
  Ledger ledger{folder / "a.ledger", Database::Access::create, 0};

  explicit Kept(const std::string& text) {
    std::vector<engine::Diagnostic> problems;
    CsvReader reader("a.csv", text, "UTF-8", problems);
    LedgerWriter writer(ledger, {"2024-01-01T00:00:00Z", "", ""});
    ImportFacts facts{"a.csv", "UTF-8", "", reader.columns(), reader.header_row(), {"单位"}, 0};
    for (Row row; reader.next(row);) {
      REQUIRE_FALSE(row.fault);
      const std::vector<std::string> cells(row.cells.begin(), row.cells.end());
      writer.add_data(*year_of(cells[1]), row.number, engine::plain_text(cells[0]), cells);
      ++facts.rows;
    }
    writer.finish(facts);
  }
};

std::vector<std::string> texts(const std::vector<engine::Diagnostic>& faults) {
  std::vector<std::string> all;
  for (const auto& fault : faults) all.push_back(to_text(fault, {engine::Language::zh, true}));
  return all;
}

}  // namespace

TEST_CASE("random units of random rules in a ledger: by columns the rows and findings of one by one") {
  std::uint64_t units = 0, by_columns = 0, faults = 0, impossible = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    reference::Ruleset model;
    const engine::Ruleset ruleset = testing::random_rules(seed, model);
    if (!ruleset.cohort.empty()) continue;
    const engine::Plan plan = engine::compile(ruleset);
    reference::Random random(seed * 31);
    const Kept kept(testing::random_rows(model, random, 120, seed % 3 == 0 ? 3 : 20, 0));
    for (const auto& [year, count] : kept.ledger.years(1)) {
      std::vector<engine::Diagnostic> problems;
      LedgerTable one_by_one(kept.ledger, 1, year, 1), rows(kept.ledger, 1, year, 1);
      UnitTable first(ruleset, one_by_one, problems);
      const UnitTable second(ruleset, rows, problems);
      LedgerScorer scorer(ruleset, plan, rows, second);
      scorer.set_chunk_bytes(seed % 2 == 0 ? 2'000 : usual_chunk_bytes);
      ScoredUnit found;
      std::int64_t compared = 0;
      for (UnitRow unit; first.next(unit); ++compared) {
        const ScoredUnit expected = score_one(ruleset, plan, one_by_one.unit(), unit);
        REQUIRE(scorer.next(found));
        CHECK(found.row == expected.row);
        CHECK(found.possible == expected.possible);
        CHECK(texts(found.faults) == texts(expected.faults));
        faults += expected.faults.size();
        impossible += expected.possible ? 0 : 1;
      }
      CHECK_FALSE(scorer.next(found));
      CHECK(compared == count);
      units += static_cast<std::uint64_t>(count);
      by_columns += static_cast<std::uint64_t>(count) - scorer.one_by_one();
    }
  }
  // The test says something only if each way is taken often.
  CHECK(units > 2'000);
  CHECK(by_columns > 500);
  CHECK(units - by_columns > 500);
  CHECK(faults > 50);
  CHECK(impossible > 10);
}

}  // namespace rubric::formats
