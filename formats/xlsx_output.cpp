// What is said of workbooks with and without libxlsxwriter, and how one is put on disk.

#include "formats/file.hpp"
#include "formats/xlsx.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

Diagnostic no_xlsx(const std::string& path) {
  Place place;
  place.file = path;
  return {Code::E940, std::move(place), {}, {}};
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
