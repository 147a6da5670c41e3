#include "formats/claims.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "engine/text.hpp"
#include "formats/figures.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string key(std::string_view text) {
  return std::string(trim(fold(text)));
}

/// A heading as forms print it, 预算执行率(20分) or 总分(满分100分), without its points.
std::string without_points(const std::string& heading) {
  const std::size_t open = heading.rfind('(');
  if (open == std::string::npos || open == 0 || heading.back() != ')') return heading;
  std::string_view inside = std::string_view(heading).substr(open + 1, heading.size() - open - 2);
  for (const std::string_view word : {"满分", "分值"}) {
    if (inside.substr(0, word.size()) == word) inside.remove_prefix(word.size());
  }
  inside.remove_prefix(std::min(inside.find_first_not_of("0123456789. "), inside.size()));
  if (inside != "分" && inside != "points") return heading;
  return std::string(trim(std::string_view(heading).substr(0, open)));
}

/// What stands after the colon of a heading.
enum class Fact : unsigned char { score, points, target, actual, reason, recheck };

struct FactWord {
  std::string_view word;
  Fact fact;
};
constexpr std::array fact_words{
    FactWord{"得分", Fact::score},        FactWord{"自评得分", Fact::score},
    FactWord{"score", Fact::score},       FactWord{"分值", Fact::points},
    FactWord{"points", Fact::points},     FactWord{"指标值", Fact::target},
    FactWord{"年度指标值", Fact::target}, FactWord{"目标值", Fact::target},
    FactWord{"目标", Fact::target},       FactWord{"target", Fact::target},
    FactWord{"完成值", Fact::actual},     FactWord{"实际完成值", Fact::actual},
    FactWord{"完成情况", Fact::actual},   FactWord{"result", Fact::actual},
    FactWord{"偏差原因", Fact::reason},   FactWord{"偏差原因分析及改进措施", Fact::reason},
    FactWord{"扣分原因", Fact::reason},   FactWord{"reason", Fact::reason},
    FactWord{"复核", Fact::recheck},      FactWord{"复核得分", Fact::recheck},
    FactWord{"re-check", Fact::recheck},
};

class ClaimsTable {
 public:
  ClaimsTable(const Ruleset& ruleset, TableReader& reader, std::vector<Diagnostic>& problems)
      : ruleset_(ruleset), reader_(reader), problems_(problems) {
    for (const std::string& column : reader.columns()) {
      const std::string heading = key(column);
      headings_.push_back(is_title(heading) ? heading : without_points(heading));
    }
    used_.resize(headings_.size());
  }

  std::vector<Claims> read(const std::vector<std::string>& identity) {
    const auto before = static_cast<std::ptrdiff_t>(problems_.size());
    for (const std::string& name : identity) {
      identity_.emplace_back(name, take(name));
      if (!identity_.back().second) warn(name);
    }
    for (const Item& item : ruleset_.items) items_.push_back(take(item.title));
    for (const Item& item : ruleset_.bonuses) bonuses_.push_back(take_unless_taken(item.title));
    for (const Item& item : ruleset_.penalties) penalties_.push_back(take_unless_taken(item.title));
    bind_only(bonuses_, {"加分", "加分项", "bonus"});
    bind_only(penalties_, {"减分", "减分项", "penalty"});
    total_ = take(total_heading(ruleset_));
    grade_ = take(grade_heading(ruleset_));
    bind_groups();
    for (std::size_t column = 0; column < headings_.size(); ++column) bind_fact(column);
    if (std::find(used_.begin(), used_.end(), true) == used_.end() && !reader_.columns().empty()) {
      problems_.erase(problems_.begin() + before, problems_.end());
      problems_.push_back(misread_header(reader_, identity.size() + items_.size() + 1, 0));
      return {};
    }
    // A report that prints only its total is common; one that prints some items is said to lack the others.
    const bool any_item = std::any_of(items_.begin(), items_.end(), [](const Column& c) { return c; });
    for (std::size_t i = 0; i < items_.size() && any_item; ++i) {
      if (!items_[i]) warn(ruleset_.items[i].title);
    }
    if (!total_) warn(total_heading(ruleset_));
    bind_equations();
    std::vector<Claims> all;
    Row row;
    while (reader_.next(row)) {
      if (row.fault) {
        problems_.push_back(*row.fault);
        continue;
      }
      all.push_back(claims(row));
      tell_repeated(row.number, all.back().key);
    }
    if (!any_item && total_ && !total_reason_ && !items_.empty() && !all.empty())
      problems_.push_back({Code::N958, reader_.place(reader_.header_row()), {}, {}});
    return all;
  }

