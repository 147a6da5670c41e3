#include "formats/rescoring.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "formats/batch_filler.hpp"
#include "formats/encoding.hpp"
#include "formats/in_order.hpp"
#include "formats/row_pieces.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Where `name` stands among `headings`, which may be written in full width.
std::optional<std::size_t> find(const std::vector<std::string>& headings, const std::string& name) {
  for (std::size_t i = 0; i < headings.size(); ++i) {
    if (plain_text(headings[i]) == plain_text(name)) return i;
  }
  return std::nullopt;
}

/// What units are grouped by where nothing else is said, as far as the data have it.
const std::vector<std::string>& usual_groups() {
  static const std::vector<std::string> names = {"年度",     "year", "地区",     "区县",
                                                 "district", "类型", "单位类型", "type"};
  return names;
}

/// Where wanted columns stand in a file: among its identity columns, or behind them among the others.
std::vector<std::optional<std::size_t>> places(const UnitTable& table,
                                               const std::vector<std::string>& names) {
  std::vector<std::optional<std::size_t>> found;
  for (const std::string& name : names) {
    found.push_back(find(table.identity(), name));
    if (found.back()) continue;
    if (const auto kept = find(table.kept(), name)) found.back() = table.identity().size() + *kept;
  }
  return found;
}

void take(const UnitRow& row, const std::vector<std::optional<std::size_t>>& from,
          std::vector<std::string>& into) {
  into.clear();
  const std::size_t keys = row.data.key.size();
  for (const auto& at : from)
    into.push_back(!at ? "" : *at < keys ? row.data.key[*at] : row.kept[*at - keys]);
}

/// The same of the columns to group by: 2023 and 2023年 are one year.
void take_groups(const UnitTable& table, const UnitRow& row,
                 const std::vector<std::optional<std::size_t>>& from,
                 const std::vector<std::optional<std::size_t>>& columns, std::vector<std::string>& into) {
  take(row, from, into);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] && columns[i] == table.year_column() && row.data.year)
      into[i] = std::to_string(*row.data.year);
  }
}

/// Such places as columns of the file.
std::vector<std::optional<std::size_t>> columns_of(const UnitTable& table,
                                                   const std::vector<std::optional<std::size_t>>& places) {
  std::vector<std::optional<std::size_t>> found;
  const std::size_t keys = table.identity().size();
  for (const auto& at : places) {
    found.emplace_back();
    if (at) found.back() = *at < keys ? table.identity_columns()[*at] : table.kept_columns()[*at - keys];
  }
  return found;
}

}  // namespace

/// What all chunks of a file have in common, and what comes of them in turn.
struct Rescoring::File {
  File(Rescoring& of, ChunkSource& from, const UnitTable& bound,
       const std::function<void(std::uint64_t, std::uint64_t)>& tell)
      : all(of),
        chunks(from),
        table(bound),
        head(from.shared_head()),
        progress(tell),
        key(places(bound, of.identity_)),
        groups(places(bound, of.groups_)),
        key_columns(columns_of(bound, key)),
        group_columns(columns_of(bound, groups)),
        row(head->header_row) {}

  Rescoring& all;
  ChunkSource& chunks;
  const UnitTable& table;
  std::shared_ptr<const TableHead> head;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress;
  std::vector<std::optional<std::size_t>> key, groups, key_columns, group_columns;
  std::uint32_t row;  // rows of the file before the chunk whose turn it is
  std::optional<Diagnostic> problem;
};

/// Takes chunks, compares their units and hands them over in turn.
class Rescoring::Worker : public InOrder {
 public:
  explicit Worker(Rescoring& all) : all_(all) {}

  void begin(File& file) {
    file_ = &file;
    pieces_.reset();
    filler_.reset();
  }

  bool take() override { return file_->chunks.next(chunk_); }

