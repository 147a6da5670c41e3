// The published reports that several tests of the program use, each with the scores worked out from its
// standard.
#pragma once

#include <string>
#include <vector>

namespace rubric::testing {

/// A published report: its rules, its figures, and the scores worked out from the standard.
struct Case {
  std::string rules, units, expected;
};
inline const Case cases[] = {
    {"rulesets/bishan/government-services-2021.rules", "examples/bishan-government-services-2021/units.csv",
     "examples/bishan-government-services-2021/expected.csv"},
    {"rulesets/bishan/subdistrict-2023.rules", "examples/bishan-subdistrict-2023/units.csv",
     "examples/bishan-subdistrict-2023/expected.csv"},
    {"rulesets/bishan/subdistrict-2024.rules", "examples/bishan-subdistrict-2023/units.csv",
     "examples/bishan-subdistrict-2024/expected.csv"},
    {"rulesets/bishan/town-2024.rules", "examples/bishan-town-2024/units.csv",
     "examples/bishan-town-2024/expected.csv"},
    {"rulesets/lusong/subdistrict-2023.rules", "examples/lusong-subdistrict-2023/units.csv",
     "examples/lusong-subdistrict-2023/expected.csv"},
    {"rulesets/panlong/project-2023.rules", "examples/panlong-project-2023/units.csv",
     "examples/panlong-project-2023/expected.csv"},
};

inline const std::string subdistrict = "rulesets/bishan/subdistrict-2023.rules";
inline const std::string town = "rulesets/bishan/town-2024.rules";
inline const std::string town_units = "examples/bishan-town-2024/units.csv";
inline const std::string bad_rules = "tests/corpus/errors/ten.rules";

/// The text of a figure as numbers: "0.00..5.00" and "0..5" are the same, "中..优" stays text.
std::vector<std::string> ends(const std::string& figure);

std::string first_line(const std::string& text);

}  // namespace rubric::testing
