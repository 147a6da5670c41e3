// A difference as JSON, for programs. What it says in words is that of the text.

#include <nlohmann/json.hpp>

#include "formats/difference.hpp"
#include "formats/difference_words.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Json = nlohmann::ordered_json;

const char* word(Verdict verdict) {
  return verdict == Verdict::proved ? "equal" : verdict == Verdict::refuted ? "different" : "undecided";
}

Json number(const Bound& bound) {
  return bound.infinite ? Json() : Json(to_display(bound.value, 0, 12));
}

Json interval(const Interval& range) {
  return {{"low", number(range.low)},
          {"low_included", !range.low.infinite && !range.low.open},
          {"high", number(range.high)},
          {"high_included", !range.high.infinite && !range.high.open}};
}

/// A row of data: names of the newer rules where both have the datum.
Json row(const Difference& d, const UnitData& unit, Language language) {
  Json data = Json::object();
  for (const auto& side : {d.joint.after, d.joint.before}) {
    for (DatumId id = 0; id < side.data.size(); ++id) {
      const Cell& cell = unit.cells[side.data[id]];
      if (cell.state == Cell::State::missing || side.ruleset->data[id].cohort) continue;
      data[side.ruleset->data[id].name] = to_text(cell, d.joint.ruleset.data[side.data[id]], language);
    }
  }
  if (unit.year) data[language == Language::zh ? "年度" : "year"] = std::to_string(*unit.year);
  return data;
}

Json json(const DifferenceWords& w, const Difference& d, const ItemDifference& item, Language language) {
  static const char* const matches[] = {"both", "renamed", "added", "removed"};
  static const char* const whats[] = {"differs", "may_differ", "only_old", "only_new"};
  Json entry{{"list", w.list(item.list)}, {"match", matches[static_cast<std::size_t>(item.match)]}};
  const bool has_old = item.before != none, has_new = item.after != none;
  entry["old"] = has_old ? Json(w.old(item).title) : Json();
  entry["new"] = has_new ? Json(w.now(item).title) : Json();
  entry["old_points"] = has_old ? Json(w.points(w.old(item))) : Json();
  entry["new_points"] = has_new ? Json(w.points(w.now(item))) : Json();
  if (!has_old || !has_new) return entry;
  entry["scores"] = word(item.verdict);
  entry["equal_elsewhere_proved"] = item.reason.zh.empty();
  if (!item.reason.zh.empty()) entry["reason"] = w.text(item.reason);
  Json regions = Json::array();
  for (const Region& region : item.regions) {
    Json where = Json::array();
    for (std::size_t i = 0; i < region.where.size(); ++i) {
      const Quantity& q = item.quantities[i];
      if (q.slot == none || region.where[i] == q.domain) continue;
      Json one{{"quantity", w.quantity(q)}, {"range", w.range(q, region.where[i])}};
      one.update(interval(region.where[i]));
      where.push_back(std::move(one));
    }
    Json part{{"where", where},
              {"what", whats[static_cast<std::size_t>(region.what)]},
              {"change", interval(region.change)},
              {"text", w.where(item, region) + w.say("：", ": ") + w.what(item, region)}};
    if (region.unit) {
      part["unit"] = row(d, *region.unit, language);
      part["old_score"] = w.score(region.before_score, w.digits(item));
      part["new_score"] = w.score(region.after_score, w.digits(item));
    }
    regions.push_back(std::move(part));
  }
  entry["regions"] = std::move(regions);
  return entry;
}

Json json(const DifferenceWords& w, const Difference& d, const GradeMove& move, Language language) {
  return {{"old_total", w.total(w.before(), move.total_before)},
          {"new_total", w.total(w.after(), move.total_after)},
          {"old_grade", move.before == none ? Json() : Json(w.grade(w.before(), move.before))},
          {"new_grade", move.after == none ? Json() : Json(w.grade(w.after(), move.after))},
          {"unit", row(d, move.unit, language)}};
}

}  // namespace

std::string to_json(const Difference& difference, Language language) {
  const DifferenceWords w(difference, language);
  Json items = Json::array(), shifts = Json::array(), moves = Json::array();
  for (const ItemDifference& item : difference.items) items.push_back(json(w, difference, item, language));
  for (const GradeShift& shift : difference.shifts) {
    Json one = interval(shift.totals);
    one["old"] = w.grade(w.before(), shift.before);
    one["new"] = w.grade(w.after(), shift.after);
    shifts.push_back(std::move(one));
  }
  for (const GradeMove& move : difference.moves) moves.push_back(json(w, difference, move, language));
  Json totals{{"totals", word(difference.totals)}, {"change", interval(difference.total_change)}};
  totals["largest_fall"] = difference.falls ? json(w, difference, *difference.falls, language) : Json();
  totals["largest_rise"] = difference.rises ? json(w, difference, *difference.rises, language) : Json();
  Json root{{"old", w.before().file},
            {"new", w.after().file},
            {"identical", difference.identical()},
            {"settings", w.settings()},
            {"vetoes", w.vetoes()},
            {"items", items},
            {"total", totals},
            {"grade_scale", shifts},
            {"grades", word(difference.grades)},
            {"grade_moves", moves},
            {"year", difference.joint.dated && difference.joint.year ? Json(*difference.joint.year) : Json()},
            {"every_year", !difference.year_matters},
            {"notes", w.notes()}};
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rubric::formats
