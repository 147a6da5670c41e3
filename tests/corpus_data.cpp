// Data with faults, and what must come out of them: each file of tests/corpus/data has its scores and
// messages written beside it, in the .expect file of its name.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/text.hpp"
#include "tests/files.hpp"
#include "tests/found.hpp"
#include "tests/program.hpp"

using namespace rubric;
using namespace rubric::testing;

namespace {

/// What a .expect file says of one row: its unit, total and grade, some of its indicators, and its faults.
struct ExpectedRow {
  std::uint32_t number = 0;
  std::string unit, total, grade;
  std::map<std::string, std::string> items;
};

/// One message: what is at fault, the code, and what the message must mention.
struct ExpectedMessage {
  std::uint32_t row = 0;
  std::string subject, code;
  std::vector<std::string> words;
};

struct Expectation {
  int status = 0;
  std::string encoding;
  std::vector<ExpectedRow> rows;
  std::vector<ExpectedMessage> messages;

  explicit Expectation(const std::string& text) {
    for (const std::string& line : split(text, "\n")) {
      if (line.empty() || line[0] == '#') continue;
      const bool indented = line[0] == ' ';
      std::vector<std::string> words = words_of(line);
      if (words[0] == "退出状态") {
        status = std::stoi(words.at(1));
      } else if (words[0] == "编码") {
        encoding = words.at(1);
      } else if (!indented) {
        words.resize(4);
        rows.push_back({static_cast<std::uint32_t>(std::stoul(words[0])),
                        replaced(words[1], "⏎", "\n"),
                        words[2],
                        words[3],
                        {}});
      } else if (is_code(words.at(1))) {
        messages.push_back({rows.empty() ? 0 : rows.back().number,
                            words[0] == "全表" || words[0] == "本行" ? "" : words[0],
                            words[1],
                            {words.begin() + 2, words.end()}});
      } else {
        rows.back().items[words[0]] = words[1];
      }
    }
  }

 private:
  static bool is_code(const std::string& word) {
    return word.size() == 4 && std::isupper(static_cast<unsigned char>(word[0]));
  }
  /// Split where two or more blanks stand.
  static std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    for (const std::string& part : split(line, "  ")) {
      const std::string word(engine::trim(part));
      if (!word.empty()) words.push_back(word);
    }
    return words;
  }
};

/// The good rows that every file repeats: the indicators that are not full, see the README there.
const std::map<std::string, std::map<std::string, std::string>> good_rows = {
    {"青山街道 100.00", {}},
    {"碧水街道 97.00", {{"预算执行率", "7.00"}}},
    {"红岩街道 88.00",
     {{"预算执行率", "8.00"},
      {"生态修复有效性", "5.00"},
      {"森林火灾发生次数", "8.00"},
      {"政策知晓率", "4.00"},
      {"群众满意度", "8.00"}}},
};

/// "x.csv:3:5（E3“全年预算”）: 错误[E801] …" as row 3, 全年预算, E801.
struct Message {
  std::uint32_t row = 0;
  std::string subject, code, text;
};

std::vector<Message> messages(const std::string& err, const std::string& file) {
  std::vector<Message> all;
  for (const std::string& line : split(err, "\n")) {
    const std::size_t bracket = std::min(line.find("错误["), line.find("提醒["));
    if (line.compare(0, file.size(), file) != 0 || bracket == std::string::npos) continue;
    Message message;
    const std::string place = line.substr(file.size(), bracket - file.size());
    if (place.size() > 1 && std::isdigit(static_cast<unsigned char>(place[1]))) {
      message.row = static_cast<std::uint32_t>(std::stoul(place.substr(1)));
    }
    const std::string open = "“", close = "”）";
    const std::size_t begin = place.find(open);
    if (begin != std::string::npos) {
      message.subject = place.substr(begin + open.size(), place.rfind(close) - begin - open.size());
    }
    message.code = line.substr(line.find('[', bracket) + 1, 4);
    message.text = line.substr(bracket);
    all.push_back(message);
  }
  return all;
}

Found brief(const std::vector<Message>& all) {
  Found result;
  for (const Message& m : all) result.insert(found_text(m.row, m.code) + " " + m.subject);
  return result;
}

Found brief(const std::vector<ExpectedMessage>& all) {
  Found result;
  for (const ExpectedMessage& m : all) result.insert(found_text(m.row, m.code) + " " + m.subject);
  return result;
}

}  // namespace

TEST_CASE("data that go wrong give what is written beside them") {
  const std::string rules = "rulesets/bishan/subdistrict-2023.rules";
  const std::map<std::string, std::string> full = {{"预算执行率", "10.00"},
                                                   {"生态修复有效性", "10.00"},
                                                   {"辖区保洁覆盖率", "10.00"},
                                                   {"市政设施完好率", "10.00"},
                                                   {"一般公共预算收入完成率", "5.00"},
                                                   {"政务信息公开率", "5.00"},
                                                   {"补贴资金发放及时率", "5.00"},
                                                   {"市政设施维护及时率", "10.00"},
                                                   {"扶贫有效性和补助对象覆盖率", "10.00"},
                                                   {"森林火灾发生次数", "10.00"},
                                                   {"政策知晓率", "5.00"},
                                                   {"群众满意度", "10.00"}};
  std::size_t compared = 0;
  for (const std::string& file : files("tests/corpus/data", ".csv")) {
    CAPTURE(file);
    const Expectation expected(read(project(replaced(file, ".csv", ".expect"))));
    const Run run = program({"score", rules, file, "--lang", "zh"});
    CAPTURE(run.err);
    CHECK(run.status == expected.status);
    CHECK(contains(run.err, " 按 " + expected.encoding + " 编码读取") == !expected.encoding.empty());

    const std::vector<Message> said = messages(run.err, file);
    CHECK(brief(said) == brief(expected.messages));
    for (const ExpectedMessage& message : expected.messages) {
      const auto same = std::find_if(said.begin(), said.end(), [&](const Message& m) {
        return std::max(m.row, 1u) == std::max(message.row, 1u) && m.code == message.code &&
               m.subject == message.subject;
      });
      REQUIRE(same != said.end());
      CAPTURE(same->text);
      for (const std::string& word : message.words) CHECK(contains(same->text, word));
    }

    if (expected.status == 2) {
      CHECK(run.out == "");
      continue;
    }
    const std::vector<Cells> rows = csv_rows(run.out);
    REQUIRE(rows.size() == expected.rows.size() + 1);
    const auto column = [&](const std::string& heading) {
      const auto place = std::find(rows[0].begin(), rows[0].end(), heading);
      REQUIRE_MESSAGE(place != rows[0].end(), heading);
      return static_cast<std::size_t>(place - rows[0].begin());
    };
    for (std::size_t i = 0; i < expected.rows.size(); ++i) {
      const ExpectedRow& row = expected.rows[i];
      const Cells& cells = rows[i + 1];
      CAPTURE(row.unit);
      CHECK(cells[column("单位")] == row.unit);
      CHECK(cells[column("总分")] == row.total);
      CHECK(cells[column("等级")] == (row.total == "无法计算" ? "无法计算" : row.grade));
      std::map<std::string, std::string> items = row.items;
      const auto good = good_rows.find(row.unit + " " + row.total);
      if (good != good_rows.end()) items.insert(good->second.begin(), good->second.end());
      if (good != good_rows.end() || items.count("其余指标")) items.insert(full.begin(), full.end());
      for (const auto& item : items) {  // title and score
        CAPTURE(item.first);
        if (item.first != "其余指标") CHECK(cells[column(item.first)] == item.second);
      }
      ++compared;
    }
  }
  CHECK(compared > 100);
}