  void work() override {
    if (!attribution_) prepare();
    if (!pieces_) {
      pieces_.emplace(
          file_->table, file_->head,
          RowPieces::Options{/*keeps*/ true, /*copied*/ {}, /*piece_bytes*/ 0, /*long_rows*/ false});
      filler_.emplace(all_.pairing_.data(), file_->table, file_->head->columns.size());
    }
    problem_.reset();
    text_.clear();
    part_->clear();
    units_.clear();
    compared_.clear();
    const std::string_view text = chunk_.rows();
    if (!is_utf8(text)) {
      problem_ = unreadable(file_->head->file, text, find_invalid_utf8(text).value_or(0), chunk_.offset);
      return;
    }
    pieces_->begin(text);
    pieces_->all();  // some cells are looked at once more in turn
    compare_columns();
    graded_ = 0;
    pieces_->each(
        [&](const RowPieces::Run& run) {
          for (std::size_t row = run.first; row < run.last; ++row) {
            if (rows_.apart[row] == 0) {
              add_regular(static_cast<std::uint32_t>(row));
            } else if (pieces_->read(run, row)) {
              add_ordinary();
            }
          }
        },
        [&](const RowPieces::Mark& mark) {
          if (pieces_->read(mark)) add_ordinary();
        });
  }

  bool hand_over() override {
    if (problem_) {
      file_->problem = std::move(problem_);
      return false;
    }
    for (One& one : units_) tell(one.faults);
    all_.impact_->add(*part_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < compared_.size(); ++i) {
      if (i + rows_ahead < compared_.size()) expect(compared_[i + rows_ahead].row);
      Standing standing;
      if (compared_[i].single != none) {
        for (; next < compared_[i].single; ++next) all_.impact_->add(units_[next].unit, units_[next].groups);
        One& one = units_[next++];
        const Comparison& found = one.unit.comparison;
        standing = one.unit.standing = all_.standings_.add(one.unit.year, found.old_total, found.new_total);
        all_.impact_->add(one.unit, one.groups);
      } else {
        standing = add_standing(compared_[i].row);
      }
      if (all_.writer_) text_.rows[i].standing = standing;
    }
    for (; next < units_.size(); ++next) all_.impact_->add(units_[next].unit, units_[next].groups);
    if (all_.writer_) all_.writer_->write(text_);
    all_.one_by_one_ += units_.size();
    file_->row += pieces_->count();
    file_->progress(chunk_.offset + chunk_.size, all_.units());
    return !all_.out_ || !all_.out_->failed();
  }

 private:
  /// A unit that did not go by columns.
  struct One {
    ListedUnit unit;
    std::vector<std::string> groups;
    std::vector<Diagnostic> faults;
  };
  /// A unit that is compared: a row of columns, or one of units_.
  struct Compared {
    std::uint32_t row = none, single = none;
  };

  void prepare() {
    attribution_.emplace(all_.pairing_);
    part_.emplace(*all_.impact_);
    if (all_.by_columns_) columnar_.emplace(all_.pairing_, *attribution_);
    if (all_.writer_) rows_writer_.emplace(*all_.writer_);
  }

  void compare_columns() {
    const std::size_t rows = pieces_->places().rows();
    rows_.apart.assign(rows, 1);
    rows_.graded.clear();
    if (rows == 0) return;
    filler_->fill(pieces_->places(), batch_, odd_);
    if (!columnar_) return;
    columnar_->run(batch_, rows_);
    for (std::size_t row = 0; row < rows; ++row) rows_.apart[row] |= odd_[row];
    part_->add(rows_);
  }

  std::string_view cell(std::size_t row, const std::optional<std::size_t>& column) const {
    return column ? pieces_->places().cell(row, *column) : std::string_view();
  }

  void add_regular(std::uint32_t row) {
    compared_.push_back({row, none});
    for (std::size_t i = 0; i < file_->groups.size(); ++i) {
      const auto& column = file_->group_columns[i];
      const auto year = column && column == file_->table.year_column() ? year_of(row) : std::nullopt;
      const std::string_view value = year ? year_text(*year) : cell(row, column);
      part_->add(i, part_->value(i, value), rows_, row);
    }
    while (graded_ < rows_.graded.size() && rows_.graded[graded_] < row) ++graded_;
    if (!rows_writer_) return;
    key_.clear();
    for (const auto& column : file_->key_columns) key_.push_back(cell(row, column));
    std::optional<std::size_t> graded;
    if (graded_ < rows_.graded.size() && rows_.graded[graded_] == row) graded = graded_;
    rows_writer_->append(text_, key_, rows_, row, graded);
  }

