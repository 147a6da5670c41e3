#include "engine/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace rubric::engine {

namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t Size>
bool contains(const std::array<Range, Size>& ranges, char32_t code) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && code <= std::prev(after)->last;
}

// The scripts that the names of Chinese public bodies are written in: Latin with phonetic letters, Greek,
// Cyrillic, Armenian, Hebrew, Arabic (Uyghur, Kazakh), Mongolian, kana, bopomofo, Hangul, Han with all
// extensions, Yi. Scripts whose words need combining marks are left out, for a name is letters only. Squared
// and circled signs (㎡, ①) are not letters.
constexpr std::array<Range, 62> letters{{
    {0x0041, 0x005A},   {0x0061, 0x007A},   {0x00AA, 0x00AA}, {0x00B5, 0x00B5}, {0x00BA, 0x00BA},
    {0x00C0, 0x00D6},   {0x00D8, 0x00F6},   {0x00F8, 0x02C1}, {0x02C6, 0x02D1}, {0x02E0, 0x02E4},
    {0x02EC, 0x02EC},   {0x02EE, 0x02EE},   {0x0370, 0x0374}, {0x0376, 0x0377}, {0x037A, 0x037D},
    {0x037F, 0x037F},   {0x0386, 0x0386},   {0x0388, 0x03F5}, {0x03F7, 0x0481}, {0x048A, 0x0559},
    {0x0560, 0x0588},   {0x05D0, 0x05F2},   {0x0620, 0x064A}, {0x066E, 0x066F}, {0x0671, 0x06D3},
    {0x06D5, 0x06D5},   {0x06E5, 0x06E6},   {0x06EE, 0x06EF}, {0x06FA, 0x06FC}, {0x06FF, 0x06FF},
    {0x1100, 0x11FF},   {0x1820, 0x1878},   {0x1C80, 0x1C88}, {0x1E00, 0x1FBC}, {0x1FBE, 0x1FBE},
    {0x1FC2, 0x1FCC},   {0x1FD0, 0x1FDB},   {0x1FE0, 0x1FEC}, {0x1FF2, 0x1FFC}, {0x2C60, 0x2C7F},
    {0x3005, 0x3007},   {0x3031, 0x3035},   {0x303B, 0x303C}, {0x3041, 0x3096}, {0x309D, 0x309F},
    {0x30A1, 0x30FA},   {0x30FC, 0x318E},   {0x31A0, 0x31BF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},
    {0x4E00, 0xA48C},   {0xA640, 0xA66E},   {0xA67F, 0xA69D}, {0xA722, 0xA788}, {0xA78B, 0xA7FF},
    {0xA960, 0xA97C},   {0xAC00, 0xD7FB},   {0xF900, 0xFB06}, {0xFF66, 0xFFDC}, {0x20000, 0x2EBE0},
    {0x2F800, 0x2FA1D}, {0x30000, 0x323AF},
}};

// East Asian Wide and Fullwidth of Unicode 14 (UAX 11), and the planes it keeps for ideographs.
constexpr std::array<Range, 69> wide{{
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18D08}, {0x1AFF0, 0x1B2FB}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F567},
    {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6FC}, {0x1F7E0, 0x1FAFF}, {0x20000, 0x3FFFD},
}};

// Combining marks of the scripts above, joiners and direction marks, variation selectors.
constexpr std::array<Range, 25> combining{{
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x180B, 0x180D}, {0x1AB0, 0x1ACE},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20F0},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
}};

// Look-alikes outside full-width ASCII, by code. NFKC is no help: it misses half of these and turns ① into 1.
struct Twin {
  char32_t code, plain;
};
constexpr std::array<Twin, 22> twins{{
    {U'\t', U' '},     // one for one, so that a column number counts characters
    {0x00A0, U' '},    // no-break space, from word processors
    {0x00D7, U'*'},    // ×
    {0x00F7, U'/'},    // ÷
    {0x2013, U'-'},    // –
    {0x2014, U'-'},    // —
    {0x2015, U'-'},    // ―
    {0x201C, U'"'},    // “
    {0x201D, U'"'},    // ”
    {0x201E, U'"'},    // „
    {0x2212, U'-'},    // −
    {0x2266, 0x2264},  // ≦ -> ≤
    {0x2267, 0x2265},  // ≧ -> ≥
    {0x2550, U'='},    // ═
    {0x2A7D, 0x2264},  // ⩽ -> ≤, the form of the Chinese national standard on mathematical signs
    {0x2A7E, 0x2265},  // ⩾ -> ≥
    {0x3000, U' '},    // ideographic space
    {0x3014, U'('},    // 〔
    {0x3015, U')'},    // 〕
    {0x301C, U'~'},    // 〜; ～ is in the full-width block
    {0x301D, U'"'},    // 〝
    {0x301E, U'"'},    // 〞
}};

