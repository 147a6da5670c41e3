// How well slips are told: rulesets with one character or one word changed.
//
//   rubric_mutations EDITS WIDENED SEED FILE...     (all rulesets of the project: mutations.sh)
//
// Every ruleset is changed EDITS times, once each time: a character is left out, doubled, swapped with the
// next, or replaced by another one of the file; a word is left out, doubled, or replaced by another word of
// the file. Of those edits that break something (an error or a warning is reported where there was none) the
// share is printed that is reported on the edited line, and the number of messages for one of them. WIDENED
// times, the file is typed with full-width characters at random, which must never change what it means. Ends
// with 1 if fewer than 95 % are reported on their line, if there are more than 1.3 messages for each, or if
// typing changed a meaning.

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

#include "dsl/check.hpp"
#include "engine/text.hpp"
#include "tests/widened.hpp"

namespace {

using namespace rubric;

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct Checked {
  std::vector<engine::Diagnostic> problems;
  engine::Ruleset ruleset;
};

Checked check(const std::string& file, const std::string& text) {
  Checked result;
  const dsl::Source source(file, text, result.problems);
  result.ruleset = dsl::read_rules(source, result.problems, [](const std::string& path, engine::Text& why) {
    auto bytes = read_file(path);
    if (!bytes) why = {"没有这个文件", "no such file"};
    return bytes;
  });
  return result;
}

/// The text as pieces: characters, or words (runs of letters, digits, signs between blanks and marks).
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = engine::decode(text, i);
    found.push_back(text.substr(i, c.bytes));
    i += c.bytes;
  }
  return found;
}

bool parts_words(const std::string& character) {
  static const std::string marks = " \n\t，、；：。｜（）()≥≤＞＜＝÷×＋－%分,;:|";
  return marks.find(character) != std::string::npos;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  bool fresh = true;
  for (const std::string& c : characters(text)) {
    const bool mark = parts_words(c);
    if (mark || fresh) found.emplace_back();
    found.back() += c;
    fresh = mark;
  }
  return found;
}

std::uint32_t line_of(const std::vector<std::string>& pieces, std::size_t place) {
  std::uint32_t line = 1;
  for (std::size_t i = 0; i < place; ++i) line += pieces[i] == "\n";
  return line;
}

struct Edit {
  std::string text, what;
  std::uint32_t line = 0;
};

Edit edited(std::vector<std::string> pieces, std::mt19937& random) {
  const auto pick = [&](std::size_t count) { return std::size_t(random() % count); };
  std::size_t place = 0;
  do {
    place = pick(pieces.size());
  } while (pieces[place] == " " || pieces[place] == "\n");  // blanks between words are the formatter's matter
  Edit result;
  result.line = line_of(pieces, place);
  const std::string was = pieces[place];
  switch (pick(4)) {
    case 0:
      pieces[place].clear();
      break;
    case 1:
      pieces[place] += was;
      break;
    case 2:
      if (place + 1 < pieces.size() && pieces[place + 1] != "\n") {
        std::swap(pieces[place], pieces[place + 1]);
        break;
      }
      [[fallthrough]];
    default:
      do {
        pieces[place] = pieces[pick(pieces.size())];
      } while (pieces[place] == was || pieces[place] == "\n");
  }
  result.what = "“" + was + "” -> “" + pieces[place] + "”";
  for (const std::string& piece : pieces) result.text += piece;
  return result;
}

struct Tally {
  int edits = 0, broken = 0, on_line = 0;
  std::size_t messages = 0;
  int widened = 0, changed = 0;
};

void mutate(const std::string& file, const std::string& text, int edits, bool show, std::mt19937& random,
            Tally& tally) {
  const std::vector<std::string> by_character = characters(text), by_word = words(text);
  const std::size_t already = check(file, text).problems.size();
  for (int i = 0; i < edits; ++i) {
    const Edit edit = edited(random() % 2 ? by_character : by_word, random);
    const std::vector<engine::Diagnostic> problems = check(file, edit.text).problems;
    ++tally.edits;
    if (problems.size() <= already) continue;
    ++tally.broken;
    tally.messages += problems.size() - already;
    bool there = false;
    for (const auto& problem : problems) there = there || problem.place.line == edit.line;
    tally.on_line += there;
    if (show && (!there || problems.size() > already + 2)) {
      fmt::print("{}:{}: {}", file, edit.line, edit.what);
      for (const auto& problem : problems)
        fmt::print("  {} {}", problem.place.line, engine::kind(problem.code).name);
      fmt::print("\n");
    }
  }
}

void widen(const std::string& file, const std::string& text, int rounds, std::mt19937& random, Tally& tally) {
  const std::string meaning = engine::to_text(check(file, text).ruleset);
  for (int i = 0; i < rounds; ++i) {
    const Checked wide = check(file, testing::widened(text, random));
    ++tally.widened;
    if (engine::to_text(wide.ruleset) == meaning && !engine::has_errors(wide.problems)) continue;
    ++tally.changed;
    fmt::print("{}: typed otherwise it means something else\n", file);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "rubric_mutations EDITS WIDENED SEED FILE...\n");
    return 2;
  }
  const int edits = std::atoi(argv[1]), rounds = std::atoi(argv[2]);
  std::mt19937 random(static_cast<std::uint32_t>(std::atoi(argv[3])));
  const bool show = std::getenv("RUBRIC_SHOW_EDITS") != nullptr;
  Tally tally;
  int files = 0;
  for (int i = 4; i < argc; ++i) {
    const auto text = read_file(argv[i]);
    if (!text) {
      fmt::print(stderr, "cannot read {}\n", argv[i]);
      return 2;
    }
    mutate(argv[i], *text, edits, show, random, tally);
    widen(argv[i], *text, rounds, random, tally);
    ++files;
  }
  const double share = tally.broken ? 100.0 * tally.on_line / tally.broken : 0;
  const double messages = tally.broken ? double(tally.messages) / tally.broken : 0;
  fmt::print(
      "{} rulesets, {} edits, {} of them break something: {:.2f} % are reported on the edited line, "
      "{:.3f} messages each\n{} times typed with full-width characters: {} mean something else\n",
      files, tally.edits, tally.broken, share, messages, tally.widened, tally.changed);
  return tally.broken > 0 && share >= 95 && messages <= 1.3 && tally.changed == 0 ? 0 : 1;
}
