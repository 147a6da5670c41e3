// The formatter's clauses: what stands behind a line keyword, and the values in the rows of a table.

#include "dsl/formatter.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Dimension;
using engine::Language;
using engine::Rational;

Formatter::Text Formatter::clause_text(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  const NodeId first = tree_.first(id);
  switch (tree_.kind(id)) {
    case NodeKind::version:
    case NodeKind::basis:
    case NodeKind::builds_on:
    case NodeKind::imports:
      return printed_text(first);
    case NodeKind::may_change: {
      Text out;
      for (const NodeId one : parts) {
        if (tree_.kind(one) != NodeKind::changeable) continue;
        const NodeId named = tree_.child(one, NodeKind::name);
        if (!out.empty()) out += list();
        out += word(tree_.word(tree_.first(one))) + (named ? " " + name(named) : Text());
      }
      return out;
    }
    case NodeKind::in_force:
      if (tree_.kind(parts[1]) == NodeKind::word) return date(first) + " " + word(Word::onwards);
      return date(first) + " " + word(Word::to) + " " + date(parts[1]);
    case NodeKind::identity:
      return names(tree_.children(id, NodeKind::name));
    case NodeKind::full_marks:
      return tree_.kind(first) == NodeKind::hole ? word(Word::unstated) : stated_points(first);
    case NodeKind::each_item:
    case NodeKind::item_rounding:
      return rounding(first);
    case NodeKind::total: {
      const NodeId cap = tree_.child(id, NodeKind::points);
      const Text most = cap ? word(Word::at_most) + blank() + points(cap) + comma() : Text();
      return most + rounding(tree_.child(id, NodeKind::rounding));
    }
    case NodeKind::actual: {
      const NodeId how = tree_.child(id, NodeKind::rounding);
      return expression(first) + (how ? comma() + rounding(how) : Text());
    }
    case NodeKind::target:
      return target(id);
    case NodeKind::score:
      return score(first);
    case NodeKind::minus:
      return minus(id);
    case NodeKind::zero_if:
      return expression(first);
    case NodeKind::not_applicable_if:
      return not_applicable_if(id);
    case NodeKind::zero_denominator:
    case NodeKind::missing:
      return word_and_amount(id);
    case NodeKind::explain_if:
      return expression(first) + comma() + word(Word::reason) + " " + name(parts[1]);
    case NodeKind::choose:
      return tree_.kind(first) == NodeKind::hole ? word(Word::unstated) : word_and_amount(id);
    case NodeKind::when:
      return tree_.kind(first) == NodeKind::hole ? word(Word::unstated) : expression(first);
    case NodeKind::then:
      return then(id);
    default:
      return {};
  }
}

/// A text as typed, broken where the writer broke it.
Formatter::Text Formatter::printed_text(NodeId id) {
  Text out;
  for (const TypedPiece& piece : typed_pieces(tree_.source(), tree_.span(id))) {
    out += (out.empty() ? "" : "\n") + piece.text;
    if (!piece.comment.empty()) out += "    " + piece.comment;
  }
  return out;
}

Formatter::Text Formatter::target(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  switch (tree_.kind(parts[0])) {
    case NodeKind::hole:
      return word(Word::unstated);
    case NodeKind::text:
      return printed_text(parts[0]);
    case NodeKind::word:
      return word(Word::is) + " " + levels(actual_, tree_.children(id, NodeKind::name));
    default:
      break;
  }
  // 目标 ＝高: of a level it is 为 that is meant.
  if (tree_.word(parts[0]) == Word::eq && facts_.only_a_level(parts[1])) {
    return word(Word::is) + " " + name(parts[1]);
  }
  return compared(parts[0], parts[1]);
}

Formatter::Text Formatter::score(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  switch (tree_.kind(id)) {
    case NodeKind::hole:
      return word(Word::unstated);
    case NodeKind::proportional:
      return word(Word::proportional) + ceiling(id);
    case NodeKind::inverse:
      return word(Word::inverse) + ceiling(id);
    case NodeKind::full_or_zero:
      return word(Word::full_if_met) + comma() + word(Word::else_zero);
    case NodeKind::same_as:
      return titled(Setting::clause, word(Word::score) + " " + word(Word::same_as) + " ", parts[0], "")
          .substr(word(Word::score).size() + 1);
    case NodeKind::discretion:
      return word(Word::discretion) + " " + name(parts[0]) + comma() + points(parts[1]) + to_word() +
             points(parts[2]) + comma() + word(Word::reason) + " " + name(parts[3]);
    case NodeKind::by_formula:
      return word(Word::score_is) + word(Word::eq) + blank() + expression(parts[0]) + ceiling(id);
    case NodeKind::by_steps:
      return by_steps(id);
    default:
      return {};
  }
}

