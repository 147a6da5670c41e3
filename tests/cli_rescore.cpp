// rubric rescore as a user meets it: the CSV of units, the report in both forms, and that they agree.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "engine/number.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/workbook.hpp"

using namespace rubric::testing;
using rubric::engine::parse_decimal;
using rubric::engine::Rational;
using rubric::engine::to_decimal;
using rubric::engine::to_display;

namespace {

const std::string tour = "examples/reform-three-districts/";

std::vector<std::string> tour_command() {
  std::vector<std::string> words{"rescore", "--from", tour + "2020.rules", "--to", tour + "2025.rules"};
  for (int year = 2020; year <= 2024; ++year) words.push_back(tour + std::to_string(year) + ".csv");
  return words;
}

/// Rows as maps from heading to cell.
std::vector<std::map<std::string, std::string>> by_heading(const std::string& csv) {
  std::vector<std::map<std::string, std::string>> result;
  const std::vector<Cells> rows = csv_rows(csv);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    REQUIRE(rows[r].size() == rows[0].size());
    result.emplace_back();
    for (std::size_t i = 0; i < rows[r].size(); ++i) result.back()[rows[0][i]] = rows[r][i];
  }
  return result;
}

Rational number(std::string text) {
  if (!text.empty() && text[0] == '+') text.erase(0, 1);
  const auto value = parse_decimal(text);
  REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

/// "-1/6", "+2.5".
Rational fraction(const std::string& text) {
  const std::vector<std::string> parts = split(text, "/");
  return parts.size() == 2 ? Rational(number(parts[0]) / number(parts[1])) : number(text);
}

/// A row's shares by clause: from 准确值 where the cell is rounded.
std::map<std::string, Rational> exact_shares(const std::map<std::string, std::string>& row) {
  const std::string mark = "因:";
  std::map<std::string, Rational> shares;
  for (const auto& [heading, cell] : row) {
    if (heading.compare(0, mark.size(), mark) == 0) shares[heading.substr(mark.size())] = number(cell);
  }
  if (row.at("准确值").empty()) return shares;
  for (const std::string& one : split(row.at("准确值"), "；")) {
    const std::size_t blank = one.rfind(' ');
    const auto share = shares.find(one.substr(0, blank));
    if (share != shares.end()) share->second = fraction(one.substr(blank + 1));
  }
  return shares;
}

std::string decoded(const std::string& text) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int have = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have & 255);
  }
  return out;
}

/// The CSV that stands in the page behind a table.
std::vector<Cells> embedded(const std::string& page, const std::string& table) {
  const std::string start = "<a download=\"" + table + ".csv\" href=\"data:text/csv;charset=utf-8;base64,";
  const std::size_t at = page.find(start);
  REQUIRE_MESSAGE(at != std::string::npos, table);
  const std::size_t from = at + start.size();
  const std::string csv = decoded(page.substr(from, page.find('"', from) - from));
  REQUIRE(csv.substr(0, 3) == "\xEF\xBB\xBF");
  return csv_rows(csv.substr(3));
}

/// A number of a list without its plus, and without the apostrophe that keeps an interval text.
std::string plain_number(const std::string& cell) {
  return !cell.empty() && (cell[0] == '+' || cell[0] == '\'') ? cell.substr(1) : cell;
}

/// What the rows of a district or a year come to.
struct Group {
  int compared = 0, raised = 0, lowered = 0, graded_up = 0, graded_down = 0, apart = 0;
  Rational from = 0, to = 0;

  void add(const std::map<std::string, std::string>& row) {
    static const std::string best_first = "优良中差";
    if (row.at("可比") == "否") {
      ++apart;
      return;
    }
    ++compared;
    from += number(row.at("原总分"));
    to += number(row.at("新总分"));
    const Rational change = number(row.at("变化"));
    raised += change > 0;
    lowered += change < 0;
    const auto before = best_first.find(row.at("原等级")), after = best_first.find(row.at("新等级"));
    graded_up += after < before;
    graded_down += after > before;
  }
  /// Its row in the table, behind its name.
  Cells cells() const {
    const auto mean = [this](const Rational& sum, int digits) {
      return to_decimal(
          rubric::engine::round(Rational(sum / compared), {rubric::engine::RoundingMode::half_up, digits}),
          digits);
    };
    const Rational change = to - from;
    const std::string plus = change > 0 ? "+" : "";
    return {std::to_string(compared),
            mean(from, 2),
            mean(to, 2),
            plus + mean(change, 4),
            plus + to_display(change, 2),
            std::to_string(raised),
            std::to_string(lowered),
            std::to_string(graded_up),
            std::to_string(graded_down),
            std::to_string(apart)};
  }
};

