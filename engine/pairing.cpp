#include "engine/pairing.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "engine/compile.hpp"
#include "engine/link.hpp"
#include "engine/places.hpp"
#include "engine/text.hpp"

namespace rubric::engine {
namespace {

bool same_declaration(const Datum& a, const Datum& b) {
  const auto key = [](const Datum& d) {
    return std::tie(d.name, d.columns, d.kind, d.unit.dimension, d.unit.scale, d.unit.word, d.levels,
                    d.domain, d.whole, d.many, d.optional, d.may_not_apply, d.cohort);
  };
  return !a.cohort && !b.cohort && key(a) == key(b);
}

/// The headings under which a datum's column is looked for.
std::set<std::string> headings(const Datum& datum) {
  std::set<std::string> names{plain_text(datum.name)};
  for (const std::string& column : datum.columns) names.insert(plain_text(column));
  return names;
}

/// Whether both read the same column, and a cell that both can read is the same value to both.
bool same_reading(const Datum& a, const Datum& b) {
  const auto key = [](const Datum& d) {
    return std::tie(d.kind, d.unit.dimension, d.unit.scale, d.levels, d.many, d.may_not_apply);
  };
  return !a.cohort && !b.cohort && key(a) == key(b) && headings(a) == headings(b);
}

bool same_choice(const std::optional<Choice>& a, const std::optional<Choice>& b) {
  if (!a || !b) return !a && !b;
  return a->what == b->what && a->datum == b->datum && a->members == b->members;
}

bool drops_in_group(const Item& item) {
  return std::any_of(item.not_applicable.begin(), item.not_applicable.end(), [](const NotApplicable& clause) {
    return clause.then.what == Consequence::What::drop_group;
  });
}

/// Whether 组内折算 scales the group, so that it matters which of its items belong to it.
bool rescales(const Ruleset& ruleset, std::uint32_t group) {
  return group != none && std::any_of(ruleset.items.begin(), ruleset.items.end(), [&](const Item& item) {
           return item.group == group && drops_in_group(item);
         });
}

bool on_grade(const Veto& veto) {
  return veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
}

bool same_names(const std::vector<Grade>& a, const std::vector<Grade>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Grade& x, const Grade& y) { return x.name == y.name; });
}

bool same_grading(const Ruleset& a, const Ruleset& b) {
  return a.grade_by_rounded == b.grade_by_rounded &&
         std::equal(a.grades.begin(), a.grades.end(), b.grades.begin(), b.grades.end(),
                    [](const Grade& x, const Grade& y) { return x.name == y.name && x.range == y.range; });
}

/// Whether 单项 decides anything.
bool rounds_items(const Ruleset& ruleset) {
  return std::any_of(ruleset.items.begin(), ruleset.items.end(), [](const Item& item) {
    return item.form != Form::unscored && !item.rounding && !item.no_rounding;
  });
}

}  // namespace

/// The plans of both as one: what both compute alike is one slot.
struct Pairing::Joined {
  explicit Joined(const Pairing& pairing) : old_plan(compile(pairing.from_)), new_plan(compile(pairing.to_)) {
    Linker linker(plan, pairing.same_value_);
    old_slot = linker.add(old_plan);
    new_slot = linker.add(new_plan);
  }
  bool same(Slot a, Slot b) const {
    if (a == none || b == none) return a == b;
    return old_slot[a] == new_slot[b];
  }

  Plan plan, old_plan, new_plan;
  std::vector<Slot> old_slot, new_slot;
};

Pairing::Pairing(const Ruleset& from, const Ruleset& to) : from_(from), to_(to) {
  join_data(from, to);
  match();
  const Joined joined(*this);
  match_renamed(joined);
  find_clauses(joined);
  if (clauses_.size() > max_clauses) put_together();
}

