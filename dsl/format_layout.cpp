#include "dsl/format_layout.hpp"

#include <algorithm>
#include <map>

#include "engine/text.hpp"

namespace rubric::dsl {
namespace {

using engine::display_width;
using Lines = std::vector<FormatLine>;

constexpr int line_width = 140;
constexpr std::string_view comment_gap = "    ";

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string without_marks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), soft_break), text.end());
  return text;
}

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t at; (at = text.find(mark, begin)) != std::string::npos; begin = at + 1) {
    pieces.push_back(text.substr(begin, at - begin));
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

/// The digits before the point of a cell that begins with a number, its sign with them; 0 for other cells.
int leading_digits(const std::string& cell) {
  const std::size_t sign = !cell.empty() && cell[0] == '-' ? 1 : 0;
  std::size_t end = sign;
  while (end < cell.size() && cell[end] >= '0' && cell[end] <= '9') ++end;
  return end == sign ? 0 : static_cast<int>(end);
}

/// Cells of one column below each other, each at least as wide as the widest that has something after it.
/// Numbers stand with their units digits in one column.
class Columns {
 public:
  Columns(const std::vector<std::vector<std::string>>& rows, std::size_t aligned_from) : from_(aligned_from) {
    for (const auto& row : rows) {
      if (row.size() > digits_.size()) digits_.resize(row.size(), 0), widths_.resize(row.size(), 0);
      for (std::size_t i = from_; i < row.size(); ++i) {
        digits_[i] = std::max(digits_[i], leading_digits(row[i]));
      }
    }
    for (const auto& row : rows) {
      for (std::size_t i = 0; i + 1 < row.size(); ++i) {
        widths_[i] = std::max(widths_[i], display_width(cell(row, i)));
      }
    }
  }

  std::string line(const std::vector<std::string>& row, std::string_view gap) const {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string text = cell(row, i);
      out += text;
      if (i + 1 < row.size()) out += blanks(widths_[i] - display_width(text)) + std::string(gap);
    }
    return out;
  }

 private:
  std::string cell(const std::vector<std::string>& row, std::size_t i) const {
    const int digits = i < from_ ? 0 : leading_digits(row[i]);
    return digits ? blanks(digits_[i] - digits) + row[i] : row[i];
  }

  std::size_t from_;
  std::vector<int> digits_, widths_;
};

class Layout {
 public:
  Layout(const Lines& lines, engine::Language language)
      : lines_(lines),
        bar_(language == engine::Language::zh ? " ｜ " : " | "),
        dots_(language == engine::Language::zh ? "…… " : "... ") {}

  std::string print(const std::vector<OwnComment>& last) {
    find_rows();
    for (std::size_t i = 0; i < lines_.size();) i = print_from(i);
    comments(last, 0, true, 0);
    align_comments();
    std::string out;
    for (const Printed& line : printed_) {
      out += line.text;
      if (!line.comment.empty()) {
        out +=
            blanks(line.comment_column - display_width(line.text)) + std::string(comment_gap) + line.comment;
      }
      out += '\n';
    }
    return out;
  }

 private:
  /// Neighbouring lines with the same indent and table, or the rows with the same first line, which have
  /// `in_rows` for their indent.
  using Block = std::pair<int, std::size_t>;
  static constexpr int in_rows = -1;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  // --- which indicators are rows ---

  /// An indicator and its clauses, as cells of one row.
  struct Row {
    std::size_t first = 0, count = 0;
    std::vector<std::string> cells;
  };

  bool can_be_row(std::size_t head) const {
    const std::size_t end = head + lines_[head].row_clauses;
    for (std::size_t i = head; i <= end; ++i) {
      const FormatLine& line = lines_[i];
      // A comment must stay where it is: above the whole, or at its end.
      const bool comment_inside = (i > head && !line.above.empty()) || (i < end && !line.behind.empty());
      if (line.cell.empty() || comment_inside) return false;
    }
    return true;
  }

