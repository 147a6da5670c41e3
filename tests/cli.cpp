// The program as a user meets it: what it prints, what it writes, and its exit statuses (docs/cli.md).
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/number.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;
using nlohmann::json;
using rubric::engine::parse_decimal;
using rubric::engine::Rational;

namespace {

/// A published report: its rules, its figures, and the scores worked out from the standard.
struct Case {
  std::string rules, units, expected;
};
const Case cases[] = {
    {"rulesets/bishan/government-services-2021.rules", "examples/bishan-government-services-2021/units.csv",
     "examples/bishan-government-services-2021/expected.csv"},
    {"rulesets/bishan/subdistrict-2023.rules", "examples/bishan-subdistrict-2023/units.csv",
     "examples/bishan-subdistrict-2023/expected.csv"},
    {"rulesets/bishan/subdistrict-2024.rules", "examples/bishan-subdistrict-2023/units.csv",
     "examples/bishan-subdistrict-2024/expected.csv"},
    {"rulesets/bishan/town-2024.rules", "examples/bishan-town-2024/units.csv",
     "examples/bishan-town-2024/expected.csv"},
    {"rulesets/lusong/subdistrict-2023.rules", "examples/lusong-subdistrict-2023/units.csv",
     "examples/lusong-subdistrict-2023/expected.csv"},
    {"rulesets/panlong/project-2023.rules", "examples/panlong-project-2023/units.csv",
     "examples/panlong-project-2023/expected.csv"},
};

const std::string subdistrict = "rulesets/bishan/subdistrict-2023.rules";
const std::string town = "rulesets/bishan/town-2024.rules";
const std::string town_units = "examples/bishan-town-2024/units.csv";
const std::string bad_rules = "tests/corpus/errors/ten.rules";

/// The text of a figure as numbers: "0.00..5.00" and "0..5" are the same, "中..优" stays text.
std::vector<std::string> ends(const std::string& figure) {
  std::vector<std::string> parts = split(figure, "..");
  for (std::string& part : parts) {
    const auto number = parse_decimal(part);
    if (number) part = rubric::engine::to_fraction(*number);
  }
  return parts;
}

/// Every figure of `expected` stands in `found` under the same heading, row by row and in the same order.
void compare(const std::vector<Cells>& found, const std::vector<Cells>& expected) {
  REQUIRE(found.size() == expected.size());
  std::size_t column = 0;
  for (const std::string& heading : expected[0]) {
    const auto place =
        std::find(found[0].begin() + static_cast<std::ptrdiff_t>(column), found[0].end(), heading);
    REQUIRE_MESSAGE(place != found[0].end(), heading);
    column = static_cast<std::size_t>(place - found[0].begin());
    for (std::size_t row = 1; row < expected.size(); ++row) {
      const std::string& figure = expected[row][static_cast<std::size_t>(&heading - expected[0].data())];
      CAPTURE(heading);
      CAPTURE(found[row][column]);
      CHECK(ends(found[row][column]) == ends(figure));
    }
  }
}

/// JSON Lines as rows; numbers keep the digits that they are written with.
std::vector<Cells> jsonl_rows(const std::string& text) {
  std::vector<Cells> rows(1);
  for (const std::string& line : split(text, "\n")) {
    if (line.empty()) continue;
    const auto object = nlohmann::ordered_json::parse(line);
    rows.emplace_back();
    for (const auto& [key, value] : object.items()) {
      if (rows.size() == 2) rows[0].push_back(key);
      if (value.is_string()) {
        rows.back().push_back(value.get<std::string>());
        continue;
      }
      const std::string name = json(key).dump() + ": ";
      const std::string rest = line.substr(line.find(name) + name.size());
      rows.back().push_back(rest.substr(0, rest.find_first_of(",}")));
    }
  }
  return rows;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos && text[0] != '0';
}

/// CSV as JSON Lines, numbers as JSON numbers.
std::string to_jsonl(const std::string& csv) {
  const std::vector<Cells> rows = csv_rows(csv);
  std::string text;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < rows[row].size(); ++i) {
      const std::string& cell = rows[row][i];
      text += (i ? ", " : "{") + json(rows[0][i]).dump() + ": ";
      text += cell.empty() ? "null" : is_number(cell) ? cell : json(cell).dump();
    }
    text += "}\n";
  }
  return text;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Rational number(const std::string& text) {
  const auto value = parse_decimal(text);
  REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

/// Both ends of "0.00..5.00"; of "3.00" twice the same.
std::pair<Rational, Rational> interval(const std::string& text) {
  const std::vector<std::string> parts = split(text, "..");
  return {number(parts.front()), number(parts.back())};
}

}  // namespace

// --- help and usage ---

TEST_CASE("every command has help with an example that can be pasted") {
  const Folder folder;
  for (const char* const name : {"rulesets", "examples"}) {
    std::filesystem::create_directory_symlink(project(name), folder / name);
  }
  Setting there;
  there.folder = folder / ".";
  for (const std::string command :
       {"", "check", "test", "score", "explain", "audit", "fmt", "explain-code", "dump"}) {
    CAPTURE(command);
    std::vector<std::string> words;
    if (!command.empty()) words.push_back(command);
    words.push_back("--help");
    const Run help = program(words);
    CHECK(help.status == 0);
    CHECK(help.err == "");
    const std::string mark = "例 / example:  rubric ";
    REQUIRE(contains(help.out, mark));
    const std::string example = first_line(help.out.substr(help.out.find(mark) + mark.size()));
    if (!command.empty()) CHECK(split(example, " ")[0] == command);
    const Run run = program(split(example, " "), there);
    CAPTURE(run.err);
    CHECK(run.status == (command == "audit" ? 1 : 0));  // the town's report has slips
    CHECK(run.status != 2);
  }
  CHECK(contains(program({"--version"}).out, "rubric "));
  CHECK(program({"--version"}).status == 0);
}