/// Puts both over the same data, expressions and groups.
void Pairing::join_data(const Ruleset& from, const Ruleset& to) {
  data_.language = from.language;
  data_.file = from.file;
  data_.name = from.name;
  data_.identity = from.identity;
  data_.unscored = true;
  data_.data = from.data;
  Places old_places, new_places;
  for (DatumId d = 0; d < from.data.size(); ++d) {
    old_places.data.push_back(d);
    same_value_.push_back(d);
  }
  for (const Datum& datum : to.data) {
    const auto twin = [&](const auto& same) {
      const auto end = data_.data.begin() + static_cast<std::ptrdiff_t>(from.data.size());
      const auto found =
          std::find_if(data_.data.begin(), end, [&](const Datum& other) { return same(datum, other); });
      return found == end ? none : static_cast<DatumId>(found - data_.data.begin());
    };
    if (const DatumId same = twin(same_declaration); same != none) {
      new_places.data.push_back(same);
      continue;
    }
    const auto own = static_cast<DatumId>(data_.data.size());
    const DatumId like = twin(same_reading);
    new_places.data.push_back(own);
    same_value_.push_back(like == none ? own : like);
    data_.data.push_back(datum);
  }
  new_places.first_expr = static_cast<ExprId>(from.exprs.size());

  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> by_path;
  std::vector<Group> joined;
  const auto add_groups = [&](const Ruleset& ruleset, Places& places) {
    for (Group group : ruleset.groups) {
      if (group.parent != none) group.parent = places.groups[group.parent];
      const auto [known, fresh] =
          by_path.try_emplace({group.parent, group.title}, static_cast<std::uint32_t>(joined.size()));
      if (fresh) {
        group.choice.reset();
        joined.push_back(group);
      }
      places.groups.push_back(known->second);
    }
  };
  add_groups(from, old_places);
  add_groups(to, new_places);

  const auto settle = [&](Ruleset& ruleset, const Places& places) {
    places.ruleset(ruleset);
    std::vector<Group> own = joined;
    for (std::size_t i = 0; i < ruleset.groups.size(); ++i) own[places.groups[i]] = ruleset.groups[i];
    ruleset.groups = std::move(own);
    ruleset.data = data_.data;
    ruleset.samples.clear();
  };
  settle(from_, old_places);
  settle(to_, new_places);
  std::vector<Expr> exprs = from_.exprs;
  exprs.insert(exprs.end(), to_.exprs.begin(), to_.exprs.end());
  from_.exprs = to_.exprs = data_.exprs = std::move(exprs);

  // A figure over all units (排名) that both compute alike is one datum.
  data_.cohort = from_.cohort;
  Ruleset figures = data_;
  figures.cohort.insert(figures.cohort.end(), to_.cohort.begin(), to_.cohort.end());
  if (!figures.cohort.empty()) {
    const Plan plan = compile(figures);
    for (const CohortFigure& figure : to_.cohort) {
      Plan joined_plan;
      Linker linker(joined_plan, same_value_);
      const std::vector<Slot> slots = linker.add(plan);
      const auto alike = [&](const CohortFigure& other) {
        return other.what == figure.what && other.high_first == figure.high_first &&
               other.share_place == figure.share_place && other.same == figure.same &&
               slots[plan.of_expr[other.value]] == slots[plan.of_expr[figure.value]];
      };
      const auto found = std::find_if(from_.cohort.begin(), from_.cohort.end(), alike);
      if (found != from_.cohort.end()) same_value_[figure.datum] = found->datum;
      data_.cohort.push_back(figure);
    }
  }
}

void Pairing::match() {
  // What stands in a group that one of the two chooses from (择一) is paired within that group.
  const auto pair_up = [this](const std::vector<Item>& old_items, const std::vector<Item>& new_items,
                              std::vector<Part>& parts) {
    std::map<std::tuple<std::string, std::uint32_t, int>, std::size_t> places;
    const auto add = [&](const std::vector<Item>& items, bool is_new) {
      std::map<std::pair<std::string, std::uint32_t>, int> nth;
      for (std::size_t i = 0; i < items.size(); ++i) {
        const std::uint32_t group = items[i].group;
        const bool whole = group != none && (from_.groups[group].choice || to_.groups[group].choice);
        const std::uint32_t owner = whole ? group : none;
        const int count = nth[{items[i].title, owner}]++;
        const auto [known, fresh] = places.try_emplace({items[i].title, owner, count}, parts.size());
        if (fresh) {
          parts.emplace_back();
          parts.back().title = items[i].title;
          parts.back().group = owner;
        }
        (is_new ? parts[known->second].to : parts[known->second].from) = i;
      }
    };
    add(old_items, false);
    add(new_items, true);
  };
  pair_up(from_.items, to_.items, items_);
  pair_up(from_.bonuses, to_.bonuses, bonuses_);
  pair_up(from_.penalties, to_.penalties, penalties_);
  std::map<std::pair<std::string, int>, std::size_t> places;
  for (const bool is_new : {false, true}) {
    std::map<std::string, int> nth;
    const std::vector<Veto>& vetoes = is_new ? to_.vetoes : from_.vetoes;
    for (std::size_t i = 0; i < vetoes.size(); ++i) {
      const int count = nth[vetoes[i].title]++;
      const auto [known, fresh] = places.try_emplace({vetoes[i].title, count}, vetoes_.size());
      if (fresh) {
        vetoes_.emplace_back();
        vetoes_.back().title = vetoes[i].title;
      }
      (is_new ? vetoes_[known->second].to : vetoes_[known->second].from) = i;
    }
  }
}

