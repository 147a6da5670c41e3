#include "formats/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace rubric::formats {

struct Sha256::State {
  EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() = default;
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(method);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

namespace {

/// The library fails here only where it has no memory or no SHA-256 at all.
void must(bool good) {
  if (!good) throw std::bad_alloc();
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) {
  must(state_->method && state_->context);
  must(EVP_DigestInit_ex2(state_->context, state_->method, nullptr) == 1);
}

Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  must(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
  return *this;
}

Sha256& Sha256::field(std::string_view bytes) {
  return add(std::to_string(bytes.size()) + ":").add(bytes);
}

std::string Sha256::digest() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(state_->context, bytes.data(), &size) == 1);
  must(EVP_DigestInit_ex2(state_->context, state_->method, nullptr) == 1);
  return std::string(bytes.begin(), bytes.begin() + size);
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
