#include "dsl/check.hpp"

#include <algorithm>

#include "dsl/checker.hpp"
#include "dsl/lexis.hpp"
#include "dsl/parse.hpp"
#include "engine/calendar.hpp"
#include "engine/entry.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Whether a place lies in a word, name or figure below a node, as the # of a quoted name does.
bool in_name(const Tree& tree, NodeId id, std::uint32_t at) {
  for (const NodeId child : tree.children(id)) {
    const Span span = tree.span(child);
    if (at >= span.begin && at < span.end) return tree.first(child) == 0 || in_name(tree, child, at);
  }
  return false;
}

}  // namespace

void Checker::run() {
  ruleset_.language = tree_.language();
  ruleset_.file = tree_.source().name();
  broken_ = has_broken(0);
  header();
  declare_data();
  declare_parameters();
  declare_formulas();
  ruleset_.library = tree_.child(0, NodeKind::library) != 0;
  items();
  grades();
  vetoes();
  samples();
  require_header();
  settle_unknown_names();
  if (!broken_ && !has_errors(problems_)) check_sums();
}

bool Checker::has_broken(NodeId id) const {
  return tree_.has(id, NodeKind::broken);
}

// --- reporting ---

Diagnostic& Checker::report(Code code, Span where, std::vector<Text> arguments) {
  problems_.push_back({code, tree_.source().place(where), std::move(arguments), {}});
  return problems_.back();
}

Diagnostic& Checker::report(Code code, NodeId where, std::vector<Text> arguments) {
  return report(code, tree_.span(where), std::move(arguments));
}

void Checker::suggest(Diagnostic& diagnostic, const std::string& word,
                      const std::vector<std::string>& candidates) {
  const std::optional<std::string> near = nearest(word, candidates);
  if (near) diagnostic.fixes.push_back({Text("“" + *near + "”"), *near});
}

/// The part of a node that lies on its first line, without the comment behind it: what a message about a
/// whole declaration points at, and the wording of its 计分.
Span Checker::first_line(NodeId id) const {
  Span span = tree_.span(id);
  const std::string_view text = tree_.source().folded(span);
  const std::size_t end = text.find_first_of("\n|");
  if (end != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(end);
  for (std::uint32_t at = span.begin; at < span.end; ++at) {
    if (comment_at(tree_.source().folded(), at) && !in_name(tree_, id, at)) span.end = at;
  }
  return span;
}

std::string Checker::formula_name(ExprId id) const {
  const Expr& e = ruleset_.exprs[id];
  if (!e.name.empty()) return e.name;
  if (e.op == Op::input) return ruleset_.data[e.datum].name;
  const auto span = spans_.find(id);
  return span == spans_.end() ? std::string() : tree_.typed(span->second);
}

// --- the header ---

void Checker::header() {
  NodeId head = tree_.child(0, NodeKind::ruleset);
  if (!head) head = tree_.child(0, NodeKind::library);
  if (head) {
    const NodeId title = tree_.child(head, NodeKind::title);
    if (title) ruleset_.name = tree_.title(title);
  }
  for (const NodeId line : tree_.children(0)) head_line(line);
}

void Checker::head_line(NodeId line) {
  const NodeId text = tree_.child(line, NodeKind::text);
  switch (tree_.kind(line)) {
    case NodeKind::version:
      ruleset_.version = tree_.typed(text);
      break;
    case NodeKind::basis:
      ruleset_.basis = tree_.typed(text);
      break;
    case NodeKind::in_force:
      in_force(line);
      break;
    case NodeKind::identity:
      for (const NodeId name : tree_.children(line, NodeKind::name))
        ruleset_.identity.push_back(tree_.name(name));
      break;
    case NodeKind::full_marks: {
      if (tree_.child(line, Word::unscored)) {
        ruleset_.unscored = true;
      } else if (tree_.child(line, NodeKind::hole)) {
        open_full_marks_ = true;
      } else if (const NodeId node = tree_.child(line, NodeKind::points)) {
        if (const auto value = points(node)) ruleset_.full_marks = *value;
      }
      break;
    }
    case NodeKind::each_item:
      if (const NodeId node = tree_.child(line, NodeKind::rounding))
        ruleset_.item_rounding = rounding(node, nullptr);
      break;
    case NodeKind::total:
      if (const NodeId node = tree_.child(line, NodeKind::points)) ruleset_.total_most = points(node);
      if (const NodeId node = tree_.child(line, NodeKind::rounding))
        ruleset_.total_rounding = rounding(node, nullptr);
      break;
    default:
      break;
  }
}

void Checker::in_force(NodeId line) {
  const std::vector<NodeId> parts = tree_.children(line);
  if (parts.empty()) return;
  ruleset_.in_force = tree_.typed(Span{tree_.span(parts.front()).begin, tree_.span(parts.back()).end});
  std::vector<int> years, days;
  for (const NodeId date : tree_.children(line, NodeKind::date)) {
    std::vector<int> numbers;
    for (const NodeId part : tree_.children(date, NodeKind::number)) {
      const auto value = number(part);
      if (value && *value < 10000) numbers.push_back(static_cast<int>(numerator(*value)));
    }
    const auto day = numbers.size() == 3 ? day_number(numbers[0], numbers[1], numbers[2]) : std::nullopt;
    if (!day) {  // 2024-02-30; and 次年3月31日, which is of no year
      report(Code::E420, date, {tree_.typed(date)});
      continue;
    }
    years.push_back(numbers[0]);
    days.push_back(*day);
  }
  if (!years.empty()) ruleset_.first_year = years[0];
  if (years.size() > 1) ruleset_.last_year = years[1];
  if (days.size() > 1 && days[1] < days[0]) report(Code::E608, line);
}

void Checker::require_header() {
  const Word all[] = {Word::full_marks, Word::each_item, Word::total};
  const NodeKind kinds[] = {NodeKind::full_marks, NodeKind::each_item, NodeKind::total};
  const NodeId head = tree_.child(0, NodeKind::ruleset);
  if (!head || broken_ || ruleset_.library) return;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0 && ruleset_.unscored) break;
    if (tree_.child(0, kinds[i])) continue;
    const auto both = [&](auto text) {
      return Text(std::string(text(all[i], Language::zh)), std::string(text(all[i], Language::en)));
    };
    report(Code::E601, first_line(head), {both(spelling), both(example)});
  }
  if (ruleset_.identity.empty()) {
    ruleset_.identity = ruleset_.language == Language::zh ? std::vector<std::string>{"单位", "年度"}
                                                          : std::vector<std::string>{"unit", "year"};
  }
  if (!ruleset_.bonuses.empty() && !ruleset_.total_most)
    report(Code::E515, first_line(tree_.child(0, NodeKind::total)));
  if (ruleset_.items.empty()) report(Code::E602, first_line(head));
}

