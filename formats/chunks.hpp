// A data file cut into chunks of whole rows, as it is read: memory does not depend on its length.
//
// The head of the file (encoding, separator, columns) is found in its first bytes; every chunk is read under
// that head. Chunks come in order; rows in them are numbered from the chunk's own beginning.
//
//   ChunkedTable table;
//   if (table.open(path, format, problems)) while (table.next(chunk)) …
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "formats/csv.hpp"
#include "formats/input.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Bytes that a chunk has, if its rows are not longer; of a wide table, it has some rows.
inline constexpr std::size_t usual_chunk_bytes = 128u << 10, rows_of_chunk = 128;
/// Of so many rows of a table, about.
inline std::size_t bytes_of_rows(std::size_t rows, std::size_t columns) {
  constexpr std::size_t usual_cell = 8;
  return rows * columns * usual_cell;
}
/// Bytes in which a file's encoding and columns must show.
inline constexpr std::size_t head_bytes = 1u << 20;

struct Chunk {
  /// The rows, with `margin` bytes before and behind that may be looked at.
  std::string_view rows() const { return {memory.data() + margin, size}; }
  static constexpr std::size_t margin = 64;

  std::vector<char> memory;
  std::size_t size = 0;
  std::uint64_t offset = 0;           // in the file, of the first byte
  std::vector<std::uint32_t> places;  // of its rows in the file, where they do not follow each other
};

/// Where chunks of a table come from, one after the other.
class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  virtual std::shared_ptr<const TableHead> shared_head() const = 0;
  /// The next rows; false at the end or if reading failed.
  virtual bool next(Chunk& chunk) = 0;
  virtual std::optional<engine::Diagnostic> problem() const = 0;
};

class ChunkedTable : public ChunkSource {
 public:
  /// Opens a file for reading in chunks if it is in UTF-8 as far as its first bytes tell and has columns that
  /// can be used. Otherwise whole() opens the same file to be read whole, unless there are `problems`.
  ///
  /// The columns of JSON Lines are the keys of all lines: a plain file is read once more for them; of a pipe
  /// the first bytes decide, and its head is `unfinished`.
  bool open(const std::string& path, const std::string& format, std::vector<engine::Diagnostic>& problems);
  std::unique_ptr<TableReader> whole(std::vector<engine::Diagnostic>& problems);

  /// The head of a file that is read in chunks, as a table that has no rows.
  TableReader& head() { return *head_; }
  std::shared_ptr<const TableHead> shared_head() const override { return head_->shared_head(); }

  /// A row that is longer than `longest_row` ends at the next line end.
  bool next(Chunk& chunk) override;
  static constexpr std::size_t longest_row = max_row_bytes + head_bytes;
  /// Whether the next chunk is known to be the last, or there is none.
  bool last_follows() const { return at_end_ && pending_.size() - pending_at_ <= chunk_bytes_; }
  std::optional<engine::Diagnostic> problem() const override { return in_.problem(); }

  void set_chunk_bytes(std::size_t bytes) { chunk_bytes_ = bytes; }
  std::uint64_t size() const { return in_.size(); }

 private:
  void read_head(std::vector<engine::Diagnostic>& problems);
  void read_beginning();
  void read_csv_head(std::string_view lines, std::size_t begin);
  void read_json_head(std::string_view lines, std::size_t begin, std::vector<engine::Diagnostic>& problems);
  std::optional<engine::Diagnostic> pass_over(TableHead& head, std::size_t begin, bool& utf8);
  bool is_json() const { return kind_ == TableFormat::json_lines; }
  const char* line_ends() const { return is_json() ? "\n" : "\r\n"; }
  std::size_t whole_rows(std::string_view text) const;
  std::size_t read_more(std::vector<char>& to, std::size_t at, std::size_t most);
  void skip_line(char last);

  std::string path_, format_;
  InputFile in_;
  TableFormat kind_ = TableFormat::csv;
  std::unique_ptr<TableReader> head_;
  std::string pending_;         // read but not given out,
  std::size_t pending_at_ = 0;  // from here on
  std::size_t chunk_bytes_ = usual_chunk_bytes;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

}  // namespace rubric::formats