 private:
  using Column = std::optional<std::size_t>;

  Column take(const std::string& name) {
    const auto found = std::find(headings_.begin(), headings_.end(), key(name));
    if (found == headings_.end()) return std::nullopt;
    const auto column = static_cast<std::size_t>(found - headings_.begin());
    used_[column] = true;
    const auto second = std::find(found + 1, headings_.end(), key(name));
    if (second == headings_.end()) return column;
    const auto other = static_cast<std::size_t>(second - headings_.begin());
    problems_.push_back({Code::E732,
                         reader_.place(reader_.header_row(), other),
                         {name, column_name(column), column_name(other)},
                         {}});
    for (auto same = second; same != headings_.end(); ++same) {
      if (*same == key(name)) used_[static_cast<std::size_t>(same - headings_.begin())] = true;
    }
    doubled_.push_back(name);
    return std::nullopt;
  }

  /// The same for what may be called as something before it.
  Column take_unless_taken(const std::string& name) {
    const auto found = std::find(headings_.begin(), headings_.end(), key(name));
    const bool taken = found != headings_.end() && used_[static_cast<std::size_t>(found - headings_.begin())];
    return taken ? std::nullopt : take(name);
  }

  /// A column that is called by what it is: of the only one that there is; where there are several, it cannot
  /// be told what it has of which.
  void bind_only(std::vector<Column>& columns, std::initializer_list<std::string_view> words) {
    for (std::size_t i = 0; i < headings_.size() && !columns.empty(); ++i) {
      if (used_[i] || std::find(words.begin(), words.end(), headings_[i]) == words.end()) continue;
      if (columns.size() > 1) {
        unused(i, {"规则里有 " + std::to_string(columns.size()) + " 条，请按每一条的名称各写一列",
                   "there are " + std::to_string(columns.size()) +
                       " in the rules: give each a column of its name"});
      } else if (!columns[0]) {
        columns[0] = i;
        used_[i] = true;
      }
    }
  }

  /// Groups whose title is theirs alone; their columns may stand in equations besides.
  void bind_groups() {
    for (const Group& group : ruleset_.groups) {
      const auto same = [&](const Group& other) { return key(other.title) == key(group.title); };
      const bool alone = std::count_if(ruleset_.groups.begin(), ruleset_.groups.end(), same) == 1;
      groups_.push_back(alone ? take_unless_taken(group.title) : std::nullopt);
    }
    for (const Column& column : groups_) {
      if (column) used_[*column] = false;
    }
  }

  /// "C", or the heading where columns have no letters.
  Text column_name(std::size_t column) const {
    if (reader_.header_row() > 0) return column_letters(static_cast<std::uint32_t>(column + 1));
    return "“" + reader_.columns()[column] + "”";
  }

  void warn(const std::string& name) {
    if (std::find(doubled_.begin(), doubled_.end(), name) != doubled_.end()) return;
    problems_.push_back({Code::W737, reader_.place(reader_.header_row()), {name}, {}});
  }

  void unused(std::size_t column, Text why) {
    problems_.push_back({Code::W914,
                         reader_.place(reader_.header_row(), column),
                         {reader_.columns()[column], std::move(why)},
                         {}});
  }

  // --- 预算执行率：指标值 ---

