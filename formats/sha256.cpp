#include "formats/sha256.hpp"

// The functions for this one digest, not those for any: these make every digest and cipher part of the
// program, 4 MB and thousands of addresses to fill in at each start (decision 0026). OpenSSL 3 has them for
// programs written for 1.1.
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#include <array>

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
  return add(std::to_string(bytes.size()) + ":").add(bytes);
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
