// For builds without simdjson, which is a compiled library.
#include "engine/text.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

bool is_utf8(std::string_view text) {
  return !engine::find_invalid_utf8(text);
}

}  // namespace rubric::formats
