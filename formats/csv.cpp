#include "formats/csv.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// The first sign that splits columns, in the first line that has anything else.
char find_separator(std::string_view text) {
  bool quoted = false, blank = true;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const bool line_end = c == '\n' || c == '\r';
    if (line_end && !blank) break;
    if (c == ',' || c == '\t' || c == ';') return c;
    blank = blank && (line_end || c == ' ');
  }
  return ',';
}

/// The first line "sep=;" by which spreadsheets are told the separator, or nothing.
std::string_view separator_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (line.size() > 1 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  const bool is_one = line.size() == 5 && (line.substr(0, 4) == "sep=" || line.substr(0, 4) == "SEP=") &&
                      (line[4] == ',' || line[4] == ';' || line[4] == '\t');
  return is_one ? line : std::string_view();
}

/// The beginning of a text that is quoted in a message, whole characters only.
std::string beginning(std::string_view text) {
  constexpr std::size_t most = 40;
  std::size_t end = 0;
  while (end < text.size() && end < most) end += decode(text, end).bytes;
  return std::string(text.substr(0, end));
}

}  // namespace

/// Of several flaws of a row the first one counts.
void CsvReader::set(std::optional<Flaw>& flaw, Flaw found) {
  if (!flaw) flaw = std::move(found);
}

CsvReader::CsvReader(std::string file, std::string text, std::string encoding,
                     std::vector<Diagnostic>& problems)
    : TableReader(nullptr), whole_(std::move(text)), text_(whole_) {
  const auto head = std::make_shared<TableHead>();
  head_ = head;
  head->file = std::move(file);
  head->encoding = std::move(encoding);
  const std::string_view told = separator_line(text_);
  head->separator = told.empty() ? find_separator(text_) : told.back();
  if (!told.empty()) {
    at_ = text_.find_first_of("\r\n", static_cast<std::size_t>(told.data() - text_.data()));
    at_ = std::min(at_, text_.size());
    skip_line_end();
    row_ = 1;
  }
  header(*head, problems);
}

void CsvReader::skip_line_end() {
  if (text_.substr(at_, 2) == "\r\n") {
    at_ += 2;
  } else if (at_ < text_.size()) {
    ++at_;
  }
}

std::string_view CsvReader::read_plain() {
  const std::size_t begin = at_;
  while (!at_line_end() && text_[at_] != head_->separator) ++at_;
  return text_.substr(begin, at_ - begin);
}

/// A cell in quotes, the opening one just passed.
std::string_view CsvReader::read_quoted(std::optional<Flaw>& flaw) {
  const std::size_t begin = at_;
  const QuotedCell quoted = quoted_cell(text_, begin, head_->separator);
  at_ = quoted.end;
  if (!quoted.closed) {
    set(flaw, {Code::E711, cells_.size(), {}});
    return text_.substr(begin, at_ - begin);
  }
  const std::string_view cell = text_.substr(begin, quoted.close - begin);
  if (!trim(quoted.between).empty()) set(flaw, {Code::E712, cells_.size(), beginning(quoted.between)});
  if (!quoted.doubled) return cell;
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
    if (cell.size() > max_cell_bytes) set(flaw, {Code::E713, cells_.size(), std::to_string(max_cell_bytes)});
    if (cell.find('\0') != std::string_view::npos) set(flaw, {Code::E714, cells_.size(), {}});
    if (at_ - begin > max_row_bytes) set(flaw, {Code::E715, {}, std::to_string(max_row_bytes)});
    if (cells_.size() == max_columns) set(flaw, {Code::E716, {}, std::to_string(max_columns)});
    if (cells_.size() < max_columns) cells_.push_back(cell);
    if (at_line_end()) break;
    ++at_;  // the separator
  }
  skip_line_end();
  return true;
}

void CsvReader::header(TableHead& head, std::vector<Diagnostic>& problems) {
  std::optional<Flaw> flaw;
  bool found = false;
  while (!found && read_record(flaw)) {
    found =
        std::any_of(cells_.begin(), cells_.end(), [](std::string_view cell) { return !trim(cell).empty(); });
  }
  if (!found) {
    problems.push_back({Code::E717, place(0), {}, {}});
    return;
  }
  head.header_row = row_;
  if (flaw) {
    problems.push_back({flaw->code, place(row_, flaw->cell), {flaw->detail}, {}});
    return;
  }
  // Empty columns that a spreadsheet added on the right are no columns.
  head.width = cells_.size();
  while (trim(cells_.back()).empty()) cells_.pop_back();
  for (const std::string_view cell : cells_) head.columns.emplace_back(trim(cell));
}

bool CsvReader::next(Row& row) {
  std::optional<Flaw> flaw;
  do {
    flaw.reset();
    if (columns().empty() || !read_record(flaw)) return false;
  } while (!flaw &&
           std::all_of(cells_.begin(), cells_.end(), [](std::string_view c) { return trim(c).empty(); }));
  row.number = row_;
  row.fault.reset();
  // Empty cells below columns that are none may be dropped; a cell beyond the header is one too many, even if
  // the last one is empty: an unquoted 1,000 has pushed the others to the right.
  if (cells_.size() <= head_->width) {
    while (cells_.size() > columns().size() && trim(cells_.back()).empty()) cells_.pop_back();
  }
  if (flaw) {
    row.fault = Diagnostic{flaw->code, place(row_, flaw->cell), {flaw->detail}, {}};
  } else if (cells_.size() != columns().size()) {
    row.fault = Diagnostic{Code::E718,
                           place(row_, std::min(cells_.size(), columns().size())),
                           {std::to_string(cells_.size()), std::to_string(columns().size())},
                           {}};
  }
  cells_.resize(columns().size());
  row.cells = cells_;
  return true;
}

bool stands_plain(std::string_view cell) {
  return cell.find_first_of(",;\t\"\n\r") == std::string_view::npos;
}

std::string csv_cell(std::string_view cell) {
  if (stands_plain(cell)) return std::string(cell);
  std::string quoted = "\"";
  for (const char c : cell) {
    quoted += c;
    if (c == '"') quoted += '"';
  }
  return quoted + '"';
}

bool fits_csv(std::string_view cell) {
  return cell.size() <= max_cell_bytes / 2 ||
         cell.size() + static_cast<std::size_t>(std::count(cell.begin(), cell.end(), '"')) <= max_cell_bytes;
}

std::string csv_text(std::string_view text) {
  const std::string shown = visible(text);
  if (shown.empty()) return shown;
  const char32_t first = fold(decode(shown, 0).code);  // spreadsheets take ＝ for = too
  return std::u32string_view(U"=+-@").find(first) == std::u32string_view::npos ? shown : "'" + shown;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i ? "," : "") + csv_cell(cells[i]);
  return line + "\n";
}

}  // namespace rubric::formats
