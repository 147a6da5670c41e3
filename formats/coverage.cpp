#include "formats/coverage.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "formats/figures.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using About = Goal::About;
using Side = Goal::Side;

struct Tally {
  std::size_t shown = 0, all = 0;
  void add(bool is_shown) {
    shown += is_shown ? 1 : 0;
    ++all;
  }
  std::string text() const { return all == 0 ? "-" : fmt::format("{}/{}", shown, all); }
};

/// The columns of the table: rows, conditions, limits, thresholds.
enum Column : std::size_t { rows, conditions, limits, boundaries, columns };

Column column(const Goal& goal) {
  switch (goal.side) {
    case Side::taken:
      return rows;
    case Side::holds:
    case Side::fails:
    case Side::decides:
      return conditions;
    case Side::reached:
    case Side::not_reached:
      return limits;
    default:
      return boundaries;
  }
}

Tally tally(const std::vector<Goal>& goals) {
  Tally all;
  for (const Goal& goal : goals) all.add(goal.shown);
  return all;
}

Text title(const ItemCoverage& item) {
  return item.title.empty() ? Text("总分", "total") : Text(item.title);
}

// --- a goal that no sample shows, in words ---

/// What kind of clause it is: 不得分, 缺数.
Text clause(About about) {
  switch (about) {
    case About::zero:
      return {"不得分", "no points"};
    case About::not_applicable:
      return {"不适用", "not applicable"};
    case About::missing:
      return {"缺数", "missing"};
    case About::zero_denominator:
      return {"分母为零", "zero denominator"};
    case About::deduction:
      return {"扣分", "deduction"};
    case About::explain:
      return {"须说明", "explain"};
    case About::veto:
      return {"一票否决", "veto"};
    case About::check:
      return {"逐项", "check"};
    case About::adjustment:
      return {"加减分", "bonus or penalty"};
    case About::total_most:
      return {"总分最高", "total at most"};
    case About::most:
      return {"最多扣", "at most"};
    case About::to_zero:
      return {"扣完为止", "down to 0"};
    default:
      return {"最高", "at most"};
  }
}

Text clause(const Goal& goal) {
  const Text word = clause(goal.about);
  if (goal.text.empty()) return {"“" + word.zh + "”", "\"" + word.en + "\""};
  return {word.zh + "“" + goal.text + "”", word.en + " \"" + goal.text + "\""};
}

Text row(const Goal& goal) {
  if (goal.about == About::grade)
    return {"没有样例得“" + goal.text + "”", "no sample gets \"" + goal.text + "\""};
  if (goal.about == About::choice) {
    return {"没有样例说明“" + goal.text + "”是择一取的那一项",
            "in no sample is \"" + goal.text + "\" the one that counts"};
  }
  if (goal.text.empty()) return {"没有样例落在“其余”这一档", "no sample falls into the row for all others"};
  return {"没有样例落在“" + goal.text + "”这一档", "no sample falls into the row \"" + goal.text + "\""};
}

Text operand(const Ruleset& ruleset, const Goal& goal) {
  const Text of = clause(goal);
  const auto formula = [&](Language language) { return formula_text(ruleset, goal.expr, language); };
  return {"没有一对样例说明“" + formula(Language::zh) + "”自己就能改变" + of.zh + "的结果",
          "no pair of samples shows that \"" + formula(Language::en) + "\" alone changes the outcome of " +
              of.en};
}

Text boundary(const Ruleset& ruleset, const Goal& goal) {
  const auto said = [&](Language language, std::string_view pattern) {
    if (goal.about == About::grade_bound) {
      const bool zh = language == Language::zh;
      const std::string at = to_display(goal.at, 0) + (zh ? "分" : " points");
      return fmt::format(fmt::runtime(pattern), zh ? "总分" : "total", at);
    }
    const std::string at = to_text(goal.at, ruleset.exprs[goal.expr].unit, language);
    return fmt::format(fmt::runtime(pattern), formula_text(ruleset, goal.expr, language), at);
  };
  const auto both = [&](std::string_view zh, std::string_view en) {
    return Text(said(Language::zh, zh), said(Language::en, en));
  };
  if (goal.side == Side::below) return both("没有样例的“{}”比{}低一点", "no sample has \"{}\" just below {}");
  if (goal.side == Side::above) return both("没有样例的“{}”比{}高一点", "no sample has \"{}\" just above {}");
  return both("没有样例的“{}”正好是{}", "no sample has \"{}\" at exactly {}");
}