// The character at `offset`, if the bytes there are well-formed (Unicode 14, table 3-7).
std::optional<Character> decode_any(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[offset + index]); };
  const std::size_t left = text.size() - offset;
  const unsigned char lead = byte(0);
  if (lead < 0x80) return Character{lead, 1};
  const std::uint32_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || length > left) return std::nullopt;
  char32_t code = lead & (0x7Fu >> length);
  for (std::uint32_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return std::nullopt;
    code = (code << 6) | (byte(index) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  return Character{code, length};
}

// The same, with a short way for ASCII and for what Chinese characters nearly always begin with: after these
// first bytes, every second and third makes a character.
inline std::optional<Character> decode_if_valid(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[offset + index]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return Character{lead, 1};
  if (lead > 0xE0 && lead < 0xF0 && lead != 0xED && text.size() - offset >= 3 && (byte(1) & 0xC0) == 0x80 &&
      (byte(2) & 0xC0) == 0x80)
    return Character{(lead & 0xFu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu), 3};
  return decode_any(text, offset);
}

std::u32string characters(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = decode(text, offset);
    out.push_back(character.code);
    offset += character.bytes;
  }
  return out;
}

bool is_blank(char32_t code) {
  return (code >= U'\t' && code <= U'\r') || fold(code) == U' ';
}

int distance(const std::u32string& a, const std::u32string& b) {
  // Three rows of the usual table; the swap of neighbours looks two rows back.
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::optional<Character> character = decode_if_valid(text, offset);
    if (!character) return offset;
    offset += character->bytes;
  }
  return std::nullopt;
}

Character decode(std::string_view text, std::size_t offset) {
  return decode_if_valid(text, offset).value_or(Character{0xFFFD, 1});
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

char32_t fold(char32_t code) {
  if (code < 0x80) return code == U'\t' ? U' ' : code;
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFF01 + U'!';
  if (code > twins.back().code) return code;
  const auto twin = std::lower_bound(twins.begin(), twins.end(), code,
                                     [](const Twin& row, char32_t value) { return row.code < value; });
  return twin->code == code ? twin->plain : code;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t as_it_is = 0;  // from here to `offset`
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = decode(text, offset);
    const char32_t plain = fold(character.code);
    if (plain != character.code) {
      out.append(text.substr(as_it_is, offset - as_it_is));
      append_utf8(out, plain);
      as_it_is = offset + character.bytes;
    }
    offset += character.bytes;
  }
  return out.append(text.substr(as_it_is));
}

bool is_letter(char32_t code) {
  return contains(letters, code);
}

bool is_name_character(char32_t code) {
  return is_letter(code) || (code >= U'0' && code <= U'9') || code == U'_';
}

int display_width(char32_t code) {
  if (code < 0x300) return 1;
  if (contains(combining, code) || (code >= 0xE0100 && code <= 0xE01EF)) return 0;
  return contains(wide, code) ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = decode(text, offset);
    width += display_width(character.code);
    offset += character.bytes;
  }
  return width;
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const Character first = decode(text, 0);
    if (!is_blank(first.code)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    const Character last = decode(text, start);
    if (!is_blank(last.code) || start + last.bytes != text.size()) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

std::string plain_text(std::string_view text) {
  return std::string(trim(fold(text)));
}

int edit_distance(std::string_view a, std::string_view b) {
  return distance(characters(a), characters(b));
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 64;  // characters: longer words are not names, and the table is quadratic
  const std::u32string wanted = characters(fold(word));
  if (wanted.size() > longest) return std::nullopt;

  const std::string* best = nullptr;
  int best_distance = 0;
  std::ptrdiff_t best_prefix = 0;
  for (const std::string& candidate : candidates) {
    const std::u32string found = characters(fold(candidate));
    if (found.size() > longest) continue;
    const int length = static_cast<int>(std::max(wanted.size(), found.size()));
    const int differing = distance(wanted, found);
    // At least one character must be shared: "a" is no slip of the pen for "b".
    if (differing == 0 || differing > std::max(1, length / 3) || differing >= length) continue;
    const auto fork = std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end()).first;
    const std::ptrdiff_t prefix = fork - wanted.begin();
    if (best == nullptr || differing < best_distance ||
        (differing == best_distance && prefix > best_prefix)) {
      best = &candidate;
      best_distance = differing;
      best_prefix = prefix;
    }
  }
  return best == nullptr ? std::nullopt : std::optional<std::string>(*best);
}

}  // namespace rubric::engine
