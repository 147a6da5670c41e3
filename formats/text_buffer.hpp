// A text that grows at its end, and whose new bytes nobody sets before they are written.
//
//   char* to = text.room(100);      to = put(to, …);      text.end_at(to);
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace rubric::formats {

class TextBuffer {
 public:
  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  void clear() { size_ = 0; }

  /// The end of the text, with room for so many bytes.
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return bytes_.get() + size_;
  }
  /// Where the room ends that there is.
  const char* limit() const { return bytes_.get() + capacity_; }
  /// The text ends at `end`, within the room.
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  void append(std::string_view text) {
    char* const to = room(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    size_ += text.size();
  }

 private:
  void grow(std::size_t bytes) {
    const std::size_t wanted = std::max({size_ + bytes, 2 * capacity_, std::size_t{4096}});
    std::unique_ptr<char[]> larger(new char[wanted]);
    if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    capacity_ = wanted;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace rubric::formats
