#include "engine/equation.hpp"

#include <algorithm>
#include <array>

#include "engine/text.hpp"

namespace rubric::engine {
namespace {

using Node = Equation::Node;
using Kind = Node::Kind;

struct Sign {
  std::string_view text;
  Equation::Relation relation;
};
constexpr std::array signs{Sign{"<=", Equation::Relation::at_most}, Sign{">=", Equation::Relation::at_least},
                           Sign{"≤", Equation::Relation::at_most},  Sign{"≥", Equation::Relation::at_least},
                           Sign{"=", Equation::Relation::equal},    Sign{"<", Equation::Relation::below},
                           Sign{">", Equation::Relation::above}};

constexpr std::size_t most_operands = 200;
constexpr int most_brackets = 32;

/// Reads the right side by descent. Names are known beforehand, so that they may hold any sign; the longest
/// that fits is taken.
class Reader {
 public:
  Reader(std::string_view text, const std::vector<std::string>& names, Equation& out)
      : rest_(trim(text)), names_(names), out_(out) {}

  /// What cannot be read, or nothing.
  std::string read() {
    sum(0);
    if (wrong_.empty() && !rest_.empty()) wrong_ = std::string(rest_);
    return wrong_;
  }

 private:
  std::size_t add(Node node) {
    out_.nodes.push_back(std::move(node));
    return out_.nodes.size() - 1;
  }

  bool take(std::string_view sign) {
    if (rest_.substr(0, sign.size()) != sign) return false;
    rest_ = trim(rest_.substr(sign.size()));
    return true;
  }

  std::size_t sum(int depth) {
    std::size_t left = product(depth);
    while (wrong_.empty()) {
      const bool plus = take("+");
      if (!plus && !take("-") && !take("−")) break;
      const std::size_t right = product(depth);
      left = add({plus ? Kind::add : Kind::subtract, left, right, 0, false});
    }
    return left;
  }

  std::size_t product(int depth) {
    std::size_t left = factor(depth);
    while (wrong_.empty()) {
      const bool times = take("×") || take("*");
      if (!times && !take("÷") && !take("/")) break;
      out_.sum = false;
      const std::size_t right = factor(depth);
      left = add({times ? Kind::multiply : Kind::divide, left, right, 0, false});
    }
    return left;
  }

  std::size_t factor(int depth) {
    if (depth < most_brackets && take("(")) {
      const std::size_t inner = sum(depth + 1);
      if (wrong_.empty() && !take(")")) fail();
      return inner;
    }
    std::size_t best = names_.size();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i].empty() || rest_.substr(0, names_[i].size()) != names_[i]) continue;
      if (best == names_.size() || names_[i].size() > names_[best].size()) best = i;
    }
    if (best < names_.size() && out_.operands.size() < most_operands) {
      rest_ = trim(rest_.substr(names_[best].size()));
      out_.operands.push_back(best);
      return add({Kind::operand, out_.operands.size() - 1, 0, 0, false});
    }
    return constant();
  }

  std::size_t constant() {
    std::string_view rest = rest_;
    const std::optional<Rational> value = parse_decimal(take_digits(rest));
    if (!value) return fail();
    rest_ = rest;
    const bool percent = take("%");
    return add({Kind::constant, 0, 0, percent ? Rational(*value / 100) : *value, !percent});
  }

  std::size_t fail() {
    if (wrong_.empty()) wrong_ = rest_.empty() ? "…" : std::string(rest_);
    return 0;
  }

  std::string_view rest_;
  const std::vector<std::string>& names_;
  Equation& out_;
  std::string wrong_;
};

/// Gives a unit to the constants that stand for figures of it.
class Constants {
 public:
  Constants(Equation& equation, const Unit& unit, const std::vector<Unit>& operands)
      : nodes_(equation.nodes), unit_(unit) {
    // Which nodes are figures of the unit's kind; operands come before what takes them.
    for (const Node& node : nodes_) {
      switch (node.kind) {
        case Kind::operand:
          of_kind_.push_back(agree(operands[node.a], unit));
          break;
        case Kind::constant:
          of_kind_.push_back(false);
          break;
        case Kind::divide:
          of_kind_.push_back(of_kind_[node.a] && !of_kind_[node.b]);
          break;
        default:
          of_kind_.push_back(of_kind_[node.a] || of_kind_[node.b]);
      }
    }
  }

  /// Node `at` is of the unit.
  void apply(std::size_t at, bool factor = false) {
    Node& node = nodes_[at];
    switch (node.kind) {
      case Kind::operand:
        return;
      case Kind::constant:
        return scale(node, factor);
      case Kind::add:
      case Kind::subtract:
        apply(node.a);
        apply(node.b);
        return;
      default:
        return product(node);
    }
  }

 private:
  void product(const Node& node) {
    const bool times = node.kind == Kind::multiply;
    if (of_kind_[node.a]) return apply(node.a);
    if (times && of_kind_[node.b]) return apply(node.b);
    if (times && nodes_[node.a].kind != Kind::constant && nodes_[node.b].kind == Kind::constant)
      return apply(node.b, true);
    const Kind first = nodes_[node.a].kind;
    if (first != Kind::add && first != Kind::subtract) apply(node.a, true);
  }