/// ，最高12分. That a share ends at full marks holds anyway.
Formatter::Text Formatter::ceiling(NodeId sentence) {
  const NodeId found = tree_.child(sentence, NodeKind::limit);
  return found && !tree_.child(found, Word::enough) ? comma() + limit(found, Word::at_most) : Text();
}

// --- steps ---

bool Formatter::loses(NodeId step) const {
  return tree_.child(step, Word::deduct) || tree_.child(step, Word::subtract);
}

/// 每满10个 means that part steps are ignored, and is printed so.
bool Formatter::adds_part_steps(NodeId step, NodeId part_steps) const {
  return !part_steps && tree_.child(tree_.child(step, NodeKind::per), Word::full_step) != 0;
}

Formatter::Text Formatter::by_steps(NodeId id) {
  const NodeId rule = tree_.child(id, NodeKind::step);
  const NodeId rest = tree_.child(id, NodeKind::part_steps);
  Text out = step(rule, actual_);
  if (rest || adds_part_steps(rule, rest)) out += comma() + part_steps(rest, rule, actual_);
  return out + limits(tree_.children(id, NodeKind::limit), loses(rule));
}

Formatter::Text Formatter::minus(NodeId id) {
  const std::vector<NodeId> kinds = tree_.children(id, NodeKind::kind);
  if (kinds.empty()) {
    return expression(tree_.first(id)) + comma() + word(Word::deduct) + blank() +
           worth(tree_.child(id, NodeKind::worth));
  }
  Text out;
  for (const NodeId one : kinds) out += (out.empty() ? Text() : comma()) + kind(one);
  return out + limits(tree_.children(id, NodeKind::limit), true);
}

Formatter::Text Formatter::kind(NodeId id) {
  const NodeId counted = tree_.first(id);
  const NodeId rule = tree_.child(id, NodeKind::step);
  const NodeId rest = tree_.child(id, NodeKind::part_steps);
  Text out = expression(counted, Binding::sum) + (zh() ? Text(" ") : comma()) + step(rule, counted);
  if (rest || adds_part_steps(rule, rest)) out += comma() + part_steps(rest, rule, counted);
  return out;
}

/// 超过130%的部分，每10个百分点扣1分. `counted`: what the steps are of, or 0 if the file does not say.
Formatter::Text Formatter::step(NodeId id, NodeId counted) {
  const NodeId per = tree_.child(id, NodeKind::per);
  const NodeId beyond = tree_.child(id, NodeKind::beyond);
  const Text much = worth(tree_.child(id, NodeKind::worth));
  Text out;
  if (beyond) {
    const std::vector<NodeId> parts = tree_.children(beyond);
    const Text bound = (zh() && literal(parts[1]) ? "" : " ") + amount(parts[1]);
    out =
        word_of(parts[0]) + bound + (zh() && !literal(parts[1]) ? " " : "") + word(Word::the_part) + comma();
  }
  if (zh()) {
    // 加 above the total, 得 within an item; a 评分方法 serves both.
    const bool adds = item_kind_ == NodeKind::bonus ||
                      (item_kind_ == NodeKind::method && tree_.child(id, Word::add) && !translating());
    const Word verb = loses(id) ? Word::deduct : adds ? Word::add : Word::give;
    return out + per_zh(per, counted) + word(verb) + much;
  }
  NodeId direction = 0;
  for (const NodeId part : tree_.children(per)) {
    if (tree_.kind(part) == NodeKind::word && tree_.word(part) != Word::full_step) direction = part;
  }
  return out + word(loses(id) ? Word::deduct : Word::give) + " " + much + " " + word(Word::per) + " " +
         count(tree_.child(per, NodeKind::count), counted) + (direction ? " " + word_of(direction) : Text());
}

