// What a line that cannot be read is told: the message is made of the furthest point reached, of what could
// have stood there, and of the slips that are easy to recognise.
#include <algorithm>

#include "dsl/reader.hpp"

namespace rubric::dsl {

namespace {

using engine::Code;
using engine::Diagnostic;
using engine::Fix;
using engine::Language;
using engine::Place;
using engine::Text;

Text belongs(LineGroup group) {
  switch (group) {
    case LineGroup::head:
      return {"文件的第一行", "on the first line of the file"};
    case LineGroup::header:
      return {"文件开头“规则集”下面", "at the top of the file, below “ruleset”"};
    case LineGroup::clause:
    case LineGroup::table:
      return {"“指标”“其中”“评分方法”“加分”或“减分”下面", "below indicator, part, method, bonus or penalty"};
    case LineGroup::veto:
      return {"“一票否决”下面", "below veto"};
    case LineGroup::sample:
      return {"“样例”下面", "below sample"};
    default:
      return {"单独一行的开头，后面写名称", "at the start of a line, with a name after it"};
  }
}

bool is_declaration(Word word) {
  const LineGroup group = line_group(word);
  return group == LineGroup::declaration || group == LineGroup::edit;
}

struct Suggestion {
  Word word;
  std::string spelling;
};

// The line keyword nearest to `written`, of those that `allowed` lets through.
template <class Allowed>
std::optional<Suggestion> nearest_keyword(std::string_view written, Language language, Allowed allowed) {
  std::vector<std::string> candidates;
  for (const Word word : line_keywords()) {
    if (!allowed(word)) continue;
    const auto& all = spellings(word, language);
    candidates.insert(candidates.end(), all.begin(), all.end());
  }
  const std::optional<std::string> found = engine::nearest(written, candidates);
  if (!found) return std::nullopt;
  for (const Word word : line_keywords()) {
    const auto& all = spellings(word, language);
    if (allowed(word) && std::find(all.begin(), all.end(), *found) != all.end())
      return Suggestion{word, *found};
  }
  return std::nullopt;
}

Fix replace_by(const std::string& replacement) {
  return {{"改为“" + replacement + "”", "change it to “" + replacement + "”"}, replacement};
}

// How the rows of a table or block usually look.
Text row_example(NodeKind row) {
  switch (row) {
    case NodeKind::data_line:
      return {"上访批次  批  ≥0  整数", "petitions  times  >= 0  whole"};
    case NodeKind::parameter:
      return {"达标线  60%", "pass_mark  60%"};
    case NodeKind::case_row:
      return {"地区 为 西部  30%", "region is west  30%"};
    case NodeKind::tier_row:
      return {"80%(含)至90%(不含)  4分", "80% (incl) to 90% (excl)  4 points"};
    case NodeKind::level_row:
      return {"部分达成  70%", "partly_met  70%"};
    case NodeKind::item_row:
      return {"已制定制度  1分", "rules_written  1 point"};
    case NodeKind::point_row:
      return {"60%  0分", "60%  0 points"};
    case NodeKind::grade_row:
      return {"80分(含)至90分(不含)  良", "80 points (incl) to 90 points (excl)  good"};
    default:
      return {"上访批次  3批", "petitions  3 times"};
  }
}

bool may_begin_clause(Word word) {
  const LineGroup group = line_group(word);
  return is_declaration(word) || group == LineGroup::clause || group == LineGroup::table ||
         word == Word::basis;
}

bool may_begin_header(Word word) {
  return is_declaration(word) || line_group(word) == LineGroup::header;
}

bool may_begin_veto(Word word) {
  return is_declaration(word) || line_group(word) == LineGroup::veto || word == Word::basis;
}

bool may_begin_group(Word word) {
  return is_declaration(word) || word == Word::basis || word == Word::choose;
}

struct Beginnings {
  bool (*allowed)(Word);
  Text usual;
};

// Which words begin a line among the lines of `group`.
Beginnings words_of(LineGroup group) {
  switch (group) {
    case LineGroup::header:
      return {may_begin_header,
              {"“版本”“总分”等，或“数据”“指标”等", "version, total …, or data, indicator …"}};
    case LineGroup::veto:
      return {may_begin_veto, {"“当”“结果”，或“指标”“样例”等", "when, then, or indicator, sample …"}};
    case LineGroup::clause:
      return {may_begin_clause,
              {"“实际”“目标”“计分”等，或“指标”“加分”等", "actual, target, score …, or indicator, bonus …"}};
    default:
      return {may_begin_group, {"“指标”“加分”等", "indicator, bonus …"}};
  }
}

// The declaration or clause keyword that `line` begins with although something touches it: 目标≥100%.
Word glued_keyword(std::string_view text, std::size_t at, Language language, bool to_letters,
                   std::size_t& end) {
  Word found = Word::no_word;
  end = 0;
  for (const Word word : line_keywords()) {
    if (!may_begin_clause(word)) continue;
    const std::size_t after = after_word(text, at, word, language, Ending::touching);
    if (after == npos || after <= end) continue;
    if (!to_letters && engine::is_name_character(character(text, after))) continue;
    end = after;
    found = word;
  }
  return found;
}

// A comparison or 每 inside the name [begin, end), with something before it: 完成率超过130. Unless `anything`
// counts, a number must follow it.
std::size_t word_inside_name(std::string_view text, Span name, Language language, bool anything,
                             std::size_t& word_end) {
  for (std::size_t at = name.begin + engine::decode(text, name.begin).bytes; at < name.end;
       at += engine::decode(text, at).bytes) {
    if (comparison(text, at, language, &word_end) == Word::no_word) {
      word_end = after_word(text, at, Word::per, language, Ending::touching);
    }
    if (word_end == npos || word_end == 0) continue;
    const bool number = after_number(text, word_end) != npos || after_numeral(text, word_end) != npos;
    if (number || anything) return at;
  }
  return npos;
}

}  // namespace

std::size_t Reader::report(std::size_t line, NodeKind row) {
  const std::size_t at = skip_blanks(text, line);
  if (full()) return give_up(at, furthest_);
  const bool is_row = row != NodeKind::file;
  if (!blamed_.empty() && blamed_[0].code == Code::E109) {
    add(blamed_[0]);
  } else if (!(is_row && report_slip_in_row(at, row)) && !report_slip(at)) {
    const Word keyword = is_row ? Word::no_word : keyword_at(at);
    report_furthest(is_row ? row_example(row)
                           : Text{std::string(example(keyword, Language::zh)),
                                  std::string(example(keyword, Language::en))});
  }
  return give_up(at, furthest_);
}

std::size_t Reader::report_stranger(std::size_t line, LineGroup group) {
  const std::size_t at = skip_blanks(text, line);
  if (full()) return give_up(at, at);
  if (report_misplaced(at) || report_glued_keyword(at, true)) return give_up(at, at);

  const std::size_t end = after_piece(text, at);
  const Beginnings words = words_of(group);
  Diagnostic unknown{
      Code::E103, place(at, end), {std::string(source.original(span(at, end))), words.usual}, {}};
  const auto meant = nearest_keyword(text.substr(at, end - at), language(), words.allowed);
  if (meant) unknown.fixes.push_back(replace_by(meant->spelling));
  orphaned = meant ? is_declaration(meant->word) : line_names_points(at);
  add(std::move(unknown));
  return give_up(at, at);
}

// 实际 where no 指标 is open, 版本 in the middle of the file. The clauses after it go with it.
bool Reader::report_misplaced(std::size_t at) {
  const Word keyword = keyword_at(at);
  if (keyword == Word::no_word) return false;
  std::size_t end = at;
  line_keyword(text, at, language(), &end);
  orphaned = (line_group(keyword) == LineGroup::clause || line_group(keyword) == LineGroup::table);
  const std::string word(source.original(span(at, end)));
  add({Code::E105, place(at, end), {word, belongs(line_group(keyword))}, {}});
  return true;
}

bool Reader::report_glued_keyword(std::size_t at, bool to_letters) {
  std::size_t end = 0;
  const Word keyword = glued_keyword(text, at, language(), to_letters, end);
  if (keyword == Word::no_word) return false;
  const std::string word(source.original(span(at, end)));
  orphaned = is_declaration(keyword);
  const Fix blank{{"在“" + word + "”后面空一格", "put a blank after “" + word + "”"}, word + "  "};
  add({Code::E104, place(at, end), {word}, {blank}});
  return true;
}

bool Reader::glued_keyword_at(std::size_t at) const {
  std::size_t end = 0;
  return glued_keyword(text, at, language(), false, end) != Word::no_word;
}

// Whether the line's first cell ends in points, as declarations do.
bool Reader::line_names_points(std::size_t at) const {
  std::size_t end = line_stop(text, at);
  while (end > at && text[end - 1] == ' ') --end;
  const std::string_view line = text.substr(at, end - at);
  for (const std::string_view word :
       {std::string_view("分"), std::string_view("points"), std::string_view("point")}) {
    if (line.size() > word.size() && line.substr(line.size() - word.size()) == word) return true;
  }
  return false;
}

// A row may begin with any name; it is told about its first word only where that looks like a slip of a
// keyword.
bool Reader::report_slip_in_row(std::size_t at, NodeKind row) {
  const bool in_clauses = row == NodeKind::tier_row || row == NodeKind::level_row ||
                          row == NodeKind::item_row || row == NodeKind::point_row;
  if (report_misplaced(at) || report_glued_keyword(at, false)) return true;
  const std::size_t end = after_bare_name(text, at);
  if (end == npos) return false;
  const std::size_t next = skip_blanks(text, end);
  const bool alone = after_line_end(text, next, language()) != npos;
  if (!alone && (next == end || !engine::is_letter(character(text, next)))) return false;
  const auto allowed = in_clauses ? may_begin_clause : is_declaration;
  const auto meant = nearest_keyword(text.substr(at, end - at), language(), allowed);
  if (!meant) return false;
  orphaned = is_declaration(meant->word);
  const Text usual{"“" + meant->spelling + "”等", meant->spelling + " or the like"};
  add({Code::E103,
       place(at, end),
       {std::string(source.original(span(at, end))), usual},
       {replace_by(meant->spelling)}});
  return true;
}

bool Reader::lone_declaration_slip(std::size_t line) const {
  const std::size_t at = skip_blanks(text, line);
  const std::size_t end = after_bare_name(text, at);
  if (end == npos || after_line_end(text, end, language()) == npos) return false;
  return nearest_keyword(text.substr(at, end - at), language(), is_declaration).has_value();
}

bool Reader::looks_like_declaration(std::size_t line) const {
  const std::size_t at = skip_blanks(text, line);
  const std::size_t end = after_bare_name(text, at);
  if (end == npos) return false;
  const std::size_t next = skip_blanks(text, end);
  if (next == end || !engine::is_letter(character(text, next))) return false;
  for (const Word word : {Word::is, Word::is_not, Word::both, Word::either, Word::blank, Word::not_applicable,
                          Word::full, Word::no_points, Word::no_deduction, Word::otherwise, Word::to}) {
    if (after_word(text, next, word, language(), Ending::whole) != npos) return false;
  }
  std::size_t after = 0;
  if (comparison(text, next, language(), &after) != Word::no_word) return false;
  return nearest_keyword(text.substr(at, end - at), language(), is_declaration).has_value();
}

// Slips that can be told from the place where reading stopped.
bool Reader::report_slip(std::size_t line) {
  const std::size_t at = furthest_;
  const char32_t found = character(text, at);
  if (found == U'"' || found == U'「') {
    if (after_quoted(text, at) != npos) return false;
    const std::string open(source.original(span(at, at + engine::decode(text, at).bytes)));
    const std::string close = open == "「" ? "」" : open == "“" ? "”" : open;
    add({Code::E107, place(at, at + 1), {open, close}, {}});
    return true;
  }
  const bool ended = after_line_end(text, at, language()) != npos;
  if (ended && !blamed_.empty()) {
    add(blamed_[0]);
    return true;
  }
  if (keyword_at(line) == Word::target && report_undirected_target(line, at)) return true;
  return (doubtful != npos && report_doubtful_points(doubtful)) || report_comma_in_number(at) ||
         report_word_inside_name(line, at);
}

// 目标 100%
bool Reader::report_undirected_target(std::size_t line, std::size_t at) {
  std::size_t begin = line;
  keyword_at(line, &begin);
  if (character(text, begin) == U':') ++begin;
  if (skip_blanks(text, begin) != at || after_number(text, at) == npos) return false;
  const std::size_t end = after_piece(text, at);
  const std::string typed(source.original(span(at, end)));
  Diagnostic undirected{Code::E117, place(at, end), {typed}, {}};
  for (const Word sign : {Word::ge, Word::le}) {
    undirected.fixes.push_back(replace_by(std::string(spelling(sign, language())) + typed));
  }
  add(std::move(undirected));
  return true;
}

// 1,000元
bool Reader::report_comma_in_number(std::size_t at) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  const auto group = [&](std::size_t i) {
    return character(text, i) == U',' && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4);
  };
  if (at == 0 || !digit(at - 1) || !group(at)) return false;
  std::size_t begin = at;
  while (begin > 0 && digit(begin - 1)) --begin;
  std::size_t end = at;
  std::string plain(text.substr(begin, at - begin));
  for (; group(end); end += 4) plain += text.substr(end + 1, 3);
  add({Code::E112,
       place(begin, end),
       {std::string(source.original(span(begin, end))), plain},
       {replace_by(plain)}});
  return true;
}