  void add_ordinary() {
    file_->table.fill(pieces_->row(), unit_);
    units_.emplace_back();
    One& one = units_.back();
    one.faults = unit_.faults;
    formats::take(unit_, file_->key, one.unit.key);
    take_groups(file_->table, unit_, file_->groups, file_->group_columns, one.groups);
    all_.compare(*attribution_, unit_, one.unit);
    // Of a worker's units those that the report lists are among its first ones.
    if (!one.unit.comparison.compared && issues_ < max_listed) {
      ++issues_;
      one.unit.issue = all_.issue(*attribution_, unit_, one.unit);
    }
    if (one.unit.comparison.compared)
      compared_.push_back({none, static_cast<std::uint32_t>(units_.size() - 1)});
    for (std::size_t i = 0; i < one.groups.size(); ++i) part_->value(i, one.groups[i]);
    if (!all_.writer_) return;
    all_.writer_->append(text_, one.unit.key, unit_, one.unit.comparison, one.unit.grade_shares);
  }

  /// Rows whose counts are fetched while those before them are added.
  static constexpr std::size_t rows_ahead = 16;
  void expect(std::uint32_t row) {
    if (row != none) all_.standings_.expect(year_of(row), rows_.old_total[row], rows_.new_total[row]);
  }

  std::optional<int> year_of(std::uint32_t row) const {
    const std::vector<std::int32_t>& years = batch_.years;
    if (years.empty() || years[row] == without_year) return std::nullopt;
    return years[row];
  }

  /// "2023", also where the cell says 2023年. Valid until the next call.
  std::string_view year_text(int year) {
    if (year != told_year_) told_year_text_ = std::to_string(year);
    told_year_ = year;
    return told_year_text_;
  }

  /// A row of columns has its place among the others, and in the lists if it is one of the first.
  Standing add_standing(std::uint32_t row) {
    const std::optional<int> year = year_of(row);
    const Standing standing = all_.standings_.add_micros(year, rows_.old_total[row], rows_.new_total[row]);
    if (!all_.impact_->may_list(rows_, row)) return standing;
    ListedUnit unit = listed_unit(rows_, row);
    for (const auto& column : file_->key_columns) unit.key.emplace_back(cell(row, column));
    unit.year = year;
    unit.standing = standing;
    all_.impact_->list(unit);
    return standing;
  }

  void tell(std::vector<Diagnostic>& faults) {
    if (faults.empty()) return;
    all_.unclean_ = all_.unclean_ || has_errors(faults);
    for (Diagnostic& fault : faults) {
      std::uint32_t& line = fault.place.line;
      if (line > 0) line = chunk_.places.empty() ? file_->row + line : chunk_.places[line - 1];
    }
    all_.report_(std::move(faults));
  }

  Rescoring& all_;
  File* file_ = nullptr;
  Chunk chunk_;
  std::optional<Attribution> attribution_;
  std::optional<ColumnarAttribution> columnar_;
  std::optional<RowsWriter> rows_writer_;
  std::optional<ImpactPart> part_;
  std::optional<RowPieces> pieces_;
  std::optional<BatchFiller> filler_;
  Batch batch_;
  std::vector<std::uint8_t> odd_;
  ComparedRows rows_;
  std::size_t graded_ = 0;  // the place in rows_.graded of the next row
  RescoredText text_;
  std::vector<One> units_;
  std::vector<Compared> compared_;  // in the order of the data
  std::vector<std::string_view> key_;
  std::size_t issues_ = 0;  // of units that cannot be compared
  std::optional<int> told_year_;
  std::string told_year_text_;
  UnitRow unit_;
  std::optional<Diagnostic> problem_;
};

Rescoring::Rescoring(const Pairing& pairing, RescoringOptions options, OutputFile* out, Report report)
    : pairing_(pairing),
      options_(std::move(options)),
      out_(out),
      report_(std::move(report)),
      attribution_(pairing),
      old_margin_(pairing.from()),
      new_margin_(pairing.to()),
      by_columns_(ColumnarAttribution::serves(pairing, attribution_) && RowsWriter::serves(pairing)) {}

