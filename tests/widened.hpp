// A rules file as a Chinese input method may type it.
#pragma once

#include <random>
#include <string>

namespace rubric::testing {

/// `text` with signs, digits and blanks at random as their full-width twins, outside quotes, titles and
/// copied text, and some lines ended by CRLF. It means the same.
std::string widened(const std::string& text, std::mt19937& random);

}  // namespace rubric::testing