// What stands at the end of a title and could be points: 考核满90分, 甲 0.5.
bool Reader::report_doubtful_points(std::size_t at) {
  const bool bracket = character(text, at) == U'(';
  const std::size_t bare = after_number(text, bracket ? at + 1 : at);
  if (bare != npos) {
    const std::size_t end = bracket && character(text, bare) == U')' ? bare + 1 : bare;
    if (after_line_end(text, end, language()) == npos) return false;
    const std::size_t begin = bracket ? at + 1 : at;
    const std::string number(text.substr(begin, bare - begin));
    const std::string apart = at > 0 && text[at - 1] != ' ' ? "  " : "";
    const std::string mended = apart + number + (language() == Language::zh ? "分" : " points");
    add({Code::E114, place(at, end), {number}, {replace_by(mended)}});
    return true;
  }
  if (at >= text.size()) return false;
  const std::size_t begin = at + engine::decode(text, at).bytes;
  const std::size_t number = after_number(text, begin);
  if (number == npos) return false;
  const std::size_t end = after_word(text, number, Word::points, language(), Ending::touching);
  if (end == npos || after_line_end(text, end, language()) == npos) return false;
  const std::string head(source.original(span(at, begin))), points(source.original(span(begin, end)));
  add({Code::E113,
       place(at, end),
       {head + points},
       {{{"分值前空一格", "put a blank before the points"}, head + "  " + points}}});
  return true;
}