Rescoring::~Rescoring() = default;

/// The first file says which identity columns there are, and what units can be grouped by.
void Rescoring::start(const UnitTable& table, const std::string& file) {
  if (impact_) return;
  identity_ = options_.sheet.identity;
  for (const std::string& name : pairing_.data().identity) {
    if (options_.sheet.identity.empty() && find(table.identity(), name)) identity_.push_back(name);
  }
  for (const std::string& name : options_.by.empty() ? usual_groups() : options_.by) {
    if (find(table.identity(), name) || find(table.kept(), name)) {
      groups_.push_back(name);
    } else if (!options_.by.empty()) {
      Place place;
      place.file = file;
      report_({Diagnostic{Code::W954, place, {name}, {}}});
    }
  }
  impact_.emplace(pairing_, groups_, options_.top);
  options_.sheet.identity = identity_;
  if (out_) writer_.emplace(pairing_, attribution_, options_.sheet, options_.language, *out_);
}

void Rescoring::rows(const UnitTable& table, const std::string& file,
                     const std::function<bool(UnitRow&)>& next) {
  start(table, file);
  const auto key = places(table, identity_), groups = places(table, groups_);
  const auto group_columns = columns_of(table, groups);
  UnitRow row;
  ListedUnit unit;
  RescoredText text;
  std::vector<std::string> values;
  while (!(out_ && out_->failed()) && next(row)) {
    unclean_ = unclean_ || has_errors(row.faults);
    report_(row.faults);
    ++one_by_one_;
    take(row, key, unit.key);
    take_groups(table, row, groups, group_columns, values);
    if (compare(attribution_, row, unit))
      unit.standing = standings_.add(unit.year, unit.comparison.old_total, unit.comparison.new_total);
    const bool told = !unit.comparison.compared && impact_->not_compared.size() < max_listed;
    unit.issue = told ? issue(attribution_, row, unit) : "";
    impact_->add(unit, values);
    if (!writer_) continue;
    writer_->append(text, unit.key, row, unit.comparison, unit.grade_shares);
    if (unit.comparison.compared) text.rows.back().standing = unit.standing;
    constexpr std::size_t most_text = 64 << 10;
    if (text.compared.size() + text.apart.size() < most_text) continue;
    writer_->write(text);
    text.clear();
  }
  if (writer_) writer_->write(text);
}

bool Rescoring::compare(Attribution& attribution, const UnitRow& row, ListedUnit& unit) const {
  Comparison& found = unit.comparison;
  attribution.run(row.data, found);
  unit.year = row.data.year;
  unit.grade_shares.clear();
  unit.old_hangs = unit.new_hangs = false;
  unit.standing = {};
  if (!found.compared) return false;
  if (pairing_.same_grades() && found.old_grade != found.new_grade)
    unit.grade_shares = attribution.grade_shares(row.data, found);
  unit.old_hangs = old_margin_.hangs(row.data, found.old_total, found.old_grade);
  unit.new_hangs = new_margin_.hangs(row.data, found.new_total, found.new_grade);
  return true;
}

std::string Rescoring::issue(const Attribution& attribution, const UnitRow& row,
                             const ListedUnit& unit) const {
  return rescore_issue(pairing_, attribution, row, unit.comparison, options_.language);
}

std::optional<Diagnostic> Rescoring::chunks(
    ChunkSource& chunks, const UnitTable& table,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  start(table, chunks.shared_head()->file);
  File file(*this, chunks, table, progress);
  while (workers_.size() < workers_for(options_.threads)) workers_.push_back(std::make_unique<Worker>(*this));
  std::vector<InOrder*> workers;
  for (const auto& worker : workers_) {
    worker->begin(file);
    workers.push_back(worker.get());
  }
  in_order(workers);
  return file.problem ? std::move(file.problem) : chunks.problem();
}

std::optional<Diagnostic> Rescoring::finish() {
  if (!writer_) return std::nullopt;
  return writer_->finish(standings_, workers_for(options_.threads));
}

}  // namespace rubric::formats
