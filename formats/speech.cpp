#include "formats/speech.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

const Unit& points_unit() {
  static const Unit unit = find_unit("分");
  return unit;
}

std::string Speech::join(const std::vector<std::string>& parts, std::string_view zh,
                         std::string_view en) const {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += language == Language::zh ? zh : en;
    text += part;
  }
  return text;
}

std::string Speech::amount(const Rational& value, const Unit& unit) const {
  std::string text = to_text(value, unit, language);
  if (language == Language::zh || value != unit.scale) return text;
  if (text.ends_with(" people")) return "1 person";
  if (text.size() > 3 && text.back() == 's') text.pop_back();
  return text;
}

}  // namespace rubric::formats
