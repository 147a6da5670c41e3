// A data file seen through a ruleset: which column holds which datum, and one unit a row.
//
// Columns are found by the datum's name or one of its 列名, full-width and half-width alike; a unit in the
// heading, 全年预算（元）, holds for the column's bare numbers. What is wrong with the columns is said once,
// before any row.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/ruleset.hpp"
#include "engine/text.hpp"
#include "formats/small_rates.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Whether nothing but blanks is in a cell.
inline bool is_blank(std::string_view cell) {
  // Nearly every cell shows it by its first byte: that of a sign or letter of ASCII or of a Chinese
  // character.
  const unsigned char first = cell.empty() ? ' ' : static_cast<unsigned char>(cell[0]);
  const bool says_something = (first > ' ' && first < 0x80) || (first >= 0xE4 && first < 0xEF);
  return !says_something && engine::trim(cell).empty();
}

struct UnitRow {
  engine::Place place;                     // of the row
  engine::UnitData data;                   // the key is the identity columns' text, unchanged
  std::vector<std::string> kept;           // every column that is not identity, in the file's order
  std::vector<engine::Diagnostic> faults;  // of its cells, and of the row itself
};

class UnitTable {
 public:
  /// Binds `reader`'s columns to the ruleset's data; what does not fit is added to `problems`.
  UnitTable(const engine::Ruleset& ruleset, TableReader& reader, std::vector<engine::Diagnostic>& problems);

  /// The next unit; false at the end of the file. Where the rules have figures over all units (排名), the
  /// whole file is read first and those figures are filled in; otherwise units come as they are read.
  bool next(UnitRow& unit);
  /// From now on a unit whose identity and year were there before has W760 among its faults. This takes
  /// memory for every unit; with figures over all units it is done in any case.
  void tell_repeated() { tell_repeated_ = true; }

  /// Headings of the identity columns that the file has, and of all its other columns.
  const std::vector<std::string>& identity() const { return identity_; }
  const std::vector<std::string>& kept() const { return kept_; }
  const std::string& encoding() const { return reader_.encoding(); }

  /// The unit that a row of the file says; figures over all units stay missing. May be called by several
  /// threads.
  void fill(const Row& row, UnitRow& unit) const;

  /// What is to be told of rates; whoever reads rows without fill() shows it their numbers.
  SmallRates& rates() const { return *rates_; }
  /// What is odd about columns as a whole (N772), of the rows that were read.
  std::vector<engine::Diagnostic> remarks() const;

  /// Whether a further column of this heading would be looked at.
  bool asks_for(const std::string& heading) const;

  struct Source {
    std::size_t column = 0;
    engine::Datum datum;  // with the column's own unit
  };
  /// Where data are found, by datum; and the columns of `identity()` and `kept()` and of the 年度.
  const std::vector<std::optional<Source>>& sources() const { return sources_; }
  const std::vector<std::size_t>& identity_columns() const { return identity_columns_; }
  const std::vector<std::size_t>& kept_columns() const { return kept_columns_; }
  const std::optional<std::size_t>& year_column() const { return year_; }
  /// Whether a cell of the 年度 is no fault of its row (E761). It may be blank where the rules do not say
  /// when they are in force.
  bool is_year(std::string_view cell) const;
  /// Whether a row names its unit: some cell of the identity, the 年度 apart, is not blank. So it is where
  /// there are no such columns. `cell`: the row's text in a column.
  template <typename CellOf>
  bool is_named(const CellOf& cell) const {
    for (const std::size_t column : name_columns_) {
      if (!is_blank(cell(column))) return true;
    }
    return name_columns_.empty();
  }

 private:
  bool read(UnitRow& unit);
  void read_all();
  std::string identity_of(const UnitRow& unit) const;
  void bind_identity();
  engine::Diagnostic no_name(std::uint32_t row) const;
  std::vector<std::string> unused_headings() const;
  void suggest(engine::Diagnostic& missing, const std::string& wanted,
               const std::vector<std::string>& unused) const;
  void report_identity(const std::vector<std::string>& unused,
                       std::vector<engine::Diagnostic>& problems) const;
  std::optional<engine::Diagnostic> misread_header() const;
  void bind_data(const std::vector<std::string>& unused, std::vector<engine::Diagnostic>& problems);
  std::optional<std::size_t> find_column(const std::string& heading) const;
  std::vector<std::size_t> columns_of(const engine::Datum& datum) const;
  void bind_column(std::size_t datum, std::size_t column, std::vector<engine::Diagnostic>& problems);
  engine::Text column_name(std::size_t column) const;

  const engine::Ruleset& ruleset_;
  TableReader& reader_;
  std::vector<std::string> headings_;              // folded, trimmed
  std::multimap<std::string, std::size_t> named_;  // columns by heading, and by heading without unit
  std::vector<std::size_t> identity_columns_, kept_columns_;
  std::vector<std::size_t> name_columns_;  // of the identity, without the 年度
  std::vector<std::string> identity_, kept_;
  std::vector<std::optional<Source>> sources_;  // by datum
  std::optional<std::size_t> year_;
  std::unique_ptr<SmallRates> rates_;
  Row row_;
  std::vector<UnitRow> all_;  // of a ruleset with figures over all units
  std::size_t given_ = 0;
  bool tell_repeated_ = false;
  std::map<std::string, std::uint32_t> rows_;  // by identity and year, if repeated ones are told
};

/// E763: the first row, which has some columns, is hardly the header, since of the columns `wanted` only so
/// many were `found`; with what it may be instead.
engine::Diagnostic misread_header(const TableReader& reader, std::size_t wanted, std::size_t found);

/// The column of the 年度 (or year); nothing if there is none.
std::optional<std::size_t> year_column(const std::vector<std::string>& columns);
/// The year that a cell of the column 年度 says: 2024, 2024年, 2024年度.
std::optional<int> year_of(std::string_view cell);
/// How a cell of an identity column is compared: folded and trimmed, and the 年度 by its year, so that 2024年
/// is 2024.
std::string identity_text(std::string_view heading, std::string_view cell);
/// E761: the cell of the column 年度 says none.
engine::Diagnostic no_year(std::string_view cell, const engine::Place& place);

/// The heading without its unit, and the unit: 全年预算（元） -> 全年预算, 元.
struct Heading {
  std::string name, unit;
};
Heading split_heading(const std::string& folded);

}  // namespace rubric::formats
