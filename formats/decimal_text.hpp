// Short plain decimals from text and to text, without a branch per digit. What is not plain is for
// engine::read_cell and engine::to_display, with which these agree.
//
//   read_plain("18580.25", 2)  -> 1858025         read_plain("0.125", 2) -> nothing: three decimals
//   append 1858025, 2 decimals -> "18580.25"
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace rubric::formats {

/// Bytes before a text that read_plain may look at, whatever they are.
inline constexpr std::size_t plain_margin = 16;

inline constexpr std::int64_t powers_of_ten[] = {1,
                                                 10,
                                                 100,
                                                 1'000,
                                                 10'000,
                                                 100'000,
                                                 1'000'000,
                                                 10'000'000,
                                                 100'000'000,
                                                 1'000'000'000,
                                                 10'000'000'000,
                                                 100'000'000'000,
                                                 1'000'000'000'000,
                                                 10'000'000'000'000,
                                                 100'000'000'000'000,
                                                 1'000'000'000'000'000,
                                                 10'000'000'000'000'000,
                                                 100'000'000'000'000'000,
                                                 1'000'000'000'000'000'000};

/// The eight bytes before `end`, the last one highest on every machine.
inline std::uint64_t eight_before(const char* end) {
  std::uint64_t word = 0;
  std::memcpy(&word, end - 8, 8);
  if constexpr (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) word = __builtin_bswap64(word);
  return word;
}

inline constexpr std::uint64_t every_byte(std::uint64_t byte) {
  return byte * 0x0101010101010101u;
}

inline bool all_digits(std::uint64_t word) {
  return ((word & every_byte(0xF0)) | (((word + every_byte(6)) & every_byte(0xF0)) >> 4)) == every_byte(0x33);
}

inline std::uint32_t eight_digits(std::uint64_t word) {
  word = (word & every_byte(0x0F)) * 2561 >> 8;
  word = (word & 0x00FF00FF00FF00FFu) * 6553601 >> 16;
  return static_cast<std::uint32_t>((word & 0x0000FFFF0000FFFFu) * 42949672960001u >> 32);
}

/// Puts digits[.digits] of at most 16 bytes as a multiple of 10^-decimals (at most 6); false if the text is
/// not that.
inline bool read_plain(const char* begin, const char* end, int decimals, std::int64_t& number) {
  const auto size = static_cast<std::size_t>(end - begin);
  if (size == 0 || size > 16) return false;
  std::uint64_t word = eight_before(end);
  if (size < 8) {  // what stands before the text counts as zeros
    const auto own = 8 * (8 - size);
    word = word >> own << own | every_byte('0') >> 8 * size;
  }
  const std::uint64_t differs = word ^ every_byte('.');
  // The highest bit of each byte that is a point; a byte above a point may be marked wrongly, so the lowest
  // mark is the true one.
  const std::uint64_t points = (differs - every_byte(1)) & ~differs & every_byte(0x80);
  int fraction = 0;
  if (points != 0) {
    const int at = __builtin_ctzll(points) / 8;  // the byte of the point
    fraction = 7 - at;
    const std::uint64_t below = (std::uint64_t{1} << 8 * at) - 1;
    const std::uint64_t above = at == 7 ? 0 : ~std::uint64_t{0} << 8 * (at + 1);
    word = (word & above) | (word & below) << 8 | '0';
    if (fraction == 0 || fraction > decimals || size < static_cast<std::size_t>(fraction) + 2) return false;
  }
  if (!all_digits(word)) return false;
  std::int64_t value = eight_digits(word);
  if (size > 8) {
    std::uint64_t front = eight_before(end - 8);
    const auto own = 8 * (16 - size);
    if (own > 0) front = front >> own << own | every_byte('0') >> 8 * (size - 8);
    if (!all_digits(front)) return false;
    value += static_cast<std::int64_t>(eight_digits(front)) * powers_of_ten[points != 0 ? 7 : 8];
  }
  return !__builtin_mul_overflow(value, powers_of_ten[decimals - fraction], &number);
}

/// Writes number / 10^decimals with at least `at_least` decimals and no further zeros at the end; if `all`,
/// with all `decimals` and no more. At most 22 bytes, or 21 + `at_least`; gives where they end.
char* put_decimal(char* to, std::int64_t number, int decimals, int at_least, bool all);

}  // namespace rubric::formats
