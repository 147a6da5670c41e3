// The units of a data file that a command is about: those that --unit names.
#pragma once

#include "versions.hpp"

namespace rubric::cli {

struct SelectedUnit {
  formats::UnitRow unit;
  const Rules* rules = nullptr;  // the version that scores it; null if none does
};

/// Every unit whose identity is `name`, as a whole or in one of its columns; their faults are printed. If
/// there is none, that is printed with the nearest name.
std::vector<SelectedUnit> select_units(const Versions& versions, VersionedUnits& units,
                                       const std::string& name, Findings& out);

/// W735 for those whose years are outside the rules' period.
void say_out_of_force(const std::string& data, const std::vector<SelectedUnit>& units, Findings& out);

/// One document, or several one after another: as JSON an array of them.
std::string joined(const std::vector<std::string>& documents, bool json);

}  // namespace rubric::cli