/// What the rows of a clause come to.
struct Gains {
  Rational gain = 0, loss = 0;
  int raised = 0, lowered = 0;
  void add(const Rational& share) {
    (share > 0 ? gain : loss) += share;
    raised += share > 0;
    lowered += share < 0;
  }
};

const std::string old_rules =
    "规则集 甲\n  满分  20分\n  单项  四舍五入保留2位小数\n  总分  四舍五入保留2位小数\n"
    "数据\n  率  %  0%至100%\n  满意  %  0%至100%\n"
    "指标 执行率  10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
    "指标 满意度  10分 ｜ 实际 满意 ｜ 目标 ≥90% ｜ 计分 按比例\n"
    "等级  按取整后总分\n  ≥18分  优\n  ＜18分  差\n";
const std::string new_rules = replaced(old_rules, "≥90%", "≥95%");

const SheetContent& sheet_of(const WorkbookContent& book, const std::string& name) {
  const auto found = std::find_if(book.sheets.begin(), book.sheets.end(),
                                  [&](const SheetContent& one) { return one.name == name; });
  REQUIRE(found != book.sheets.end());
  return *found;
}

}  // namespace

TEST_CASE("the tour: every row's shares add up to its change, and nothing is lost") {
  const Run run = program(tour_command());
  CHECK(run.status == 0);
  const auto rows = by_heading(run.out);
  REQUIRE(rows.size() == 240);
  int compared = 0, moved = 0, regraded = 0;
  bool apart = false;
  for (const auto& row : rows) {
    if (row.at("可比") == "否") {
      apart = true;
      CHECK(contains(row.at("原总分") + row.at("新总分"), ".."));
      CHECK(row.at("问题") != "");
      CHECK(row.at("原名次") == "");
      continue;
    }
    CHECK_FALSE(apart);  // they stand at the end
    ++compared;
    const Rational change = number(row.at("新总分")) - number(row.at("原总分"));
    CHECK(change == number(row.at("变化")));
    Rational sum = 0;
    for (const auto& [clause, share] : exact_shares(row)) sum += share;
    CHECK(sum == change);
    CHECK(number(row.at("名次变化")) == number(row.at("原名次")) - number(row.at("新名次")));
    if (change != 0) ++moved;
    if (row.at("原等级") != row.at("新等级")) {
      ++regraded;
      CHECK(row.at("等级变化归因") != "");
    }
  }
  CHECK(compared > 200);
  CHECK(apart);
  CHECK(moved > 150);
  CHECK(regraded > 20);
}

TEST_CASE("the tour's data are what its generator writes") {
  const Folder folder;
  const std::string command = "python3 '" + project(tour + "generate.py") + "' '" + (folder / "") + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(folder.names().size() == 5);
  for (const std::string& name : folder.names()) CHECK(read(folder / name) == read(project(tour + name)));
}

TEST_CASE("the rows agree with what score gives under either ruleset") {
  const auto rows = by_heading(program(tour_command()).out);
  for (const bool old_one : {true, false}) {
    const std::string rules = tour + (old_one ? "2020.rules" : "2025.rules");
    std::map<std::string, std::map<std::string, std::string>> scores;
    for (int year = 2020; year <= 2024; ++year) {
      for (const auto& row : by_heading(program({"score", rules, tour + std::to_string(year) + ".csv"}).out))
        scores[row.at("区县") + row.at("单位") + row.at("年度")] = row;
    }
    for (const auto& row : rows) {
      const auto& score = scores.at(row.at("区县") + row.at("单位") + row.at("年度"));
      CHECK(score.at("总分") == row.at(old_one ? "原总分" : "新总分"));
      CHECK(score.at("等级") == row.at(old_one ? "原等级" : "新等级"));
    }
  }
}

