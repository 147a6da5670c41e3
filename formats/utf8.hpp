// Whether text is well-formed UTF-8, at the speed of memory. Where it is not, engine::find_invalid_utf8 says
// at which byte.
#pragma once

#include <string_view>

namespace rubric::formats {

bool is_utf8(std::string_view text);
/// The same without vectors.
bool is_utf8_plain(std::string_view text);

}  // namespace rubric::formats
