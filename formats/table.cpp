#include "formats/table.hpp"

#include "formats/csv.hpp"
#include "formats/encoding.hpp"
#include "formats/file.hpp"
#include "formats/jsonl.hpp"

namespace rubric::formats {
namespace {

/// Bytes that a data file may have.
constexpr std::uint64_t max_file_bytes = std::uint64_t{4} << 30;  // std::size_t may have 32 bits

bool ends_with(const std::string& text, std::string_view ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

engine::Place TableReader::place(std::uint32_t row, std::optional<std::size_t> column) const {
  engine::Place place;
  place.file = file_;
  place.line = row;
  if (!column) return place;
  if (header_row_ > 0) place.column = static_cast<std::uint32_t>(*column + 1);
  if (*column < columns_.size()) place.subject = columns_[*column];
  return place;
}

std::unique_ptr<TableReader> open_table(const std::string& path, const std::string& format,
                                        std::vector<engine::Diagnostic>& problems) {
  std::string bytes;
  if (auto problem = read_file(path, max_file_bytes, bytes)) {
    problems.push_back(std::move(*problem));
    return nullptr;
  }
  Decoded decoded;
  if (auto problem = decode_bytes(path, std::move(bytes), decoded)) {
    problems.push_back(std::move(*problem));
    return nullptr;
  }
  const bool lines =
      format.empty() ? ends_with(path, ".jsonl") || ends_with(path, ".ndjson") : format == "jsonl";
  std::unique_ptr<TableReader> reader;
  if (lines) {
    reader = std::make_unique<JsonLinesReader>(path, std::move(decoded.text), decoded.encoding, problems);
  } else {
    reader = std::make_unique<CsvReader>(path, std::move(decoded.text), decoded.encoding, problems);
  }
  if (reader->columns().empty()) return nullptr;
  return reader;
}

}  // namespace rubric::formats