/// 每低于1个百分点
Formatter::Text Formatter::per_zh(NodeId per, NodeId counted) {
  const NodeId size = tree_.child(per, NodeKind::count);
  Text direction;
  for (const NodeId part : tree_.children(per)) {
    if (tree_.kind(part) != NodeKind::word) continue;
    // The rows of 逐项 have no place for 不足…的不扣, so that 每满 stays there.
    const bool said_elsewhere = tree_.word(part) == Word::full_step && !in_checklist_;
    if (!said_elsewhere) direction = way(tree_.word(part), size, counted);
  }
  return word(Word::per) + direction + count(size, counted);
}

/// Rates, money and points lie 低于 or 超过 a bound, counts are 少 or 多, time is 少 or 超过.
Formatter::Text Formatter::way(Word direction, NodeId size, NodeId counted) {
  const bool down = direction == Word::below || direction == Word::fewer;
  if (!down && direction != Word::above && direction != Word::more) return word(direction);
  const NodeId own = tree_.child(size, NodeKind::unit);
  const std::optional<engine::Unit> unit = own       ? engine::find_unit(tree_.folded(own))
                                           : counted ? facts_.unit(counted)
                                                     : std::nullopt;
  const Dimension dimension = unit ? unit->dimension : Dimension::number;
  const bool counts = dimension == Dimension::count || dimension == Dimension::number;
  const bool measured =
      dimension == Dimension::rate || dimension == Dimension::money || dimension == Dimension::points;
  if (down) return word(measured ? Word::below : Word::fewer);
  return word(counts ? Word::more : Word::above);
}

/// 1个百分点; 每处 is one. Steps in % of what is a rate are 个百分点.
Formatter::Text Formatter::count(NodeId id, NodeId counted) {
  const NodeId digits = tree_.child(id, NodeKind::number);
  const NodeId own = tree_.child(id, NodeKind::unit);
  Text measure = own ? tree_.folded(own) : Text();
  if (measure == "%" && counted) {
    const std::optional<engine::Unit> of = facts_.unit(counted);
    if (of && of->dimension == Dimension::rate) measure = "个百分点";
  }
  return with_unit(digits ? number(digits) : "1", measure.empty() ? measure : unit(measure));
}

/// 不足1个百分点的不扣. `id` is 0 where 每满 says it.
Formatter::Text Formatter::part_steps(NodeId id, NodeId step, NodeId counted) {
  const bool losing = loses(step);
  const Word how = !id                                  ? Word::ignored
                   : tree_.child(id, Word::shared)      ? Word::shared
                   : tree_.child(id, Word::count_whole) ? Word::count_whole
                                                        : Word::ignored;
  if (!zh()) return word(Word::part_steps) + " " + word(how);
  const NodeId whole = tree_.child(tree_.child(step, NodeKind::per), NodeKind::count);
  const std::vector<NodeId> sizes = id ? tree_.children(id, NodeKind::count) : std::vector<NodeId>{};
  const Text size = count(sizes.empty() ? whole : sizes[0], counted);
  const Text out = word(Word::part_steps) + size + word(Word::of);
  if (how == Word::count_whole) {
    return out + word(how) + count(sizes.size() < 2 ? whole : sizes[1], counted) + word(Word::counted);
  }
  // 不扣 and 按比例扣 of losses, 不计 and 按比例计 of gains.
  const std::vector<std::string>& forms = spellings(how, Language::zh);
  return out + forms[losing ? 0 : 1];
}

Formatter::Text Formatter::limits(const std::vector<NodeId>& found, bool losses) {
  Text out;
  for (const NodeId id : found) {
    if (tree_.child(id, Word::enough) && !losses) continue;
    out += comma() + limit(id, losses ? Word::deduct : Word::at_most);
  }
  return out;
}

/// 最多扣4分 of losses, 最高4分 of gains; `form` says which in Chinese: deduct, subtract (a 减分's 最多),
/// at_most.
Formatter::Text Formatter::limit(NodeId id, Word form) {
  const NodeId cap = tree_.child(id, NodeKind::points);
  if (!cap) return word_of(tree_.first(id));
  if (!zh()) return word(Word::at_most) + " " + points(cap);
  return (form == Word::deduct ? "最多扣" : form == Word::subtract ? "最多" : "最高") + points(cap);
}