TEST_CASE("what cannot be run ends with 2") {
  const Folder folder;
  const std::string no_header = folder.file("blank.csv", ",,\n");
  const std::string binary = folder.file("binary.csv", "\xFF\xFE\xFF");
  const std::vector<std::string> commands[] = {
      {},
      {"frobnicate"},
      {"score"},
      {"score", subdistrict},
      {"score", subdistrict, town_units, "--format", "xlsx"},
      {"score", subdistrict, town_units, "extra"},
      {"explain", subdistrict, town_units},
      {"audit", subdistrict, town_units},
      {"check"},
      {"check", "--format", "yaml", subdistrict},
      {"dump", subdistrict, "--stage", "other"},
      {"check", "no-such.rules"},
      {"check", "rulesets"},
      {"check", bad_rules, "no-such.rules"},
      {"check", "no-such.rules", bad_rules},
      {"test", "no-such.rules"},
      {"test", "no-such.rules", town},
      {"dump", "no-such.rules"},
      {"dump", "no-such.rules", "--stage", "syntax"},
      {"score", "no-such.rules", town_units},
      {"score", subdistrict, "no-such.csv"},
      {"score", subdistrict, "examples"},
      {"score", subdistrict, no_header},
      {"score", subdistrict, binary},
      {"score", town, town_units, "-o", folder / "no-such-folder/scores.csv"},
      {"score", town, town_units, "-o", folder / "."},
      {"explain", town, "no-such.csv", "--unit", "甲"},
      {"audit", town, town_units, "--claims", "no-such.csv"},
      {"audit", town, "no-such.csv", "--claims", "examples/bishan-town-2024/claims.csv"},
      {"fmt"},
      {"fmt", "no-such.rules"},
      {"fmt", "--check", town, "no-such.rules"},
      {"fmt", "--check", town, "--to", "en"},
      {"fmt", town, "--to", "fr"},
      {"fmt", town, subdistrict, "--to", "en"},
      {"fmt", town, "-o", folder / "no-such-folder/town.rules"},
  };
  for (const auto& words : commands) {
    const Run run = program(words);
    CAPTURE(words);
    CHECK(run.status == 2);
    CHECK(run.err + run.out != "");
  }
}

TEST_CASE("what cannot be written ends with 2") {
  const std::string claims = "examples/bishan-town-2024/claims.csv";
  Setting full;
  full.output = "/dev/full";
  const std::vector<std::string> commands[] = {
      {"check", town},
      {"check", town, "--format", "json"},
      {"test", town},
      {"dump", town},
      {"score", town, town_units},
      {"score", town, town_units, "--format", "table"},
      {"explain", town, town_units, "--unit", "2024"},
      {"audit", town, town_units, "--claims", claims},
      {"explain-code", "E502"},
      {"fmt", town, "--to", "en"},
  };
  for (const auto& words : commands) {
    const Run run = program(words, full);
    CAPTURE(words);
    CHECK(run.status == 2);
    CHECK(contains(run.err, "E703"));
  }
  CHECK(program({"score", town, town_units, "-o", "/dev/full"}).status == 2);
}

