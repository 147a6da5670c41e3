// Some thousand rows of a ledger as one block of bytes: column by column, compressed (zstd), with a key a row
// kept apart so that a unit is found without unpacking.
//
//   raw bytes: rows, columns, bytes of the numbers, per column bytes of lengths and of text (all varints)
//              the rows' numbers, each less the one before (varints)
//              per column: the cells' lengths (varints), then their text
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/sha256.hpp"

namespace rubric::formats {

/// 64 bits of the SHA-256 of what names a unit in one year.
using UnitKey = std::uint64_t;

/// Keys of units, from the texts of the columns that name them; blanks around a text and full-width forms do
/// not count.
class UnitKeys {
 public:
  UnitKey key(const std::vector<std::string_view>& names);

 private:
  Sha256 hash_;
};

struct Block {
  std::size_t rows = 0;
  std::string keys, data, sha256;  // 8 bytes a row; the raw bytes compressed; of both
};

/// The fingerprint of a block's bytes.
std::string block_digest(std::string_view keys, std::string_view data);

/// The key of a row in `keys`.
UnitKey key_at(std::string_view keys, std::size_t row);

class BlockWriter {
 public:
  void add(UnitKey key, std::uint32_t number, const std::vector<std::string_view>& cells);
  std::size_t rows() const { return rows_; }
  /// Rows beyond this make a block too big.
  bool full() const { return rows_ >= most_rows || bytes_ >= most_bytes; }
  /// The block of all rows so far; the writer is empty afterwards.
  Block take();

 private:
  static constexpr std::size_t most_rows = 4096, most_bytes = 4u << 20;
  struct Column {
    std::string lengths, text;
  };

  std::size_t rows_ = 0, bytes_ = 0;
  std::uint32_t last_number_ = 0;
  std::string keys_, numbers_;
  std::vector<Column> columns_;
};

struct BlockRow {
  UnitKey key = 0;
  std::uint32_t number = 0;             // of the row in its file, as a spreadsheet numbers it
  std::vector<std::string_view> cells;  // valid until another block is opened
};

class BlockReader {
 public:
  /// False if the bytes are no block of this many columns.
  bool open(std::string_view keys, std::string_view data, std::size_t columns);
  /// The next row; false at the end, where good() tells whether the block was whole.
  bool next(BlockRow& row);
  bool good() const { return good_; }

 private:
  std::optional<std::uint64_t> varint(std::size_t& at, std::size_t end);
  bool fail();

  struct Column {
    std::size_t length = 0, lengths_end = 0, text = 0, text_end = 0;  // places in raw_
  };

  std::string keys_, raw_;
  std::size_t rows_ = 0, row_ = 0, number_ = 0, numbers_end_ = 0;
  std::uint32_t last_number_ = 0;
  std::vector<Column> columns_;
  bool good_ = true;
};

}  // namespace rubric::formats
