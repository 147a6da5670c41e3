#include "formats/goal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/entry.hpp"
#include "engine/evaluate.hpp"
#include "formats/figures.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Json = nlohmann::ordered_json;

/// An indicator whose score is another one after the changes; 实际 where it is worked out from data.
struct Moved {
  std::string title, from, to, actual_from, actual_to;
};

class Words {
 public:
  Words(const GoalQuestion& question, Language language)
      : q_(question), language_(language), zh_(language == Language::zh) {
    before_ = evaluate(q_.plan, q_.unit, Trace::yes);
  }

  std::string say(std::string_view zh, std::string_view en) const { return std::string(zh_ ? zh : en); }

  std::string unit() const {
    std::string name;
    for (const std::string& part : q_.unit.key) name += (name.empty() ? "" : " ") + part;
    return name;
  }

  std::string cell(DatumId id, const Cell& of) const { return to_text(of, q_.ruleset.data[id], language_); }
  const std::string& name(DatumId id) const { return q_.ruleset.data[id].name; }

  std::string total(const Outcome& outcome) const { return total_text(q_.ruleset, outcome); }
  std::string grade(const Outcome& outcome) const {
    return q_.ruleset.grades.empty() ? "" : grade_text(q_.ruleset, outcome);
  }
  /// "总分 90.20，优"
  std::string result(const Outcome& outcome) const {
    const std::string reached = grade(outcome);
    return say("总分 ", "total ") + total(outcome) + (reached.empty() ? "" : say("，", ", ") + reached);
  }

  std::string aim() const {
    if (q_.aim.grade) return say("等级 ", "grade ") + q_.ruleset.grades[*q_.aim.grade].name;
    return say("总分 ", "total ") + to_display(q_.aim.total, total_digits(q_.ruleset));
  }

  std::string cost(const Rational& cost) const {
    const Rational percent = round(Rational(cost * 100), {RoundingMode::up, 2});
    return to_display(percent, 0) + "%";
  }

  std::string ranges(DatumId id, const std::vector<Interval>& all) const {
    std::string text;
    for (const Interval& range : all)
      text += (text.empty() ? "" : say("；", "; ")) + range_text(range, q_.ruleset.data[id], language_);
    return text;
  }

  std::vector<Moved> moved(const Proposal& proposal) const {
    const Outcome after = evaluate(q_.plan, proposal.data, Trace::yes);
    std::vector<Moved> all;
    const auto compare = [&](const Item& item, const ItemSlots& slots, const std::string& from,
                             const std::string& to) {
      if (from == to) return;
      Moved moved{item.title, from, to, "", ""};
      if (slots.actual != none && q_.ruleset.exprs[item.actual].op != Op::input) {
        moved.actual_from = figure(item, before_.trace[slots.actual]);
        moved.actual_to = figure(item, after.trace[slots.actual]);
      }
      all.push_back(std::move(moved));
    };
    for (std::size_t i = 0; i < q_.ruleset.items.size(); ++i) {
      const Item& item = q_.ruleset.items[i];
      compare(item, q_.plan.items[i], item_text(q_.ruleset, item, before_.items[i]),
              item_text(q_.ruleset, item, after.items[i]));
    }
    const auto adjustments = [&](const std::vector<Item>& items, const std::vector<ItemSlots>& slots) {
      for (std::size_t i = 0; i < items.size(); ++i) {
        const auto score = [&](const Outcome& of) {
          return score_text(of.trace[slots[i].score], item_digits(q_.ruleset, items[i]), language_);
        };
        compare(items[i], slots[i], score(before_), score(after));
      }
    };
    adjustments(q_.ruleset.bonuses, q_.plan.bonuses);
    adjustments(q_.ruleset.penalties, q_.plan.penalties);
    return all;
  }

  /// Data that stay as they are, and why.
  std::string fixed(const GoalAnswer& answer) const {
    std::string text;
    for (const DatumId id : answer.fixed) {
      const Datum& datum = q_.ruleset.data[id];
      std::string why;
      if (datum.fixed) why = say("（不可改）", " (fixed)");
      if (datum.kind == Kind::text) why = say("（文字）", " (text)");
      if (datum.many) why = say("（可填多个）", " (many)");
      if (q_.unit.cells[id].state == Cell::State::not_applicable)
        why = say("（不适用）", " (not applicable)");
      text += (text.empty() ? "" : say("、", ", ")) + visible(datum.name) + why;
    }
    return text;
  }

