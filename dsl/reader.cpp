#include "dsl/reader.hpp"

#include <algorithm>

#include "engine/number.hpp"

namespace rubric::dsl {

namespace {

using engine::Code;
using engine::Diagnostic;
using engine::Language;
using engine::Text;

// A file's language is that of its first line keyword.
Language guess_language(std::string_view text) {
  for (std::size_t at = skip_empty_lines(text, 0); at < text.size();) {
    const std::size_t word = skip_blanks(text, at);
    if (line_keyword(text, word, Language::zh) != Word::no_word) return Language::zh;
    if (line_keyword(text, word, Language::en) != Word::no_word) return Language::en;
    at = skip_empty_lines(text, std::min(line_stop(text, word) + 1, text.size()));
  }
  return Language::zh;
}

std::size_t trimmed_end(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n')) --end;
  return end;
}

}  // namespace

Reader::Reader(const Source& from, std::vector<Diagnostic>& problems)
    : source(from), text(from.folded()), problems_(problems) {
  tree.language = guess_language(text);
  tree.nodes.reserve(text.size() / 4);  // a node takes five bytes or more
}

// --- the tree ---

std::uint32_t Reader::open(NodeKind kind, std::size_t at) {
  const auto begin = static_cast<std::uint32_t>(skip_blanks(text, at));
  tree.nodes.push_back({kind, Word::no_word, {begin, begin}, 0});
  return static_cast<std::uint32_t>(tree.nodes.size() - 1);
}

void Reader::close(std::uint32_t node, std::size_t end) {
  if (end == after_line_end_) end = line_end_;
  Node& closed = tree.nodes[node];
  const auto last = static_cast<std::uint32_t>(trimmed_end(text, closed.span.begin, end));
  closed.span.end = std::max(last, tree.nodes.back().span.end);  // no shorter than the last of its children
  closed.next = static_cast<std::uint32_t>(tree.nodes.size());
}

void Reader::line_ended(std::size_t end, std::size_t after) {
  line_end_ = end;
  after_line_end_ = after;
}

void Reader::unwrap(std::uint32_t node) {
  if (node + 1 >= tree.nodes.size() || tree.nodes[node + 1].next != tree.nodes.size()) return;
  tree.nodes.erase(tree.nodes.begin() + static_cast<std::ptrdiff_t>(node));
  for (std::size_t i = node; i < tree.nodes.size(); ++i) --tree.nodes[i].next;
}

void Reader::leaf(NodeKind kind, std::size_t begin, std::size_t end, Word word) {
  tree.nodes.push_back({kind, word, span(begin, end), static_cast<std::uint32_t>(tree.nodes.size() + 1)});
}

// --- where a line can be read to ---

Word Reader::keyword_at(std::size_t at, std::size_t* end) {
  if (at != keyword_place_) {
    keyword_place_ = at;
    keyword_ = line_keyword(text, at, language(), &keyword_end_);
  }
  if (end != nullptr) *end = keyword_end_;
  return keyword_;
}

void Reader::missed(std::size_t at, Expectation expectation) {
  if (quiet > 0 || at < furthest_) return;
  if (at > furthest_) {
    furthest_ = at;
    expected_.clear();
  }
  if (at == covered_) expectation = cover_;
  if (std::find(expected_.begin(), expected_.end(), expectation) == expected_.end())
    expected_.push_back(expectation);
}

bool Reader::cover(std::size_t at, Expectation expectation) {
  if (covered_ == at) return false;
  covered_ = at;
  cover_ = expectation;
  return true;
}

void Reader::blame(Code code, std::size_t begin, std::size_t end, std::vector<Text> arguments) {
  if (quiet > 0) return;
  if (!blamed_.empty() && (blamed_[0].code == code || code != Code::E109)) return;
  blamed_.assign(1, {code, place(begin, end), std::move(arguments), {}});
}

void Reader::check_number(std::size_t begin, std::size_t end, std::size_t exponent_end) {
  if (quiet > 0 || begin < checked_numbers_) return;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::string_view number = text.substr(begin, end - begin);
  const auto digits = std::count_if(number.begin(), number.end(), is_digit);
  if (exponent_end != npos) {
    const std::size_t shown = std::min(exponent_end, begin + 60);
    add({Code::E111, place(begin, exponent_end), {std::string(text.substr(begin, shown - begin))}, {}});
  } else if (digits > engine::max_number_digits) {
    add({Code::E110,
         place(begin, end),
         {std::to_string(digits), std::to_string(engine::max_number_digits)},
         {}});
  } else {
    return;
  }
  checked_numbers_ = exponent_end == npos ? end : exponent_end;
}

// --- lines ---

void Reader::begin_line(std::size_t at) {
  furthest_ = at;
  expected_.clear();
  blamed_.clear();
  covered_ = npos;
  doubtful = npos;
}

void Reader::add(Diagnostic diagnostic) {
  if (full()) return;
  if (problems_.size() == max_problems) {
    diagnostic = {Code::E116, diagnostic.place, {std::to_string(max_problems)}, {}};
  }
  problems_.push_back(std::move(diagnostic));
}

std::size_t Reader::give_up(std::size_t at, std::size_t from) {
  const std::size_t stop = line_stop(text, std::max(at, from));
  leaf(NodeKind::broken, at, std::max(at, trimmed_end(text, at, stop)));
  return skip_empty_lines(text, std::min(stop + 1, text.size()));
}

std::size_t Reader::report_headless(std::size_t line) {
  const std::size_t at = skip_blanks(text, line);
  const std::size_t end = after_piece(text, at);
  Diagnostic missing{Code::E106, place(at, end), {}, {}};
  if (keyword_at(at) != Word::no_word) {
    add(std::move(missing));
    return at;
  }
  const std::vector<std::string> heads{std::string(spelling(Word::ruleset, language())),
                                       std::string(spelling(Word::library, language()))};
  if (const auto meant = engine::nearest(text.substr(at, end - at), heads)) {
    missing.fixes.push_back({{"改为" + *meant, "change it to " + *meant}, *meant});
  }
  add(std::move(missing));
  return give_up(at, at);
}

}  // namespace rubric::dsl
