// Findings as SARIF 2.1.0, the form in which code hosting and editors show what a checker found.
//
//   {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "rubric", "rules": [{"id": "E204", …}]}},
//    "results": [{"ruleId": "E204", "level": "error", "message": {"text": …}, "locations": […]}]}]}
#pragma once

#include <string>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

/// All of them as one run. A place in a file has its region; columns count characters.
std::string to_sarif(const std::vector<engine::Diagnostic>& diagnostics);

}  // namespace rubric::formats
