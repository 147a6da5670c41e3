#include "formats/csv.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

char find_separator(std::string_view text) {
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (c == ',' || c == '\t' || c == ';') return c;
  }
  return ',';
}

}  // namespace

CsvReader::CsvReader(std::string file, std::string text, std::string encoding,
                     std::vector<Diagnostic>& problems)
    : file_(std::move(file)), text_(std::move(text)), encoding_(std::move(encoding)) {
  separator_ = find_separator(text_);
  header(problems);
}

Place CsvReader::place(std::size_t cell) const {
  Place place;
  place.file = file_;
  place.line = row_;
  place.column = static_cast<std::uint32_t>(cell + 1);
  if (cell < columns_.size()) place.subject = columns_[cell];
  return place;
}

void CsvReader::skip_line_end() {
  if (text_.compare(at_, 2, "\r\n") == 0) {
    at_ += 2;
  } else if (at_ < text_.size()) {
    ++at_;
  }
}

std::string_view CsvReader::read_plain() {
  const std::size_t begin = at_;
  while (!at_line_end() && text_[at_] != separator_) ++at_;
  return std::string_view(text_).substr(begin, at_ - begin);
}

/// A cell in quotes, the opening one just passed. An unclosed quote takes the rest of its line only, so that
/// the rows after it are still read.
std::string_view CsvReader::read_quoted(std::optional<Flaw>& flaw) {
  const std::size_t begin = at_;
  bool doubled = false;
  std::size_t close = at_;
  for (;;) {
    close = text_.find('"', close);
    if (close == std::string::npos || close - begin > max_cell_bytes) {
      flaw = Flaw{Code::E711, cells_.size(), {}};
      while (!at_line_end()) ++at_;
      return std::string_view(text_).substr(begin, at_ - begin);
    }
    if (close + 1 < text_.size() && text_[close + 1] == '"') {
      doubled = true;
      close += 2;
      continue;
    }
    break;
  }
  std::string_view cell = std::string_view(text_).substr(begin, close - begin);
  at_ = close + 1;
  const std::string_view rest = read_plain();
  if (!trim(rest).empty()) flaw = Flaw{Code::E712, cells_.size(), std::string(rest.substr(0, 40))};
  if (!doubled) return cell;
  auto plain = std::make_unique<std::string>();
  for (std::size_t i = 0; i < cell.size(); ++i) {
    plain->push_back(cell[i]);
    if (cell[i] == '"') ++i;
  }
  unescaped_.push_back(std::move(plain));
  return *unescaped_.back();
}

bool CsvReader::read_record(std::optional<Flaw>& flaw) {
  cells_.clear();
  unescaped_.clear();
  if (at_ >= text_.size()) return false;
  ++row_;
  const std::size_t begin = at_;
  for (;;) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (quoted) ++at_;
    const std::string_view cell = quoted ? read_quoted(flaw) : read_plain();
    if (!flaw && cell.size() > max_cell_bytes) {
      flaw = Flaw{Code::E713, cells_.size(), std::to_string(max_cell_bytes)};
    }
    if (!flaw && cell.find('\0') != std::string_view::npos) flaw = Flaw{Code::E714, cells_.size(), {}};
    cells_.push_back(cell);
    if (!flaw && at_ - begin > max_row_bytes) flaw = Flaw{Code::E715, 0, std::to_string(max_row_bytes)};
    if (!flaw && cells_.size() > max_columns) flaw = Flaw{Code::E716, 0, std::to_string(max_columns)};
    if (at_line_end()) break;
    ++at_;  // the separator
  }
  skip_line_end();
  return true;
}

void CsvReader::header(std::vector<Diagnostic>& problems) {
  std::optional<Flaw> flaw;
  bool found = false;
  while (!found && read_record(flaw)) {
    found =
        std::any_of(cells_.begin(), cells_.end(), [](std::string_view cell) { return !trim(cell).empty(); });
  }
  if (!found) {
    row_ = 0;
    problems.push_back({Code::E717, place(0), {}, {}});
    return;
  }
  if (flaw) {
    problems.push_back({flaw->code, place(flaw->cell), {flaw->detail}, {}});
    return;
  }
  // Empty columns that a spreadsheet added on the right are no columns.
  while (trim(cells_.back()).empty()) cells_.pop_back();
  for (const std::string_view cell : cells_) columns_.emplace_back(trim(cell));
}

bool CsvReader::next(Row& row, std::vector<Diagnostic>& problems) {
  (void)problems;
  std::optional<Flaw> flaw;
  do {
    flaw.reset();
    if (columns_.empty() || !read_record(flaw)) return false;
  } while (!flaw &&
           std::all_of(cells_.begin(), cells_.end(), [](std::string_view c) { return trim(c).empty(); }));
  row.number = row_;
  row.fault.reset();
  while (cells_.size() > columns_.size() && trim(cells_.back()).empty()) cells_.pop_back();
  if (flaw) {
    row.fault = Diagnostic{flaw->code, place(flaw->cell), {flaw->detail}, {}};
  } else if (cells_.size() != columns_.size()) {
    row.fault = Diagnostic{Code::E718,
                           place(std::min(cells_.size(), columns_.size())),
                           {std::to_string(cells_.size()), std::to_string(columns_.size())},
                           {}};
  }
  cells_.resize(columns_.size());
  row.cells = cells_;
  return true;
}

std::string csv_cell(std::string_view cell) {
  const bool plain = cell.find_first_of(",\"\n\r") == std::string_view::npos;
  if (plain) return std::string(cell);
  std::string quoted = "\"";
  for (const char c : cell) {
    quoted += c;
    if (c == '"') quoted += '"';
  }
  return quoted + '"';
}

}  // namespace rubric::formats
