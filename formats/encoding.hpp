// What bytes a Chinese spreadsheet program wrote: UTF-8 with or without mark, GB18030, UTF-16 with mark.
//
// The order is fixed and nothing is guessed from statistics: byte order mark, then strict UTF-8 (联通 in GBK
// passes sloppy checks), then strict GB18030, then refusal at the exact byte. No byte is ever replaced.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

struct Decoded {
  std::string text;      // UTF-8 without mark
  std::string encoding;  // "UTF-8", "UTF-8 BOM", "GB18030", "UTF-16LE", "UTF-16BE"
};

/// The text of `bytes`, or why `file` cannot be read as text.
std::optional<engine::Diagnostic> decode_bytes(const std::string& file, std::string bytes, Decoded& out);

/// That `file` cannot be read as text: bytes[offset], which stands at `before` + offset in it, is of no
/// encoding.
engine::Diagnostic unreadable(const std::string& file, std::string_view bytes, std::size_t offset,
                              std::uint64_t before = 0);

}  // namespace rubric::formats
