#include "formats/ledger_table.hpp"

#include <algorithm>

#include "formats/unit_table.hpp"

namespace rubric::formats {

namespace {

/// The head of the file as it was imported, with a column for the year where it has none.
std::shared_ptr<const TableHead> head_of(const ImportFacts& facts) {
  const auto head = std::make_shared<TableHead>();
  head->file = facts.file;
  head->encoding = facts.encoding;
  head->columns = facts.columns;
  head->header_row = facts.header_row;
  if (year_column(head->columns)) return head;
  const bool english = std::find(facts.columns.begin(), facts.columns.end(), "unit") != facts.columns.end();
  head->columns.push_back(english ? "year" : "年度");
  return head;
}

/// The texts of a list as they stand in it. False if it has escapes: from_list() reads it.
bool split_plain(std::string_view list, std::vector<std::string_view>& texts) {
  texts.clear();
  const std::size_t size = list.size();
  if (size < 4 || list.substr(0, 2) != "[\"" || list.substr(size - 2) != "\"]") return false;
  if (list.find('\\') != std::string_view::npos) return false;
  std::string_view rest = list.substr(2, size - 4);
  constexpr std::string_view between = "\",\"";
  for (;;) {
    const std::size_t end = rest.find('"');
    texts.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) return true;
    if (rest.substr(end, between.size()) != between) return false;
    rest.remove_prefix(end + between.size());
  }
}

}  // namespace

LedgerTable::LedgerTable(const Ledger& ledger, std::int64_t entry, int year, std::int64_t known, Sha256* data)
    : LedgerTable(ledger, entry, year, known, data, ledger.import(entry)) {}

LedgerTable::LedgerTable(const Ledger& ledger, std::int64_t entry, int year, std::int64_t known, Sha256* data,
                         const ImportFacts& facts)
    : TableReader(head_of(facts)),
      database_(ledger.file()),
      rows_(database_.prepare(
          "SELECT number, name, cells FROM data JOIN unit ON unit.id = data.unit WHERE entry = ?1 AND year = "
          "?2 AND NOT EXISTS (SELECT 1 FROM data AS later WHERE later.year = ?2 AND later.unit = data.unit "
          "AND later.entry > ?1 AND later.entry <= ?3) ORDER BY number")),
      data_(data) {
  rows_.bind(entry).bind(year).bind(known);
  if (data_) data_->field(to_list(facts.columns));
  if (columns().size() > facts.columns.size()) added_year_ = std::to_string(year);
}

bool LedgerTable::next(Row& row) {
  at_end_ = at_end_ || !rows_.step();  // a statement that has ended would begin again
  if (at_end_) return false;
  const std::string_view cells = rows_.bytes(2);
  unit_ = rows_.text(1);
  if (data_) data_->field(unit_).field(cells);
  if (!split_plain(cells, row.cells)) {
    read_ = from_list(database_, cells);
    row.cells.assign(read_.begin(), read_.end());
  }
  if (!added_year_.empty()) row.cells.emplace_back(added_year_);
  if (row.cells.size() != columns().size()) database_.fail(engine::Code::E973, {database_.path(), unit_});
  row.number = static_cast<std::uint32_t>(rows_.integer(0));
  row.fault.reset();
  return true;
}

}  // namespace rubric::formats
