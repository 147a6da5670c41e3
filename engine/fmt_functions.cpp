// What other files call of fmt's library, compiled into the program: shared, it would bring the shared C++
// library to every start (decision 0026). Whoever calls more of it adds it here.
#ifndef FMT_HEADER_ONLY
#define FMT_HEADER_ONLY
#endif
#include <fmt/format.h>

namespace rubric::engine {
namespace {

[[gnu::used]] std::string (*const format)(fmt::string_view, fmt::format_args) = fmt::vformat;
[[gnu::used]] void (*const print)(fmt::string_view, fmt::format_args) = fmt::vprint;
[[gnu::used]] void (*const print_to)(std::FILE*, fmt::string_view, fmt::format_args) = fmt::vprint;

}  // namespace
}  // namespace rubric::engine
