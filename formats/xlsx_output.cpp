// What workbooks have in common with and without libxlsxwriter: how they are put on disk, how high rows are.

#include <algorithm>

#include "engine/text.hpp"
#include "formats/file.hpp"
#include "formats/xlsx.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

Diagnostic no_xlsx(const std::string& path) {
  Place place;
  place.file = path;
  return {Code::E940, std::move(place), {}, {}};
}

int wrapped_lines(std::string_view text, int characters) {
  const int wide = std::max(characters - 1, 1);  // a line does not fill its cell
  int lines = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += std::max(1, (display_width(text.substr(at, end - at)) + wide - 1) / wide);
    at = end + 1;
  }
  return lines;
}

void Sheet::row_lines(std::uint32_t row, int lines) {
  constexpr int line = 16, most = 400;  // points; a spreadsheet takes 409
  row_height(row, std::min(lines, most / line) * line);
}

std::optional<Diagnostic> write_workbook(Workbook& book, const std::string& path) {
  std::string bytes;
  if (auto problem = book.finish(path, bytes)) return problem;
  OutputFile out;
  if (auto problem = out.open(path)) return problem;
  out.write(bytes);
  return out.commit();
}

}  // namespace rubric::formats