  void find_rows() {
    std::vector<Row> group;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!lines_[i].row_head || !can_be_row(i)) continue;
      const FormatLine& head = lines_[i];
      const bool follows = !group.empty() && group.back().first + group.back().count == i &&
                           head.indent == lines_[group.back().first].indent && head.above.empty() &&
                           !(head.declaration && head.empty_line_above);
      if (!follows) settle(std::move(group)), group.clear();
      Row row{i, head.row_clauses + 1, {}};
      for (std::size_t k = i; k < i + row.count; ++k) row.cells.push_back(lines_[k].cell);
      group.push_back(std::move(row));
    }
    settle(std::move(group));
  }

  /// Rows that stand below each other; one that is too wide in their columns becomes lines, and parts them.
  void settle(std::vector<Row> group) {
    if (group.empty()) return;
    std::vector<std::vector<std::string>> cells;
    for (const Row& row : group) cells.push_back(row.cells);
    const Columns columns(cells, npos);
    const int indent = lines_[group[0].first].indent;
    std::vector<std::string> printed;
    std::size_t widest = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
      printed.push_back(blanks(indent) + columns.line(cells[i], bar_));
      if (display_width(printed[i]) > display_width(printed[widest])) widest = i;
    }
    if (display_width(printed[widest]) > line_width) {
      const auto at = group.begin() + static_cast<std::ptrdiff_t>(widest);
      settle(std::vector<Row>(group.begin(), at));
      settle(std::vector<Row>(at + 1, group.end()));
      return;
    }
    const Block block{in_rows, group[0].first};
    for (std::size_t i = 0; i < group.size(); ++i) {
      rows_[group[i].first] = {printed[i], group[i].count, block};
    }
  }

  // --- printing ---

  std::size_t print_from(std::size_t i) {
    const FormatLine& line = lines_[i];
    comments(line.above, line.indent, line.declaration, 0);
    if (line.empty_line_above && line.declaration) empty_line();
    const auto row = rows_.find(i);
    if (row != rows_.end()) {
      const auto& [text, count, block] = row->second;
      end_line(text, lines_[i + count - 1].behind, block);
      return i + count;
    }
    switch (line.shape) {
      case FormatLine::Shape::column:
        return print_table(i);
      case FormatLine::Shape::value:
        return print_values(i);
      default:
        plain(line);
        return i + 1;
    }
  }

  void end_line(std::string text, const std::string& comment, Block block) {
    text.resize(text.find_last_not_of(' ') + 1);
    printed_.push_back({std::move(text), comment, block, 0});
  }

  void empty_line() {
    if (!printed_.empty()) printed_.push_back({});
  }

  /// `spaced`: empty lines above them are kept.
  void comments(const std::vector<OwnComment>& found, int indent, bool spaced, std::size_t table) {
    for (const OwnComment& comment : found) {
      if (spaced && comment.empty_line_above) empty_line();
      end_line(blanks(indent) + comment.text, "", {indent, table});
    }
  }

  /// The comments at the ends of one block's lines begin in one column.
  void align_comments() {
    constexpr int longest = 80;  // a longer line does not push the comments of the others away
    for (std::size_t first = 0; first < printed_.size();) {
      int column = 0;
      std::size_t end = first;
      for (; end < printed_.size() && printed_[end].block == printed_[first].block; ++end) {
        const int width = printed_[end].comment.empty() ? 0 : display_width(printed_[end].text);
        if (width <= longest) column = std::max(column, width);
      }
      for (; first < end; ++first) printed_[first].comment_column = column;
    }
  }

  void plain(const FormatLine& line) {
    std::vector<std::string> pieces = split(line.cells[0], '\n');
    if (pieces.size() == 1) pieces = broken(line.cells[0], line.indent);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::string begin = i == 0 ? blanks(line.indent) : blanks(line.indent + 2) + dots_;
      end_line(begin + without_marks(pieces[i]), i + 1 == pieces.size() ? line.behind : "", {line.indent, 0});
    }
  }

  /// A line that is too long, broken where it may be.
  std::vector<std::string> broken(const std::string& text, int indent) const {
    if (indent + display_width(without_marks(text)) <= line_width) return {text};
    std::vector<std::string> pieces;
    int width = 0;
    for (const std::string& piece : split(text, soft_break)) {
      if (pieces.empty() || width + display_width(piece) > line_width) {
        const bool first = pieces.empty();
        pieces.emplace_back(first ? piece
                                  : piece.substr(std::min(piece.find_first_not_of(' '), piece.size())));
        width = indent + (first ? 0 : 2 + display_width(dots_));
      } else {
        pieces.back() += piece;
      }
      width += display_width(piece);
    }
    return pieces;
  }

  /// The rows of one table: from `first` as far as its number goes, comments between them.
  std::size_t print_table(std::size_t first) {
    std::vector<std::vector<std::string>> rows;
    std::size_t end = first;
    for (; end < lines_.size() && lines_[end].table == lines_[first].table &&
           lines_[end].shape == FormatLine::Shape::column;
         ++end) {
      rows.push_back(lines_[end].cells);
    }
    const Columns columns(rows, 1);
    for (std::size_t i = first; i < end; ++i) {
      const FormatLine& line = lines_[i];
      if (i > first) comments(line.above, line.indent, false, line.table);
      end_line(blanks(line.indent) + columns.line(line.cells, "  "), line.behind, {line.indent, line.table});
    }
    return end;
  }

  std::size_t print_values(std::size_t i) {
    std::string text = blanks(lines_[i].indent) + lines_[i].cells[0];
    for (; lines_[i].behind.empty() && i + 1 < lines_.size(); ++i) {
      const FormatLine& next = lines_[i + 1];
      if (next.shape != FormatLine::Shape::value || !next.above.empty()) break;
      const std::string longer = text + bar_ + next.cells[0];
      if (display_width(longer) > line_width) break;
      text = longer;
    }
    end_line(text, lines_[i].behind, {lines_[i].indent, 0});
    return i + 1;
  }

  const Lines& lines_;
  const std::string bar_, dots_;
  struct PrintedRow {
    std::string text;
    std::size_t count = 0;  // of lines
    Block block;
  };
  std::map<std::size_t, PrintedRow> rows_;  // by first line

  struct Printed {
    std::string text, comment;
    Block block{in_rows, npos};  // of an empty line: nobody else's
    int comment_column = 0;      // where it begins at the earliest, before the gap
  };
  std::vector<Printed> printed_;
};

}  // namespace

std::string lay_out(const Lines& lines, const std::vector<OwnComment>& last, engine::Language language) {
  return Layout(lines, language).print(last);
}

}  // namespace rubric::dsl
