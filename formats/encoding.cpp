#include "formats/encoding.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "engine/text.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// GB 18030-2022 moved 18 two-byte codes out of the private use area; libraries differ in which table they
/// carry, so what an older one gives is moved here. Source: GB 18030-2022, code positions A6D9–A6DF,
/// A6EC–A6ED, A6F3 and FE59, FE61, FE66–FE67, FE6D, FE7E, FE90, FEA0.
struct Moved {
  char32_t from, to;
};
constexpr std::array moved_codes{
    Moved{0xE78D, 0xFE10}, Moved{0xE78E, 0xFE12}, Moved{0xE78F, 0xFE11}, Moved{0xE790, 0xFE13},
    Moved{0xE791, 0xFE14}, Moved{0xE792, 0xFE15}, Moved{0xE793, 0xFE16}, Moved{0xE794, 0xFE17},
    Moved{0xE795, 0xFE18}, Moved{0xE796, 0xFE19}, Moved{0xE81E, 0x9FB4}, Moved{0xE826, 0x9FB5},
    Moved{0xE82B, 0x9FB6}, Moved{0xE82C, 0x9FB7}, Moved{0xE832, 0x9FB8}, Moved{0xE843, 0x9FB9},
    Moved{0xE854, 0x9FBA}, Moved{0xE864, 0x9FBB},
};

std::string modernised(const std::string& text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Character c = decode(text, i);
    const auto found = std::find_if(moved_codes.begin(), moved_codes.end(),
                                    [&](const Moved& m) { return m.from == c.code; });
    if (found == moved_codes.end()) {
      result.append(text, i, c.bytes);
    } else {
      append_utf8(result, found->to);
    }
    i += c.bytes;
  }
  return result;
}

/// Converts all of `bytes`; on failure gives the offset of the first byte that cannot be read.
std::optional<std::size_t> convert(const char* from, std::string_view bytes, std::string& text) {
  const iconv_t converter = ::iconv_open("UTF-8", from);
  if (converter == reinterpret_cast<iconv_t>(-1)) return 0;
  char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv reads it only
  std::size_t left = bytes.size();
  std::string chunk(1u << 16, '\0');
  std::optional<std::size_t> failed;
  while (left > 0) {
    char* out = chunk.data();
    std::size_t room = chunk.size();
    const std::size_t result = ::iconv(converter, &in, &left, &out, &room);
    text.append(chunk.data(), chunk.size() - room);
    if (result == static_cast<std::size_t>(-1) && errno != E2BIG) {
      failed = static_cast<std::size_t>(in - bytes.data());
      break;
    }
  }
  ::iconv_close(converter);
  return failed;
}

bool starts_with(std::string_view bytes, std::string_view mark) {
  return bytes.substr(0, mark.size()) == mark;
}

std::string excerpt(std::string_view bytes, std::size_t offset) {
  std::string hex;
  for (std::size_t i = offset; i < std::min(bytes.size(), offset + 6); ++i) {
    hex += fmt::format("{}{:02X}", hex.empty() ? "" : " ", static_cast<unsigned char>(bytes[i]));
  }
  return hex;
}

}  // namespace

Diagnostic unreadable(const std::string& file, std::string_view bytes, std::size_t offset,
                      std::uint64_t before) {
  Place place;
  place.file = file;
  return {Code::E704, std::move(place), {std::to_string(before + offset + 1), excerpt(bytes, offset)}, {}};
}

std::optional<Diagnostic> decode_bytes(const std::string& file, std::string bytes, Decoded& out) {
  using namespace std::string_view_literals;
  if (starts_with(bytes, "PK\x03\x04"sv) || starts_with(bytes, "\xD0\xCF\x11\xE0"sv)) {
    Place place;
    place.file = file;
    return Diagnostic{Code::E769,
                      std::move(place),
                      {{"这是 Excel 工作簿一类的文档", "this is a workbook or another document"},
                       {"数据", "data"},
                       {"请在 Excel 或 WPS 里另存为 CSV", "save it as CSV in the spreadsheet program"}},
                      {}};
  }
  for (const auto& [mark, name] :
       {std::pair{"\xFF\xFE"sv, "UTF-16LE"}, std::pair{"\xFE\xFF"sv, "UTF-16BE"}}) {
    if (!starts_with(bytes, mark)) continue;
    out.encoding = name;
    const auto bad = convert(name, std::string_view(bytes).substr(mark.size()), out.text);
    return bad ? std::optional(unreadable(file, bytes, *bad + mark.size())) : std::nullopt;
  }
  constexpr std::string_view mark = "\xEF\xBB\xBF"sv;
  const bool marked = starts_with(bytes, mark);
  const auto not_utf8 = is_utf8(bytes) ? std::nullopt : find_invalid_utf8(bytes);
  if (!not_utf8) {
    out.encoding = marked ? "UTF-8 BOM" : "UTF-8";
    out.text = std::move(bytes);
    if (marked) out.text.erase(0, mark.size());
    return std::nullopt;
  }
  if (marked) return unreadable(file, bytes, *not_utf8);
  out.encoding = "GB18030";
  const auto not_gb18030 = convert("GB18030", bytes, out.text);
  // Whichever encoding was meant went on for longer than the other.
  if (not_gb18030) return unreadable(file, bytes, std::max(*not_utf8, *not_gb18030));
  out.text = modernised(out.text);
  return std::nullopt;
}

}  // namespace rubric::formats