/// Pairs what has only another name, or writes it in another width: the same score, else the same printed
/// text or 实际.
void Pairing::match_renamed(const Joined& joined) {
  const auto pair_up = [&](std::vector<Part>& parts, const std::vector<Item>& old_items,
                           const std::vector<Item>& new_items, const std::vector<ItemSlots>& old_slots,
                           const std::vector<ItemSlots>& new_slots) {
    const auto pair = [&](const auto& same) {
      for (Part& gone : parts) {
        for (Part& come : parts) {
          const bool left = gone.from != missing && gone.to == missing && come.from == missing &&
                            come.to != missing && gone.group == come.group;
          if (!left || !same(gone.from, come.to)) continue;
          gone.to = come.to;
          const bool same_title = fold(gone.title) == fold(come.title);
          gone.title = same_title ? come.title : gone.title + "→" + come.title;
          come.to = missing;
        }
      }
    };
    pair([&](std::size_t a, std::size_t b) { return fold(old_items[a].title) == fold(new_items[b].title); });
    pair([&](std::size_t a, std::size_t b) {
      const Slot score = old_slots[a].raw;
      return score != none && joined.same(score, new_slots[b].raw) &&
             joined.old_plan.steps[score].op != Op::constant;
    });
    pair([&](std::size_t a, std::size_t b) {
      return !old_items[a].clause.empty() && fold(old_items[a].clause) == fold(new_items[b].clause);
    });
    pair([&](std::size_t a, std::size_t b) {
      return old_slots[a].actual != none && joined.same(old_slots[a].actual, new_slots[b].actual);
    });
    std::erase_if(parts, [](const Part& part) { return part.from == missing && part.to == missing; });
  };
  const Plan &from = joined.old_plan, &to = joined.new_plan;
  pair_up(items_, from_.items, to_.items, from.items, to.items);
  pair_up(bonuses_, from_.bonuses, to_.bonuses, from.bonuses, to.bonuses);
  pair_up(penalties_, from_.penalties, to_.penalties, from.penalties, to.penalties);
}