// --- what then ---

Formatter::Text Formatter::not_applicable_if(NodeId id) {
  std::vector<NodeId> parts = tree_.children(id);
  if (tree_.kind(parts[0]) == NodeKind::word) return consequence(parts);
  const Text when = expression(parts[0]);
  parts.erase(parts.begin());
  return when + comma() + consequence(parts);
}

Formatter::Text Formatter::consequence(const std::vector<NodeId>& parts) {
  switch (tree_.word(parts[0])) {
    case Word::give:
      return word(Word::give) + blank() + worth(parts[1]);
    case Word::drop:
      return word(Word::drop) + comma() + word_of(parts[1]);
    default:
      return word_of(parts[0]);
  }
}

/// 无法计算, 按 60%, 按 选用指标
Formatter::Text Formatter::word_and_amount(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  const bool more = parts.size() > 1 && tree_.kind(parts[1]) != NodeKind::guess;
  return word_of(parts[0]) + (more ? " " + amount(parts[1]) : Text());
}

Formatter::Text Formatter::then(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  if (tree_.kind(parts[0]) == NodeKind::hole) return word(Word::unstated);
  // A remark is words, whatever they are: always in quotes.
  if (tree_.is(parts[0], Word::note)) return word_of(parts[0]) + " " + quoted(tree_.name(parts[1]));
  return word_of(parts[0]) + " " + amount(parts[1]);
}

// --- values of rows ---

std::optional<Rational> Formatter::points_of(NodeId id) const {
  const NodeId share = tree_.child(id, NodeKind::percent);
  const NodeId fixed = tree_.kind(id) == NodeKind::points ? id : tree_.child(id, NodeKind::points);
  const NodeId node = share ? share : fixed;
  if (!node) return std::nullopt;
  const std::optional<Rational> value = engine::parse_decimal(number(tree_.child(node, NodeKind::number)));
  if (!share || !value) return value;
  return item_points_ ? std::optional(Rational(*value * *item_points_ / 100)) : std::nullopt;
}

/// 5分; 不得分 is 0分, 扣1分 is what the item's points leave.
Formatter::Text Formatter::value(NodeId id) {
  if (tree_.child(id, Word::no_points)) return with_unit("0", word(Word::points));
  if (tree_.child(id, Word::no_deduction)) return word(Word::full);
  const std::vector<NodeId> worths = tree_.children(id, NodeKind::worth);
  if (tree_.child(id, Word::deduct)) {
    const std::optional<Rational> loss = points_of(worths[0]);
    if (!item_points_ || !loss || *loss > *item_points_) {
      return Text(spelling(Word::deduct, Language::zh)) + worth(worths[0]);
    }
    return with_unit(engine::to_display(*item_points_ - *loss, 0, engine::max_number_digits),
                     word(Word::points));
  }
  if (worths.size() < 2) return worth(worths[0]);
  const Text span = worth(worths[0]) + to_word() + worth(worths[1]) + comma();
  const NodeId placed_by = tree_.child(id, NodeKind::name);
  return placed_by ? span + word(Word::discretion) + " " + name(placed_by) : span + word(Word::pro_rata);
}

/// 满分, 满分的40%, 5分
Formatter::Text Formatter::worth(NodeId id) {
  if (const NodeId share = tree_.child(id, NodeKind::percent)) {
    return zh() ? word(Word::full) + word(Word::of) + percent(share)
                : percent(share) + " " + word(Word::of_full);
  }
  const NodeId fixed = tree_.child(id, NodeKind::points);
  return fixed ? points(fixed) : word(Word::full);
}

Formatter::Text Formatter::rounding(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  const Text mode = word_of(parts[0]);
  if (parts.size() < 2) return mode;
  if (tree_.kind(parts[1]) == NodeKind::word) return mode + blank() + word_of(parts[1]);
  const Text digits = number(parts[1]);
  const auto& places = spellings(Word::places, to_);
  const Text unit = digits == "1" && places.size() > 1 ? places[1] : places[0];
  const Text of_percent = parts.size() > 2 ? blank() + word_of(parts[2]) : Text();
  return mode + blank() + word(Word::keep) + blank() + digits + blank() + unit + of_percent;
}

}  // namespace rubric::dsl
