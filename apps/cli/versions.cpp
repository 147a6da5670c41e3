#include "versions.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/compile.hpp"
#include "formats/table.hpp"

namespace rubric::cli {

namespace fs = std::filesystem;
using engine::Code;
using engine::Diagnostic;
using engine::Ruleset;
using engine::Text;

namespace {

Diagnostic about(const std::string& file, Code code, std::vector<Text> arguments) {
  engine::Place place;
  place.file = file;
  return {code, std::move(place), std::move(arguments), {}};
}

bool covers(const Ruleset& ruleset, int year) {
  return *ruleset.first_year <= year && (!ruleset.last_year || year <= *ruleset.last_year);
}

/// The rules files below a folder, sorted.
std::vector<std::string> rules_files(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator file(folder, error), end; !error && file != end;
       file.increment(error)) {
    if (file->path().extension() == ".rules" && file->is_regular_file(error))
      found.push_back(file->path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// What keeps a version from standing beside the first one in a folder.
std::optional<Diagnostic> misfit(const std::string& file, const Ruleset& ruleset,
                                 const std::string& first_file, const Ruleset& first) {
  if (!ruleset.first_year) return about(file, Code::E742, {});
  if (ruleset.language != first.language)
    return about(file, Code::E744, {Text("文字", "language"), first_file});
  if (ruleset.identity != first.identity)
    return about(file, Code::E744, {Text("标识", "identity"), first_file});
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> Versions::in_force(std::optional<int> year, Diagnostic& why) const {
  if (!folder) return 0;
  if (!year) {
    why = {Code::E740, {}, {}, {}};
    return std::nullopt;
  }
  std::optional<std::size_t> found;
  std::string periods;
  for (std::size_t i = 0; i < all.size(); ++i) {
    periods += (i ? "；" : "") + names[i] + " " + all[i].ruleset.in_force;
    if (!covers(all[i].ruleset, *year)) continue;
    if (found) {
      why = {Code::E739, {}, {std::to_string(*year), names[*found], names[i]}, {}};
      return std::nullopt;
    }
    found = i;
  }
  if (!found) why = {Code::E738, {}, {std::to_string(*year), periods}, {}};
  return found;
}

std::optional<Versions> load_versions(const std::string& path, const Voice& voice, Exit& status) {
  Versions versions;
  std::error_code ignored;
  versions.folder = fs::is_directory(path, ignored);
  if (!versions.folder) {
    std::optional<Rules> rules = load_rules(path, voice, status);
    if (!rules) return std::nullopt;
    versions.all.push_back(std::move(*rules));
    versions.names.push_back(path);
    return versions;
  }
  std::vector<Diagnostic> problems;
  for (const std::string& file : rules_files(path)) {
    std::vector<Diagnostic> of_file;
    std::optional<Ruleset> ruleset = read_ruleset(file, of_file, status);
    const bool usable = ruleset && !engine::has_errors(of_file);
    problems.insert(problems.end(), of_file.begin(), of_file.end());
    if (!usable || ruleset->library) continue;
    const bool alone = versions.all.empty();
    const Ruleset& first = alone ? *ruleset : versions.all[0].ruleset;
    if (auto problem = misfit(file, *ruleset, alone ? file : versions.names[0], first)) {
      problems.push_back(std::move(*problem));
      continue;
    }
    engine::Plan plan = engine::compile(*ruleset);
    versions.all.push_back({std::move(*ruleset), std::move(plan)});
    versions.names.push_back(fs::path(file).lexically_relative(path).string());
  }
  if (versions.all.empty() && !engine::has_errors(problems))
    problems.push_back(about(path, Code::E741, {path}));
  Findings out(
      voice.languages(versions.all.empty() ? engine::Language::zh : versions.all[0].ruleset.language));
  out.print(problems);
  out.finish();
  if (!out.errors()) return versions;
  raise(status, findings);
  return std::nullopt;
}

std::optional<VersionedUnits> VersionedUnits::open(const Versions& versions, const std::string& path,
                                                   const std::string& format, Findings& out) {
  VersionedUnits result;
  result.versions_ = &versions;
  result.data_.resize(versions.all.size());
  std::set<std::size_t> used;
  if (!versions.folder) {
    used.insert(0);
  } else if (path == "-") {
    out.print(about(path, Code::E743, {}));
    return std::nullopt;
  } else {
    // A first look at the years alone.
    Ruleset only_identity;
    only_identity.language = versions.all[0].ruleset.language;
    only_identity.identity = versions.all[0].ruleset.identity;
    std::vector<Diagnostic> said_later;
    const auto reader = formats::open_table(path, format, said_later);
    if (reader) {
      formats::UnitTable units(only_identity, *reader, said_later);
      Diagnostic why;
      for (formats::UnitRow unit; units.next(unit);) {
        if (const auto version = versions.in_force(unit.data.year, why)) used.insert(*version);
      }
    }
    if (used.empty()) used.insert(0);
  }
  for (const std::size_t version : used) {
    result.data_[version] = open_data(path, format, versions.all[version].ruleset, out);
    if (!result.data_[version]) return std::nullopt;
  }
  return result;
}

VersionedUnits VersionedUnits::of(const Versions& versions, Data data) {
  VersionedUnits result;
  result.versions_ = &versions;
  result.data_.emplace_back(std::move(data));
  return result;
}

void VersionedUnits::tell_repeated() {
  for (auto& data : data_) {
    if (data) data->units->tell_repeated();
  }
}

std::vector<Diagnostic> VersionedUnits::remarks() const {
  std::vector<Diagnostic> all;
  for (const auto& data : data_) {
    if (!data) continue;
    for (Diagnostic& remark : data->units->remarks()) {
      const bool said = std::any_of(all.begin(), all.end(), [&](const Diagnostic& other) {
        return other.place.column == remark.place.column && other.arguments[0].zh == remark.arguments[0].zh;
      });
      if (!said) all.push_back(std::move(remark));
    }
  }
  return all;
}

bool VersionedUnits::next(formats::UnitRow& unit, std::optional<std::size_t>& version) {
  bool any = false;
  Diagnostic why;
  formats::UnitRow other;
  for (std::size_t i = 0; i < data_.size(); ++i) {
    if (!data_[i]) continue;
    if (!data_[i]->units->next(other)) return false;
    version = versions_->in_force(other.data.year, why);
    if (!any || version == i) unit = std::move(other);
    any = true;
  }
  if (!version) {
    // Of the row's faults only that of its year says why it has no version.
    unit.faults.erase(std::remove_if(unit.faults.begin(), unit.faults.end(),
                                     [](const Diagnostic& fault) { return fault.code != Code::E761; }),
                      unit.faults.end());
    why.place = unit.place;
    unit.faults.push_back(why);
  }
  return any;
}

void say_out_of_force(const std::string& data, std::size_t rows, const Ruleset& ruleset, Findings& out) {
  if (rows > 0) out.always(about(data, Code::W735, {std::to_string(rows), ruleset.in_force}));
}

const Data& VersionedUnits::any() const {
  return **std::find_if(data_.begin(), data_.end(), [](const auto& data) { return data.has_value(); });
}

}  // namespace rubric::cli
