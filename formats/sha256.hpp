// SHA-256 (libcrypto): fingerprints of files, of rows and of what a ledger records.
//
//   hex(Sha256().add("abc").digest())  -> "ba7816bf…"
//   Sha256().field("ab").field("c") and Sha256().field("a").field("bc") differ: fields carry their lengths
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rubric::formats {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& add(std::string_view bytes);
  Sha256& field(std::string_view bytes);
  Sha256& field(std::int64_t number);
  /// The 32 bytes; afterwards it starts anew.
  std::string digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "ba7816bf…"
std::string hex(std::string_view bytes);

}  // namespace rubric::formats