  bool has_cohort() const { return !q_.ruleset.cohort.empty(); }

 private:
  std::string figure(const Item& item, const Possible& value) const {
    if (!value.possible) return say("无法计算", "fault");
    if (!value.range.is_point())
      return range_text(value.range, q_.ruleset.exprs[item.actual].unit, language_);
    const Unit& unit = q_.ruleset.exprs[item.actual].unit;
    const bool exact = decimals(Rational(value.range.low.value / unit.scale), 6).has_value();
    return (exact ? "" : "≈") + to_text(value.range.low.value, unit, language_);
  }

  const GoalQuestion& q_;
  Language language_;
  bool zh_;
  Outcome before_;
};

class TextPrinter {
 public:
  TextPrinter(const GoalQuestion& question, const GoalAnswer& answer, Language language)
      : q_(question), a_(answer), w_(question, language) {}

  std::string print() {
    line(0, visible(w_.unit()) + w_.say("：", ": ") + w_.result(a_.now) +
                w_.say("；要达到：", "; to reach: ") + w_.aim());
    if (a_.already) {
      line(0, w_.say("已经达到，不需要改动。", "Reached already; nothing has to change."));
      return std::move(out_);
    }
    if (a_.out_of_reach) {
      impossible();
    } else {
      singles();
      pairs();
      several();
    }
    notes();
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') + text + "\n";
  }

  void impossible() {
    line(0, w_.say("已证明：能改的数据不论怎样改，都达不到。",
                   "Proved: no change of the data that can be changed reaches it."));
    if (!a_.highest.possible || a_.highest.range.high.infinite) return;
    const std::string most = to_display(a_.highest.range.high.value, total_digits(q_.ruleset));
    line(1, w_.say("全部一起改，总分也不超过 ", "with all of them changed the total is at most ") + most);
  }

  void singles() {
    line(0, w_.say("只改一项", "One change"));
    std::string none_of;
    for (const Alone& one : a_.alone) {
      const std::string head = visible(w_.name(one.datum)) + w_.say("（现为 ", " (now ") +
                               w_.cell(one.datum, q_.unit.cells[one.datum]) + w_.say("）", ")");
      if (one.reached.empty() && one.undecided.empty()) {
        none_of += (none_of.empty() ? "" : w_.say("、", ", ")) + visible(w_.name(one.datum));
        continue;
      }
      const std::string values = w_.ranges(one.datum, one.reached);
      line(1, head + w_.say("：", ": ") + (values.empty() ? w_.say("没有找到", "none was found") : values));
      if (!one.undecided.empty())
        line(2, w_.say("没有判定（缺数据，或到了计算量的上限）：",
                       "undecided (missing data, or the bound on the work): ") +
                    w_.ranges(one.datum, one.undecided));
      for (const Proposal& proposal : one.nearest) change(proposal, 2);
    }
    if (none_of.empty()) return;
    line(1, w_.say("已证明：以下数据单改一项，在数据范围内怎样改都达不到：",
                   "proved: none of these alone reaches it, whatever its value in range: ") +
                none_of);
  }

  void pairs() {
    line(0, w_.say("改两项（最省的在前）", "Two changes (the cheapest first)"));
    for (const Proposal& proposal : a_.pairs) change(proposal, 1);
    if (!a_.pairs_complete) {
      line(1, w_.say("缺数据，或计算量到了上限：可能还有更省的两项，没有判定",
                     "data are missing, or the bound on the work was met: cheaper pairs are possible, "
                     "undecided"));
    } else if (a_.pairs.empty()) {
      line(1, w_.say("已证明：没有两项一起改能达到、而且比只改其中一项省",
                     "proved: no two together reach it at less than one of them alone"));
    }
  }

  void several() {
    if (a_.more) {
      line(0,
           w_.say("改几项可以达到（不一定最省）", "Several changes that reach it (not always the cheapest)"));
      change(*a_.more, 1);
    }
  }

