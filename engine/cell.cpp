#include "engine/cell.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/calendar.hpp"
#include "engine/quantity.hpp"
#include "engine/text.hpp"

namespace rubric::engine {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Long cell texts are shown by their beginning.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

/// The text with 0 for every letter O beside a digit, point or comma; empty if there is none.
std::string zeros_for_letters(std::string_view text) {
  std::string meant(text);
  const auto part_of_number = [&](std::size_t i) {
    return i < meant.size() && (is_digit(meant[i]) || meant[i] == '.' || meant[i] == ',');
  };
  const auto is_o = [&](std::size_t i) { return meant[i] == 'O' || meant[i] == 'o'; };
  // Forwards and back, since letters may follow each other on either side of a digit.
  for (std::size_t i = 1; i < meant.size(); ++i) {
    if (is_o(i) && part_of_number(i - 1)) meant[i] = '0';
  }
  for (std::size_t i = meant.size(); i-- > 0;) {
    if (is_o(i) && part_of_number(i + 1)) meant[i] = '0';
  }
  return meant == text ? std::string() : meant;
}

class Reader {
 public:
  Reader(std::string_view text, const Datum& datum) : datum_(datum) {
    cell_.text = std::string(trim(text));
    folded_ = plain_text(cell_.text);
    cell_.value = datum.domain;
  }

  Cell read() {
    if (datum_.many && folded_.find_first_of(";") != std::string::npos) return several();
    if (datum_.many && folded_.find("、") != std::string::npos) return several();
    if (folded_.empty() || folded_ == "缺" || folded_ == "missing") return std::move(cell_);
    if (folded_ == "不适用" || folded_ == "无" || folded_ == "not applicable" || folded_ == "none")
      return absent();
    if (datum_.kind != Kind::text) {
      if (is_formula_error()) return fail(Code::E764, {shown(cell_.text), datum_.name});
      if (is_dash()) return fail(Code::E808, {shown(cell_.text), datum_.name});
    }
    switch (datum_.kind) {
      case Kind::yes_no:
        return yes_no();
      case Kind::level:
        return level();
      case Kind::text:
        return known(0);
      case Kind::date:
        return date();
      default:
        return quantity();
    }
  }

 private:
  void mark(Code code, std::vector<Text> arguments) {
    cell_.state = Cell::State::faulty;
    cell_.fault = Diagnostic{code, {}, std::move(arguments), {}};
  }

  Cell fail(Code code, std::vector<Text> arguments) {
    mark(code, std::move(arguments));
    return std::move(cell_);
  }

  /// Several values in one cell: each is read as a cell of its own, and one that is no value spoils the
  /// whole.
  Cell several() {
    Datum one = datum_;
    one.many = false;
    std::size_t begin = 0;
    while (begin <= folded_.size()) {
      const std::size_t semicolon = folded_.find(';', begin);
      const std::size_t comma = folded_.find("、", begin);
      const std::size_t end = std::min({semicolon, comma, folded_.size()});
      const Cell value = read_cell(std::string_view(folded_).substr(begin, end - begin), one);
      if (value.state != Cell::State::known) {
        cell_.state = Cell::State::faulty;
        cell_.fault =
            value.fault ? *value.fault : Diagnostic{Code::E812, {}, {shown(cell_.text), datum_.name}, {}};
        return std::move(cell_);
      }
      cell_.values.push_back(value.value.low.value);
      begin = end + (end == comma && end != semicolon ? std::string_view("、").size() : 1);
    }
    cell_.state = Cell::State::known;
    return std::move(cell_);
  }

  Cell date() {
    const std::optional<int> day = read_date(folded_);
    return day ? known(*day) : fail(Code::E811, {shown(cell_.text), datum_.name});
  }

  Cell known(const Rational& value) {
    cell_.state = Cell::State::known;
    if (datum_.many) cell_.values = {value};
    cell_.value = Interval::point(value);
    return std::move(cell_);
  }

  Text unit_name() const {
    if (datum_.unit.word.zh.empty()) return {"数", "a number"};
    return {fmt::format("数（单位{}）", datum_.unit.word.zh),
            fmt::format("a number ({})", datum_.unit.word.en)};
  }

  Cell absent() {
    if (datum_.may_not_apply) {
      cell_.state = Cell::State::not_applicable;
      return std::move(cell_);
    }
    return fail(Code::E808, {shown(cell_.text), datum_.name});
  }

  /// What spreadsheets leave in a cell whose formula went wrong.
  bool is_formula_error() const {
    for (const std::string_view error :
         {"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"}) {
      if (folded_ == error) return true;
    }
    return false;
  }

  /// A dash alone means none to one clerk and unknown to another.
  bool is_dash() const {
    for (const std::string_view dash : {"-", "--", "—", "——", "–", "―"}) {
      if (folded_ == dash) return true;
    }
    return false;
  }

  Cell yes_no() {
    for (const std::string_view yes : {"是", "yes", "Yes", "YES", "true", "True", "TRUE", "√"}) {
      if (folded_ == yes) return known(1);
    }
    if (cell_.text == "×") return known(0);  // folded it is a *
    for (const std::string_view no : {"否", "no", "No", "NO", "false", "False", "FALSE", "x"}) {
      if (folded_ == no) return known(0);
    }
    return fail(Code::E807, {shown(cell_.text), datum_.name});
  }

