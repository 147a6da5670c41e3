// A score sheet laid out: as one HTML page and as Markdown. What it says is settled in score_sheet.cpp.

#include <fmt/format.h>

#include "engine/text.hpp"
#include "formats/html.hpp"
#include "formats/score_sheet.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using engine::Language;

namespace {

// Songti and Heiti by whatever name the machine has them; black rules on white, as in a notice. On a phone
// the rows become cards under their group's heading. On paper the heading is repeated on every page.
constexpr std::string_view style = R"css(
  @page { size: A4 landscape; margin: 16mm 14mm 18mm; }
  @page { @bottom-center { content: "— " counter(page) " —"; font: 9pt serif; } }
  * { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
  body { margin: 0 auto; padding: 2.5rem 2rem 3rem; max-width: 74rem; color: #111; background: #fff; line-height: 1.6;
    font: 16px/1.6 "FangSong", "STFangsong", "Songti SC", "SimSun", "Noto Serif CJK SC", "WenQuanYi Micro Hei", serif; }
  h1, h2, th { font-family: "SimHei", "Heiti SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
    "WenQuanYi Micro Hei", sans-serif; }
  h1 { margin: 0 0 1.2rem; font-size: 1.75rem; line-height: 1.35; text-align: center; font-weight: 600; text-wrap: balance; }
  h2 { margin: 1.8rem 0 .6rem; font-size: 1.05rem; font-weight: 600; break-after: avoid; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: 0 0 1.2rem; }
  dt { font-weight: 600; } dt::after { content: "："; } [lang=en] dt::after { content: ":"; } dd { margin: 0; overflow-wrap: anywhere; }
  table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .94rem; }
  th, td { border: 1px solid #222; padding: .42rem .55rem; vertical-align: middle; text-align: left;
    overflow-wrap: anywhere; }
  th { background: #efefef; text-align: center; font-weight: 600; }
  thead { display: table-header-group; } tr { break-inside: avoid; }
  th.group { width: 8em; } th.name { width: 12.5em; } th.figure { width: 7em; } th.brief { width: 8em; }
  td.group, td.figure { text-align: center; } td.room { height: 5.5em; vertical-align: top; } td p { text-wrap: pretty; }
  p { margin: 0; } p + p { margin-top: .25rem; } span { white-space: nowrap; }
  ol, ul { margin: 0; padding-left: 1.6em; } li + li { margin-top: .15rem; }
  .narrow { width: 26rem; max-width: 100%; } .narrow .name { width: 40%; text-align: center; }
  @media screen and (max-width: 74rem) { /* what is left is for sentences */
    th.group { width: 5em; } th.name { width: 8.5em; } th.figure { width: 4.5em; } th.brief { width: 6.2em; }
  }
  @media screen and (max-width: 56rem) {
    body { padding: 1.2rem .9rem 2rem; } h1 { font-size: 1.35rem; }
    .wide, .wide tbody, .wide tr, .wide td { display: block; } .wide thead { display: none; } .wide { border: 0; }
    .wide tr { margin: 0 0 .7rem; } .wide td { border: 1px solid #888; border-top: 0; text-align: left; }
    .wide tr > :first-child { border-top: 1px solid #888; }
    .wide td:empty { display: none; } .wide td.room { display: block; height: auto; min-height: 5.5em; }
    .wide td.group { background: #e6e6e6; font-weight: 600; } .wide td.group p { display: inline; }
    .wide td.name { font-weight: 600; background: #f6f6f6; }
    .wide td.figure::before, .wide td.prose::before, .wide td.brief::before, .wide td.room::before { content: attr(data-column) "　"; color: #555; font-size: .85em; }
    .wide td.figure p, .wide td.prose p:first-child, .wide td.brief p:first-child { display: inline; }
  }
  @media print {
    body { padding: 0; max-width: none; font-size: 10.5pt; line-height: 1.45; } h1 { font-size: 18pt; }
    table { font-size: 9.5pt; } th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  }
)css";

std::string_view kind_name(SheetColumn::Kind kind) {
  static constexpr std::string_view names[] = {"group", "name", "figure", "prose", "brief", "room"};
  return names[static_cast<std::size_t>(kind)];
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The length of a number with its sign before it and the first letter of its unit behind it, from `at` on:
/// "≥90%", "10分"; 0 if there is none.
std::size_t figure_length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  for (const std::string_view sign : {"≥", "≤", "＜", "＞", "＝"}) {
    if (text.substr(at, sign.size()) == sign) end += sign.size();
  }
  if (end >= text.size() || !is_digit(text[end])) return 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == '%')) ++end;
  if (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80)
    end += engine::decode(text, end).bytes;
  for (const std::string_view mark : {"(含)", "(不含)"}) {
    if (text.substr(end, mark.size()) == mark) end += mark.size();
  }
  return end - at;
}

/// A sentence: a figure is not torn from its unit at a line's end.
std::string html_prose(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = figure_length(text, at);
    const std::size_t step = length ? length : engine::decode(text, at).bytes;
    const std::string piece = html_text(std::string_view(text).substr(at, step));
    out += length ? "<span>" + piece + "</span>" : piece;
    at += step;
  }
  return out;
}

class HtmlPrinter {
 public:
  explicit HtmlPrinter(const ScoreSheet& sheet) : sheet_(sheet) {}

  std::string print() {
    const std::string title = html_text(sheet_.title);
    line("<!DOCTYPE html>");
    line(fmt::format("<html lang=\"{}\">", sheet_.language == Language::zh ? "zh-CN" : "en"));
    line("<head>\n<meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<title>" + title + "</title>");
    line(fmt::format("<style>{}</style>\n</head>\n<body>", style));
    line("<h1>" + title + "</h1>");
    head();
    for (const SheetTable& part : sheet_.before) table(part, false);
    table(sheet_.indicators, false);
    for (const SheetTable& part : sheet_.tables) table(part, part.columns.size() < 3);
    for (const SheetList& part : sheet_.lists) list(part);
    line("</body>\n</html>");
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  void head() {
    if (sheet_.head.empty()) return;
    line("<dl>");
    for (const auto& [name, text] : sheet_.head)
      line("<dt>" + html_text(name) + "</dt><dd>" + html_text(text) + "</dd>");
    line("</dl>");
  }

  void table(const SheetTable& table, bool narrow) {
    if (!table.heading.empty()) line("<h2>" + html_text(table.heading) + "</h2>");
    line(narrow ? "<table class=\"narrow\">" : "<table class=\"wide\">");
    std::string names;
    for (const SheetColumn& column : table.columns) {
      names += fmt::format("<th scope=\"col\" class=\"{}\">{}</th>", kind_name(column.kind),
                           html_text(column.name));
    }
    line("<thead><tr>" + names + "</tr></thead>\n<tbody>");
    for (const auto& row : table.rows) {
      line("<tr>");
      for (std::size_t i = 0; i < row.size(); ++i) cell(table.columns[i], row[i]);
      line("</tr>");
    }
    line("</tbody>\n</table>");
  }

  void cell(const SheetColumn& column, const SheetCell& cell) {
    if (cell.rows == 0) return;
    const std::string span = cell.rows > 1 ? fmt::format(" rowspan=\"{}\"", cell.rows) : "";
    std::string text;
    for (const std::string& part : cell.lines) text += "<p>" + html_prose(part) + "</p>";
    line(fmt::format("<td class=\"{}\" data-column=\"{}\"{}>{}</td>", kind_name(column.kind),
                     html_text(column.name), span, text));
  }

  void list(const SheetList& list) {
    line("<h2>" + html_text(list.heading) + "</h2>");
    const std::string_view tag = list.numbered ? "ol" : "ul";
    line(fmt::format("<{}>", tag));
    for (const std::string& text : list.lines) line("<li>" + html_prose(text) + "</li>");
    line(fmt::format("</{}>", tag));
  }

  const ScoreSheet& sheet_;
  std::string out_;
};

/// Text that Markdown takes as text, also inside a table's cell.
std::string markdown(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("\\`*_[]|~>").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string markdown(const SheetCell& cell) {
  std::string text;
  for (const std::string& line : cell.lines) text += (text.empty() ? "" : "<br>") + markdown(line);
  return text;
}

std::string markdown(const SheetTable& table) {
  std::string text = table.heading.empty() ? "" : "## " + markdown(table.heading) + "\n\n";
  std::string rule = "|";
  text += '|';
  for (const SheetColumn& column : table.columns) {
    text += " " + markdown(column.name) + " |";
    rule += column.kind == SheetColumn::Kind::figure ? ":-:|" : "---|";
  }
  text += "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    text += '|';
    for (const SheetCell& cell : row) text += " " + markdown(cell) + " |";
    text += '\n';
  }
  return text + "\n";
}

}  // namespace

std::string to_html(const ScoreSheet& sheet) {
  return HtmlPrinter(sheet).print();
}

std::string to_markdown(const ScoreSheet& sheet) {
  std::string text = "# " + markdown(sheet.title) + "\n\n";
  for (const auto& [name, value] : sheet.head) {
    text += fmt::format("- **{}**{}{}\n", markdown(name), sheet.language == Language::zh ? "：" : ": ",
                        markdown(value));
  }
  text += "\n";
  for (const SheetTable& table : sheet.before) text += markdown(table);
  text += markdown(sheet.indicators);
  for (const SheetTable& table : sheet.tables) text += markdown(table);
  for (const SheetList& list : sheet.lists) {
    text += "## " + markdown(list.heading) + "\n\n";
    for (std::size_t i = 0; i < list.lines.size(); ++i) {
      text +=
          (list.numbered ? fmt::format("{}. ", i + 1) : std::string("- ")) + markdown(list.lines[i]) + "\n";
    }
    text += "\n";
  }
  text.pop_back();
  return text;
}

}  // namespace rubric::formats