Text missing(const Ruleset& ruleset, const Goal& goal) {
  const Text of = clause(goal);
  switch (goal.side) {
    case Side::taken:
      return row(goal);
    case Side::holds:
      return {"没有样例使" + of.zh + "成立", "in no sample does " + of.en + " hold"};
    case Side::fails:
      return {"没有样例使" + of.zh + "不成立", "in no sample does " + of.en + " fail"};
    case Side::decides:
      return operand(ruleset, goal);
    case Side::reached:
      return {"没有样例达到" + of.zh + "的限额", "no sample reaches the limit of " + of.en};
    case Side::not_reached:
      return {"没有样例在" + of.zh + "的限额以内", "no sample stays within the limit of " + of.en};
    default:
      return boundary(ruleset, goal);
  }
}

// --- the table ---

std::vector<std::string> table_row(const std::string& name, const std::vector<Goal>& goals) {
  std::array<Tally, columns> tallies;
  for (const Goal& goal : goals) tallies[column(goal)].add(goal.shown);
  std::vector<std::string> cells{name};
  for (const Tally& one : tallies) cells.push_back(one.text());
  cells.push_back(tally(goals).text());
  return cells;
}

std::string gaps(const Ruleset& ruleset, const ItemCoverage& item, Languages languages) {
  const Language other = languages.first == Language::zh ? Language::en : Language::zh;
  std::string text;
  for (const Goal& goal : item.goals) {
    if (goal.shown) continue;
    const Text words = missing(ruleset, goal);
    text += "  " + visible(words.in(languages.first)) + "\n";
    if (languages.both) text += "    " + visible(words.in(other)) + "\n";
  }
  return text.empty() ? "" : visible(title(item).in(languages.first)) + "\n" + text;
}

std::vector<Goal> all_goals(const std::vector<ItemCoverage>& coverage) {
  std::vector<Goal> all;
  for (const ItemCoverage& item : coverage) all.insert(all.end(), item.goals.begin(), item.goals.end());
  return all;
}

nlohmann::ordered_json counts(const Tally& tally) {
  return {{"shown", tally.shown}, {"all", tally.all}};
}

}  // namespace

std::string to_text(const Ruleset& ruleset, const std::vector<ItemCoverage>& coverage, Languages languages) {
  const bool zh = languages.first == Language::zh;
  std::vector<std::vector<std::string>> table;
  std::string missing_text;
  for (const ItemCoverage& item : coverage) {
    table.push_back(table_row(visible(title(item).in(languages.first)), item.goals));
    missing_text += gaps(ruleset, item, languages);
  }
  table.push_back(table_row(zh ? "合计" : "all", all_goals(coverage)));
  const std::vector<std::string> headings =
      zh ? std::vector<std::string>{"指标", "各档", "条件", "封顶", "界点", "合计"}
         : std::vector<std::string>{"indicator", "rows", "conditions", "limits", "boundaries", "all"};
  return aligned_table(headings, table, {false, true, true, true, true, true}) + missing_text;
}

std::string to_json(const Ruleset& ruleset, const std::vector<ItemCoverage>& coverage) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const ItemCoverage& item : coverage) {
    nlohmann::ordered_json gaps = nlohmann::ordered_json::array();
    for (const Goal& goal : item.goals) {
      if (goal.shown) continue;
      const Text words = missing(ruleset, goal);
      gaps.push_back({{"zh", words.zh}, {"en", words.en}});
    }
    const Text name = title(item);
    nlohmann::ordered_json entry{{"indicator", name.in(ruleset.language)}};
    entry.update(counts(tally(item.goals)));
    entry["missing"] = std::move(gaps);
    items.push_back(std::move(entry));
  }
  nlohmann::ordered_json result{{"file", ruleset.file}};
  result.update(counts(tally(all_goals(coverage))));
  result["indicators"] = std::move(items);
  return result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace rubric::formats