  Cell level() {
    std::string all_zh;
    for (std::size_t i = 0; i < datum_.levels.size(); ++i) {
      if (fold(datum_.levels[i]) == folded_) return known(Rational(i));
      all_zh += (i ? "、" : "") + datum_.levels[i];
    }
    return fail(Code::E806, {shown(cell_.text), datum_.name, all_zh});
  }

  // --- numbers ---

  /// The value of "13006.70万元" in base units, or the fault.
  std::optional<Rational> amount(std::string_view text) {
    std::string_view rest = text;
    const std::string digits = take_digits(rest);
    if (digits.size() > static_cast<std::size_t>(max_number_digits)) {
      mark(Code::E809, {datum_.name, std::to_string(digits.size()), std::to_string(max_number_digits)});
      return std::nullopt;
    }
    const std::optional<Rational> value = parse_decimal(digits);
    if (!value) {
      mark(Code::E801, {shown(cell_.text), datum_.name, unit_name()});
      return std::nullopt;
    }
    if (!rest.empty() && (rest[0] == 'e' || rest[0] == 'E') &&
        rest.find_first_not_of("0123456789+-", 1) == std::string_view::npos) {
      mark(Code::E810, {shown(cell_.text), datum_.name});
      return std::nullopt;
    }
    if (rest.empty()) return *value * datum_.unit.scale;
    return in_unit(*value, rest);
  }

  std::optional<Rational> in_unit(const Rational& value, std::string_view word) {
    if (is_vague(word)) {
      mark(Code::E802, {shown(cell_.text), datum_.name});
      return std::nullopt;
    }
    const Unit unit = find_unit(word);
    if (agree(unit, datum_.unit)) return value * unit.scale;
    const bool a_word = is_letter(decode(word, 0).code) || unit.dimension != Dimension::count;
    if (a_word) {
      mark(Code::E803, {shown(cell_.text), datum_.name, datum_.unit.word});
    } else {
      mark(Code::E801, {shown(cell_.text), datum_.name, unit_name()});
    }
    return std::nullopt;
  }

  /// Said of what is a number once the letters O in it are taken for zeros: 13OO6.7O.
  Cell fail_with_letters() {
    const std::string meant = zeros_for_letters(folded_);
    if (meant.empty()) return std::move(cell_);
    const Cell read = read_cell(meant, datum_);
    const auto is = [&](Code code) { return read.fault && read.fault->code == code; };
    const bool a_number = !read.fault || is(Code::E804) || is(Code::E805);
    return a_number ? fail(Code::E813, {shown(cell_.text), datum_.name, meant}) : std::move(cell_);
  }

  Cell quantity() {
    if (starts_vague(folded_)) return fail(Code::E802, {shown(cell_.text), datum_.name});
    std::string_view rest = folded_;
    const std::optional<BoundWord> bound = take_bound(rest);
    if (!bound && rest.substr(0, 1) == "=") rest = trim(rest.substr(1));
    const std::optional<Rational> value = amount(rest);
    if (!value) return fail_with_letters();
    if (!bound) return exact(*value);
    Interval set;
    set.low = set.high = {0, true, true};
    (bound->lower ? set.low : set.high) = {*value, bound->open, false};
    return bounded(set);
  }

  Cell exact(const Rational& value) {
    if (!datum_.domain.contains(value)) return outside();
    if (datum_.whole && denominator(Rational(value / datum_.unit.scale)) != 1) {
      return fail(Code::E805, {shown(cell_.text), datum_.name});
    }
    return known(value);
  }

  Cell outside() { return fail(Code::E804, {shown(cell_.text), datum_.name, datum_.domain_text}); }

  Cell bounded(const Interval& set) {
    std::optional<Interval> kept = intersect(set, datum_.domain);
    if (kept && datum_.whole && datum_.unit.scale == 1) kept = integers_within(*kept);
    if (!kept) return outside();
    cell_.state = kept->is_point() ? Cell::State::known : Cell::State::bounded;
    cell_.value = *kept;
    return std::move(cell_);
  }

  const Datum& datum_;
  std::string folded_;
  Cell cell_;
};

}  // namespace

Cell read_cell(std::string_view text, const Datum& datum) {
  return Reader(text, datum).read();
}

std::string to_text(const Cell& cell, const Datum& datum, Language language) {
  const bool zh = language == Language::zh;
  switch (cell.state) {
    case Cell::State::missing:
      return zh ? "缺" : "missing";
    case Cell::State::not_applicable:
      return zh ? "不适用" : "not applicable";
    case Cell::State::faulty:
      return shown(cell.text);
    default:
      break;
  }
  const char last = cell.text.empty() ? ' ' : cell.text.back();
  const bool bare = datum.kind == Kind::quantity && is_digit(last) && !datum.unit.word.zh.empty();
  const std::string& word = datum.unit.word.in(language);
  const bool blank = bare && !word.empty() && word[0] >= 'a' && word[0] <= 'z';
  return cell.text + (blank ? " " : "") + (bare ? word : "");
}

}  // namespace rubric::engine