TEST_CASE("every number of the report reconciles with the rows") {
  const Folder folder;
  std::vector<std::string> words = tour_command();
  words.insert(words.end(),
               {"-o", folder / "rows.csv", "--report", folder / "a.html", "--report", folder / "a.xlsx"});
  CHECK(program(words).status == 0);
  const auto rows = by_heading(read(folder / "rows.csv"));
  const std::string page = read(folder / "a.html");

  std::map<std::string, std::map<std::string, int>> transitions;
  std::map<std::string, Gains> shares;
  std::map<std::string, std::map<std::string, Group>> groups;  // by column and value
  std::map<Cells, std::map<std::string, std::string>> by_key;
  Rational all = 0, gain = 0;
  int apart = 0;
  for (const auto& row : rows) {
    by_key[{row.at("区县"), row.at("单位"), row.at("年度")}] = row;
    for (const char* const column : {"年度", "区县"}) groups[column][row.at(column)].add(row);
    if (row.at("可比") == "否") {
      ++apart;
      continue;
    }
    ++transitions[row.at("原等级")][row.at("新等级")];
    all += number(row.at("变化"));
    for (const auto& [clause, share] : exact_shares(row)) shares[clause].add(share);
  }
  const auto grades = embedded(page, "grades");
  for (std::size_t i = 1; i + 1 < grades.size(); ++i) {
    for (std::size_t k = 1; k + 1 < grades[0].size(); ++k)
      CHECK(grades[i][k] == std::to_string(transitions[grades[i][0]][grades[0][k]]));
  }
  const auto clauses = embedded(page, "clauses");
  REQUIRE(clauses.size() == 1 + shares.size() + 1);
  for (std::size_t i = 1; i + 1 < clauses.size(); ++i) {
    CAPTURE(clauses[i][0]);
    const Gains& own = shares.at(clauses[i][0]);
    CHECK(fraction(clauses[i][7]) == own.gain + own.loss);
    CHECK(clauses[i][2] == std::to_string(own.raised));
    CHECK(clauses[i][4] == std::to_string(own.lowered));
    CHECK(number(clauses[i][3]) == number(to_display(own.gain, 2)));
    CHECK(number(clauses[i][5]) == number(to_display(own.loss, 2)));
    CHECK(number(clauses[i][6]) == number(to_display(fraction(clauses[i][7]), 2)));
    gain += fraction(clauses[i][7]);
  }
  CHECK(number(clauses.back()[6]) == all);
  CHECK(gain == all);
  for (const auto& [id, column, values] : {std::tuple("by1", "年度", 5), std::tuple("by2", "区县", 3)}) {
    const auto made = embedded(page, id);
    REQUIRE(made.size() == 1 + static_cast<std::size_t>(values));
    for (std::size_t i = 1; i < made.size(); ++i) {
      CAPTURE(made[i][0]);
      CHECK(Cells(made[i].begin() + 1, made[i].end()) == groups.at(column).at(made[i][0]).cells());
    }
  }
  // The distribution: each part has the totals from its lower end to below its upper one.
  int counted = 0;
  const auto totals = embedded(page, "totals");
  for (std::size_t i = 1; i < totals.size(); ++i) {
    CAPTURE(totals[i][0]);
    const std::vector<std::string> ends = split(totals[i][0], "–");
    REQUIRE(ends.size() == 2);
    const bool full = ends[1] == "100";  // full marks are in the last part
    for (const std::size_t place : {1u, 2u}) {
      const std::string heading = place == 1 ? "原总分" : "新总分";
      const auto inside = [&](const auto& row) {
        if (row.at("可比") == "否") return false;
        const Rational total = number(row.at(heading));
        return number(ends[0]) <= total && (total < number(ends[1]) || (full && total == 100));
      };
      const auto units = std::count_if(rows.begin(), rows.end(), inside);
      CHECK(totals[i][place] == std::to_string(units));
      counted += static_cast<int>(units);
    }
  }
  CHECK(counted == 2 * (static_cast<int>(rows.size()) - apart));

  // Lists of units have the numbers of their rows.
  const auto agree = [&](const std::string& table,
                         const std::vector<std::pair<std::size_t, std::string>>& columns) {
    const auto list = embedded(page, table);
    CHECK(list.size() > 1);
    for (std::size_t i = 1; i < list.size(); ++i) {
      const auto& row = by_key.at({list[i][0], list[i][1], list[i][2]});
      for (const auto& column : columns) {  // its place in the list, and what it is called in the rows
        CAPTURE(column.second);
        CHECK(plain_number(list[i][column.first]) == row.at(column.second));
      }
    }
    return list.size() - 1;
  };
  CHECK(agree("up", {{3, "原总分"}, {4, "新总分"}, {5, "变化"}}) == 20);
  CHECK(agree("down", {{3, "原总分"}, {4, "新总分"}, {5, "变化"}}) == 20);
  agree("rounding", {{3, "原总分"}, {4, "原等级"}, {5, "新总分"}, {6, "新等级"}});
  CHECK(agree("apart",
              {{3, "原总分"}, {4, "新总分"}, {5, "变化"}, {6, "原等级"}, {7, "新等级"}, {8, "问题"}}) ==
        static_cast<std::size_t>(apart));

  // The largest fall, its places as the rows have them.
  const auto down = embedded(page, "down");
  const auto first = std::min_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    const auto change = [](const auto& row) {
      return row.at("可比") == "是" ? number(row.at("变化")) : Rational(0);
    };
    return change(a) < change(b);
  });
  CHECK(down[1][0] == first->at("区县"));
  CHECK(down[1][1] == first->at("单位"));
  CHECK(down[1][5] == first->at("变化"));
  CHECK(down[1][7] == first->at("原名次") + "→" + first->at("新名次"));

  // The workbook has the same tables.
  const auto book = read_workbook(folder / "a.xlsx");
  CHECK(book.formulas == 0);
  CHECK(book.links == 0);
  const SheetContent& sheet = sheet_of(book, "每条改动的贡献");
  CHECK(sheet.at("A3") == clauses[1][0]);
  CHECK(number(sheet.at("G3")) == number(clauses[1][6]));

  // Its waterfall goes from the old mean by the mean of each clause to the new one.
  const SheetContent& charts = sheet_of(book, "图 charts");
  REQUIRE(book.charts.size() == 5);  // with the distribution and three groupings
  CHECK(book.charts[0].series.size() == 4);
  const std::string of_names = book.charts[0].series[0][1];  // '图 charts'!$A$20:$A$26
  std::size_t row = std::stoul(of_names.substr(of_names.find("$A$") + 3));
  const auto at = [&](char column) { return charts.at(column + std::to_string(row)); };
  const auto or_zero = [&](char column) { return at(column).empty() ? Rational(0) : number(at(column)); };
  Rational mean = number(at('C'));
  for (std::size_t i = 1; i + 1 < clauses.size(); ++i) {
    ++row;
    CHECK(at('A') == clauses[i][0]);
    const Rational change = number(clauses[i][8]);
    CHECK(or_zero('D') - or_zero('E') == change);
    CHECK(number(at('B')) == std::min(mean, Rational(mean + change)));
    mean += change;
  }
  ++row;
  CHECK(abs(mean - number(at('C'))) < Rational(1, 100));  // means are rounded
}