  void bind_fact(std::size_t column) {
    const std::size_t colon = headings_[column].rfind(':');
    if (used_[column] || colon == std::string::npos) return;
    const std::string about(trim(std::string_view(headings_[column]).substr(0, colon)));
    const std::string word(trim(std::string_view(headings_[column]).substr(colon + 1)));
    const auto known = std::find_if(fact_words.begin(), fact_words.end(),
                                    [&](const FactWord& row) { return row.word == word; });
    const bool a_fact = known != fact_words.end();
    Column* const place = a_fact ? slot(about, known->fact) : nullptr;
    if (place && !*place) {
      *place = column;
      used_[column] = true;
    } else if (place) {
      unused(column, {"前面已有同样的一列", "there is such a column before it"});
    } else if (a_fact) {
      unused(column, {"没有“" + about + "”，或它没有" + word,
                      "there is no “" + about + "” that could have a " + word});
    } else if (is_item(about)) {
      unused(column, {"冒号后面可以写 得分、分值、指标值、完成值、偏差原因、复核",
                      "after the colon stand score, points, target, result, reason or re-check"});
    }
  }

  /// Whether something of the rules is called so, with all that the heading has.
  bool is_title(const std::string& heading) const {
    const auto same = [&](const auto& one) { return key(one.title) == heading; };
    const auto any = [&](const auto& all) { return std::any_of(all.begin(), all.end(), same); };
    return any(ruleset_.items) || any(ruleset_.bonuses) || any(ruleset_.penalties) || any(ruleset_.groups);
  }

  bool is_item(const std::string& name) const {
    return std::any_of(ruleset_.items.begin(), ruleset_.items.end(),
                       [&](const Item& item) { return key(item.title) == name; });
  }

