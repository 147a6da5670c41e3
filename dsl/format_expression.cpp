// The formatter's small pieces: words, names, numbers with their units, expressions, ranges, conditions,
// cells.

#include <algorithm>

#include "dsl/formatter.hpp"
#include "dsl/lexis.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Language;
using engine::Unit;

namespace {

struct Pair {
  std::string_view zh, en;
};

// What is written like a name but belongs to the language.
constexpr Pair functions[] = {{"最小", "min"},
                              {"最大", "max"},
                              {"绝对值", "abs"},
                              {"合计", "sum"},
                              {"平均", "mean"},
                              {"个数", "count"},
                              {"排名", "rank"},
                              {"全体最高", "top_of_all"},
                              {"全体最低", "lowest_of_all"},
                              {"全体平均", "mean_of_all"}};
constexpr Pair own_values[] = {{"满分", "full"}, {"实际", "actual"}, {"目标", "target"}};
constexpr Pair answers[] = {{"是", "yes"}, {"否", "no"}};

/// The twin of `text` in the other language, or nothing.
template <std::size_t Size>
std::string_view twin(const Pair (&pairs)[Size], std::string_view text, Language from) {
  for (const Pair& pair : pairs) {
    if (text == (from == Language::zh ? pair.zh : pair.en)) return from == Language::zh ? pair.en : pair.zh;
  }
  return {};
}

// The units that English files write after a blank.
constexpr Word english_units[] = {Word::points,       Word::unit_pp,     Word::unit_yuan,
                                  Word::unit_wanyuan, Word::unit_yiyuan, Word::unit_times,
                                  Word::unit_people,  Word::unit_items,  Word::unit_workdays,
                                  Word::unit_days,    Word::unit_months, Word::unit_years};

Word english_unit(std::string_view word) {
  for (const Word unit : english_units) {
    const auto& all = spellings(unit, Language::en);
    if (std::find(all.begin(), all.end(), word) != all.end()) return unit;
  }
  return Word::no_word;
}

/// The Chinese spelling that is printed. 日 is not rewritten to 天, which tables use side by side with it.
std::string chinese_unit(const std::string& word) {
  return word == "日" ? word : engine::find_unit(engine::find_unit(word).word.en).word.zh;
}

/// Whether a bare name of the other language would be read as a word of this one wherever it stands.
bool is_reserved(std::string_view name, Language language) {
  for (const Word word : {Word::both, Word::either, Word::is, Word::otherwise}) {
    if (name == spelling(word, language)) return true;
  }
  std::size_t end = 0;
  const LineGroup group = line_group(line_keyword(name, 0, language, &end));
  const bool line = group == LineGroup::declaration || group == LineGroup::edit || group == LineGroup::sample;
  return line && end == name.size();
}

}  // namespace

// --- names ---

Formatter::Text Formatter::quoted(const Text& content) const {
  if (engine::fold(content).find('"') != Text::npos) return "「" + content + "」";
  return zh() ? "“" + content + "”" : "\"" + content + "\"";
}

Formatter::Text Formatter::name(NodeId id) const {
  const Text text = tree_.name(id);
  if (dsl::quoted(tree_.source(), syntax_.nodes[id])) return quoted(text);
  if (in_item_) {
    const std::string_view own = twin(own_values, text, tree_.language());
    if (!own.empty()) return translating() ? Text(own) : text;
  }
  // A name of one language may be a word of the other.
  const bool taken = is_reserved(text, to_) || (in_item_ && !twin(own_values, text, to_).empty());
  return translating() && taken ? quoted(text) : text;
}

Formatter::Text Formatter::names(const std::vector<NodeId>& ids) const {
  Text out;
  for (const NodeId id : ids) out += (out.empty() ? "" : list()) + name(id);
  return out;
}

Formatter::Text Formatter::answer(NodeId id, bool yes_no) const {
  const std::string_view other = twin(answers, tree_.folded(id), tree_.language());
  return yes_no && translating() && !other.empty() ? Text(other) : name(id);
}

/// Levels that a datum is compared with; 是 and 否 are words where it is a yes/no datum.
Formatter::Text Formatter::levels(NodeId subject, const std::vector<NodeId>& ids) const {
  Text out;
  for (const NodeId id : ids) out += (out.empty() ? "" : list()) + answer(id, facts_.yes_no(subject));
  return out;
}

// --- numbers ---