void Pairing::find_clauses(const Joined& joined) {
  const Plan &old_plan = joined.old_plan, &new_plan = joined.new_plan;
  const auto differ = [&](Slot a, Slot b) { return !joined.same(a, b); };
  const auto add = [&](Clause::Kind kind, const Part& part) {
    const Clause::Change change = part.from == missing ? Clause::Change::added
                                  : part.to == missing ? Clause::Change::removed
                                                       : Clause::Change::changed;
    clauses_.push_back({kind, change, part.title, {}});
    return clauses_.size() - 1;
  };
  const auto scaled = [&](std::uint32_t group) { return rescales(from_, group) || rescales(to_, group); };
  const auto item_differs = [&](const Part& part) {
    if (part.from == missing || part.to == missing) return true;
    const Item& a = from_.items[part.from];
    const Item& b = to_.items[part.to];
    const ItemSlots& x = old_plan.items[part.from];
    const ItemSlots& y = new_plan.items[part.to];
    return differ(x.raw, y.raw) || differ(x.dropped, y.dropped) || a.rounding != b.rounding ||
           a.no_rounding != b.no_rounding || (a.form == Form::unscored) != (b.form == Form::unscored) ||
           a.points != b.points || drops_in_group(a) != drops_in_group(b) ||
           (a.group != b.group && (scaled(a.group) || scaled(b.group)));
  };
  group_clause_.assign(from_.groups.size(), unchanged);
  for (Part& part : items_) {
    if (part.group == none && item_differs(part)) part.clause = add(Clause::Kind::indicator, part);
    if (part.group == none || group_clause_[part.group] != unchanged) continue;
    const Group& a = from_.groups[part.group];
    const Group& b = to_.groups[part.group];
    if (!item_differs(part) && same_choice(a.choice, b.choice) && a.points == b.points) continue;
    clauses_.push_back({Clause::Kind::group, Clause::Change::changed, a.title, {}});
    group_clause_[part.group] = clauses_.size() - 1;
  }
  for (Part& part : items_) {
    if (part.group != none) part.clause = group_clause_[part.group];
  }
  const auto adjustments = [&](Clause::Kind kind, std::vector<Part>& parts,
                               const std::vector<ItemSlots>& old_items,
                               const std::vector<ItemSlots>& new_items) {
    for (Part& part : parts) {
      const bool both = part.from != missing && part.to != missing;
      if (!both || differ(old_items[part.from].score, new_items[part.to].score))
        part.clause = add(kind, part);
    }
  };
  adjustments(Clause::Kind::bonus, bonuses_, old_plan.bonuses, new_plan.bonuses);
  adjustments(Clause::Kind::penalty, penalties_, old_plan.penalties, new_plan.penalties);
  const auto rule = [&](Clause::Kind kind, bool differs, std::size_t& clause) {
    if (!differs) return;
    clause = clauses_.size();
    clauses_.push_back({kind, Clause::Change::changed, {}, {}});
  };
  rule(Clause::Kind::item_rounding,
       from_.item_rounding != to_.item_rounding && (rounds_items(from_) || rounds_items(to_)),
       item_rounding_);
  const bool names = same_names(from_.grades, to_.grades);
  for (Part& part : vetoes_) {
    const bool both = part.from != missing && part.to != missing;
    if (both) {
      const Veto& a = from_.vetoes[part.from];
      const Veto& b = to_.vetoes[part.to];
      const bool same = a.outcome == b.outcome && a.points == b.points &&
                        (!on_grade(a) || a.grade == b.grade) &&
                        !differ(old_plan.veto_conditions[part.from], new_plan.veto_conditions[part.to]);
      if (same && (names || !on_grade(a))) continue;
    }
    // Where the grades have other names, a veto that names one cannot be told from them.
    const bool graded = (part.from != missing && on_grade(from_.vetoes[part.from])) ||
                        (part.to != missing && on_grade(to_.vetoes[part.to]));
    if (!names && graded) continue;
    part.clause = add(Clause::Kind::veto, part);
  }
  rule(Clause::Kind::total_most, from_.total_most != to_.total_most, total_most_);
  rule(Clause::Kind::total_rounding, from_.total_rounding != to_.total_rounding, total_rounding_);
  rule(Clause::Kind::grades, !same_grading(from_, to_), grades_);
  if (names) return;
  for (Part& part : vetoes_) {
    if (part.clause != unchanged) continue;
    const bool graded = (part.from != missing && on_grade(from_.vetoes[part.from])) ||
                        (part.to != missing && on_grade(to_.vetoes[part.to]));
    if (graded) part.clause = grades_;
  }
}

bool Pairing::same_grades() const {
  return !from_.grades.empty() && same_names(from_.grades, to_.grades);
}

bool Pairing::on_total(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::veto:
    case Clause::Kind::total_most:
    case Clause::Kind::total_rounding:
    case Clause::Kind::grades:
      return true;
    case Clause::Kind::several:
      return std::any_of(clause.members.begin(), clause.members.end(), on_total);
    default:
      return false;
  }
}

