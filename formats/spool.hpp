// Records kept aside in a temporary file until all have been seen, and read again in their order.
//
//   Spool spool;  spool.write("a");  …  spool.rewind();  while (spool.next(record)) …
//
// A failure (no space left) is kept; whoever reads asks failed() at the end.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace rubric::formats {

class Spool {
 public:
  void write(std::string_view record);
  void rewind();
  /// The next record; false at the end or after a failure.
  bool next(std::string& record);
  bool failed() const { return error_ != 0; }
  int error() const { return error_; }  // errno of the first failure

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void fail();

  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t written_ = 0, read_ = 0;  // records
  int error_ = 0;
};

}  // namespace rubric::formats
