#include "formats/decimal_text.hpp"

namespace rubric::formats {

char* put_decimal(char* to, std::int64_t number, int decimals, int at_least, bool all) {
  std::uint64_t rest = static_cast<std::uint64_t>(number);
  if (number < 0) {
    *to++ = '-';
    rest = 0 - rest;
  }
  if (!all) {
    for (; decimals > at_least && rest % 10 == 0; --decimals) rest /= 10;
  }
  char digits[24];
  char* const end = digits + sizeof digits;
  char* at = end;
  const int zeros = !all && at_least > decimals ? at_least - decimals : 0;
  for (int i = 0; i < decimals; ++i, rest /= 10) *--at = static_cast<char>('0' + rest % 10);
  if (decimals > 0) *--at = '.';
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  const auto size = static_cast<std::size_t>(end - at);
  std::memcpy(to, at, size);
  to += size;
  if (zeros > 0 && decimals == 0) *to++ = '.';
  for (int i = 0; i < zeros; ++i) *to++ = '0';
  return to;
}

}  // namespace rubric::formats
