#include "formats/sha256.hpp"

// The functions for this one digest, not those for any: these make every digest and cipher part of the
// program, 4 MB and thousands of addresses to fill in at each start (decision 0026). OpenSSL 3 has them for
// programs written for 1.1.
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#include <array>
#include <charconv>

namespace rubric::formats {

struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}

Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
  return *this;
}

Sha256& Sha256::field(std::string_view bytes) {
  std::array<char, 24> size{};
  const std::to_chars_result end = std::to_chars(size.data(), size.data() + size.size() - 1, bytes.size());
  *end.ptr = ':';
  return add({size.data(), static_cast<std::size_t>(end.ptr - size.data()) + 1}).add(bytes);
}

Sha256& Sha256::field(std::int64_t number) {
  std::array<char, 24> digits{};
  const std::to_chars_result end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return field({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

std::string Sha256::digest() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> bytes{};
  SHA256_Final(bytes.data(), &state_->context);
  SHA256_Init(&state_->context);
  return std::string(bytes.begin(), bytes.end());
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace rubric::formats
