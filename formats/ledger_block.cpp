#include "formats/ledger_block.hpp"

#include <zstd.h>

#include <new>

#include "engine/text.hpp"

namespace rubric::formats {

namespace {

constexpr int compression = 3;
/// A block's rows may have this many bytes: those that fill it and one more row.
constexpr std::size_t most_raw_bytes = 64u << 20;

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

}  // namespace

UnitKey UnitKeys::key(const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) hash_.field(engine::trim(engine::fold(name)));
  return key_at(hash_.digest(), 0);
}

std::string block_digest(std::string_view keys, std::string_view data) {
  return Sha256().field(keys).field(data).digest();
}

UnitKey key_at(std::string_view keys, std::size_t row) {
  UnitKey key = 0;
  for (std::size_t i = 8; i-- > 0;) key = key << 8 | static_cast<unsigned char>(keys[row * 8 + i]);
  return key;
}

void BlockWriter::add(UnitKey key, std::uint32_t number, const std::vector<std::string_view>& cells) {
  columns_.resize(cells.size());
  for (int i = 0; i < 8; ++i) keys_ += static_cast<char>(key >> (8 * i));
  append_varint(numbers_, number - last_number_);
  last_number_ = number;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    append_varint(columns_[i].lengths, cells[i].size());
    columns_[i].text += cells[i];
    bytes_ += cells[i].size() + 1;
  }
  ++rows_;
}

Block BlockWriter::take() {
  std::string raw;
  append_varint(raw, rows_);
  append_varint(raw, columns_.size());
  append_varint(raw, numbers_.size());
  for (const Column& column : columns_) {
    append_varint(raw, column.lengths.size());
    append_varint(raw, column.text.size());
  }
  raw += numbers_;
  for (const Column& column : columns_) raw += column.lengths + column.text;
  Block block;
  block.rows = rows_;
  block.keys = std::move(keys_);
  block.data.resize(::ZSTD_compressBound(raw.size()));
  const std::size_t size =
      ::ZSTD_compress(block.data.data(), block.data.size(), raw.data(), raw.size(), compression);
  if (::ZSTD_isError(size)) throw std::bad_alloc();  // there is no other reason
  block.data.resize(size);
  block.sha256 = block_digest(block.keys, block.data);
  *this = BlockWriter();
  return block;
}

bool BlockReader::fail() {
  good_ = false;
  row_ = rows_;
  return false;
}

std::optional<std::uint64_t> BlockReader::varint(std::size_t& at, std::size_t end) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && at < end; shift += 7) {
    const auto byte = static_cast<unsigned char>(raw_[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

bool BlockReader::open(std::string_view keys, std::string_view data, std::size_t columns) {
  good_ = true;
  rows_ = row_ = 0;
  last_number_ = 0;
  columns_.assign(columns, {});
  const unsigned long long size = ::ZSTD_getFrameContentSize(data.data(), data.size());
  if (size > most_raw_bytes) return fail();  // also what stands for "unknown" and "an error"
  raw_.resize(static_cast<std::size_t>(size));
  const std::size_t got = ::ZSTD_decompress(raw_.data(), raw_.size(), data.data(), data.size());
  if (got != raw_.size()) return fail();
  keys_ = keys;
  std::size_t at = 0;
  const auto rows = varint(at, raw_.size()), width = varint(at, raw_.size()),
             numbers = varint(at, raw_.size());
  if (!rows || !numbers || width != columns || *rows * 8 != keys_.size()) return fail();
  std::vector<std::uint64_t> sizes{*numbers};
  for (std::size_t i = 0; i < 2 * columns; ++i) {
    const auto part = varint(at, raw_.size());
    if (!part) return fail();
    sizes.push_back(*part);
  }
  std::vector<std::size_t> ends;
  for (const std::uint64_t part : sizes) {
    if (part > raw_.size() - at) return fail();
    ends.push_back(at += static_cast<std::size_t>(part));
  }
  if (at != raw_.size()) return fail();
  number_ = ends[0] - static_cast<std::size_t>(sizes[0]);
  numbers_end_ = ends[0];
  for (std::size_t i = 0; i < columns; ++i)
    columns_[i] = {ends[2 * i], ends[2 * i + 1], ends[2 * i + 1], ends[2 * i + 2]};
  rows_ = static_cast<std::size_t>(*rows);
  return true;
}

bool BlockReader::next(BlockRow& row) {
  if (row_ == rows_) return false;
  const auto step = varint(number_, numbers_end_);
  if (!step) return fail();
  last_number_ += static_cast<std::uint32_t>(*step);
  row.key = key_at(keys_, row_);
  row.number = last_number_;
  row.cells.resize(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    const auto length = varint(column.length, column.lengths_end);
    if (!length || *length > column.text_end - column.text) return fail();
    row.cells[i] = std::string_view(raw_).substr(column.text, static_cast<std::size_t>(*length));
    column.text += static_cast<std::size_t>(*length);
  }
  ++row_;
  return true;
}

}  // namespace rubric::formats
