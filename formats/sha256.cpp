#include "formats/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <charconv>
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

void Sha256::pass_on() {
  must(EVP_DigestUpdate(state_->context, kept_.data(), kept_.size()) == 1);
  kept_.clear();
}

Sha256& Sha256::add(std::string_view bytes) {
  constexpr std::size_t most_kept = 4096;
  if (kept_.size() + bytes.size() > most_kept) pass_on();
  if (bytes.size() > most_kept) {
    must(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
  } else {
    kept_.append(bytes);
  }
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
  pass_on();
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