TEST_CASE("the page needs nothing but itself") {
  const Folder folder;
  std::vector<std::string> words = tour_command();
  words.insert(words.end(), {"--report", folder / "a.html"});
  const Run run = program(words);
  CHECK(run.status == 0);
  CHECK(run.out == "");
  const std::string page = read(folder / "a.html");
  for (const char* const outside : {"<script", "<link", "<img", "<iframe", "url(", "@import", "src="})
    CHECK_FALSE(contains(page, outside));
  CHECK(contains(page, "<svg"));
  CHECK(contains(page, "@page{size:A4"));
  // The only addresses are of data, and the name of SVG.
  for (std::size_t at = page.find("href=\""); at != std::string::npos; at = page.find("href=\"", at + 1))
    CHECK(page.compare(at + 6, 5, "data:") == 0);
  CHECK(split(page, "http").size() == split(page, "xmlns=\"http").size());
}

TEST_CASE("above each chart of the page stands what its lengths are") {
  const Folder folder;
  std::vector<std::string> words = tour_command();
  words.insert(words.end(), {"--report", folder / "a.html"});
  REQUIRE(program(words).status == 0);
  const std::string page = read(folder / "a.html");
  std::vector<std::string> captions;
  for (const std::string& before : split(page, "</figcaption>\n<svg"))
    captions.push_back(before.substr(before.rfind("<figcaption>") + 12));
  captions.pop_back();  // what is behind the last chart
  CHECK(captions.size() == split(page, "<svg").size() - 1);
  const std::string change = "平均变化（分） <span>mean change (points)</span>";
  CHECK(captions == std::vector<std::string>{
                        "平均分，以及各条改动带来的平均变化（分） <span>mean totals, and the "
                        "mean change by each clause (points)</span>",
                        "各段的单位年度数 <span>unit-years in each part</span>", change, change, change});
}