// 完成率超过130%的部分, 主街每1处扣3分: the name took what was meant as a word.
bool Reader::report_word_inside_name(std::size_t line, std::size_t stopped) {
  if (language() != Language::zh) return false;
  std::size_t at = line;
  keyword_at(line, &at);
  for (at = std::max(line, at); at < stopped;) {
    const std::size_t quoted = after_quoted(text, at);
    const std::size_t end = quoted != npos ? quoted : after_bare_name(text, at);
    if (end == npos || quoted != npos) {
      at = end == npos ? at + engine::decode(text, at).bytes : end;
      continue;
    }
    std::size_t word_end = 0;
    const bool touches = skip_blanks(text, end) == stopped;
    const std::size_t word = word_inside_name(text, span(at, end), language(), touches, word_end);
    if (word != npos) {
      const std::string inner(source.original(span(word, word_end)));
      const std::string apart =
          std::string(source.original(span(at, word))) + " " + std::string(source.original(span(word, end)));
      add({Code::E115,
           place(at, end),
           {std::string(source.original(span(at, end))), inner},
           {replace_by(apart)}});
      return true;
    }
    at = end;
  }
  return false;
}

void Reader::report_furthest(const Text& usual) {
  const std::size_t at = furthest_;
  const Text wanted{list(expected_, Language::zh), list(expected_, Language::en)};
  if (after_line_end(text, at, language()) != npos) {
    std::size_t end = at;
    while (end > 0 && text[end - 1] == ' ') --end;
    add({Code::E102, place(end, end), {wanted, usual}, {}});
    return;
  }
  const std::size_t end = after_piece(text, at);
  Diagnostic stopped{
      Code::E101, place(at, end), {std::string(source.original(span(at, end))), wanted, usual}, {}};
  std::vector<std::string> words;
  for (const Expectation& item : expected_) {
    const auto& all = spellings(item.word, language());
    if (item.wanted == Wanted::word) words.insert(words.end(), all.begin(), all.end());
  }
  if (const auto meant = engine::nearest(text.substr(at, end - at), words))
    stopped.fixes.push_back(replace_by(*meant));
  add(std::move(stopped));
}

}  // namespace rubric::dsl
