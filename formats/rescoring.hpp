// Data under two rulesets, file after file: what becomes the CSV of units and the tables of the report.
//
// Files that can be read in chunks go through columns (row_pieces, attribution_columns) on several
// threads; units that are not settled there, and all units of other files, take the way of rows: UnitTable,
// Attribution, RescoreWriter::append. Both give the same bytes, and so do any number of threads and any size
// of chunks: what depends on the order of units is done when a chunk has its turn.
//
//   Rescoring all(pairing, options, &out, report);
//   all.chunks(first, table, progress);  all.rows(second, name);  …  all.finish();
#pragma once

#include <functional>
#include <memory>

#include "engine/impact.hpp"
#include "formats/chunks.hpp"
#include "formats/rescored.hpp"

namespace rubric::formats {

struct RescoringOptions {
  std::vector<std::string> by;  // columns to group by; empty: the usual ones that the data have
  std::size_t top = 20;         // movers in each list
  unsigned threads = 0;         // 0: as many as there are cores
  engine::Language language = engine::Language::zh;
  RescoredSheet sheet{};  // without `identity`: the identity columns that the first file has
};

class Rescoring {
 public:
  using Report = std::function<void(std::vector<engine::Diagnostic>)>;

  /// `out`: where rows go, if anywhere; each unit's faults are given to `report` in the order of the data.
  Rescoring(const engine::Pairing& pairing, RescoringOptions options, OutputFile* out, Report report);
  ~Rescoring();

  /// Units of a table that is bound to Pairing::data(), of that file, as `next` gives them.
  void rows(const UnitTable& table, const std::string& file, const std::function<bool(UnitRow&)>& next);
  void rows(UnitTable& table, const std::string& file) {
    rows(table, file, [&](UnitRow& row) { return table.next(row); });
  }
  /// What `chunks` has left. Gives why the data could not be read to their end. `progress` gets the bytes and
  /// units done.
  std::optional<engine::Diagnostic> chunks(ChunkSource& chunks, const UnitTable& table,
                                           const std::function<void(std::uint64_t, std::uint64_t)>& progress);
  /// Writes the rows; or what failed with the temporary files.
  std::optional<engine::Diagnostic> finish();

  /// Once some rows were read.
  const engine::Impact& impact() const { return *impact_; }
  /// Unit-years read so far.
  std::uint64_t units() const { return impact_ ? impact_->compared + impact_->apart : 0; }
  engine::Standings& standings() { return standings_; }
  const std::vector<std::string>& identity() const { return identity_; }
  /// Whether something was wrong with a unit's cells.
  bool unclean() const { return unclean_; }
  /// Units that did not go by columns.
  std::uint64_t one_by_one() const { return one_by_one_; }

 private:
  class Worker;
  struct File;
  void start(const UnitTable& table, const std::string& file);
  bool compare(engine::Attribution& attribution, const UnitRow& row, engine::ListedUnit& unit) const;
  /// What the column of issues says of a unit that was compared last.
  std::string issue(const engine::Attribution& attribution, const UnitRow& row,
                    const engine::ListedUnit& unit) const;

  const engine::Pairing& pairing_;
  RescoringOptions options_;
  OutputFile* out_;
  Report report_;
  engine::Attribution attribution_;
  engine::GradeMargin old_margin_, new_margin_;
  bool by_columns_;
  engine::Standings standings_;
  std::optional<engine::Impact> impact_;
  std::optional<RescoreWriter> writer_;
  std::vector<std::string> identity_, groups_;
  std::vector<std::unique_ptr<Worker>> workers_;
  bool unclean_ = false;
  std::uint64_t one_by_one_ = 0;
};

}  // namespace rubric::formats