/// Puts clauses together until there are few enough: indicators by their 一级指标, then 一票否决, then 加分
/// and 减分, then all indicators.
void Pairing::put_together() {
  std::vector<std::uint32_t> root(clauses_.size(), none);
  for (const Part& part : items_) {
    if (part.clause == unchanged) continue;
    std::uint32_t group = part.to != missing ? to_.items[part.to].group : from_.items[part.from].group;
    while (group != none && from_.groups[group].parent != none) group = from_.groups[group].parent;
    root[part.clause] = group;
  }
  using enum Clause::Kind;
  const auto is_item = [](const Clause& clause) { return clause.kind == indicator || clause.kind == group; };
  // What a clause is put together by, at each level; none stays by itself.
  const auto bundle = [&](std::size_t i, int level) -> std::optional<std::pair<int, std::uint32_t>> {
    const Clause& clause = clauses_[i];
    if (is_item(clause)) return std::pair(0, level < 3 ? root[i] : none);
    if (clause.kind == veto && level >= 1) return std::pair(1, none);
    if ((clause.kind == bonus || clause.kind == penalty) && level >= 2) return std::pair(2, none);
    return std::nullopt;
  };
  std::vector<std::size_t> now(clauses_.size());
  std::vector<Clause> fewer;
  for (int level = 0; level <= 3; ++level) {
    std::map<std::pair<int, std::uint32_t>, std::size_t> bundles;
    fewer.clear();
    for (std::size_t i = 0; i < clauses_.size(); ++i) {
      const auto key = bundle(i, level);
      if (!key) {
        now[i] = fewer.size();
        fewer.push_back(clauses_[i]);
        continue;
      }
      const auto [known, fresh] = bundles.try_emplace(*key, fewer.size());
      if (fresh) {
        const std::string title = key->second == none ? std::string() : from_.groups[key->second].title;
        fewer.push_back({several, Clause::Change::changed, title, {}});
      }
      fewer[known->second].members.push_back(clauses_[i]);
      now[i] = known->second;
    }
    if (fewer.size() <= max_clauses) break;
  }
  for (Clause& clause : fewer) {
    if (clause.members.size() == 1) clause = Clause(clause.members[0]);
  }
  const auto move = [&](std::size_t& clause) {
    if (clause != unchanged) clause = now[clause];
  };
  for (auto* parts : {&items_, &bonuses_, &penalties_, &vetoes_}) {
    for (Part& part : *parts) move(part.clause);
  }
  for (std::size_t& clause : group_clause_) move(clause);
  for (std::size_t* clause : {&item_rounding_, &total_most_, &total_rounding_, &grades_}) move(*clause);
  clauses_ = std::move(fewer);
}

Ruleset Pairing::mixed(Coalition coalition) const {
  Ruleset mix = from_;
  const auto take = [&](const std::vector<Part>& parts, const auto& old_list, const auto& new_list,
                        auto& result) {
    result.clear();
    // What no clause changes comes first, so that sums share their beginning; the members of a choice stand
    // in the order of their own ruleset, last.
    std::vector<std::tuple<std::uint32_t, std::size_t, bool>> members;
    for (const bool changed : {false, true}) {
      for (const Part& part : parts) {
        if ((part.clause != unchanged) != changed) continue;
        const bool is_new = new_in(part.clause, coalition);
        const std::size_t place = is_new ? part.to : part.from;
        if (place == missing) continue;
        if (part.group != none) {
          members.emplace_back(part.group, place, is_new);
        } else {
          result.push_back(is_new ? new_list[place] : old_list[place]);
        }
      }
    }
    std::sort(members.begin(), members.end());
    for (const auto& [group, place, is_new] : members)
      result.push_back(is_new ? new_list[place] : old_list[place]);
  };
  take(items_, from_.items, to_.items, mix.items);
  take(bonuses_, from_.bonuses, to_.bonuses, mix.bonuses);
  take(penalties_, from_.penalties, to_.penalties, mix.penalties);
  take(vetoes_, from_.vetoes, to_.vetoes, mix.vetoes);
  for (std::size_t g = 0; g < mix.groups.size(); ++g) {
    if (new_in(group_clause_[g], coalition)) mix.groups[g] = to_.groups[g];
  }
  if (new_in(item_rounding_, coalition)) mix.item_rounding = to_.item_rounding;
  if (new_in(total_most_, coalition)) mix.total_most = to_.total_most;
  if (new_in(total_rounding_, coalition)) mix.total_rounding = to_.total_rounding;
  if (new_in(grades_, coalition)) {
    mix.grades = to_.grades;
    mix.grade_by_rounded = to_.grade_by_rounded;
  }
  return mix;
}

}  // namespace rubric::engine
