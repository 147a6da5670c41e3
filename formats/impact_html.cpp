// The page: a headline, a few figures, then table after table with its chart and its CSV.

#include <fmt/format.h>

#include <algorithm>

#include "engine/text.hpp"
#include "formats/chart.hpp"
#include "formats/html.hpp"
#include "formats/impact_report.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// How much of a cell the page shows, and a chart beside its number; the CSV of the table has all.
constexpr int most_shown = 240, most_charted = 52;
/// Width up to which a cell is kept in one line on any screen, and on all but a phone's.
constexpr int most_on_a_phone = 12, most_unbroken = 30;

constexpr const char* style = R"(
:root{--old:#8a94a6;--new:#12666b;--up:#1f6fb2;--down:#c2571a;--line:#d5d9e0;--soft:#f4f6f8}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1040px;color:#1c2430;background:#fff;line-height:1.55;
 font-family:"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-size:16px}
h1{font-size:1.5em;line-height:1.3;margin:.2em 0}
h2{font-size:1.15em;margin:0 0 .3em}
h2 span,h1 span,.en{color:#5b6675;font-weight:normal}
h1 span{display:block;font-size:.65em}
.rules{margin:.3em 0 1em}
.head{border-left:4px solid var(--new);padding:.3em 0 .3em 12px;margin:0 0 1em}
.head p{margin:.2em 0}.head p:first-child{font-size:1.1em}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:8px;margin:0 0 1.5em;padding:0}
.cards div{background:var(--soft);border-radius:6px;padding:8px 10px}
.cards dt{font-size:.8em;color:#5b6675}.cards dd{margin:0;font-size:1.3em;font-variant-numeric:tabular-nums}
section{border-top:1px solid var(--line);padding:1em 0}
section p{margin:.3em 0;font-size:.85em;color:#414b58}
.wrap{overflow-x:auto;margin:.5em 0}
table{border-collapse:collapse;font-size:.85em;width:100%}
th,td{border-bottom:1px solid var(--line);padding:4px 8px;text-align:left;vertical-align:top}
th{background:var(--soft);font-weight:600;min-width:4em}
th span,dt span{display:block;font-weight:normal;color:#5b6675}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.n{white-space:normal;min-width:5.6em}.matrix th.n{min-width:4em}
td.s,td.m{white-space:nowrap}td.l{min-width:16em;overflow-wrap:anywhere}
.matrix td.n{text-align:center}.matrix th.n{text-align:center}
.same{background:#eceff3}.better{background:#dbeafb}.worse{background:#fbe6d8}
figure{margin:.6em 0}figcaption{font-size:.8em;color:#414b58}figcaption span{color:#5b6675}
svg{display:block;width:100%;max-width:560px;height:auto;margin:.2em 0 .4em}
svg text{font-size:10px;fill:#1c2430}svg line{stroke:#5b6675;stroke-width:.6}
svg .old{fill:var(--old)}svg .new{fill:var(--new)}svg .up{fill:var(--up)}svg .down{fill:var(--down)}
a{color:var(--new)}
.csv{font-size:.8em}
@media(max-width:600px){body{padding:12px;font-size:15px}th,td{padding:3px 5px}
 td.m{white-space:normal;min-width:8em}td.l{min-width:12em}}
@page{size:A4;margin:14mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}
 svg{max-width:95mm}section{padding:.6em 0}h2,figure,svg,tr,.cards,.head{break-inside:avoid}p{break-inside:avoid}h2,p{break-after:avoid}.csv{break-after:auto}
 thead{display:table-header-group}.wrap{overflow:visible}th,th.n,td{min-width:0;padding:2px 4px}td.m{white-space:normal}td.l{min-width:0}
 table{font-size:8pt}.csv{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

/// Both languages, the English one smaller behind.
std::string both(const Text& text) {
  if (text.zh == text.en) return html_text(text.zh);
  return html_text(text.zh) + " <span>" + html_text(text.en) + "</span>";
}

/// The beginning of a text that is wider than `most` (as on a terminal: Chinese characters have 2).
std::string shortened(const std::string& text, int most) {
  int wide = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode(text, at);
    wide += std::max(1, display_width(next.code));
    if (wide > most) return text.substr(0, at) + "…";
    at += next.bytes;
  }
  return text;
}

std::string paragraph(const Text& text) {
  std::string out;
  if (!text.zh.empty()) out += "<p>" + html_text(text.zh) + "</p>\n";
  if (!text.en.empty() && text.en != text.zh)
    out += "<p class=\"en\" lang=\"en\">" + html_text(text.en) + "</p>\n";
  return out;
}

const char* css_class(Transition transition) {
  switch (transition) {
    case Transition::same:
      return " same";
    case Transition::better:
      return " better";
    case Transition::worse:
      return " worse";
    default:
      return "";
  }
}

std::string html_table(const ReportTable& table) {
  const bool matrix = table.chart == ReportTable::Chart::matrix;
  std::string out =
      fmt::format("<div class=\"wrap\"><table{}>\n<thead><tr>", matrix ? " class=\"matrix\"" : "");
  for (std::size_t i = 0; i < table.headings.size(); ++i) {
    const Text& heading = table.headings[i];
    out += fmt::format("<th scope=\"col\"{}>{}</th>", table.numeric[i] ? " class=\"n\"" : "",
                       both({shortened(heading.zh, most_shown), shortened(heading.en, most_shown)}));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out += "<tr>";
    for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
      const char* const colour = css_class(transition(table, r, i));
      const std::string text = shortened(table.rows[r][i], most_shown);
      const int wide = display_width(text);
      const char* const kind = table.numeric[i]          ? "n"
                               : wide <= most_on_a_phone ? "s"
                               : wide <= most_unbroken   ? "m"
                                                         : "l";
      out += fmt::format("<td class=\"{}{}\">{}</td>", kind, colour, html_text(text));
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

Rational number_of(const std::string& cell) {
  return parse_decimal(cell).value_or(Rational(0));
}

Bar bar_of(const ReportTable& table, const std::vector<std::string>& row) {
  const std::string& text = row[table.charted];
  return {shortened(row[0], most_charted), number_of(text), text};
}

std::string waterfall(const Report& report, const ReportTable& table) {
  std::vector<Bar> steps;
  for (std::size_t i = 0; i + 1 < table.rows.size(); ++i) steps.push_back(bar_of(table, table.rows[i]));
  const Bar start{"原平均分 old mean", number_of(report.old_mean), report.old_mean};
  const Bar end{"新平均分 new mean", number_of(report.new_mean), report.new_mean};
  return waterfall_chart(start, steps, end, table.title.zh);
}

std::string chart(const Report& report, const ReportTable& table) {
  if (table.empty()) return "";
  switch (table.chart) {
    case ReportTable::Chart::waterfall:
      return table.rows.size() > 1 ? waterfall(report, table) : "";
    case ReportTable::Chart::histogram: {
      std::vector<Pair> parts;
      for (const std::vector<std::string>& row : table.rows)
        parts.push_back({row[0], std::stoull(row[1]), std::stoull(row[2])});
      return histogram_chart(parts, "原规则 old rules", "新规则 new rules", table.title.zh);
    }
    case ReportTable::Chart::bars: {
      std::vector<Bar> bars;
      for (const std::vector<std::string>& row : table.rows) bars.push_back(bar_of(table, row));
      if (bars.size() > max_charted_rows) bars.resize(max_charted_rows);
      return bar_chart(bars, table.title.zh);
    }
    default:
      return "";
  }
}

/// What the lengths in a chart are.
Text caption(const ReportTable& table) {
  switch (table.chart) {
    case ReportTable::Chart::waterfall:
      return {"平均分，以及各条改动带来的平均变化（分）",
              "mean totals, and the mean change by each clause (points)"};
    case ReportTable::Chart::histogram:
      return {"各段的单位年度数", "unit-years in each part"};
    default: {
      const Text& heading = table.headings[table.charted];
      return {heading.zh + "（分）", heading.en + " (points)"};
    }
  }
}

std::string figure(const Report& report, const ReportTable& table) {
  const std::string drawn = chart(report, table);
  if (drawn.empty()) return "";
  return "<figure>\n<figcaption>" + both(caption(table)) + "</figcaption>\n" + drawn + "</figure>\n";
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    const std::size_t got = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (k < got ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= got ? digits[three >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string report_html(const Report& report, Language language) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>新旧规则对比 · Rescoring</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<h1>新旧规则对比<span lang=\"en\">What the new rules change</span></h1>\n"
      "<p class=\"rules\">{} → {}</p>\n<div class=\"head\">\n{}</div>\n<dl class=\"cards\">\n",
      language == Language::zh ? "zh-CN" : "en", style, html_text(report.from.zh), html_text(report.to.zh),
      paragraph(report.headline));
  for (const auto& [name, value] : report.figures)
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", both(name), html_text(value));
  out += "</dl>\n";
  for (const ReportTable& table : report.tables) {
    out += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}{}{}", table.id, both(table.title),
                       paragraph(table.note), figure(report, table), html_table(table));
    out += fmt::format(
        "<p class=\"csv\"><a download=\"{0}.csv\" "
        "href=\"data:text/csv;charset=utf-8;base64,{1}\">{0}.csv</a></p>\n"
        "</section>\n",
        table.id, base64(to_csv(table)));
  }
  return out + "</body>\n</html>\n";
}

}  // namespace rubric::formats
