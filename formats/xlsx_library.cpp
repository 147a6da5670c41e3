#include "formats/xlsx_library.hpp"

#include <dlfcn.h>

#include <optional>

namespace rubric::formats {
namespace {

template <typename Function>
bool find(void* library, const char* name, Function& found) {
  found = reinterpret_cast<Function>(::dlsym(library, name));
  return found != nullptr;
}

std::optional<XlsxLibrary> load() {
  // It stays until the program ends.
  void* const file = ::dlopen(RUBRIC_XLSXWRITER, RTLD_NOW | RTLD_LOCAL);
  if (!file) return std::nullopt;
  XlsxLibrary library;
  bool all = true;
#define RUBRIC_XLSX_FUNCTION(name) all = find(file, #name, library.name) && all;
  RUBRIC_XLSX_FUNCTIONS(RUBRIC_XLSX_FUNCTION)
#undef RUBRIC_XLSX_FUNCTION
  return all ? std::optional(library) : std::nullopt;
}

}  // namespace

const XlsxLibrary* xlsx_library() {
  static const std::optional<XlsxLibrary> library = load();
  return library ? &*library : nullptr;
}

}  // namespace rubric::formats
