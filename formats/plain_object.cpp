#include "formats/plain_object.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdint>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace rubric::formats {
namespace {

using Implementation = simdjson::internal::atomic_ptr<const simdjson::implementation>;

/// The library is loaded when the first line is read: linked to the program it would bring the shared C++
/// library to the start of every command (decision 0026). All that On-Demand needs of it, beyond its header,
/// is this one function; nothing where this system has no such library.
Implementation* load() {
  // It stays until the program ends.
  void* const file = ::dlopen(RUBRIC_SIMDJSON, RTLD_NOW | RTLD_LOCAL);
  if (!file) return nullptr;
  void* const found = ::dlsym(file, "_ZN8simdjson25get_active_implementationEv");
  return found ? &reinterpret_cast<Implementation& (*)()>(found)() : nullptr;
}

Implementation* active_implementation() {
  static Implementation* const active = load();
  return active;
}

}  // namespace
}  // namespace rubric::formats

/// What the library's header calls.
simdjson::internal::atomic_ptr<const simdjson::implementation>& simdjson::get_active_implementation() {
  return *rubric::formats::active_implementation();
}

namespace rubric::formats {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(PlainObjects::margin >= simdjson::SIMDJSON_PADDING);

/// Longer ones are left to the ordinary reader, for the library takes eight bytes for each of theirs.
constexpr std::size_t longest_line = 1u << 20;
static_assert(longest_line <= max_row_bytes);

constexpr std::size_t none = ~std::size_t{0};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Whether escapes may be of halves of characters, in which the library is no judge.
bool may_have_surrogates(std::string_view line) {
  for (std::size_t at = line.find("\\u"); at != std::string_view::npos; at = line.find("\\u", at + 2)) {
    if (line.substr(at + 2, 1) == "d" || line.substr(at + 2, 1) == "D") return true;
  }
  return false;
}

/// Whether a token is a number which the ordinary reader gives as it is written: neither an integer that it
/// may print anew nor digits beyond a double.
bool is_plain_number(std::string_view token) {
  constexpr std::size_t most_whole = 18, most = 64;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (token.size() > most) return false;
  const auto* const begin = token.data() + (token.substr(0, 1) == "-" ? 1 : 0);
  const auto* const end = token.data() + token.size();
  const auto* const point = std::find_if_not(begin, end, is_digit);
  const auto whole = static_cast<std::size_t>(point - begin);
  if (whole == 0 || whole > most_whole || (whole > 1 && *begin == '0')) return false;
  if (point == end) return token != "-0";
  return *point == '.' && point + 1 < end && std::all_of(point + 1, end, is_digit);
}

/// A value that is no string as a cell; false if it is not plain.
bool read_token(std::string_view token, std::string_view& cell) {
  if (token == "true") {
    cell = "是";
  } else if (token == "false") {
    cell = "否";
  } else if (token == "null") {
    cell = {};
  } else {
    cell = token;
    return is_plain_number(token);
  }
  return true;
}

}  // namespace

class PlainObjects::Parser {
 public:
  bool read(std::string_view line, const TableHead& head, std::vector<std::string_view>& cells) {
    if (line.empty() || line.size() > longest_line) return false;
    escapes_ = line.find('\\') != std::string_view::npos;
    if (escapes_ && may_have_surrogates(line)) return false;
    // Twice as much as is needed, so that lines that get longer and longer do not each ask for memory.
    if (parser_.capacity() < line.size() && parser_.allocate(2 * line.size()) != simdjson::SUCCESS)
      return false;
    begin_line(head);
    cells.assign(head.columns.size(), std::string_view());
    ondemand::document document;
    ondemand::object object;
    if (parser_.iterate(line, line.size() + margin).get(document) != simdjson::SUCCESS) return false;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    const char* const end = line.data() + line.size();
    std::size_t before = 0;  // of the keys: the column of the last one and 1
    for (auto one : object) {
      ondemand::field field;
      if (std::move(one).get(field) != simdjson::SUCCESS) return false;
      const std::size_t column = column_of(field, end, head, before);
      if (column == none || line_of_[column] == lines_) return false;
      line_of_[column] = lines_;
      if (!read_value(field.value(), cells[column])) return false;
      before = column + 1;
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing follows
  }

 private:
  void begin_line(const TableHead& head) {
    ++lines_;
    if (follows_.size() == head.columns.size() + 1) return;
    spelled_.resize(head.columns.size());
    line_of_.resize(head.columns.size());
    follows_.resize(head.columns.size() + 1, none);
  }

  /// The column of a key, none if it has no such. Most keys are spelled and follow each other as in a line
  /// before.
  std::size_t column_of(ondemand::field& field, const char* end, const TableHead& head, std::size_t before) {
    const char* const key = field.key().raw();
    const std::string_view rest(key, static_cast<std::size_t>(end - key));
    const std::size_t expected = follows_[before];
    if (expected != none && rest.substr(0, spelled_[expected].size()) == spelled_[expected]) return expected;
    std::string_view name;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return none;
    const auto found = head.places.find(name);
    if (found == head.places.end()) return none;
    std::size_t quote = 0;
    while (rest[quote] != '"') quote += rest[quote] == '\\' ? 2u : 1u;
    spelled_[found->second] = rest.substr(0, quote + 1);
    return follows_[before] = found->second;
  }

  bool read_value(ondemand::value& value, std::string_view& cell) const {
    std::string_view token = value.raw_json_token();  // with blanks behind it
    while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
    if (token.empty()) return false;
    // What is no string is passed over by the loop, which takes any such token.
    if (token.front() != '"') return read_token(token, cell);
    if (escapes_ && token.find('\\') != std::string_view::npos) {
      if (value.get_string().get(cell) != simdjson::SUCCESS) return false;
      return cell.size() <= max_cell_bytes && cell.find('\0') == std::string_view::npos;
    }
    ondemand::raw_json_string passed;
    if (value.get_raw_json_string().get(passed) != simdjson::SUCCESS) return false;
    if (token.size() < 2 || token.back() != '"') return false;
    cell = token.substr(1, token.size() - 2);
    return cell.size() <= max_cell_bytes;
  }

  ondemand::parser parser_;
  bool escapes_ = false;  // there are some in the line
  std::uint64_t lines_ = 0;
  // By column:
  std::vector<std::uint64_t> line_of_;  // the last one that has it
  std::vector<std::string> spelled_;    // its key as it was written last, with the quote behind it
  std::vector<std::size_t> follows_;    // and 1: the one that came behind it last, at 0 the first of a line
};

PlainObjects::PlainObjects(std::size_t few_lines) : few_lines_(few_lines) {}
PlainObjects::PlainObjects(PlainObjects&&) noexcept = default;
PlainObjects& PlainObjects::operator=(PlainObjects&&) noexcept = default;
PlainObjects::~PlainObjects() = default;

bool PlainObjects::read(std::string_view line, const TableHead& head, std::vector<std::string_view>& cells) {
  if (few_lines_ > 0) {
    --few_lines_;
    return false;
  }
  if (!active_implementation()) return false;
  if (!parser_) parser_ = std::make_unique<Parser>();
  return parser_->read(line, head, cells);
}

}  // namespace rubric::formats