Formatter::Text Formatter::number(NodeId id) const {
  const Text text = tree_.folded(id);
  static constexpr std::string_view numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  for (std::size_t i = 0; i < std::size(numerals); ++i) {
    if (text == numerals[i]) return std::to_string(i + 1);
  }
  if (text == "两") return "2";
  return text[0] == '+' ? text.substr(1) : text;
}

/// A unit as it is printed. It is translated only if the way back leads to the same unit.
Formatter::Text Formatter::unit(const Text& word) const {
  const Text chinese = chinese_unit(word);
  if (zh()) return chinese;
  const Text english = engine::find_unit(word).word.en;
  const bool known = english == "%" || english_unit(english) != Word::no_word;
  return known && chinese_unit(english) == chinese ? english : word;
}

Formatter::Text Formatter::with_unit(const Text& number, const Text& unit) const {
  const Word english = zh() ? Word::no_word : english_unit(unit);
  if (english == Word::no_word) return number + unit;
  const auto& all = spellings(english, to_);
  return number + " " + (number == "1" && all.size() > 1 ? all[1] : all[0]);
}

Formatter::Text Formatter::quantity(NodeId id, const Text& borrowed_unit) {
  const NodeId own = tree_.child(id, NodeKind::unit);
  return with_unit(number(tree_.child(id, NodeKind::number)), own ? unit(tree_.folded(own)) : borrowed_unit);
}

Formatter::Text Formatter::points(NodeId id) {
  return with_unit(number(tree_.child(id, NodeKind::number)), word(Word::points));
}

Formatter::Text Formatter::stated_points(NodeId id) {
  if (tree_.kind(id) == NodeKind::hole) return word(Word::points_unstated);
  return tree_.kind(id) == NodeKind::points ? points(id) : word_of(id);
}

Formatter::Text Formatter::percent(NodeId id) {
  return number(tree_.child(id, NodeKind::number)) + "%";
}

Formatter::Text Formatter::date(NodeId id) {
  const auto two = [](Text digits) { return digits.size() < 2 ? "0" + digits : digits; };
  const auto plain = [](Text digits) {
    return digits.size() > 1 && digits[0] == '0' ? digits.substr(1) : digits;
  };
  const std::vector<NodeId> parts = tree_.children(id);
  if (tree_.kind(parts[0]) == NodeKind::number) {
    return tree_.folded(parts[0]) + "-" + two(tree_.folded(parts[1])) + "-" + two(tree_.folded(parts[2]));
  }
  const Text month = plain(tree_.folded(parts[1]));
  const bool at_end = tree_.is(parts[2], Word::month_end);
  const Text day = at_end ? Text() : tree_.folded(parts[2]);
  if (zh()) return word_of(parts[0]) + month + "月" + (at_end ? word(Word::month_end) : plain(day) + "日");
  // English has no word for a month's last day; that of February depends on the year.
  if (at_end && month == "2") return word_of(parts[0]) + " 2月底";
  const bool short_month = month == "4" || month == "6" || month == "9" || month == "11";
  return word_of(parts[0]) + " " + month + "-" + (at_end ? (short_month ? "30" : "31") : two(day));
}

Formatter::Text Formatter::amount(NodeId id) {
  switch (tree_.kind(id)) {
    case NodeKind::date:
      return date(id);
    case NodeKind::quantity:
      return quantity(id);
    case NodeKind::points:
      return points(id);
    case NodeKind::percent:
      return percent(id);
    default:
      return name(id);
  }
}

/// A number or a date, which a sign may touch.
bool Formatter::literal(NodeId id) const {
  const NodeKind kind = tree_.kind(id);
  if (kind == NodeKind::negation) return tree_.kind(tree_.first(id)) == NodeKind::quantity;
  return kind == NodeKind::quantity || kind == NodeKind::date || kind == NodeKind::points;
}

// --- expressions ---

Formatter::Text Formatter::expression(NodeId id, Binding least) {
  const auto bound = [&](Binding mine, Text text) { return mine < least ? "(" + text + ")" : text; };
  switch (tree_.kind(id)) {
    case NodeKind::either:
      return bound(Binding::either, chain(id, Binding::both));
    case NodeKind::both:
      return bound(Binding::both, chain(id, Binding::test));
    case NodeKind::test:
      return bound(Binding::test, test(id));
    case NodeKind::sum:
      return bound(Binding::sum, chain(id, Binding::product));
    case NodeKind::product:
      return bound(Binding::product, chain(id, Binding::atom));
    case NodeKind::negation:
      return negation(id);
    case NodeKind::call:
      return call(id);
    default:
      return amount(id);
  }
}

