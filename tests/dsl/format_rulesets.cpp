// Formatting and translating every ruleset there is: those of the project, of docs/language.md, of the forms;
// as they stand and as somebody else would type them.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "dsl/check.hpp"
#include "engine/text.hpp"
#include "tests/dsl/formatted.hpp"
#include "tests/files.hpp"

namespace rubric::dsl {

namespace {

using engine::Language;

/// What the rules mean; nothing if they have errors.
std::string meaning(const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  const Source source("test.rules", text, problems);
  const engine::Ruleset rules = read_rules(source, problems);
  return engine::has_errors(problems) ? "" : engine::to_text(rules);
}

/// Where two texts begin to differ, as their lines there; nothing if they are the same.
std::string difference(const std::string& a, const std::string& b) {
  const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  if (a == b) return "";
  const auto line = [&](const std::string& text) {
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', static_cast<std::size_t>(at) - 1) + 1;
    return "\n" + text.substr(begin, text.find('\n', static_cast<std::size_t>(at)) - begin);
  };
  return line(a) + line(b);
}

/// Rulesets to try everything on: those of the project, those of the language reference, the forms.
struct Sample {
  std::string name, text;
};

std::vector<Sample> samples() {
  std::vector<Sample> found;
  for (const std::string& folder : {std::string("rulesets"), std::string("tests/corpus/forms")}) {
    for (const std::string& file : testing::files(folder, ".rules")) found.push_back({file, file_text(file)});
  }
  const std::string reference = file_text("docs/language.md"), open = "```rules\n";
  for (std::size_t at = 0; (at = reference.find(open, at)) != std::string::npos;) {
    at += open.size();
    const std::size_t end = reference.find("```", at);
    const auto line =
        std::count(reference.begin(), reference.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    found.push_back({"docs/language.md:" + std::to_string(line + 1), reference.substr(at, end - at)});
  }
  return found;
}

/// What formatting may not lose: titles, printed texts and labels as they say it; how many lines, rows,
/// names, flags, remarks and open points there are of each kind; and how many comments.
std::vector<std::string> content(const Reading& reading) {
  std::vector<std::string> all;
  std::map<NodeKind, int> counts;
  for (const Node& node : reading.tree.nodes) {
    switch (node.kind) {
      case NodeKind::title:
      case NodeKind::text:
      case NodeKind::label:
        all.push_back(wording(reading.source, node));
        break;
      case NodeKind::data_line:
      case NodeKind::flag:
      case NodeKind::parameter:
      case NodeKind::case_row:
      case NodeKind::grade_row:
      case NodeKind::tier_row:
      case NodeKind::level_row:
      case NodeKind::item_row:
      case NodeKind::point_row:
      case NodeKind::sample_value:
      case NodeKind::claim:
      case NodeKind::kind:
      case NodeKind::rounding:
      case NodeKind::default_share:
      case NodeKind::group_by:
      case NodeKind::date:
      case NodeKind::name:
      case NodeKind::guess:
      case NodeKind::hole:
        ++counts[node.kind];
        break;
      default:  // a line carries its keyword
        if (node.word != Word::no_word && line_group(node.word) != LineGroup::none &&
            node.kind != NodeKind::word) {
          ++counts[node.kind];
        }
    }
  }
  for (const auto& [kind, count] : counts)
    all.push_back(std::string(name(kind)) + " " + std::to_string(count));
  const std::string text(reading.source.folded());
  all.push_back(std::to_string(std::count(text.begin(), text.end(), '#')));
  return all;
}

/// A text typed by somebody else: other blanks, full-width signs, accepted spellings, bars for line ends.
class Typist {
 public:
  Typist(const Reading& reading, unsigned seed) : source_(reading.source), random_(seed) {
    const Language language = reading.tree.language;
    const std::string_view text = source_.folded();
    kept_.resize(text.size(), false);
    for (const Node& node : reading.tree.nodes) {
      if (node.next != static_cast<std::uint32_t>(&node - reading.tree.nodes.data()) + 1) continue;
      switch (node.kind) {
        case NodeKind::title:
        case NodeKind::text:
        case NodeKind::label:
          keep(node.span.begin, node.span.end);
          break;
        case NodeKind::name:
          if (quoted(source_, node)) keep(node.span.begin, node.span.end);
          break;
        case NodeKind::word:
        case NodeKind::comparison:
          spellings_[node.span.begin] = {node.word, node.span.end, language};
          break;
        default:
          break;
      }
    }
    for (std::size_t at = 0; (at = text.find('#', at)) != std::string_view::npos; ++at) {
      const bool comment = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
      if (comment && !kept_[at]) keep(at, std::min(text.find('\n', at), kept_.size()));
    }
  }

  std::string type() {
    const std::string_view text = source_.folded();
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const engine::Character here = engine::decode(text, at);
      if (kept_[at]) {
        out +=
            source_.original({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + here.bytes)});
        at += here.bytes;
      } else if (spellings_.count(at) && chance(3)) {
        at = other_spelling(at, out);
      } else {
        character(here, at, out);
        at += here.bytes;
      }
    }
    return out;
  }

