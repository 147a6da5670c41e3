#include "tests/widened.hpp"

#include <sstream>

#include "engine/text.hpp"

namespace rubric::testing {

namespace {

/// Where the text of a line is kept as it was typed: the lines that are copied from print, and comments.
bool is_copied(const std::string& line) {
  const std::string text(engine::trim(line));
  for (const std::string word : {"规则集", "版本", "依据", "ruleset", "version", "basis", "……", "..."}) {
    if (text.compare(0, word.size(), word) == 0) return true;
  }
  return false;
}

}  // namespace

std::string widened(const std::string& text, std::mt19937& random) {
  std::string out;
  bool first = true;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!first) out += random() % 4 == 0 ? "\r\n" : "\n";
    first = false;
    bool quoted = false, comment = false;
    // A heading's title is kept as it is typed, and so are the names that samples and 应得 lines speak of.
    const std::string trimmed(engine::trim(line));
    bool titled = false;
    for (const std::string word :
         {"指标",       "加分",   "减分",     "一票否决", "一级指标",  "二级指标", "样例", "应得",
          "自报",       "其中",   "评分方法", "计分  同", "indicator", "bonus",    "veto", "section",
          "subsection", "sample", "expect",   "claimed",  "part",      "method"}) {
      titled = titled || trimmed.compare(0, word.size(), word) == 0;
    }
    for (std::size_t i = 0; i < line.size();) {
      const engine::Character c = engine::decode(line, i);
      const std::string same = line.substr(i, c.bytes);
      i += c.bytes;
      if (c.code == U'"' || c.code == U'“' || c.code == U'”')
        quoted = c.code == U'"' ? !quoted : c.code == U'“';
      if (c.code == U'#') comment = true;
      const bool kept = quoted || comment || titled || is_copied(line) || c.code == U'"' || random() % 2 == 0;
      if (kept || c.code <= 0x20 || c.code > 0x7E) {
        if (c.code == U' ' && !quoted && !titled && !is_copied(line) && random() % 3 == 0) {
          out += "\u3000";
        } else {
          out += same;
        }
      } else {
        engine::append_utf8(out, c.code - U'!' + 0xFF01);
      }
    }
  }
  return out;
}

}  // namespace rubric::testing