TEST_CASE("text of the data is text in CSV, page and workbook") {
  const Folder folder;
  const std::string rtl = "\u202Eabc", longest(10'000, 'x');
  const std::string units =
      folder.file("u.csv", to_csv({{"单位", "年度", "区县", "率", "满意"},
                                   {"<script>alert(1)</script>", "2024", "../../x", "90%", "80%"},
                                   {"=HYPERLINK(\"http://a.example\")", "2024", "@A", "90%", "70%"},
                                   {rtl, "2024", "-1+1", "90%", "60%"},
                                   {longest, "2024", "\"'><b>", "90%", "50%"},
                                   {"缺", "2024", "+", "90%", ""}}));
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  const Run run = program({"rescore", "--from", from, "--to", to, units, "-o", folder / "rows.csv",
                           "--report", folder / "a.html", "--report", folder / "a.xlsx"});
  CHECK(run.status == 0);
  const auto rows = csv_rows(read(folder / "rows.csv"));
  REQUIRE(rows.size() == 6);
  CHECK(rows[1][0] == "<script>alert(1)</script>");
  CHECK(rows[2][0] == "'=HYPERLINK(\"http://a.example\")");
  CHECK(rows[3][0] == "<U+202E>abc");
  CHECK(rows[4][0] == longest);
  const std::string page = read(folder / "a.html");
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "<b>"));
  CHECK_FALSE(contains(page, "\u202E"));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(contains(page, "&lt;U+202E&gt;abc"));
  CHECK_FALSE(contains(page, longest));
  const auto down = embedded(page, "down");
  CHECK(down[4][0].size() > 5);
  bool whole = false;
  for (const Cells& row : down) whole = whole || row[0] == longest;
  CHECK(whole);
  const auto districts = embedded(page, "by2");
  for (std::size_t i = 1; i < districts.size(); ++i)
    CHECK(std::string("=+-@").find(districts[i][0][0]) == std::string::npos);
  const auto book = read_workbook(folder / "a.xlsx");
  CHECK(book.formulas == 0);
  CHECK(book.links == 0);
  std::string texts;
  for (const SheetContent& sheet : book.sheets) {
    for (const auto& [place, text] : sheet.cells) texts += text + "\n";
  }
  CHECK(contains(texts, "=HYPERLINK(\"http://a.example\")"));
  CHECK(contains(texts, "<script>alert(1)</script>"));
}

TEST_CASE("rules without a total cannot be compared") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules);
  const std::string none = folder.file(
      "b.rules",
      "规则集 乙\n  满分  不计分\n数据\n  率  %  0%至100%\n指标 执行率  不计分 ｜ 实际 率 ｜ 目标 ≥100%\n");
  const std::string units = folder.file("u.csv", "单位,率,满意\n甲,1,1\n");
  const Run run = program({"rescore", "--from", from, "--to", none, units});
  CHECK(run.status == 1);
  CHECK_MESSAGE(contains(run.err, "E950"), run.err);
}

