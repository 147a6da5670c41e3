// Text as it stands in an HTML page: never markup, whatever it says.
//
//   html_text("<script>")  -> "&lt;script&gt;"
#pragma once

#include <string>
#include <string_view>

namespace rubric::formats {

/// `text` escaped for an element or a quoted attribute; hidden characters are shown as their code.
std::string html_text(std::string_view text);

}  // namespace rubric::formats