// --- names ---

void Checker::declare_data() {
  for (const NodeId block : tree_.children(0, NodeKind::data)) {
    for (const NodeId line : tree_.children(block)) {
      if (tree_.kind(line) == NodeKind::data_line) data_line(line);
      if (tree_.kind(line) != NodeKind::broken) continue;
      // The name that a broken line would have declared is not reported again wherever it is used.
      const std::string text = tree_.folded(line);
      Name lost;
      lost.line = tree_.line(line);
      names_.try_emplace(text.substr(0, text.find(' ')), lost);
    }
  }
}

void Checker::data_line(NodeId line) {
  Datum datum;
  const NodeId name = tree_.child(line, NodeKind::name);
  datum.name = tree_.name(name);
  datum.line = tree_.line(line);
  const auto [place, fresh] = names_.try_emplace(fold(datum.name));
  if (!fresh) {
    report(Code::E302, name, {datum.name, tree_.shown_line(place->second.line)});
    return;
  }
  data_type(tree_.child(line, NodeKind::type), datum);
  data_flags(line, datum);
  const NodeId limit = tree_.child(line, NodeKind::bound);
  const NodeId range = tree_.child(line, NodeKind::range);
  if (limit || range) datum.domain_text = tree_.typed(limit ? limit : range);
  if ((limit || range) && datum.kind != Kind::quantity) {
    report(Code::E603, limit ? limit : range, {datum.name});
  } else if (limit) {
    const std::vector<NodeId> parts = tree_.children(limit);
    const auto value = amount_in(parts[1], datum.unit, false);
    const std::optional<Interval> set = value ? bound(tree_.word(parts[0]), *value) : std::nullopt;
    if (set) datum.domain = *set;
  } else if (range) {
    const std::optional<Interval> set = interval(range, datum.unit, true, true);
    if (set) datum.domain = *set;
  }
  // Whole per cents or 万元 are not whole in base units: their range stays as written.
  if (datum.whole && datum.unit.scale == 1) {
    const std::optional<Interval> whole = integers_within(datum.domain);
    if (whole) datum.domain = *whole;
  }
  place->second = {Name::What::datum, static_cast<std::uint32_t>(ruleset_.data.size()), datum.line, false, {},
                   tree_.span(name)};
  ruleset_.data.push_back(std::move(datum));
}