/// Operands with words between them; 且 and 或 leave no leaf.
Formatter::Text Formatter::chain(NodeId id, Binding operands) {
  Text out;
  Text sign = tree_.kind(id) == NodeKind::either ? word(Word::either) : word(Word::both);
  for (const NodeId part : tree_.children(id)) {
    if (tree_.kind(part) == NodeKind::word) {
      sign = word_of(part);
      continue;
    }
    if (!out.empty()) out += (operands == Binding::atom ? Text() : Text(1, soft_break)) + " " + sign + " ";
    out += expression(part, operands);
  }
  return out;
}

Formatter::Text Formatter::test(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  const Text subject = expression(parts[0], Binding::sum);
  const std::vector<NodeId> rest(parts.begin() + 2, parts.end());
  if (tree_.kind(parts[1]) == NodeKind::comparison) {
    // A level is compared with 为.
    const Word sign = tree_.word(parts[1]);
    const bool level = (sign == Word::eq || sign == Word::ne) && facts_.has_levels(parts[0]) &&
                       tree_.kind(parts[2]) == NodeKind::name;
    if (!level) return subject + " " + word(sign) + " " + expression(parts[2], Binding::sum);
    return subject + " " + word(sign == Word::eq ? Word::is : Word::is_not) + " " + levels(parts[0], rest);
  }
  const Text question = subject + " " + word_of(parts[1]);
  return rest.empty() ? question : question + " " + levels(parts[0], rest);
}

Formatter::Text Formatter::negation(NodeId id) {
  const NodeId operand = tree_.first(id);
  return (literal(id) ? Text("-") : word(Word::less)) + expression(operand, Binding::atom);
}

Formatter::Text Formatter::call(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  const Text function = tree_.folded(parts[0]);
  const std::string_view other = twin(functions, function, tree_.language());
  Text out = (translating() && !other.empty() ? Text(other) : function) + "(";
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (i > 1) out += comma();
    if (tree_.kind(parts[i]) == NodeKind::word) {
      out += word_of(parts[i]);
    } else if (tree_.kind(parts[i]) == NodeKind::group_by) {
      out += word(Word::same) + " " + name(tree_.first(parts[i]));
    } else {
      out += expression(parts[i]);
    }
  }
  return out + ")";
}

// --- conditions ---

/// ≥90%, ≥ 门槛; >= 90%.
Formatter::Text Formatter::compared(NodeId comparison, NodeId operand) {
  const bool touching = zh() && literal(operand);
  return word_of(comparison) + (touching ? "" : " ") + expression(operand, Binding::sum);
}

Formatter::Text Formatter::condition(NodeId id, NodeId counted) {
  const std::vector<NodeId> parts = tree_.children(id);
  switch (tree_.kind(parts[0])) {
    case NodeKind::word:
      return word(Word::otherwise);
    case NodeKind::comparison:
      return compared(parts[0], parts[1]);
    case NodeKind::range: {
      const bool known = counted != 0;
      return range(parts[0], known && facts_.whole(counted), false,
                   known ? facts_.unit(counted) : std::nullopt);
    }
    case NodeKind::side:
      return side(parts[0], false);
    default:
      return expression(parts[0]);
  }
}

