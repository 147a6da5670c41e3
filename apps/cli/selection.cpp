#include "selection.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "formats/scores.hpp"

namespace rubric::cli {
namespace {

/// How a unit may be called: by its identity as a whole, or by any one of its identity columns.
std::vector<std::string> names_of(const formats::UnitRow& unit) {
  std::vector<std::string> names{engine::plain_text(unit_name(unit.data.key))};
  for (const std::string& part : unit.data.key) names.push_back(engine::plain_text(part));
  return names;
}

}  // namespace

std::vector<SelectedUnit> select_units(const Versions& versions, VersionedUnits& units,
                                       const std::string& name, Findings& out) {
  std::vector<SelectedUnit> found;
  formats::UnitRow unit;
  std::optional<std::size_t> version;
  std::vector<std::string> known;
  units.tell_repeated();
  while (units.next(unit, version)) {
    const std::vector<std::string> names = names_of(unit);
    if (std::find(names.begin(), names.end(), engine::plain_text(name)) == names.end()) {
      known.insert(known.end(), names.begin(), names.end());
      continue;
    }
    out.print(unit.faults);
    found.push_back({unit, version ? &versions.all[*version] : nullptr});
  }
  out.always(units.remarks());
  if (!found.empty()) return found;
  engine::Diagnostic d{engine::Code::E734, units.place(), {name}, {}};
  if (const auto near = engine::nearest(name, known))
    d.fixes.push_back({engine::Text("“" + *near + "”"), *near});
  out.print(d);
  return found;
}

void say_out_of_force(const std::string& data, const std::vector<SelectedUnit>& units, Findings& out) {
  const auto outside = [](const SelectedUnit& one) {
    return one.rules && formats::out_of_force(one.rules->ruleset, one.unit.data.year);
  };
  const auto rows = static_cast<std::size_t>(std::count_if(units.begin(), units.end(), outside));
  if (rows > 0)
    say_out_of_force(data, rows, std::find_if(units.begin(), units.end(), outside)->rules->ruleset, out);
}

std::string joined(const std::vector<std::string>& documents, bool json) {
  if (documents.size() == 1) return documents[0];
  std::string text;
  for (const std::string& document : documents) text += (text.empty() ? "" : json ? ",\n" : "\n") + document;
  return json ? "[\n" + text + "]\n" : text;
}

}  // namespace rubric::cli