void Checker::data_type(NodeId type, Datum& datum) {
  const std::vector<NodeId> levels = tree_.children(type, NodeKind::name);
  if (tree_.child(type, Word::yes_no)) {
    datum.kind = Kind::yes_no;
    datum.domain = Interval::closed(0, 1);
  } else if (tree_.child(type, Word::text)) {
    datum.kind = Kind::text;
    datum.domain = Interval::point(0);
  } else if (tree_.child(type, Word::date)) {
    datum.kind = Kind::date;
    datum.unit.dimension = Dimension::date;
    datum.whole = true;
  } else if (const NodeId unit = tree_.child(type, NodeKind::unit)) {
    datum.unit = find_unit(tree_.folded(unit));
  } else if (levels.size() == 1) {
    datum.unit = find_unit(tree_.name(levels[0]));
  } else {
    datum.kind = Kind::level;
    for (const NodeId level : levels) {
      const std::string name = tree_.name(level);
      const bool twice = std::find(datum.levels.begin(), datum.levels.end(), name) != datum.levels.end();
      if (twice) report(Code::E302, level, {name, tree_.shown_line(datum.line)});
      datum.levels.push_back(name);
    }
    if (!levels.empty()) datum.domain = Interval::closed(0, Rational(levels.size() - 1));
  }
}

void Checker::data_flags(NodeId line, Datum& datum) {
  for (const NodeId flag : tree_.children(line, NodeKind::flag)) {
    datum.whole = datum.whole || tree_.child(flag, Word::whole);
    datum.optional = datum.optional || tree_.child(flag, Word::optional);
    datum.may_not_apply = datum.may_not_apply || tree_.child(flag, Word::may_not_apply);
    datum.many = datum.many || tree_.child(flag, Word::many);
    datum.fixed = datum.fixed || tree_.child(flag, Word::fixed);
    for (const NodeId name : tree_.children(flag, NodeKind::name)) datum.columns.push_back(tree_.name(name));
  }
}

void Checker::declare_parameters() {
  for (const NodeId block : tree_.children(0, NodeKind::parameters)) {
    for (const NodeId line : tree_.children(block, NodeKind::parameter)) {
      const std::vector<NodeId> parts = tree_.children(line);
      const std::string name = tree_.name(parts[0]);
      const auto [place, fresh] = names_.try_emplace(fold(name));
      if (!fresh) {
        report(Code::E302, parts[0], {name, tree_.shown_line(place->second.line)});
        continue;
      }
      const std::optional<Amount> value = quantity(parts[1]);
      place->second.line = tree_.line(line);
      if (!value) continue;
      for (const NodeId bounds : tree_.children(line, NodeKind::adjustable)) {
        const NodeId range = tree_.child(bounds, NodeKind::range);
        const std::optional<Interval> allowed = interval(range, value->unit, false, true);
        if (allowed && !allowed->contains(value->value))
          report(Code::E327, parts[1],
                 {name,
                  {tree_.typed(parts[1]), engine::to_text(value->value, value->unit, Language::en)},
                  {tree_.typed(range), engine::range_text(*allowed, value->unit, Language::en)}});
      }
      const ExprId expr = typing_.constant(value->value, value->unit);
      ruleset_.exprs[expr].name = name;
      place->second = {Name::What::parameter, expr, tree_.line(line), false, {}, tree_.span(parts[0])};
    }
  }
}

void Checker::declare_formulas() {
  std::vector<std::pair<std::string, NodeId>> found;
  for (const NodeId node : tree_.children(0, NodeKind::formula)) {
    const NodeId name = tree_.child(node, NodeKind::name);
    if (!name) continue;
    const std::string text = tree_.name(name);
    const auto [place, fresh] = names_.try_emplace(fold(text));
    if (!fresh) {
      report(Code::E302, name, {text, tree_.shown_line(place->second.line)});
      continue;
    }
    place->second = {Name::What::formula, node, tree_.line(node), false, {}, tree_.span(name)};
    found.emplace_back(fold(text), node);
  }
  for (const auto& [key, node] : found) formula_use(key, node);
}

Ruleset check(const Source& source, const Syntax& syntax, std::vector<Diagnostic>& problems) {
  Ruleset ruleset;
  if (!syntax.nodes.empty()) Checker(source, syntax, ruleset, problems).run();
  return ruleset;
}

Ruleset read_rules(const Source& source, std::vector<Diagnostic>& problems, const OpenRules& open) {
  if (has_errors(problems)) return {};
  Syntax syntax = parse(source, problems);
  const Tree tree(source, syntax);
  const bool alone = !tree.child(0, NodeKind::builds_on) && !tree.child(0, NodeKind::imports);
  if (!alone && has_errors(problems)) return {};  // what is missing in it would be told again and again
  std::vector<Diagnostic> of_composing;
  const std::shared_ptr<const Source> main(std::shared_ptr<void>(), &source);
  const Composed whole = compose(main, std::move(syntax), open, of_composing);
  problems.insert(problems.end(), of_composing.begin(), of_composing.end());
  if (!alone && has_errors(of_composing)) return {};
  Ruleset ruleset = check(*whole.source, whole.syntax, problems);
  ruleset.taken_over = whole.taken_over;
  return ruleset;
}

}  // namespace rubric::dsl