TEST_CASE("something wrong with rules, data, samples or claims ends with 1, all well with 0") {
  const Folder folder;
  const std::string rules = read(project(subdistrict));
  const std::string wrong_sample =
      folder.file("wrong.rules", replaced(rules, "应得 总分  97.00分", "应得 总分  97.01分"));
  const std::string units = "examples/bishan-subdistrict-2023/units.csv";
  const std::string data = "tests/corpus/data/";

  CHECK(program({"check", subdistrict}).status == 0);
  CHECK(program({"check", bad_rules}).status == 1);
  CHECK(program({"check", bad_rules, subdistrict}).status == 1);
  CHECK(program({"check", subdistrict, bad_rules}).status == 1);
  CHECK(program({"test", subdistrict}).status == 0);
  CHECK(program({"test", wrong_sample}).status == 1);
  CHECK(program({"test", bad_rules}).status == 1);
  CHECK(program({"dump", subdistrict}).status == 0);
  CHECK(program({"dump", bad_rules}).status == 1);
  CHECK(program({"dump", bad_rules, "--stage", "syntax"}).status == 1);

  CHECK(program({"score", subdistrict, units}).status == 0);
  CHECK(program({"score", bad_rules, units}).status == 1);
  CHECK(program({"score", bad_rules, units}).out == "");
  CHECK(program({"score", subdistrict, data + "header-only.csv"}).status == 0);
  CHECK(program({"score", subdistrict, data + "other-year.csv"}).status == 0);  // a warning
  CHECK(program({"score", subdistrict, data + "word-in-number.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "zero-denominator.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "missing-column.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "ragged-row.csv"}).status == 1);

  CHECK(program({"explain", subdistrict, units, "--unit", "璧泉街道办事处"}).status == 0);
  CHECK(program({"explain", subdistrict, units, "--unit", "无此街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "word-in-number.csv", "--unit", "文字街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "zero-denominator.csv", "--unit", "零预算街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "zero-denominator.csv", "--unit", "青山街道"}).status == 0);

  const std::string claims = "examples/bishan-subdistrict-2023/claims.csv";
  CHECK(program({"audit", subdistrict, units, "--claims", claims}).status == 0);
  CHECK(program({"audit", town, town_units, "--claims", "examples/bishan-town-2024/claims.csv"}).status == 1);
}

// --- score ---

TEST_CASE("the six cases give what was worked out from their standards") {
  const Folder folder;
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    const std::vector<Cells> expected = csv_rows(read(project(c.expected)));

    const Run csv = program({"score", c.rules, c.units});
    CHECK(csv.status == 0);
    CHECK(csv.err.find("错误") == std::string::npos);
    compare(csv_rows(csv.out), expected);
    CHECK(csv_rows(csv.out)[0].back() == "问题");

    const Run jsonl = program({"score", c.rules, c.units, "--format", "jsonl"});
    CHECK(jsonl.status == 0);
    CHECK(jsonl_rows(jsonl.out) == csv_rows(csv.out));

    const std::string units = folder.file("units.jsonl", to_jsonl(read(project(c.units))));
    const Run from_jsonl = program({"score", c.rules, units});
    CAPTURE(from_jsonl.err);
    CHECK(from_jsonl.status == 0);
    CHECK(from_jsonl.out == csv.out);
    const std::string other = folder.file("units.txt", to_jsonl(read(project(c.units))));
    CHECK(program({"score", c.rules, other, "--data-format", "jsonl"}).out == csv.out);

    const Run table = program({"score", c.rules, c.units, "--format", "table"});
    CHECK(table.status == 0);
    const Cells figures = csv_rows(csv.out)[1];
    for (const std::string& figure : figures) CHECK(contains(table.out, figure));
  }
}

TEST_CASE("scores keep the digits that the rules round to") {
  const Run run = program({"score", cases[0].rules, cases[0].units});
  CHECK(contains(run.out, ",15.00,14.985,15.00,15.00,10.00,10.00,10.00,10.00,99.99,优,"));
}

TEST_CASE("JSON Lines hold scores as numbers and intervals as text") {
  const auto object = json::parse(program({"score", town, town_units, "--format", "jsonl"}).out);
  CHECK(object["单位"] == "广普镇人民政府");
  CHECK(object["年度"] == "2024");
  CHECK(object["预算执行率"].is_number());
  CHECK(object["总分"] == "89.86..99.86");
  CHECK(object["等级"] == "良..优");
  CHECK(contains(object["问题"].get<std::string>(), "纠纷处置及时率"));
}

TEST_CASE("the encoding and line ends of the data make no difference, and the encoding is said") {
  const Folder folder;
  for (const Case& c : cases) {
    CAPTURE(c.units);
    const std::string text = read(project(c.units));
    const std::string crlf = replaced(text, "\n", "\r\n");
    const std::string plain = program({"score", c.rules, c.units}).out;
    REQUIRE(plain != "");
    struct Variant {
      std::string bytes, said;
    };
    const Variant variants[] = {
        {text, ""},
        {"\xEF\xBB\xBF" + text, "UTF-8 BOM"},
        {"\xEF\xBB\xBF" + crlf, "UTF-8 BOM"},
        {crlf, ""},
        {replaced(text, "\n", "\r"), ""},
        {text.substr(0, text.size() - 1), ""},
        {encoded(text, "GB18030"), "GB18030"},
        {encoded(crlf, "GB18030"), "GB18030"},
        {"\xFF\xFE" + encoded(crlf, "UTF-16LE"), "UTF-16LE"},
        {"\xFE\xFF" + encoded(text, "UTF-16BE"), "UTF-16BE"},
        {replaced(text, ",", "\t"), ""},
        {to_csv(csv_rows(text)), ""},
    };
    for (const Variant& variant : variants) {
      CAPTURE(variant.said);
      const Run run = program({"score", c.rules, folder.file("units.csv", variant.bytes)});
      CHECK(run.status == 0);
      CHECK(run.out == plain);
      CHECK(contains(run.err, " 编码读取") == !variant.said.empty());
      CHECK(contains(run.err, variant.said));
    }
  }
}

TEST_CASE("money in any of its units and rates with or without % are the same") {
  const Folder folder;
  const std::string text = read(project("examples/bishan-subdistrict-2023/units.csv"));
  const std::string plain = program({"score", subdistrict, "examples/bishan-subdistrict-2023/units.csv"}).out;
  struct Change {
    std::string from, to;
  };
  const std::vector<Change> variants[] = {
      {{"18580.25", "18580.25万元"}},
      {{"18580.25", "185802500元"}, {"13006.70", "1.300670亿元"}},
      {{"18580.25", "\"18,580.25\""}},
      {{"全年预算", "全年预算（元）"}, {"18580.25", "185802500"}},
      {{"90%", "90"}, {"100%", "100"}, {"95%", "95"}},
      {{"90%", "９０％"}, {"18580.25", "１８５８０．２５"}},
      {{"群众满意度", "群众满意度(%)"}, {"95%,90%", "95,90"}},
      {{"90%", " 90.00% "}, {"13006.70", "　13006.7"}},
  };
  for (const auto& changes : variants) {
    std::string changed = text;
    for (const Change& change : changes) {
      REQUIRE(contains(changed, change.from));
      changed = replaced(changed, change.from, change.to);
    }
    CAPTURE(changed);
    const Run run = program({"score", subdistrict, folder.file("units.csv", changed)});
    CHECK(run.status == 0);
    CHECK(run.out == plain);
  }
}

TEST_CASE("the order of columns and the locale make no difference") {
  const Folder folder;
  std::mt19937 random(2024);
  for (const Case& c : cases) {
    const std::string plain = program({"score", c.rules, c.units}).out;
    const std::vector<Cells> rows = csv_rows(read(project(c.units)));
    for (int round = 0; round < 3; ++round) {
      std::vector<std::size_t> order(rows[0].size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      std::shuffle(order.begin(), order.end(), random);
      std::vector<Cells> shuffled(rows.size());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const std::size_t i : order) shuffled[row].push_back(rows[row][i]);
      }
      // Only the explanations in 问题 and 标识 depend on names; both keep the rules' order.
      CHECK(program({"score", c.rules, folder.file("units.csv", to_csv(shuffled))}).out == plain);
    }
  }
  const std::vector<std::string> commands[] = {
      {"score", town, town_units},
      {"score", town, town_units, "--format", "table"},
      {"explain", town, town_units, "--unit", "广普镇人民政府"},
      {"audit", town, town_units, "--claims", "examples/bishan-town-2024/claims.csv"},
      {"check", bad_rules},
      {"check", "no-such.rules"},
  };
  for (const auto& words : commands) {
    const Run plain = program(words);
    for (const std::string locale : {"C", "zh_CN.UTF-8", "zh_CN.GB18030", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
      Setting setting;
      setting.environment = {"LC_ALL=" + locale, "LANG=" + locale, "LANGUAGE=" + locale};
      const Run run = program(words, setting);
      CHECK(run.out == plain.out);
      CHECK(run.err == plain.err);
      CHECK(run.status == plain.status);
    }
  }
}

TEST_CASE("a unit scores the same whatever stands around it") {
  const Folder folder;
  const std::string good = read(project("tests/corpus/data/crlf.csv"));
  const std::string mixed = read(project("tests/corpus/data/wrong-unit.csv"));
  const auto row = [](const std::string& text, const std::string& unit) {
    for (const Cells& cells : csv_rows(text)) {
      if (cells[0] == unit) return cells;
    }
    return Cells{};
  };
  const std::string alone = program({"score", subdistrict, "tests/corpus/data/crlf.csv"}).out;
  const Run run = program({"score", subdistrict, "tests/corpus/data/wrong-unit.csv"});
  CHECK(run.status == 1);
  for (const std::string unit : {"青山街道", "红岩街道"}) {
    REQUIRE(row(alone, unit).size() > 3);
    CHECK(row(run.out, unit) == row(alone, unit));
  }
}

TEST_CASE("--keep adds the other columns of the data, unchanged") {
  const Folder folder;
  const std::string units = folder.file(
      "units.csv",
      "备注,单位,年度,全年预算,全年执行,生态修复比例,保洁覆盖率,设施完好率,收入完成率,信息公开率,"
      "补贴发放及时率,"
      "设施维护及时率,补助覆盖率,森林火灾次数,政策知晓率,群众满意度\n"
      "\"a,\"\"b\"\"\n c\",青山街道,2023,1000,\"1,000\",90%,100%,100%,100%,100%,100%,100%,100%,0,95%,90\n");
  const std::vector<Cells> plain = csv_rows(program({"score", subdistrict, units}).out);
  const Run run = program({"score", subdistrict, units, "--keep"});
  CHECK(run.status == 0);
  const std::vector<Cells> kept = csv_rows(run.out);
  REQUIRE(kept.size() == 2);
  const Cells headings = {"单位",
                          "年度",
                          "备注",
                          "全年预算",
                          "全年执行",
                          "生态修复比例",
                          "保洁覆盖率",
                          "设施完好率",
                          "收入完成率",
                          "信息公开率",
                          "补贴发放及时率",
                          "设施维护及时率",
                          "补助覆盖率",
                          "森林火灾次数",
                          "数据:政策知晓率",
                          "数据:群众满意度",
                          "预算执行率"};
  const Cells cells = {"青山街道", "2023", "a,\"b\"\n c", "1000", "1,000", "90%", "100%", "100%", "100%",
                       "100%",     "100%", "100%",        "100%", "0",     "95%", "90",   "10.00"};
  CHECK(Cells(kept[0].begin(), kept[0].begin() + 17) == headings);
  CHECK(Cells(kept[1].begin(), kept[1].begin() + 17) == cells);
  CHECK(kept[0].size() == plain[0].size() + 14);
  // What is kept can be read again as data.
  const std::string again = folder.file("again.csv", replaced(run.out, "数据:", ""));
  CHECK(contains(program({"score", subdistrict, again}).err, "E732"));  // 政策知晓率 is now there twice
}

TEST_CASE("a first column without a heading is kept in its place") {
  const Folder folder;
  const std::string units = folder.file("units.csv", ",全年执行\n甲,5\n");
  const std::string rules =
      folder.file("a.rules",
                  "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n全年执行 万元 ≥0\n"
                  "指标 执行 10分 ｜ 实际 全年执行 ｜ 目标 ≥10万元 ｜ 计分 按比例\n");
  CHECK(program({"score", rules, units, "--keep"}).out == ",全年执行,执行,总分,问题\n甲,5,5,5,\n");
}

TEST_CASE("--strict ends with 1 if a score is an interval, and writes the same") {
  const Run loose = program({"score", town, town_units});
  const Run strict = program({"score", town, town_units, "--strict"});
  CHECK(loose.status == 0);
  CHECK(strict.status == 1);
  CHECK(strict.out == loose.out);
  CHECK(program({"score", subdistrict, "examples/bishan-subdistrict-2023/units.csv", "--strict"}).status ==
        0);
}

TEST_CASE("results go to a file, by its ending, or to standard output") {
  const Folder folder;
  const std::string csv = program({"score", town, town_units}).out;
  const std::string jsonl = program({"score", town, town_units, "--format", "jsonl"}).out;
  CHECK(program({"score", town, town_units, "-o", "-"}).out == csv);
  struct Form {
    std::string name, text;
  };
  for (const Form& form : {Form{"scores.csv", csv}, {"scores.jsonl", jsonl}, {"scores.ndjson", jsonl}}) {
    const Run run = program({"score", town, town_units, "-o", folder / form.name});
    CHECK(run.status == 0);
    CHECK(run.out == "");
    CHECK(read(folder / form.name) == form.text);
  }
  CHECK(program({"score", town, town_units, "--output", folder / "scores.csv", "--format", "jsonl"}).status ==
        0);
  CHECK(read(folder / "scores.csv") == jsonl);
  const std::string claims = "examples/bishan-town-2024/claims.csv";
  CHECK(program({"audit", town, town_units, "--claims", claims, "-o", folder / "audit.txt"}).status == 1);
  CHECK(contains(read(folder / "audit.txt"), "E903"));
  CHECK(program({"explain", town, town_units, "--unit", "2024", "-o", folder / "explained.txt"}).status == 0);
  CHECK(contains(read(folder / "explained.txt"), "预算执行率"));
  CHECK(folder.names().size() == 5);  // nothing else was left
}

TEST_CASE("a run that fails leaves the old results as they were") {
  const Folder folder;
  const std::string old = folder.file("scores.csv", "old\n");
  CHECK(program({"score", town, "no-such.csv", "-o", old}).status == 2);
  CHECK(program({"score", bad_rules, town_units, "-o", old}).status == 1);
  CHECK(read(old) == "old\n");
  CHECK(folder.names().size() == 1);
}

TEST_CASE("- is standard input") {
  const Folder folder;
  const std::string plain = program({"score", town, town_units}).out;
  Setting setting;
  setting.input = project(town_units);
  CHECK(program({"score", town, "-"}, setting).out == plain);
  setting.input = folder.file("units.csv", encoded(read(project(town_units)), "GB18030"));
  const Run run = program({"score", town, "-"}, setting);
  CHECK(run.out == plain);
  CHECK(contains(run.err, "GB18030"));
  setting.input = folder.file("units.jsonl", to_jsonl(read(project(town_units))));
  CHECK(program({"score", town, "-", "--data-format", "jsonl"}, setting).out == plain);
  setting.input = project(town);
  CHECK(program({"score", "-", town_units}, setting).out == plain);
  CHECK(contains(program({"check", "-"}, setting).out, "没有错误"));
}

TEST_CASE("an English ruleset writes English columns") {
  const Folder folder;
  const std::string rules =
      folder.file("a.rules",
                  "ruleset A\nfull marks 10 points\neach item half up to 2 places\n"
                  "total half up to 2 places\ndata\nspent wanyuan >= 0\nwell yes/no\n"
                  "indicator Spent 6 points | actual spent | target >= 3 wanyuan | score "
                  "proportional\nindicator Well 4 points | actual well | score full if met, "
                  "else 0\ngrades by rounded total\n>= 5 points good\n< 5 points poor\n");
  const std::string units =
      folder.file("units.csv", "unit,year,spent,well\nA,2024,1,yes\nB,2024,,no\nC,2024,x,no\n");
  const Run run = program({"score", rules, units});
  CHECK(run.status == 1);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == Cells{"unit", "year", "Spent", "Well", "total", "grade", "issue"});
  CHECK(rows[1] == Cells{"A", "2024", "2.00", "4.00", "6.00", "good", ""});
  CHECK(Cells(rows[2].begin(), rows[2].begin() + 6) ==
        Cells{"B", "2024", "0.00..6.00", "0.00", "0.00..6.00", "poor..good"});
  CHECK(Cells(rows[3].begin(), rows[3].begin() + 6) == Cells{"C", "2024", "fault", "0.00", "fault", "fault"});
  CHECK(contains(rows[2][6], "missing spent"));
  CHECK(contains(run.err, "error[E801]"));
}

TEST_CASE("rows outside the rules' period are scored and counted in one warning") {
  const Run run = program({"score", subdistrict, "tests/corpus/data/other-year.csv"});
  CHECK(csv_rows(run.out).size() == 4);
  CHECK(contains(run.err, "[W735] 有 2 行"));
  CHECK(split(run.err, "W735").size() == 2);
}

TEST_CASE("the first two hundred findings are printed, the others counted") {
  const Folder folder;
  std::string text = first_line(read(project("tests/corpus/data/crlf.csv"))) + "\n";
  const std::size_t columns = csv_rows(text)[0].size();
  std::string row = "甲,2023";
  for (std::size_t i = 2; i < columns; ++i) row += ",完成";
  for (int i = 0; i < 50; ++i) text += row + "\n";
  const Run run = program({"score", subdistrict, folder.file("units.csv", text), "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(csv_rows(run.out).size() == 51);
  CHECK(split(run.err, "错误[E801]").size() == 201);
  CHECK(contains(run.err, "另有 450 条"));
}

// --- check, test, dump ---

TEST_CASE("check reports every file, as text or as JSON") {
  const Run text = program({"check", bad_rules, subdistrict, "--lang", "zh"});
  CHECK(contains(text.out, "ten.rules:23:14: 错误[E301]"));
  CHECK(contains(text.out, subdistrict + ": 没有错误"));
  const Run run = program({"check", bad_rules, subdistrict, "--format", "json"});
  CHECK(run.status == 1);
  CHECK(run.err == "");
  const json all = json::parse(run.out);
  REQUIRE(all.size() == 10);
  CHECK(all[0]["code"] == "E301");
  CHECK(all[0]["severity"] == "error");
  CHECK(all[0]["file"] == bad_rules);
  CHECK(all[0]["line"] == 23);
  CHECK(all[0]["column"] == 14);
  CHECK(all[0]["width"] == 4);
  CHECK(all[0]["fixes"][0]["replacement"] == "全年预算");
  for (const json& found : all) {
    CHECK(found["zh"] != "");
    CHECK(found["en"] != "");
  }
  CHECK(json::parse(program({"check", subdistrict, "--format", "json"}).out) == json::array());
  CHECK(json::parse(program({"check", "no-such.rules", "--format", "json"}).out)[0]["code"] == "E701");
}

TEST_CASE("messages come in the language of the file first, or in the one asked for") {
  const auto said = [](const std::string& file, const std::vector<std::string>& lang) {
    std::vector<std::string> words{"check", file};
    words.insert(words.end(), lang.begin(), lang.end());
    return program(words).out;
  };
  const std::string english = "tests/corpus/errors/ten-en.rules";
  CHECK(said(bad_rules, {}).find("错误[E301]") < said(bad_rules, {}).find("error: there is no datum"));
  CHECK(said(english, {}).find("error[E301]") < said(english, {}).find("错误: 没有叫"));
  CHECK_FALSE(contains(said(bad_rules, {"--lang", "zh"}), "error:"));
  CHECK_FALSE(contains(said(bad_rules, {"--lang", "en"}), "错误"));
  CHECK(contains(said(subdistrict, {"--lang", "en"}), "no errors"));
}

TEST_CASE("test names every sample and says what differs") {
  const Folder folder;
  const std::string rules = read(project(subdistrict));
  const Run good = program({"test", subdistrict});
  CHECK(contains(good.out, "通过 璧泉街道办事处2023（核对 14 项）"));
  CHECK(contains(good.out, subdistrict + ": 7 个样例通过，0 个不符"));
  const std::string wrong = folder.file(
      "wrong.rules", replaced(rules, "应得 预算执行率  7.00分，自报", "应得 预算执行率  7.01分，自报"));
  const Run bad = program({"test", wrong, "--lang", "zh"});
  CHECK(bad.status == 1);
  CHECK(contains(bad.out, "不符 璧泉街道办事处2023"));
  CHECK(contains(bad.out, "应得 7.01分，规则给出 7分"));
  CHECK(contains(bad.out, "6 个样例通过，1 个不符"));
}

TEST_CASE("test --coverage names in words what no sample shows") {
  const Run zh = program({"test", town, "--coverage", "--lang", "zh"});
  CHECK(zh.status == 0);
  CHECK(contains(zh.out, "没有样例落在“80%(含)至90%(不含)”这一档"));
  const json all = json::parse(program({"test", town, "--coverage", "--format", "json"}).out);
  CHECK(all[0]["shown"] == 38);  // two of four grades, none of the nine values around their bounds
  CHECK(all[0]["all"] == 79);
}

TEST_CASE("test --suggest: what it prints passes once appended to the file") {
  for (const std::string& rules : files("rulesets", ".rules")) {
    if (contains(rules, "library/")) continue;  // a library has no samples, and its user imports by folder
    CAPTURE(rules);
    const Run suggested = program({"test", rules, "--suggest"});
    CHECK(suggested.status == 0);
    const Folder folder;
    const std::string longer = folder.file("longer.rules", read(project(rules)) + suggested.out);
    CHECK(program({"test", longer}).status == 0);
  }
}

// --- fmt ---

TEST_CASE("fmt --check names the files that are not canonical and writes nothing") {
  std::vector<std::string> words{"fmt", "--check"};
  for (const std::string& file : files("rulesets", ".rules")) words.push_back(file);
  const Run canonical = program(words);
  CHECK(canonical.status == 0);
  CHECK(canonical.out + canonical.err == "");

  const Folder folder;
  const std::string typed = replaced(read(project(town)), "目标  ≥", "目标：不低于");
  const std::string path = folder.file("town.rules", typed);
  const Run run = program({"fmt", "--check", town, path});
  CHECK(run.status == 1);
  CHECK(run.out == path + "\n");
  CHECK(read(path) == typed);
}

TEST_CASE("fmt rewrites files in place, or prints standard input") {
  const Folder folder;
  const std::string canonical = read(project(town)), other = read(project(subdistrict));
  const std::string path = folder.file("town.rules", replaced(canonical, "\n", "。\r\n"));
  const std::string second = folder.file("subdistrict.rules", replaced(other, "  ", "\t"));

  Setting from_file;
  from_file.input = path;
  CHECK(program({"fmt", "-"}, from_file).out == canonical);

  CHECK(program({"fmt", path, second}).status == 0);
  CHECK(read(path) == canonical);
  CHECK(read(second) == other);
  CHECK(folder.names() == std::vector<std::string>{"subdistrict.rules", "town.rules"});
}

TEST_CASE("fmt leaves a file with errors as it is") {
  const Folder folder;
  const std::string rules = read(project(town));
  // One line that cannot be read, and one that can but is wrong: a name that nobody declares.
  for (const std::string line : {"  目标 ≥\n", "  不得分 无此数据>0\n"}) {
    const std::string typed = replaced(rules, "等级  按", "指标 多出一项  0分\n" + line + "等级：按");
    const std::string path = folder.file("wrong.rules", typed);
    const std::string fine = folder.file("fine.rules", replaced(rules, "  ", "   "));
    const Run run = program({"fmt", path, fine});
    CAPTURE(line);
    CHECK(run.status == 1);
    CHECK(contains(run.err, "wrong.rules:"));
    CHECK(contains(run.err, "没有整理 / not formatted"));
    CHECK(read(path) == typed);
    CHECK(read(fine) == rules);
    CHECK(program({"fmt", "--check", path}).status == 1);
    CHECK(program({"fmt", path, "--to", "en"}).out == "");
  }
}

TEST_CASE("fmt --to translates one file, to standard output or to -o") {
  const Folder folder;
  const std::string before = read(project(town));
  const Run english = program({"fmt", town, "--to", "en"});
  CHECK(english.status == 0);
  CHECK(first_line(english.out).substr(0, 8) == "ruleset ");
  CHECK(read(project(town)) == before);

  const std::string path = folder / "town-en.rules";
  CHECK(program({"fmt", town, "--to", "en", "-o", path}).status == 0);
  CHECK(read(path) == english.out);
  CHECK(program({"test", path}).status == 0);
  CHECK(program({"fmt", path, "--to", "zh"}).out == before);
}

TEST_CASE("every stage can be printed") {
  CHECK(contains(program({"dump", town, "--stage", "syntax"}).out, "indicator"));
  CHECK(contains(program({"dump", town, "--stage", "ruleset"}).out, "预算执行率"));
  CHECK(contains(program({"dump", town, "--stage", "plan"}).out, "divide"));
}

// --- explain ---

TEST_CASE("an explanation's lines add up to the total, in both languages, as text and as JSON") {
  for (const Case& c : cases) {
    CAPTURE(c.rules);
    const Cells expected = csv_rows(read(project(c.expected)))[1];
    const Cells headings = csv_rows(read(project(c.expected)))[0];
    const std::string total_score = expected[expected.size() - 2];
    for (const std::string language : {"zh", "en"}) {
      const Run run = program(
          {"explain", c.rules, c.units, "--unit", expected[0], "--format", "json", "--lang", language});
      CHECK(run.status == 0);
      const json explained = json::parse(run.out);
      CHECK(explained["unit"] == json::array({expected[0], expected[1]}));
      CHECK(ends(explained["total"].get<std::string>()) == ends(total_score));
      CHECK(explained["grade"] == expected.back());
      Rational low = 0, high = 0;
      REQUIRE(explained["items"].size() + 4 == expected.size());
      for (std::size_t i = 0; i < explained["items"].size(); ++i) {
        const json& item = explained["items"][i];
        CAPTURE(item["title"].get<std::string>());
        CHECK(item["title"] == headings[i + 2]);
        CHECK(item["clause"] != "");
        CHECK(item["steps"].size() >= 1);
        CHECK(item["figures"].size() >= 1);
        const auto score = interval(item["score"]), lost = interval(item["lost"]);
        CHECK(score == interval(expected[i + 2]));
        CHECK(score.first + lost.second == number(item["points"]));
        CHECK(score.second + lost.first == number(item["points"]));
        low += score.first;
        high += score.second;
      }
      // The only adjustment among the cases is a bonus of 0; rounding to 2 decimals is the last step.
      const rubric::engine::Rounding rounding{rubric::engine::RoundingMode::half_up, 2};
      CHECK(round(low, rounding) == interval(total_score).first);
      CHECK(round(high, rounding) == interval(total_score).second);

      const Run text = program({"explain", c.rules, c.units, "--unit", expected[0], "--lang", language});
      CHECK(text.status == 0);
      for (const json& item : explained["items"]) {
        const std::string score = item["score"], lost = item["lost"];
        const std::string line = language == "zh" ? "：得 " + score + "分，扣 " + lost + "分\n"
                                                  : ": " + score + " points, lost " + lost + "\n";
        CHECK(contains(text.out, item["title"].get<std::string>()));
        CHECK(contains(text.out, line));
      }
      const std::string end = explained["total"].get<std::string>();
      CHECK(contains(text.out, language == "zh" ? "\n总分：" + end + "分，等级：" + expected.back()
                                                : "\ntotal: " + end + " points, grade: " + expected.back()));
    }
  }
}

TEST_CASE("an explanation shows clause, figures with cell and unit, formula, exact value and rounding") {
  const Run run = program({"explain", town, town_units, "--unit", "广普镇人民政府 2024", "--lang", "zh"});
  const std::string item = run.out.substr(run.out.find("8. 预算执行率（10分）：得 9.86分，扣 0.14分"));
  const std::string lines = item.substr(0, item.find("9. "));
  CAPTURE(lines);
  CHECK(contains(lines, "依据："));
  CHECK(contains(lines, "用款额度 3402万元（K2）"));
  CHECK(contains(lines, "预算数 3452万元（J2）"));
  CHECK(contains(lines, "用款额度 ÷ 预算数，四舍五入保留1位小数的百分数 ＝ 3402万元 ÷ 3452万元"));
  CHECK(contains(lines, "≈98.551564% → 98.6%"));  // 3402/3452 = 0.985515643…
  CHECK(contains(lines, "10分 × 98.6% ÷ 100% ＝ 9.86分"));
  CHECK_FALSE(contains(lines, "9.86分 → 9.86分"));  // a rounding that changes nothing is not told
  const std::string english =
      program({"explain", town, town_units, "--unit", "广普镇人民政府", "--lang", "en"}).out;
  CHECK(
      contains(english, "用款额度 / 预算数, half up to 1 places of a percent = 3402 wanyuan / 3452 wanyuan"));
  CHECK(contains(english, "half up to 2 places"));
  CHECK_FALSE(contains(english, "＋"));
}

TEST_CASE("a value that does not end is given exactly, where it is computed") {
  const Run run = program({"explain", subdistrict, "examples/bishan-subdistrict-2023/units.csv", "--unit",
                           "2023", "--lang", "zh"});
  // 13006.70/18580.25 = 260134/371605 and ten times that 520268/74321.
  CHECK(contains(run.out, "≈70.002826%（准确值 260134/371605）"));
  CHECK(contains(run.out, "≈7.000283分（准确值 520268/74321）"));
  CHECK(contains(run.out, "≈7.000283分 → 7.00分\n"));
}

TEST_CASE("what cannot be computed is explained as that") {
  const Run run = program({"explain", subdistrict, "tests/corpus/data/zero-denominator.csv", "--unit",
                           "零预算街道", "--lang", "zh"});
  CHECK(contains(run.out, "1. 预算执行率（10分）：无法计算\n"));
  CHECK(contains(run.out, "2. 生态修复有效性（10分）：得 10.00分，扣 0.00分\n"));
  CHECK(contains(run.out, "\n总分：无法计算\n"));
  CHECK(contains(run.err, "E821"));
}

TEST_CASE("the unit is found by its identity, and a near miss is suggested") {
  const std::string units = "tests/corpus/data/crlf.csv";
  CHECK(contains(program({"explain", subdistrict, units, "--unit", "碧水街道"}).out, "碧水街道 2023"));
  CHECK(contains(program({"explain", subdistrict, units, "--unit", "碧水街道 2023"}).out, "碧水街道 2023"));
  CHECK(contains(program({"explain", subdistrict, units, "--unit", " 碧水街道　２０２３ "}).out,
                 "碧水街道 2023"));
  CHECK(split(program({"explain", subdistrict, units, "--unit", "2023"}).out, "规则：").size() == 4);
  const Run near = program({"explain", subdistrict, units, "--unit", "碧山街道"});
  CHECK(near.out == "");
  CHECK(contains(near.err, "[E734]"));
  CHECK(contains(near.err, "“碧水街道”"));
}

TEST_CASE("several units explained as JSON are one array") {
  const json all = json::parse(
      program({"explain", subdistrict, "tests/corpus/data/crlf.csv", "--unit", "2023", "--format", "json"})
          .out);
  REQUIRE(all.is_array());
  REQUIRE(all.size() == 3);
  CHECK(all[2]["unit"][0] == "红岩街道");
}

TEST_CASE("text for a terminal shows control characters and direction marks as their codes") {
  const Folder folder;
  std::string data = read(project("tests/corpus/data/crlf.csv"));
  data = replaced(data, "碧水街道", "碧\x1B[2J水\xE2\x80\xAE街道");
  const std::string units = folder.file("units.csv", data);
  const Run explained = program({"explain", subdistrict, units, "--unit", "2023"});
  CHECK(contains(explained.out, "碧<U+001B>[2J水<U+202E>街道"));
  const Run table = program({"score", subdistrict, units, "--format", "table"});
  CHECK(contains(table.out, "碧<U+001B>[2J水<U+202E>街道"));
  const std::string claims =
      folder.file("claims.csv", "单位,年度,总分\n碧\x1B[2J水\xE2\x80\xAE街道,2023,\x1B[31m9\n");
  const Run audit = program({"audit", subdistrict, units, "--claims", claims});
  CHECK(contains(audit.out, "碧<U+001B>[2J水<U+202E>街道"));
  const Run unknown = program({"explain", subdistrict, units, "--unit", "\x1B[2J\xE2\x80\xAE"});
  CHECK(contains(unknown.err, "<U+001B>[2J<U+202E>"));
  const Run file = program({"check", "no\x1B[2J.rules"});
  CHECK(contains(file.out, "no<U+001B>[2J.rules"));
  for (const Run* run : {&explained, &table, &audit, &unknown, &file}) {
    CHECK((run->out + run->err).find('\x1B') == std::string::npos);
    CHECK((run->out + run->err).find("\xE2\x80\xAE") == std::string::npos);
  }
  // The CSV is data: it keeps the name as it is.
  CHECK(contains(program({"score", subdistrict, units}).out, "碧\x1B[2J水\xE2\x80\xAE街道,2023,"));
}

// --- audit ---

namespace {

/// "D2 E903": each finding's cell and code, in their order.
std::vector<std::string> findings(const std::string& folder, const std::string& rules) {
  const Run run = program({"audit", rules, "examples/" + folder + "/units.csv", "--claims",
                           "examples/" + folder + "/claims.csv", "--format", "json"});
  std::vector<std::string> found;
  for (const json& finding : json::parse(run.out)) {
    std::string letters;
    for (int column = finding["column"]; column > 0; column = (column - 1) / 26) {
      letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    }
    found.push_back(letters + std::to_string(finding["line"].get<int>()) + " " +
                    finding["code"].get<std::string>());
  }
  CHECK(run.status == (found.empty() ? 0 : 1));
  return found;
}

std::string audit_text(const std::string& folder, const std::string& rules, const std::string& language) {
  return program({"audit", rules, "examples/" + folder + "/units.csv", "--claims",
                  "examples/" + folder + "/claims.csv", "--lang", language})
      .out;
}

}  // namespace

TEST_CASE("audit of the government services office: the items do not add up, two are wrong") {
  const std::string folder = "bishan-government-services-2021";
  const std::string rules = "rulesets/bishan/government-services-2021.rules";
  CHECK(findings(folder, rules) ==
        std::vector<std::string>{"D2 E903", "F2 E903", "K2 E905", "F2 N922", "K2 N911"});
  const std::string text = audit_text(folder, rules, "zh");
  CHECK(contains(text, "自报 15分，按规则应得 14.985分（多 0.015分）"));
  CHECK(contains(text, "自报 10分，按规则应得 15分（少 5分）"));
  CHECK(contains(text, "合计 95分，自报总分 99.99分（多 4.99分）"));
  CHECK(contains(text, "取整前 99.985分，取整后正好是自报总分 99.99分"));
  CHECK(contains(text, "事件数”一格，10 改为 15，就全部对得上"));
  const std::string english = audit_text(folder, rules, "en");
  CHECK(contains(english, "claims 10 points; the rules give 15 (5 too few)"));
  CHECK(contains(english, "add up to 95, but the declared total is 99.99"));
}

TEST_CASE("audit of the town: the items do not add up, one is wrong") {
  CHECK(findings("bishan-town-2024", town) == std::vector<std::string>{"J2 E903", "U2 E905", "U2 N923"});
  const std::string text = audit_text("bishan-town-2024", town, "zh");
  CHECK(contains(text, "自报 10分，按规则应得 9.86分（多 0.14分）"));
  CHECK(contains(text, "合计 100分，自报总分 99.09分（少 0.91分）"));
}

TEST_CASE("audit of the project: the declared total is above what is possible") {
  const std::string rules = "rulesets/panlong/project-2023.rules";
  CHECK(findings("panlong-project-2023", rules) == std::vector<std::string>{"C2 E907"});
  CHECK(contains(audit_text("panlong-project-2023", rules, "zh"),
                 "自报总分 95分，高于已公布数据可能得到的最高总分 93.71分"));
}

TEST_CASE("audit finds nothing where the report is right") {
  CHECK(findings("bishan-subdistrict-2023", subdistrict).empty());
  CHECK(findings("lusong-subdistrict-2023", "rulesets/lusong/subdistrict-2023.rules").empty());
  CHECK(contains(audit_text("bishan-subdistrict-2023", subdistrict, "zh"), "没有发现问题"));
}

TEST_CASE("audit: claims and data are matched by identity, whatever their order, encoding and width") {
  const Folder folder;
  const std::string units = "tests/corpus/data/crlf.csv";
  const std::string claims = folder.file(
      "claims.csv",
      encoded("年度,总分,单位\r\n２０２３,88.00,红岩街道\r\n2023,97,碧水街道\r\n2023,1,无此街道\r\n",
              "GB18030"));
  const Run run = program({"audit", subdistrict, units, "--claims", claims, "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(contains(run.out, "红岩街道 2023：按规则 88.00分 良，自报 88.00分"));
  CHECK(contains(run.out, "claims.csv:4: 错误[E736] 自报表里的单位“2023 无此街道”") ==
        false);  // the identity is in the rules' order
  CHECK(contains(run.out, "claims.csv:4: 错误[E736] 自报表里的单位“无此街道 2023”"));
  CHECK(split(run.out, "错误").size() == 2);
}

TEST_CASE("a library is checked but not scored") {
  const std::string library = "rulesets/library/common-rates.rules";
  CHECK(program({"check", library}).status == 0);
  const Run run = program({"score", library, town_units});
  CHECK(run.status != 0);
  CHECK(run.out == "");
  CHECK(contains(run.err, "[E328]"));
}