TEST_CASE("no room for the temporary file: no results, and why") {
  const Folder folder;
  std::vector<Cells> rows{{"单位", "年度", "率", "满意"}};
  for (int i = 0; i < 3000; ++i) rows.push_back({"单位" + std::to_string(i), "2024", "90%", "80%"});
  const std::string units = folder.file("u.csv", to_csv(rows));
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  Setting setting;
  setting.most_file_bytes = 16 << 10;
  const Run run = program({"rescore", "--from", from, "--to", to, units, "-o", folder / "rows.csv"}, setting);
  CHECK(run.status == 2);
  CHECK_MESSAGE(contains(run.err, "E951"), run.err);
  CHECK(folder.names() == std::vector<std::string>{"a.rules", "b.rules", "u.csv"});
}

TEST_CASE("two results do not go to one file") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,90%,80%\n");
  const std::string page = folder / "a.html", same = folder / "./a.html";
  for (const std::vector<std::string>& results :
       {std::vector<std::string>{"-o", page, "--report", same}, {"--report", page, "--report", same}}) {
    std::vector<std::string> words{"rescore", "--from", from, "--to", to, units};
    words.insert(words.end(), results.begin(), results.end());
    const Run run = program(words);
    CHECK(run.status == 2);
    CHECK_MESSAGE(contains(run.err, "a.html: 错误[E703]"), run.err);
    CHECK(folder.names() == std::vector<std::string>{"a.rules", "b.rules", "u.csv"});
  }
}

TEST_CASE("rulesets that do not differ are said not to") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules);
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,90%,80%\n");
  const Run run = program({"rescore", "--from", from, "--to", from, units});
  CHECK(run.status == 0);
  CHECK(contains(run.err, "N952"));
  CHECK(csv_rows(run.out)[1][5] == "0.00");
}

TEST_CASE("many changes are put together, and it is said how") {
  const Folder folder;
  std::string a = "规则集 甲\n  满分  24分\n  单项  不取整\n  总分  不取整\n数据\n  率  %  0%至100%\n", b = a;
  for (int i = 1; i <= 12; ++i) {
    const std::string title = "指标 第" + std::to_string(i) + "项  2分 ｜ 实际 率 ｜ 计分 按比例 ｜ 目标 ≥";
    a += title + "90%\n";
    b += title + "95%\n";
  }
  const std::string units = folder.file("u.csv", "单位,年度,率\n甲,2024,50%\n");
  const Run run = program({"rescore", "--from", folder.file("a.rules", a), "--to", folder.file("b.rules", b),
                           units, "-o", "-", "--report", folder / "a.html"});
  CHECK(run.status == 0);
  CHECK(contains(run.err, "N953"));
  CHECK(contains(read(folder / "a.html"), "改动有 12 处，多于逐条归因的上限 10 处，相近的合在一起算。"));
  // 1/57 is no whole number of the parts that sums are taken in.
  CHECK(contains(read(folder / "a.html"), "其中 1 个单位年度的分数除不尽到 3628800000000 分之一分"));
  const auto rows = by_heading(run.out);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("因:指标 12项") == rows[0].at("变化"));
  // 24 × 50 ÷ 95 − 24 × 50 ÷ 90 = −40/57
  CHECK(contains(rows[0].at("准确值"), "变化 -40/57"));
}

TEST_CASE("grades of other lists are shown side by side, and no steps are counted between them") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules);
  const std::string to =
      folder.file("b.rules", replaced(replaced(new_rules, "≥18分  优", "≥19分  A\n  18分(含)至19分(不含)  B"),
                                      "＜18分  差", "＜18分  C"));
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,100%,80%\n乙,2024,50%,80%\n");
  const Run run =
      program({"rescore", "--from", from, "--to", to, units, "-o", "-", "--report", folder / "a.html"});
  REQUIRE(run.status == 0);
  for (const auto& row : by_heading(run.out)) CHECK(row.at("等级变化归因") == "");
  CHECK(by_heading(run.out)[0].at("新等级") == "B");
  const std::string page = read(folder / "a.html");
  CHECK_FALSE(contains(page, "rise by grade"));
  const auto clauses = embedded(page, "clauses");
  for (std::size_t i = 1; i < clauses.size(); ++i) CHECK(clauses[i][9] == "");
  const auto years = embedded(page, "by1");
  CHECK(years[1][8] == "");
  CHECK(years[1][9] == "");
}