  void change(const Proposal& proposal, int indent) {
    std::string text;
    for (const Change& one : proposal.changes) {
      text += (text.empty() ? "" : w_.say("；", "; ")) + visible(w_.name(one.datum)) + " " +
              w_.cell(one.datum, q_.unit.cells[one.datum]) + " → " + w_.cell(one.datum, one.to);
    }
    line(indent, text + w_.say("：", ": ") + w_.result(proposal.outcome) + w_.say("（改动量 ", " (cost ") +
                     w_.cost(proposal.cost) + w_.say("）", ")"));
    for (const Moved& moved : w_.moved(proposal)) {
      std::string row = visible(moved.title) + " " + moved.from + " → " + moved.to;
      if (!moved.actual_from.empty() && moved.actual_from != moved.actual_to)
        row += w_.say("，实际 ", ", actual ") + moved.actual_from + " → " + moved.actual_to;
      line(indent + 1, row);
    }
  }

  void notes() {
    const std::string fixed = w_.fixed(a_);
    if (!fixed.empty()) line(0, w_.say("不改的数据：", "Data left as they are: ") + fixed);
    if (w_.has_cohort())
      line(0, w_.say("排名和全体的数按现在的算，不随改动重排。",
                     "Ranks and figures over all units are those of now; they do not move with a change."));
    if (a_.out_of_reach) return;
    line(0, w_.say("改动量：改动占数据范围的比例；范围没有两端的，占现值的比例；日期按一年算；两项相加。",
                   "Cost: the share of the datum's range that it goes through; without two ends, the change "
                   "relative to the value now; dates as a share of a year; added up."));
  }

  const GoalQuestion& q_;
  const GoalAnswer& a_;
  Words w_;
  std::string out_;
};

Json json(const Words& w, const GoalQuestion& q, const Proposal& proposal) {
  Json changes = Json::array(), moved = Json::array();
  for (const Change& one : proposal.changes) {
    changes.push_back({{"datum", w.name(one.datum)},
                       {"from", w.cell(one.datum, q.unit.cells[one.datum])},
                       {"to", w.cell(one.datum, one.to)},
                       {"cost", w.cost(one.cost)}});
  }
  for (const Moved& one : w.moved(proposal)) {
    Json entry{{"indicator", one.title}, {"from", one.from}, {"to", one.to}};
    if (!one.actual_from.empty()) {
      entry["actual_from"] = one.actual_from;
      entry["actual_to"] = one.actual_to;
    }
    moved.push_back(std::move(entry));
  }
  return {{"changes", changes},
          {"cost", w.cost(proposal.cost)},
          {"total", w.total(proposal.outcome)},
          {"grade", w.grade(proposal.outcome)},
          {"indicators", moved}};
}

}  // namespace

std::string to_text(const GoalQuestion& question, const GoalAnswer& answer, Language language) {
  return TextPrinter(question, answer, language).print();
}

std::string to_json(const GoalQuestion& question, const GoalAnswer& answer, Language language) {
  const Words w(question, language);
  const auto ranges = [&](DatumId id, const std::vector<Interval>& all) {
    Json list = Json::array();
    for (const Interval& range : all) list.push_back(range_text(range, question.ruleset.data[id], language));
    return list;
  };
  const auto proposals = [&](const std::vector<Proposal>& all) {
    Json list = Json::array();
    for (const Proposal& proposal : all) list.push_back(json(w, question, proposal));
    return list;
  };
  Json alone = Json::array(), fixed = Json::array();
  for (const Alone& one : answer.alone) {
    const bool none_at_all = one.reached.empty() && one.undecided.empty();
    alone.push_back({{"datum", w.name(one.datum)},
                     {"now", w.cell(one.datum, question.unit.cells[one.datum])},
                     {"reached", ranges(one.datum, one.reached)},
                     {"undecided", ranges(one.datum, one.undecided)},
                     {"proved_none", none_at_all},
                     {"nearest", proposals(one.nearest)}});
  }
  for (const DatumId id : answer.fixed) fixed.push_back(w.name(id));
  Json root{{"unit", question.unit.key},
            {"aim", w.aim()},
            {"total", w.total(answer.now)},
            {"grade", w.grade(answer.now)},
            {"already", answer.already},
            {"proved_out_of_reach", answer.out_of_reach},
            {"alone", alone},
            {"pairs", proposals(answer.pairs)},
            {"pairs_complete", answer.pairs_complete},
            {"several", answer.more ? json(w, question, *answer.more) : Json()},
            {"fixed", fixed},
            {"cohort_held_fixed", w.has_cohort()}};
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rubric::formats
