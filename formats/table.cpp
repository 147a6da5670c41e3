#include "formats/table.hpp"

#include "formats/csv.hpp"
#include "formats/encoding.hpp"
#include "formats/file.hpp"
#include "formats/input.hpp"
#include "formats/jsonl.hpp"

namespace rubric::formats {
namespace {

/// Bytes that a data file which is read whole may have.
constexpr std::uint64_t max_file_bytes = std::uint64_t{4} << 30;  // std::size_t may have 32 bits

bool ends_with(const std::string& text, std::string_view ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

engine::Place TableHead::place(std::uint32_t row, std::optional<std::size_t> column) const {
  engine::Place place;
  place.file = file;
  place.line = row;
  if (!column) return place;
  if (header_row > 0) place.column = static_cast<std::uint32_t>(*column + 1);
  if (*column < columns.size()) place.subject = columns[*column];
  return place;
}

TableFormat format_of(const std::string& path, const std::string& format) {
  const bool lines =
      format.empty() ? ends_with(path, ".jsonl") || ends_with(path, ".ndjson") : format == "jsonl";
  return lines ? TableFormat::json_lines : TableFormat::csv;
}

std::unique_ptr<TableReader> open_table(const std::string& path, const std::string& format,
                                        std::vector<engine::Diagnostic>& problems) {
  InputFile file;
  if (auto problem = file.open(path)) {
    problems.push_back(std::move(*problem));
    return nullptr;
  }
  return open_table(file, path, format, {}, problems);
}

std::unique_ptr<TableReader> open_table(InputFile& file, const std::string& path, const std::string& format,
                                        std::string bytes, std::vector<engine::Diagnostic>& problems) {
  if (auto problem = read_rest(file, path, max_file_bytes, bytes)) {
    problems.push_back(std::move(*problem));
    return nullptr;
  }
  Decoded decoded;
  if (auto problem = decode_bytes(path, std::move(bytes), decoded)) {
    problems.push_back(std::move(*problem));
    return nullptr;
  }
  std::unique_ptr<TableReader> reader;
  if (format_of(path, format) == TableFormat::json_lines) {
    reader = std::make_unique<JsonLinesReader>(path, std::move(decoded.text), decoded.encoding, problems);
  } else {
    reader = std::make_unique<CsvReader>(path, std::move(decoded.text), decoded.encoding, problems);
  }
  if (reader->columns().empty()) return nullptr;
  return reader;
}

}  // namespace rubric::formats
