// Results as an aligned table for people: columns padded by display width, so that Chinese lines up.
#pragma once

#include <string>
#include <vector>

namespace rubric::formats {

/// One heading row and the rows under it. `numeric[i]`: column i is aligned right.
std::string aligned_table(const std::vector<std::string>& headings,
                          const std::vector<std::vector<std::string>>& rows,
                          const std::vector<bool>& numeric);

/// Text safe for a terminal: control and direction-changing characters are shown as their code (<U+001B>).
std::string visible(std::string_view text);

}  // namespace rubric::formats