/// `whole`: without marks both ends belong to it. `closed_is_plain`: such a range is printed without marks.
/// `adopted`: the unit that a bare number takes.
Formatter::Text Formatter::range(NodeId id, bool whole, bool closed_is_plain,
                                 const std::optional<Unit>& adopted) {
  std::vector<NodeId> ends;
  Word marks[2] = {Word::no_word, Word::no_word};
  for (const NodeId part : tree_.children(id)) {
    if (tree_.kind(part) != NodeKind::word) {
      ends.push_back(part);
    } else {
      marks[ends.size() < 2 ? 0 : 1] = tree_.word(part);  // [80%,90%) begins with a mark
    }
  }
  const auto opposite = [](Word mark) { return mark == Word::incl ? Word::excl : Word::incl; };
  const bool unmarked = marks[0] == Word::no_word && marks[1] == Word::no_word;
  if (unmarked && whole) marks[0] = marks[1] = Word::incl;
  if (!unmarked && marks[0] == Word::no_word) marks[0] = opposite(marks[1]);
  if (!unmarked && marks[1] == Word::no_word) marks[1] = opposite(marks[0]);
  if (closed_is_plain && marks[0] == Word::incl && marks[1] == Word::incl)
    marks[0] = marks[1] = Word::no_word;

  Text borrowed;
  const auto bare = [&](NodeId end) {
    return tree_.kind(end) == NodeKind::quantity && !tree_.child(end, NodeKind::unit);
  };
  const NodeId high_unit =
      tree_.kind(ends[1]) == NodeKind::quantity ? tree_.child(ends[1], NodeKind::unit) : 0;
  if (bare(ends[0]) && high_unit) {
    const Unit high = engine::find_unit(tree_.folded(high_unit));
    if (!adopted || adopted->scale == high.scale) borrowed = unit(tree_.folded(high_unit));
  }
  const auto end = [&](std::size_t i) {
    const Text text = i == 0 && !borrowed.empty() ? quantity(ends[0], borrowed) : amount(ends[i]);
    return marks[i] == Word::no_word ? text : text + blank() + word(marks[i]);
  };
  // A blank parts a name from 至, unless its mark does.
  const auto touches = [&](std::size_t i) {
    return marks[i] != Word::no_word || tree_.kind(ends[i]) == NodeKind::quantity;
  };
  const Text between = touches(0) && touches(1) ? to_word() : " " + word(Word::to) + " ";
  return end(0) + between + end(1);
}

/// 90%(含)以上, 2起及以上 as a comparison. A bare 以上 is for the checker to refuse, except in a sample's
/// cell, where it includes the number as it does in data files.
Formatter::Text Formatter::side(NodeId id, bool in_cell) {
  const NodeId end = tree_.first(id);
  bool marked = in_cell;
  bool open = false, below = false, outside = false;
  Text typed;
  for (const NodeId part : tree_.children(id)) {
    const Word which = tree_.word(part);
    if (which == Word::incl || which == Word::excl) open = which == Word::excl;
    marked = marked || (which != Word::no_word && which != Word::above_side && which != Word::below_side &&
                        which != Word::within && which != Word::outside);
    below = below || which == Word::and_below || which == Word::below_side || which == Word::within;
    outside = outside || which == Word::outside;
    if (part != end) typed += spelling(which, Language::zh);
  }
  if (!marked || (in_cell && outside)) return amount(end) + typed;
  const Word sign = below ? (open ? Word::lt : Word::le) : (open ? Word::gt : Word::ge);
  return word(sign) + (zh() && literal(end) ? "" : " ") + amount(end);
}

// --- cells of samples, expected results ---

Formatter::Text Formatter::cell(NodeId id, NodeId datum) {
  const std::vector<NodeId> parts = tree_.children(id);
  switch (tree_.kind(parts[0])) {
    case NodeKind::word:
      if (tree_.is(parts[0], Word::none) && facts_.may_not_apply(datum)) return word(Word::not_applicable);
      return word_of(parts[0]);
    case NodeKind::comparison:
      return compared(parts[0], parts[1]);
    case NodeKind::side:
      return side(parts[0], true);
    default:
      break;
  }
  Text out;
  bool range = false;
  for (const NodeId part : parts) {
    if (tree_.kind(part) == NodeKind::word) {
      range = true;
      continue;
    }
    if (!out.empty()) out += range ? to_word() : list();
    range = false;
    out += tree_.kind(part) == NodeKind::name ? answer(part, facts_.yes_no(datum)) : amount(part);
  }
  return out;
}

Formatter::Text Formatter::result(NodeId id) {
  Text out;
  for (const NodeId part : tree_.children(id)) {
    if (!out.empty()) out += " " + word(Word::to) + " ";
    out += tree_.kind(part) == NodeKind::word ? word_of(part) : amount(part);
  }
  return out;
}

/// （推定：按上一行） of a line, or nothing.
Formatter::Text Formatter::guess(NodeId owner) {
  const NodeId id = tree_.child(owner, NodeKind::guess);
  if (!id) return {};
  const NodeId reason = tree_.child(id, NodeKind::text);
  const Text why = reason ? Text(zh() ? "：" : ": ") + tree_.typed(reason) : Text();
  return (zh() ? "（" : " (") + word(Word::assumed) + why + (zh() ? "）" : ")");
}

}  // namespace rubric::dsl
