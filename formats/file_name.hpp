// A file's name made of a text from data: one name, never a path, that every system takes.
//
//   "广普镇 2024"  -> 广普镇 2024        "../../x"  -> ___.._x        "CON"  -> _CON        "a|b"  -> a_b
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace rubric::formats {

/// Bytes of a name without ending; file systems take 255 with it.
inline constexpr std::size_t max_file_name = 180;

/// `text` as a name: separators, signs that Windows refuses, hidden characters and dots at either end become
/// `_`, reserved names get one in front, long ones are cut at a character.
std::string safe_file_name(std::string_view text);

/// Names in one folder: one that differs from an earlier one in nothing but the case of ASCII letters or
/// full-width signs gets a number, "甲镇 (2)".
class FileNames {
 public:
  std::string next(std::string_view text);

 private:
  std::map<std::string, int> taken_;
};

}  // namespace rubric::formats
