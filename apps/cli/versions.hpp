// One rules file for all rows, or a folder of them: each row has the version in force in its year.
#pragma once

#include "command.hpp"

namespace rubric::cli {

/// What RULES names, read and compiled: one ruleset, or those of a folder and its subfolders with their
/// periods.
struct Versions {
  std::vector<Rules> all;
  std::vector<std::string> names;  // their files; within the folder
  bool folder = false;

  /// The version in force in that year; where there is none or more than one, why.
  std::optional<std::size_t> in_force(std::optional<int> year, engine::Diagnostic& why) const;
};

/// Nothing, with the findings printed, if any file has errors.
std::optional<Versions> load_versions(const std::string& path, const Voice& voice, Exit& status);

/// The units of a data file, each with the version that it is scored by.
class VersionedUnits {
 public:
  /// Opens the data once for every version that some row needs, so that only these ask for their columns.
  /// Nothing, with the findings printed, if they cannot be read.
  static std::optional<VersionedUnits> open(const Versions& versions, const std::string& path,
                                            const std::string& format, Findings& out);

  /// The same for one version and data that are open.
  static VersionedUnits of(const Versions& versions, Data data);

  /// From now on a unit that was there before has that among its faults.
  void tell_repeated();

  /// The next unit and its version; no version, and why among the unit's faults, if none is in force.
  bool next(formats::UnitRow& unit, std::optional<std::size_t>& version);

  /// What is odd about columns as a whole, of the rows that were read.
  std::vector<engine::Diagnostic> remarks() const;

  const formats::UnitTable& table() const { return *any().units; }
  engine::Place place() const { return any().reader->place(0); }

 private:
  const Data& any() const;

  const Versions* versions_ = nullptr;
  std::vector<std::optional<Data>> data_;  // by version; nothing where no row needs it
};

/// W735: so many rows of the data are of years outside the rules' period; nothing if there are none.
void say_out_of_force(const std::string& data, std::size_t rows, const engine::Ruleset& ruleset,
                      Findings& out);

}  // namespace rubric::cli
