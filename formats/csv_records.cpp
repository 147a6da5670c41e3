#include "formats/csv_records.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "formats/table.hpp"

namespace rubric::formats {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::size_t find_line_end(std::string_view text, std::size_t from) {
  return std::min(text.find_first_of("\r\n", from), text.size());
}

/// The end of the last line that ends in `text`, from `begin` on; 0 if none does.
std::size_t last_line_end(std::string_view text, std::size_t begin) {
  const std::string_view stretch = text.substr(begin);
  const std::size_t feed = stretch.rfind('\n');
  const std::size_t after_feed = feed == npos ? 0 : feed + 1;
  const std::size_t turn = stretch.substr(after_feed).rfind('\r');
  if (turn != npos) return begin + after_feed + turn + 1;
  return feed == npos ? 0 : begin + after_feed;
}

}  // namespace

QuotedCell quoted_cell(std::string_view text, std::size_t begin, char separator) {
  QuotedCell cell;
  // One more than the limit, to see whether a mark at the limit is doubled.
  const std::string_view window = text.substr(0, begin + max_cell_bytes + 2);
  std::size_t close = window.find('"', begin);
  while (close != npos && window.substr(close, 2) == "\"\"") {
    cell.doubled = true;
    close = window.find('"', close + 2);
  }
  cell.closed = close != npos && close - begin <= max_cell_bytes;
  if (cell.closed) {
    const char ends[] = {separator, '\n', '\r'};
    cell.close = close;
    cell.end = std::min(text.find_first_of(std::string_view(ends, 3), close + 1), text.size());
    cell.between = text.substr(close + 1, cell.end - close - 1);
    cell.decided = cell.end < text.size();
    const std::string_view inside = text.substr(begin, close - begin);
    if (engine::trim(cell.between).empty() || inside.find_first_of("\r\n") == npos) return cell;
    cell.closed = false;
  } else {
    cell.decided = window.size() < text.size();
  }
  cell.between = {};
  cell.end = find_line_end(text, begin);
  cell.decided = cell.decided && cell.end < text.size();
  return cell;
}

std::size_t whole_records(std::string_view text, char separator) {
  std::size_t whole = 0, at = 0;
  // A carriage return at the very end may be half a line end.
  const std::string_view sure = !text.empty() && text.back() == '\r' ? text.substr(0, text.size() - 1) : text;
  while (at < sure.size()) {
    const std::size_t mark = std::min(text.find('"', at), sure.size());
    whole = std::max(whole, last_line_end(sure.substr(0, mark), at));
    if (mark == sure.size()) break;
    const bool opens = mark == 0 || text[mark - 1] == separator || is_line_end(text[mark - 1]);
    if (!opens) {
      at = mark + 1;
      continue;
    }
    const QuotedCell cell = quoted_cell(text, mark + 1, separator);
    if (!cell.decided) break;
    at = cell.end;
  }
  return whole;
}

}  // namespace rubric::formats