TEST_CASE("a column to group by that is not there is said") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  const std::string units =
      folder.file("u.csv", "单位,年度,处室,率,满意\n甲,2024,一处,90%,80%\n乙,2024,二处,90%,80%\n");
  const Run run = program({"rescore", "--from", from, "--to", to, "--by", "科室", "--by", "处室", units,
                           "--report", folder / "a.html"});
  CHECK(run.status == 0);
  CHECK(contains(run.err, "W954"));
  CHECK(embedded(read(folder / "a.html"), "by1").size() == 3);
}

TEST_CASE("what is wrong with a cell keeps the unit apart, and the status is 1") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,完成,80%\n乙,2024,90%,80%\n");
  const Run run = program({"rescore", "--from", from, "--to", to, units});
  CHECK(run.status == 1);
  CHECK(contains(run.err, "E801"));
  const auto rows = by_heading(run.out);
  CHECK(rows[0].at("单位") == "乙");
  CHECK(rows[1].at("可比") == "否");
  CHECK(rows[1].at("原总分") == "无法计算");
}

TEST_CASE("a new name alone is no change; with a new target it is one clause") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules);
  const std::string renamed = replaced(old_rules, "指标 满意度", "指标 群众评价");
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,100%,81%\n");
  const Run same = program({"rescore", "--from", from, "--to", folder.file("b.rules", renamed), units});
  CHECK(contains(same.err, "N952"));
  CHECK_FALSE(contains(same.out, "因:"));
  const std::string to = folder.file("c.rules", replaced(renamed, "≥90%", "≥100%"));
  const auto rows = by_heading(program({"rescore", "--from", from, "--to", to, units}).out);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("因:指标 满意度→群众评价") == "-0.90");  // 8.1 instead of 9 points
  CHECK(rows[0].at("变化") == "-0.90");
}

TEST_CASE("a year that files write otherwise is one group") {
  const Folder folder;
  const std::string text = read(project(tour + "2023.csv"));
  const std::string first = folder.file("一.csv", text);
  // The last row cannot be compared, and so is not read by columns.
  const std::string second =
      folder.file("二.csv", replaced(text, ",2023,", ",2023年,") + "临江区,新设局,2023年度,行政,,,,,,,\n");
  const Run run = program({"rescore", "--from", tour + "2020.rules", "--to", tour + "2025.rules", first,
                           second, "--report", folder / "报告.html", "-o", folder / "变化.csv"});
  CHECK(run.status == 0);
  const auto years = embedded(read(folder / "报告.html"), "by1");
  REQUIRE(years.size() == 2);
  CHECK(years[1][0] == "2023");
  CHECK(years[1][1] == "96");
  CHECK(years[1].back() == "1");
}

TEST_CASE("a file given twice is refused, one without rows is said") {
  const Folder folder;
  const std::string from = folder.file("a.rules", old_rules), to = folder.file("b.rules", new_rules);
  const std::string units = folder.file("u.csv", "单位,年度,率,满意\n甲,2024,90%,80%\n");
  const Run twice = program({"rescore", "--from", from, "--to", to, units, folder / "./u.csv"});
  CHECK(twice.status == 2);
  CHECK(contains(twice.err, "E955"));
  CHECK(twice.out == "");
  const std::string none = folder.file("none.csv", "单位,年度,率,满意\n");
  const Run empty = program({"rescore", "--from", from, "--to", to, none, "--report", folder / "a.html"});
  CHECK(empty.status == 0);
  CHECK(contains(empty.err, "none.csv"));
  CHECK(contains(empty.err, "W768"));
  CHECK(contains(read(folder / "a.html"), "没有可比的单位年度。"));
}