  void scale(Node& node, bool factor) const {
    const Rational whole = node.value * unit_.scale;
    const bool bare_rate =
        unit_.dimension == Dimension::rate && (factor ? whole != 1 : node.value == 1);  // 0.5×…, 1－…
    if (node.bare && !bare_rate) node.value = whole;
  }

  std::vector<Node>& nodes_;
  const Unit& unit_;
  std::vector<bool> of_kind_;
};

std::optional<Interval> combine(Kind kind, const Interval& a, const Interval& b) {
  switch (kind) {
    case Kind::add:
      return add(a, b);
    case Kind::subtract:
      return subtract(a, b);
    case Kind::multiply:
      return multiply(a, b);
    default:
      if (b.low.value <= 0 && b.high.value >= 0) return std::nullopt;
      return divide(a, b);
  }
}

}  // namespace

std::optional<Equation> read_equation(std::string_view heading, const std::vector<std::string>& names,
                                      std::string& wrong) {
  wrong.clear();
  const std::string folded(trim(fold(heading)));
  std::size_t at = std::string::npos;
  const Sign* found = nullptr;
  for (const Sign& sign : signs) {
    const std::size_t place = folded.find(sign.text);
    if (place == std::string::npos || place >= at) continue;
    at = place;
    found = &sign;
  }
  if (!found || trim(std::string_view(folded).substr(0, at)).empty()) return std::nullopt;
  Equation equation;
  equation.left = std::string(trim(std::string_view(folded).substr(0, at)));
  equation.text = std::string(trim(std::string_view(folded).substr(at + found->text.size())));
  equation.relation = found->relation;
  wrong = Reader(equation.text, names, equation).read();
  if (!wrong.empty()) return std::nullopt;
  return equation;
}

void apply_unit(Equation& equation, const Unit& unit, const std::vector<Unit>& operands) {
  Constants(equation, unit, operands).apply(equation.nodes.size() - 1);
}

std::optional<Interval> evaluate(const Equation& equation, const std::vector<Interval>& operands) {
  std::vector<Interval> values;
  for (const Node& node : equation.nodes) {
    if (node.kind == Kind::operand) {
      values.push_back(operands[node.a]);
    } else if (node.kind == Kind::constant) {
      values.push_back(Interval::point(node.value));
    } else {
      const std::optional<Interval> value = combine(node.kind, values[node.a], values[node.b]);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
  }
  return values.back();
}

std::optional<Rational> evaluate(const Equation& equation, const std::vector<Rational>& operands) {
  std::vector<Interval> points;
  for (const Rational& operand : operands) points.push_back(Interval::point(operand));
  const std::optional<Interval> value = evaluate(equation, points);
  return value ? std::optional(value->low.value) : std::nullopt;
}

std::optional<Rational> solve(const Equation& equation, const std::vector<Rational>& operands,
                              std::size_t which, const Rational& result) {
  // Upwards: the value of every node, and which of them the unknown goes into. Each operand stands once in
  // the tree.
  std::vector<std::optional<Rational>> values;
  std::vector<bool> unknown;
  for (const Node& node : equation.nodes) {
    const bool leaf = node.kind == Kind::operand || node.kind == Kind::constant;
    unknown.push_back(leaf ? node.kind == Kind::operand && node.a == which
                           : unknown[node.a] || unknown[node.b]);
    if (leaf) {
      values.push_back(node.kind == Kind::operand ? operands[node.a] : node.value);
    } else if (!values[node.a] || !values[node.b]) {
      values.push_back(std::nullopt);
    } else {
      const auto value =
          combine(node.kind, Interval::point(*values[node.a]), Interval::point(*values[node.b]));
      values.push_back(value ? std::optional(value->low.value) : std::nullopt);
    }
  }
  // Downwards: what each node on the way must be.
  std::size_t at = equation.nodes.size() - 1;
  if (!unknown[at]) return std::nullopt;
  Rational wanted = result;
  while (equation.nodes[at].kind != Kind::operand) {
    const Node& node = equation.nodes[at];
    const bool in_a = unknown[node.a];
    const std::optional<Rational>& other = values[in_a ? node.b : node.a];
    if (!other) return std::nullopt;
    switch (node.kind) {
      case Kind::add:
        wanted -= *other;
        break;
      case Kind::subtract:
        wanted = in_a ? Rational(wanted + *other) : Rational(*other - wanted);
        break;
      case Kind::multiply:
        if (*other == 0) return std::nullopt;
        wanted /= *other;
        break;
      default:
        if (in_a ? *other == 0 : wanted == 0) return std::nullopt;
        wanted = in_a ? Rational(wanted * *other) : Rational(*other / wanted);
    }
    at = in_a ? node.a : node.b;
  }
  return wanted;
}

bool holds(Equation::Relation relation, const Rational& left, const Rational& right) {
  switch (relation) {
    case Equation::Relation::equal:
      return left == right;
    case Equation::Relation::at_most:
      return left <= right;
    case Equation::Relation::at_least:
      return left >= right;
    case Equation::Relation::below:
      return left < right;
    default:
      return left > right;
  }
}

}  // namespace rubric::engine