 private:
  struct Spelling {
    Word word;
    std::uint32_t end;
    Language language;
  };

  bool chance(int one_in) { return std::uniform_int_distribution<int>(1, one_in)(random_) == 1; }

  void keep(std::size_t begin, std::size_t end) {
    std::fill(kept_.begin() + static_cast<std::ptrdiff_t>(begin),
              kept_.begin() + static_cast<std::ptrdiff_t>(end), true);
  }

  std::size_t other_spelling(std::size_t at, std::string& out) {
    const auto& [word, end, language] = spellings_.at(at);
    const auto& all = spellings(word, language);
    std::string chosen = all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random_)];
    // 不低于 compares numbers only, and a word may not touch a name.
    const char32_t next = engine::decode(source_.folded(), end).code;
    const bool letters = engine::is_letter(engine::decode(chosen, 0).code);
    if (letters && engine::is_letter(next)) chosen = source_.original({static_cast<std::uint32_t>(at), end});
    out += chosen;
    return end;
  }

  void character(engine::Character here, std::size_t at, std::string& out) {
    const std::string_view text = source_.folded();
    if (here.code == U'\n') {
      const bool clause_follows = text.substr(at + 1, 2) == "  " && !(at + 3 < kept_.size() && kept_[at + 3]);
      const bool comment_here = at == 0 || text[at - 1] == '\n' || in_comment(at - 1);
      if (clause_follows && !comment_here && chance(4)) {
        out += chance(2) ? " | " : "｜";
      } else {
        if (!comment_here && chance(5)) out += chance(2) ? "。" : "；";
        out += clause_follows && chance(4) ? "\r\n \n" : chance(4) ? "\r\n" : "\n";
      }
    } else if (here.code == U' ') {
      out += chance(4) ? "　" : chance(4) ? "   " : chance(6) ? "\t" : " ";
    } else if (here.code > U' ' && here.code < 0x7F && here.code != U'#' && here.code != U'_' && chance(4)) {
      engine::append_utf8(out, here.code - U'!' + 0xFF01);
    } else {
      out += source_.original({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + here.bytes)});
    }
  }

  bool in_comment(std::size_t at) const {
    const std::size_t line = source_.folded().rfind('\n', at) + 1;
    return kept_[at] && source_.folded().substr(line, at + 1 - line).find('#') != std::string_view::npos;
  }

  const Source& source_;
  std::mt19937 random_;
  std::vector<bool> kept_;  // by byte: what stays as it is
  std::map<std::size_t, Spelling> spellings_;
};

}  // namespace

TEST_CASE("every ruleset: formatting it again changes nothing, its meaning and wording stay") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::string& text = sample.text;
    const std::string once = formatted(text);
    CHECK(difference(formatted(once), once) == "");
    CHECK(difference(meaning(once), meaning(text)) == "");
    CHECK(content(Reading(once)) == content(Reading(text)));
  }
}

TEST_CASE("every form of the language: nothing of it is lost") {
  for (const Form& form : forms()) {
    CAPTURE(form.line);
    const std::string once = formatted(form.text);
    CHECK(difference(formatted(once), once) == "");
    CHECK(content(Reading(once)) == content(Reading(form.text)));
  }
}

TEST_CASE("every ruleset: it means the same in the other language, and the way back leads to the same text") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::string& text = sample.text;
    const std::string canonical = formatted(text);
    const Language from = Reading(text).tree.language;
    const Language to = from == Language::zh ? Language::en : Language::zh;
    const std::string other = translated(canonical, to);
    CHECK(difference(meaning(other), meaning(text)) == "");
    CHECK(difference(formatted(other), other) == "");
    CHECK(difference(translated(other, from), canonical) == "");
    CHECK(content(Reading(other)).size() == content(Reading(text)).size());
  }
}

TEST_CASE("the rulesets of the project are canonical") {
  for (const std::string& file : testing::files("rulesets", ".rules")) {
    CAPTURE(file);
    CHECK(difference(formatted(file_text(file)), file_text(file)) == "");
  }
}

TEST_CASE("however it is typed, it is printed in one way") {
  unsigned seed = 20240601;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::string& text = sample.text;
    const std::string canonical = formatted(text);
    const Reading reading(canonical);
    for (int i = 0; i < 5; ++i) {
      CAPTURE(seed);
      const std::string typed = Typist(reading, ++seed).type();
      CHECK(difference(formatted(typed), canonical) == "");
    }
  }
}

}  // namespace rubric::dsl
