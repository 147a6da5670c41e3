#include "formats/jsonl.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/number.hpp"
#include "engine/text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// 1.5e3 in plain digits, if there are not too many of them; else as written.
std::string plain_digits(const std::string& number) {
  const std::size_t e = number.find_first_of("eE");
  if (e == std::string::npos || number.size() - e > 4) return number;
  int exponent = 0;
  const bool negative = number[e + 1] == '-';
  for (std::size_t i = e + 1; i < number.size(); ++i) {
    if (number[i] >= '0' && number[i] <= '9') exponent = exponent * 10 + (number[i] - '0');
  }
  if (exponent > max_number_digits) return number;
  std::optional<Rational> value = parse_decimal(number.substr(0, e));
  if (!value) return number;
  for (int i = 0; i < exponent; ++i) negative ? * value /= 10 : * value *= 10;
  const std::optional<int> places = decimals(*value, max_number_digits);
  return places ? to_decimal(*value, *places) : number;
}

/// Takes one object apart without ever making a number of its digits.
class ObjectReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<std::pair<std::string, std::string>> pairs;
  std::optional<Code> problem;
  std::string detail;
  std::size_t offset = 0;

  bool null() override { return value(""); }
  bool boolean(bool yes) override { return value(yes ? "是" : "否"); }
  bool number_integer(number_integer_t number) override { return value(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return value(std::to_string(number)); }
  bool number_float(number_float_t, const string_t& digits) override { return value(plain_digits(digits)); }
  bool string(string_t& text) override { return value(text); }
  bool binary(binary_t&) override { return fail(Code::E721); }
  bool start_object(std::size_t) override {
    if (depth_++ == 0) return true;
    return fail(Code::E722, key_);
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return fail(Code::E721);
    if (in_array_) return fail(Code::E722, key_);
    in_array_ = true;
    pairs.emplace_back(key_, "");
    return true;
  }
  bool end_array() override {
    in_array_ = false;
    return true;
  }
  bool key(string_t& name) override {
    for (const auto& [other, text] : pairs) {
      if (other == name) return fail(Code::E723, name);
    }
    key_ = name;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    offset = position;
    if (!problem) problem = Code::E724;
    return false;
  }

 private:
  bool fail(Code code, std::string what = {}) {
    problem = code;
    detail = std::move(what);
    return false;
  }

  bool value(std::string text) {
    if (depth_ == 0) return fail(Code::E721);
    if (text.size() > max_cell_bytes) return fail(Code::E713, std::to_string(max_cell_bytes));
    if (!in_array_) {
      pairs.emplace_back(key_, std::move(text));
    } else {
      std::string& cell = pairs.back().second;
      cell += (cell.empty() ? "" : "；") + text;
    }
    return true;
  }

  std::string key_;
  int depth_ = 0;
  bool in_array_ = false;
};

}  // namespace

JsonLinesReader::JsonLinesReader(std::string file, std::string text, std::string encoding,
                                 std::vector<Diagnostic>& problems)
    : file_(std::move(file)), text_(std::move(text)), encoding_(std::move(encoding)) {
  // Objects may have different keys, so all are looked at before the first row is given out.
  while (at_ < text_.size()) {
    const std::string_view line = next_line();
    ObjectReader object;
    if (trim(line).empty() || !nlohmann::json::sax_parse(line, &object)) continue;
    for (const auto& [key, value] : object.pairs) {
      const bool known = std::find(columns_.begin(), columns_.end(), key) != columns_.end();
      if (!known && columns_.size() < max_columns) columns_.push_back(key);
    }
  }
  at_ = 0;
  line_ = 0;
  if (!columns_.empty()) return;
  Place place;
  place.file = file_;
  problems.push_back({Code::E725, std::move(place), {}, {}});
}

std::string_view JsonLinesReader::next_line() {
  ++line_;
  const std::size_t begin = at_;
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  at_ = std::min(end + 1, text_.size());
  if (end == text_.size()) at_ = text_.size();
  return std::string_view(text_).substr(begin, end - begin);
}

bool JsonLinesReader::next(Row& row, std::vector<Diagnostic>& problems) {
  (void)problems;
  std::string_view line;
  do {
    if (columns_.empty() || at_ >= text_.size()) return false;
    line = next_line();
  } while (trim(line).empty());
  row.number = line_;
  row.fault.reset();
  values_.assign(columns_.size(), std::string());
  ObjectReader object;
  const bool whole = line.size() <= max_row_bytes && nlohmann::json::sax_parse(line, &object);
  if (!whole) {
    Place place;
    place.file = file_;
    place.line = line_;
    place.column = static_cast<std::uint32_t>(std::max<std::size_t>(object.offset, 1));
    const Code code = line.size() > max_row_bytes ? Code::E715 : object.problem.value_or(Code::E724);
    const std::string detail = line.size() > max_row_bytes ? std::to_string(max_row_bytes) : object.detail;
    row.fault = Diagnostic{code, std::move(place), {detail}, {}};
  }
  for (auto& [key, value] : object.pairs) {
    const auto found = std::find(columns_.begin(), columns_.end(), key);
    if (found != columns_.end())
      values_[static_cast<std::size_t>(found - columns_.begin())] = std::move(value);
  }
  row.cells.assign(values_.begin(), values_.end());
  return true;
}

std::string json_quoted(std::string_view text) {
  return nlohmann::json(text).dump();
}

}  // namespace rubric::formats
