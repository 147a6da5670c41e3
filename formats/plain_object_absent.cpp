// Where there is no simdjson, every line is one for the ordinary reader.
#include "formats/plain_object.hpp"

namespace rubric::formats {

class PlainObjects::Parser {};

PlainObjects::PlainObjects(std::size_t few_lines) : few_lines_(few_lines) {}
PlainObjects::PlainObjects(PlainObjects&&) noexcept = default;
PlainObjects& PlainObjects::operator=(PlainObjects&&) noexcept = default;
PlainObjects::~PlainObjects() = default;

bool PlainObjects::read(std::string_view, const TableHead&, std::vector<std::string_view>&) {
  return false;
}

}  // namespace rubric::formats
