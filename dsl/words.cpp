#include "dsl/words.hpp"

#include <array>
#include <map>

#include "engine/text.hpp"

namespace rubric::dsl {

namespace {

using engine::Language;

struct Row {
  std::string_view name;
  std::array<std::string_view, 2> spellings;  // by Language, separated by |
  std::array<std::string_view, 2> example;
};

constexpr Row rows[] = {
    {"no_word", {"", ""}, {"", ""}},
#define RUBRIC_LINE(id, zh, en, zh_example, en_example) {#id, {zh, en}, {zh_example, en_example}},
#define RUBRIC_WORD(id, zh, en) {#id, {zh, en}, {"", ""}},
#include "dsl/words.def"
#undef RUBRIC_LINE
#undef RUBRIC_WORD
};
constexpr std::size_t row_count = sizeof rows / sizeof rows[0];

std::size_t index(Word word) {
  return static_cast<std::size_t>(word);
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t bar = list.find('|');
    parts.emplace_back(list.substr(0, bar));
    list.remove_prefix(bar == std::string_view::npos ? list.size() : bar + 1);
  }
  return parts;
}

struct Spellings {
  std::vector<std::string> written, folded;
};

std::vector<Spellings> spelled(Language language) {
  std::vector<Spellings> all;
  all.reserve(row_count);
  for (const Row& row : rows) {
    Spellings cell{split(row.spellings[static_cast<std::size_t>(language)]), {}};
    for (const std::string& word : cell.written) cell.folded.push_back(engine::fold(word));
    all.push_back(std::move(cell));
  }
  return all;
}

// Split and folded once, and only the language that is asked for; the registry never changes.
const Spellings& spelled(Word word, Language language) {
  if (language == Language::zh) {
    static const std::vector<Spellings> zh = spelled(Language::zh);
    return zh[index(word)];
  }
  static const std::vector<Spellings> en = spelled(Language::en);
  return en[index(word)];
}

}  // namespace

std::string_view name(Word word) {
  return rows[index(word)].name;
}

std::string_view spelling(Word word, Language language) {
  const std::vector<std::string>& all = spellings(word, language);
  return all.empty() ? std::string_view() : std::string_view(all.front());
}

const std::vector<std::string>& spellings(Word word, Language language) {
  return spelled(word, language).written;
}

const std::vector<std::string>& folded_spellings(Word word, Language language) {
  return spelled(word, language).folded;
}

std::string_view example(Word word, Language language) {
  return rows[index(word)].example[static_cast<std::size_t>(language)];
}

const std::vector<Word>& line_keywords() {
  static const std::vector<Word> words = [] {
    std::vector<Word> lines;
    for (std::size_t i = 0; i < row_count; ++i) {
      if (!rows[i].example[0].empty()) lines.push_back(static_cast<Word>(i));
    }
    return lines;
  }();
  return words;
}

const std::vector<Word>& line_keywords_from(char32_t first, Language language) {
  using ByFirst = std::map<char32_t, std::vector<Word>>;
  const auto made = [](Language of) {
    ByFirst words;
    for (const Word word : line_keywords()) {
      for (const std::string& spelling : folded_spellings(word, of)) {
        std::vector<Word>& same = words[engine::decode(spelling, 0).code];
        if (same.empty() || same.back() != word) same.push_back(word);
      }
    }
    return words;
  };
  static const std::vector<Word> none;
  const auto find = [&](const ByFirst& words) -> const std::vector<Word>& {
    const auto found = words.find(first);
    return found == words.end() ? none : found->second;
  };
  if (language == Language::zh) {
    static const ByFirst zh = made(Language::zh);
    return find(zh);
  }
  static const ByFirst en = made(Language::en);
  return find(en);
}

LineGroup line_group(Word word) {
  // The registry keeps the line keywords in this order.
  if (word == Word::no_word || word > Word::claimed) return LineGroup::none;
  if (word <= Word::library) return LineGroup::head;
  if (word <= Word::sample) return LineGroup::declaration;
  if (word <= Word::remove) return LineGroup::edit;
  if (word <= Word::imports) return LineGroup::header;
  if (word <= Word::choose) return LineGroup::clause;
  if (word <= Word::interpolate) return LineGroup::table;
  return word <= Word::then ? LineGroup::veto : LineGroup::sample;
}

}  // namespace rubric::dsl
