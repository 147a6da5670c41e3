// The cells of regular rows as an engine::Batch: all columns of a block of rows before the next block, so
// that its text stays in the first cache.
//
//   BatchFiller filler(ruleset, table, columns);
//   filler.fill(places, batch, odd);      // odd[r]: row r is for the ordinary reader
#pragma once

#include <optional>

#include "formats/column_filler.hpp"

namespace rubric::formats {

/// For one thread. The table and its ruleset outlive it.
class BatchFiller {
 public:
  /// Of a table of so many `columns`.
  BatchFiller(const engine::Ruleset& ruleset, const UnitTable& table, std::size_t columns);

  void fill(const CellPlaces& places, engine::Batch& batch, std::vector<std::uint8_t>& odd);

 private:
  void begin(std::size_t rows, engine::Batch& batch);
  void make_groups();
  void find_nameless(const CellPlaces& places, std::size_t first, std::size_t last,
                     std::vector<std::uint8_t>& odd) const;
  void fill_years(const CellPlaces& places, std::size_t first, std::size_t last, engine::Batch& batch,
                  std::vector<std::uint8_t>& odd) const;

  const engine::Ruleset& ruleset_;
  const UnitTable& table_;
  std::size_t columns_;
  bool of_use_;                                       // groups are
  std::vector<std::optional<ColumnFiller>> fillers_;  // by datum
  std::vector<PlainGroup> groups_;
  std::vector<PlainColumn*> single_;  // plain columns that are in no group
  bool grouped_ = false;
};

}  // namespace rubric::formats