  /// Where the column of a fact about an indicator, a group or the total is kept; nothing if there is no such
  /// fact.
  Column* slot(const std::string& about, Fact fact) {
    if (about == key(total_heading(ruleset_)) || about == "总分" || about == "合计") {
      switch (fact) {
        case Fact::score:
          return &total_;
        case Fact::points:
          return &total_points_;
        case Fact::recheck:
          return &total_recheck_;
        case Fact::reason:
          return &total_reason_;
        default:
          return nullptr;
      }
    }
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      if (key(ruleset_.items[i].title) != about) continue;
      if (fact == Fact::score) return &items_[i];
      facts_.resize(ruleset_.items.size());
      return &facts_[i][static_cast<std::size_t>(fact)];
    }
    for (const bool bonus : {true, false}) {
      const std::vector<Item>& items = bonus ? ruleset_.bonuses : ruleset_.penalties;
      std::vector<Column>& rechecks = bonus ? bonus_rechecks_ : penalty_rechecks_;
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (key(items[i].title) != about) continue;
        if (fact == Fact::score) return bonus ? &bonuses_[i] : &penalties_[i];
        if (fact != Fact::recheck) continue;
        rechecks.resize(items.size());
        return &rechecks[i];
      }
    }
    for (std::size_t g = 0; g < ruleset_.groups.size(); ++g) {
      if (key(ruleset_.groups[g].title) != about) continue;
      if (fact == Fact::score) return &groups_[g];
      if (fact != Fact::points) return nullptr;
      group_points_.resize(ruleset_.groups.size());
      return &group_points_[g];
    }
    return nullptr;
  }

  // --- 支出合计＝基本支出＋项目支出 ---

  /// A figure that equations may name: a column of this table, or a datum of the rules.
  struct Source {
    std::string name;
    Column column;
    std::optional<std::uint32_t> datum;
    Unit unit;
    std::optional<Unit> usual;  // of a column without a unit: that of the datum it is called as
  };

  struct BoundEquation {
    std::shared_ptr<const Equation> equation;
    std::size_t column;
    Unit unit;
    std::string name;
    std::vector<Unit> units;  // of the operands
  };

  void bind_equations() {
    // The left side of each heading first: it is what the column is called on the right side of others.
    std::vector<std::size_t> with_sign;
    for (std::size_t column = 0; column < headings_.size(); ++column) {
      if (used_[column]) continue;
      const std::size_t sign = headings_[column].find_first_of("=<>");
      const std::size_t other = std::min(headings_[column].find("≤"), headings_[column].find("≥"));
      const std::size_t at = std::min(sign, other);
      if (at != std::string::npos && at > 0) with_sign.push_back(column);
      add_source(headings_[column].substr(0, at), column);
    }
    for (std::uint32_t d = 0; d < ruleset_.data.size(); ++d) {
      const Datum& datum = ruleset_.data[d];
      if (datum.cohort || datum.kind != Kind::quantity) continue;
      sources_.push_back({key(datum.name), std::nullopt, d, datum.unit, std::nullopt});
      for (const std::string& name : datum.columns)
        sources_.push_back({key(name), std::nullopt, d, datum.unit, std::nullopt});
    }
    std::vector<std::string> names;
    for (const Source& source : sources_) names.push_back(source.name);
    for (const std::size_t column : with_sign) bind_equation(column, names);
  }

  void add_source(std::string_view text, std::size_t column) {
    const Heading heading = split_heading(std::string(trim(text)));
    const Unit unit = heading.unit.empty() ? Unit{} : find_unit(heading.unit);
    sources_.push_back({heading.name, column, std::nullopt, unit, usual_unit(heading)});
  }

  /// For a heading without a unit that of the datum it names.
  std::optional<Unit> usual_unit(const Heading& heading) const {
    if (!heading.unit.empty()) return std::nullopt;
    for (const Datum& datum : ruleset_.data) {
      if (datum.cohort || datum.kind != Kind::quantity) continue;
      const auto is = [&](const std::string& name) { return key(name) == heading.name; };
      if (is(datum.name) || std::any_of(datum.columns.begin(), datum.columns.end(), is)) return datum.unit;
    }
    return std::nullopt;
  }

  void bind_equation(std::size_t column, const std::vector<std::string>& names) {
    std::string wrong;
    auto equation = read_equation(headings_[column], names, wrong);
    if (!equation) {
      if (!wrong.empty())
        problems_.push_back({Code::W939, reader_.place(reader_.header_row(), column), {wrong}, {}});
      return;
    }
    const Heading heading = split_heading(equation->left);
    equation->left = heading.name;
    // Bare figures among themselves need no unit; beside one that has a unit, a column that is called as a
    // datum is in the datum's.
    const Unit written = heading.unit.empty() ? Unit{} : find_unit(heading.unit);
    const auto in_equation = [&](const Unit& unit, const std::optional<Unit>& usual) {
      if (!usual) return unit;
      const auto agrees = [&](std::size_t which) {
        const Source& source = sources_[which];
        return (!source.column || !source.unit.word.zh.empty()) && agree(source.unit, *usual);
      };
      const bool beside = (!heading.unit.empty() && agree(written, *usual)) ||
                          std::any_of(equation->operands.begin(), equation->operands.end(), agrees);
      return beside ? *usual : unit;
    };
    const Unit left = in_equation(written, usual_unit(heading));
    std::vector<Unit> units;
    for (const std::size_t which : equation->operands)
      units.push_back(in_equation(sources_[which].unit, sources_[which].usual));
    if (!heading.unit.empty()) {
      apply_unit(*equation, left, units);
    } else if (equation->sum && !units.empty()) {
      apply_unit(*equation, units[0], units);
    }
    used_[column] = true;
    equations_.push_back(
        {std::make_shared<const Equation>(std::move(*equation)), column, left, heading.name, units});
  }

  // --- rows ---

  /// A unit has one report a year.
  void tell_repeated(std::uint32_t row, const std::vector<std::string>& key) {
    std::string name;
    for (const std::string& part : key) name += (name.empty() || part.empty() ? "" : " ") + part;
    if (name.empty()) return;
    const auto [first, is_new] = rows_.emplace(key, row);
    if (is_new) return;
    problems_.push_back({Code::W760, reader_.place(row), {name, std::to_string(first->second)}, {}});
  }

  Claim claim(const Row& row, Column column, Claim (*as)(std::string_view, Place) = read_claim) const {
    Claim result = as(column ? row.cells[*column] : "", reader_.place(row.number, column));
    result.has_column = column.has_value();
    return result;
  }

  std::optional<Claim> fact(const Row& row, Column column,
                            Claim (*as)(std::string_view, Place) = read_claim) const {
    return column ? std::optional(claim(row, column, as)) : std::nullopt;
  }

  PrintedFigure figure(const Row& row, const std::string& name, std::size_t column, const Unit& unit) const {
    return {name, read_printed(row.cells[column], unit), reader_.place(row.number, column), std::nullopt};
  }

  Claims claims(const Row& row) const {
    Claims result;
    for (const auto& [name, column] : identity_) {
      if (column) result.key.push_back(identity_text(name, row.cells[*column]));
    }
    for (const auto& column : items_) result.items.push_back(claim(row, column));
    for (const auto& column : bonuses_) result.bonuses.push_back(claim(row, column, read_bonus));
    for (const auto& column : penalties_) result.penalties.push_back(claim(row, column, read_penalty));
    for (const auto& column : bonus_rechecks_) result.bonus_rechecks.push_back(fact(row, column, read_bonus));
    for (const auto& column : penalty_rechecks_)
      result.penalty_rechecks.push_back(fact(row, column, read_penalty));
    for (const auto& column : groups_) result.groups.push_back(claim(row, column));
    result.total = claim(row, total_);
    result.grade = claim(row, grade_);
    result.total_points = fact(row, total_points_);
    result.total_recheck = fact(row, total_recheck_);
    result.total_reason = fact(row, total_reason_);
    for (const auto& columns : facts_) {
      const auto of = [&](Fact which) { return fact(row, columns[static_cast<std::size_t>(which)]); };
      result.facts.push_back(
          {of(Fact::points), of(Fact::target), of(Fact::actual), of(Fact::reason), of(Fact::recheck)});
    }
    for (const auto& column : group_points_) result.group_points.push_back(fact(row, column));
    for (const BoundEquation& bound : equations_) {
      ClaimedEquation one{bound.equation, figure(row, bound.name, bound.column, bound.unit), {}};
      for (std::size_t k = 0; k < bound.units.size(); ++k) {
        const Source& source = sources_[bound.equation->operands[k]];
        one.right.push_back(source.column ? figure(row, source.name, *source.column, bound.units[k])
                                          : PrintedFigure{source.name, {}, {}, source.datum});
      }
      result.equations.push_back(std::move(one));
    }
    return result;
  }

  const Ruleset& ruleset_;
  TableReader& reader_;
  std::vector<Diagnostic>& problems_;
  std::vector<std::string> headings_;
  std::vector<bool> used_;
  std::vector<std::string> doubled_;                      // what has two columns
  std::vector<std::pair<std::string, Column>> identity_;  // by heading of the data
  std::vector<Column> items_, bonuses_, penalties_, groups_;
  std::vector<Column> bonus_rechecks_, penalty_rechecks_;  // empty if the table has none
  Column total_, grade_, total_points_, total_recheck_, total_reason_;
  std::vector<std::array<Column, 6>> facts_;  // by indicator and Fact; empty if the table has none
  std::vector<Column> group_points_;
  std::vector<Source> sources_;
  std::vector<BoundEquation> equations_;
  std::map<std::vector<std::string>, std::uint32_t> rows_;  // by what names their unit
};

}  // namespace

std::vector<Claims> read_claims(const Ruleset& ruleset, const std::vector<std::string>& identity,
                                TableReader& reader, std::vector<Diagnostic>& problems) {
  return ClaimsTable(ruleset, reader, problems).read(identity);
}

}  // namespace rubric::formats
