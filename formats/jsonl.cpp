#include "formats/jsonl.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

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
  std::vector<Text> details;
  std::size_t offset = 0;

  /// Reads one line; false, with `problem`, if it is no object that can be used.
  bool read(std::string_view line) {
    if (line.size() > max_row_bytes) return fail(Code::E715, {std::to_string(max_row_bytes)});
    return nlohmann::json::sax_parse(line, this);
  }

  bool null() override { return value(""); }
  bool boolean(bool yes) override { return value(yes ? "是" : "否"); }
  bool number_integer(number_integer_t number) override { return value(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return value(std::to_string(number)); }
  bool number_float(number_float_t, const string_t& digits) override { return value(plain_digits(digits)); }
  bool string(string_t& text) override { return value(text); }
  bool binary(binary_t&) override { return fail(Code::E721); }
  bool start_object(std::size_t) override {
    if (depth_++ == 0) return true;
    return fail(Code::E722, {key_});
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return fail(Code::E721);
    if (in_array_) return fail(Code::E722, {key_});
    in_array_ = true;
    pairs.emplace_back(key_, "");
    return true;
  }
  bool end_array() override {
    in_array_ = false;
    return true;
  }
  bool key(string_t& name) override {
    if (!keys_.insert(name).second) return fail(Code::E723, {name});
    if (keys_.size() > max_columns) return fail(Code::E716, {std::to_string(max_columns)});
    key_ = name;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::json::exception& error) override {
    constexpr int number_overflow = 406;
    offset = position;
    if (problem) return false;
    return error.id == number_overflow ? huge_number(token) : fail(Code::E724);
  }

 private:
  bool fail(Code code, std::vector<Text> what = {}) {
    problem = code;
    details = std::move(what);
    return false;
  }

  /// A number beyond what a double can hold, which the parser refuses.
  bool huge_number(const std::string& token) {
    const auto digits =
        std::count_if(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool scientific = token.find_first_of("eE") != std::string::npos;
    return scientific ? fail(Code::E810, {token.substr(0, 60), key_})
                      : fail(Code::E809, {key_, std::to_string(digits), std::to_string(max_number_digits)});
  }

  bool value(const std::string& text) {
    if (depth_ == 0) return fail(Code::E721);
    if (text.find('\0') != std::string::npos) return fail(Code::E714);
    if (!in_array_) pairs.emplace_back(key_, "");
    std::string& cell = pairs.back().second;
    cell += (cell.empty() ? "" : "；") + text;
    return cell.size() <= max_cell_bytes || fail(Code::E713, {std::to_string(max_cell_bytes)});
  }

  std::set<std::string> keys_;
  std::string key_;
  int depth_ = 0;
  bool in_array_ = false;
};

/// What is wrong with the line at `place`, whose reading found a problem.
Diagnostic fault_of(const ObjectReader& object, Place place) {
  place.column = static_cast<std::uint32_t>(object.offset);
  return {*object.problem, std::move(place), object.details, {}};
}

}  // namespace

std::optional<Diagnostic> add_columns(std::string_view text, std::uint32_t& line, TableHead& head,
                                      PlainObjects& plain) {
  std::optional<Diagnostic> first_fault;
  std::vector<std::string_view> cells;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    ++line;
    if (plain.read(one, head, cells)) continue;  // it has no other columns
    ObjectReader object;
    if (!object.read(one)) {
      if (!first_fault && !trim(one).empty()) first_fault = fault_of(object, head.place(line));
      continue;
    }
    for (const auto& [key, value] : object.pairs) {
      const std::size_t next = head.columns.size();
      if (next == max_columns || !head.places.try_emplace(key, next).second) continue;
      head.columns.push_back(key);
    }
  }
  return first_fault;
}

JsonLinesReader::JsonLinesReader(std::string file, std::string text, std::string encoding,
                                 std::vector<Diagnostic>& problems, std::size_t few_lines)
    : TableReader(nullptr), whole_(std::move(text)), plain_(few_lines) {
  whole_.reserve(whole_.size() + PlainObjects::margin);
  text_ = whole_;
  const auto head = std::make_shared<TableHead>();
  head_ = head;
  head->file = std::move(file);
  head->encoding = std::move(encoding);
  head->format = TableFormat::json_lines;
  // Objects may have different keys, so all are looked at before the first row is given out.
  std::uint32_t lines = 0;
  std::optional<Diagnostic> first_fault = add_columns(text_, lines, *head, plain_);
  if (!columns().empty()) return;
  // No row will be given out, so this is where one hears why.
  problems.push_back({Code::E725, place(0), {}, {}});
  if (first_fault) problems.push_back(std::move(*first_fault));
}

std::string_view JsonLinesReader::next_line() {
  ++line_;
  begin_ = at_;
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  at_ = std::min(end + 1, text_.size());
  return text_.substr(begin_, end - begin_);
}

bool JsonLinesReader::next(Row& row) {
  std::string_view line;
  do {
    if (at_ >= text_.size()) return false;
    line = next_line();
  } while (trim(line).empty());
  row.number = line_;
  row.fault.reset();
  row.others.clear();
  if (!plain_.read(line, *head_, row.cells)) read_any(line, row);
  return true;
}

/// The ordinary reader, which knows all objects and what is wrong with one.
void JsonLinesReader::read_any(std::string_view line, Row& row) {
  values_.assign(columns().size(), std::string());
  ObjectReader object;
  const bool whole = object.read(line);
  for (auto& [key, value] : object.pairs) {
    const auto found = head_->places.find(key);
    if (found != head_->places.end()) {
      values_[found->second] = std::move(value);
    } else if (head_->unfinished) {
      row.others.push_back(std::move(key));
    } else if (whole) {
      object.problem = Code::E716;
      object.details = {std::to_string(max_columns)};
    }
  }
  if (object.problem) row.fault = fault_of(object, place(line_));
  row.cells.assign(values_.begin(), values_.end());
}

void append_json_quoted(std::string& to, std::string_view text) {
  const bool as_it_is = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  });
  if (as_it_is) {
    to += '"';
    to += text;
    to += '"';
  } else {
    to += nlohmann::json(text).dump();
  }
}

std::string json_quoted(std::string_view text) {
  std::string quoted;
  append_json_quoted(quoted, text);
  return quoted;
}

}  // namespace rubric::formats
