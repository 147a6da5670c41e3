// The workbook of a program without libxlsxwriter: takes everything and says at the end that it cannot be
// written.

#include "formats/xlsx.hpp"

namespace rubric::formats {

struct Workbook::Parts {};

Workbook::Workbook(bool) {}
Workbook::~Workbook() = default;
Sheet Workbook::sheet(std::string_view) {
  return Sheet(*this, nullptr);
}
std::optional<engine::Diagnostic> Workbook::finish(const std::string& path, std::string&) {
  return no_xlsx(path);
}

void Sheet::text(std::uint32_t, std::uint32_t, std::string_view, const CellStyle&) {}
void Sheet::number(std::uint32_t, std::uint32_t, std::string_view, const CellStyle&, std::string_view) {}
void Sheet::merge(std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::string_view,
                  const CellStyle&) {}
void Sheet::column_width(std::uint32_t, std::uint32_t, int) {}
void Sheet::row_height(std::uint32_t, int) {}
void Sheet::freeze(std::uint32_t, std::uint32_t) {}
void Sheet::filter(std::uint32_t, std::uint32_t, std::uint32_t) {}
void Sheet::print_setup(const PrintSetup&) {}
void Sheet::chart(std::uint32_t, std::uint32_t, const Sheet&, const SheetChart&) {}

bool has_xlsx() {
  return false;
}

}  // namespace rubric::formats
