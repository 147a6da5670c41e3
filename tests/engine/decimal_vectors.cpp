// The General Decimal Arithmetic test vectors against exact arithmetic with one rounding at the end.
//
// The model: compute with unbounded fractions, then round once, to the context's significant digits or to the
// asked quantum, and compare as numbers. It says nothing of NaN, infinities and exponent limits, so lines
// that provoke those are passed over; likewise half_down and 05up, which no scoring standard uses. The
// vectors are copyright IBM and are read where Debian's libpython3.11-testsuite puts them.
#include "engine/number.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#ifndef RUBRIC_DECIMAL_VECTORS
#define RUBRIC_DECIMAL_VECTORS "/usr/lib/python3.11/test/decimaltestdata"
#endif

namespace {

using namespace rubric::engine;

constexpr int largest_exponent = 1000;  // keeps the fractions of every line small
constexpr int fewest_lines = 15000;

// A number as the vectors write it: sign, digits, exponent. "1.20E+3" is {120, 1}.
struct Operand {
  Rational value;
  int exponent = 0;
  bool negative = false;  // also of -0
};

Rational power_of_ten(int exponent) {
  const Integer power =
      boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(exponent < 0 ? -exponent : exponent));
  return exponent < 0 ? Rational{Integer{1}, power} : Rational{power};
}

// Nothing for NaN, infinities, encodings in hexadecimal and exponents out of bounds.
std::optional<Operand> read_operand(std::string_view text) {
  Operand operand;
  const std::string_view whole_text = text;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    operand.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  Integer coefficient;
  int digits = 0, decimals_seen = 0;
  bool after_point = false;
  std::size_t index = 0;
  for (; index < text.size(); ++index) {
    const char c = text[index];
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      coefficient = coefficient * 10 + (c - '0');
      ++digits;
      if (after_point) ++decimals_seen;
    } else {
      break;
    }
  }
  if (digits == 0) return std::nullopt;
  if (index < text.size()) {
    if (text[index] != 'E' && text[index] != 'e') return std::nullopt;
    std::string_view power = text.substr(index + 1);
    const bool minus = !power.empty() && power.front() == '-';
    if (!power.empty() && (power.front() == '-' || power.front() == '+')) power.remove_prefix(1);
    if (power.empty() || power.size() > 6) return std::nullopt;
    for (const char c : power) {
      if (c < '0' || c > '9') return std::nullopt;
      operand.exponent = operand.exponent * 10 + (c - '0');
    }
    if (minus) operand.exponent = -operand.exponent;
  }
  operand.exponent -= decimals_seen;
  if (operand.exponent > largest_exponent || operand.exponent < -largest_exponent) return std::nullopt;
  operand.value =
      Rational{operand.negative ? Integer{-coefficient} : coefficient} * power_of_ten(operand.exponent);

  // Where the text is also a number of ours, both readers must agree.
  if (const std::optional<Rational> ours = parse_decimal(whole_text)) CHECK(*ours == operand.value);
  return operand;
}

struct Context {
  int precision = 9;
  std::optional<RoundingMode> mode = RoundingMode::half_up;  // nothing: a mode that we do not have
};

Rational to_exponent(const Rational& value, int exponent, const Context& context) {
  return round(value, {*context.mode, -exponent});
}

// To `precision` significant digits.
Rational to_precision(const Rational& value, const Context& context) {
  if (value == 0) return value;
  const Integer above{abs(numerator(value))}, below{denominator(value)};
  // The exponent of the first digit: a guess from the lengths, one too high at most.
  int first = static_cast<int>(above.str().size()) - static_cast<int>(below.str().size());
  if (Rational{above, below} < power_of_ten(first)) --first;
  return to_exponent(value, first - context.precision + 1, context);
}

Integer toward_zero(const Rational& value) {
  return numerator(round(value, {RoundingMode::down, 0}));
}

using Operands = std::vector<Operand>;

// What an operation gives before the rounding to precision; `exact` if there is none.
struct Model {
  std::size_t operands;
  Rational (*compute)(const Operands&, const Context&);
  bool exact = false;
};

const std::map<std::string, Model>& models() {
  using V = const Operands&;
  using C = const Context&;
  static const auto same = [](V x, C) { return x[0].value; };
  static const auto compare = [](V x, C) {
    return Rational{x[0].value < x[1].value ? -1 : x[0].value == x[1].value ? 0 : 1};
  };
  static const auto integral = [](V x, C context) {
    return to_exponent(x[0].value, std::max(0, x[0].exponent), context);
  };
  static const auto magnitude = [](const Rational& value) { return value < 0 ? Rational{-value} : value; };
  static const std::map<std::string, Model> table{
      {"add", {2, [](V x, C) { return Rational{x[0].value + x[1].value}; }}},
      {"subtract", {2, [](V x, C) { return Rational{x[0].value - x[1].value}; }}},
      {"multiply", {2, [](V x, C) { return Rational{x[0].value * x[1].value}; }}},
      {"divide", {2, [](V x, C) { return Rational{x[0].value / x[1].value}; }}},
      {"fma", {3, [](V x, C) { return Rational{x[0].value * x[1].value + x[2].value}; }}},
      {"divideint", {2, [](V x, C) { return Rational{toward_zero(x[0].value / x[1].value)}; }, true}},
      {"remainder",
       {2,
        [](V x, C) {
          const Integer times = toward_zero(x[0].value / x[1].value);
          return Rational{x[0].value - x[1].value * Rational{times}};
        }}},
      {"remaindernear",
       {2,
        [](V x, C) {
          return Rational{x[0].value -
                          x[1].value * round(x[0].value / x[1].value, {RoundingMode::half_even, 0})};
        }}},
      {"quantize", {2, [](V x, C context) { return to_exponent(x[0].value, x[1].exponent, context); }, true}},
      {"rescale",
       {2,
        [](V x, C context) {
          return to_exponent(x[0].value, static_cast<int>(toward_zero(x[1].value)), context);
        },
        true}},
      {"tointegral", {1, integral, true}},
      {"tointegralx", {1, integral, true}},
      {"scaleb",
       {2, [](V x,
              C) { return Rational{x[0].value * power_of_ten(static_cast<int>(toward_zero(x[1].value)))}; }}},
      {"plus", {1, same}},
      {"apply", {1, same}},
      {"reduce", {1, same}},
      {"tosci", {1, same}},
      {"toeng", {1, same}},
      {"minus", {1, [](V x, C) { return Rational{-x[0].value}; }}},
      {"abs", {1, [](V x, C) { return magnitude(x[0].value); }}},
      {"copy", {1, same, true}},
      {"canonical", {1, same, true}},
      {"copynegate", {1, [](V x, C) { return Rational{-x[0].value}; }, true}},
      {"copyabs", {1, [](V x, C) { return magnitude(x[0].value); }, true}},
      {"copysign",
       {2, [](V x, C) { return x[1].negative ? Rational{-magnitude(x[0].value)} : magnitude(x[0].value); },
        true}},
      {"compare", {2, compare, true}},
      {"comparesig", {2, compare, true}},
      {"max", {2, [](V x, C) { return std::max(x[0].value, x[1].value); }}},
      {"min", {2, [](V x, C) { return std::min(x[0].value, x[1].value); }}},
      {"maxmag",
       {2,
        [](V x, C) {
          const Rational a = magnitude(x[0].value), b = magnitude(x[1].value);
          return a == b ? std::max(x[0].value, x[1].value) : a > b ? x[0].value : x[1].value;
        }}},
      {"minmag",
       {2,
        [](V x, C) {
          const Rational a = magnitude(x[0].value), b = magnitude(x[1].value);
          return a == b ? std::min(x[0].value, x[1].value) : a < b ? x[0].value : x[1].value;
        }}},
  };
  return table;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<RoundingMode> read_mode(const std::string& name) {
  static const std::map<std::string, RoundingMode> modes{
      {"half_up", RoundingMode::half_up}, {"half_even", RoundingMode::half_even},
      {"down", RoundingMode::down},       {"up", RoundingMode::up},
      {"floor", RoundingMode::floor},     {"ceiling", RoundingMode::ceiling}};
  const auto found = modes.find(name);
  return found == modes.end() ? std::nullopt : std::optional{found->second};
}

// Conditions that mean a limit of the format or a special value played a part.
bool outside_model(const std::string& condition) {
  static const std::vector<std::string> names{"clamped",
                                              "conversion_syntax",
                                              "division_by_zero",
                                              "division_impossible",
                                              "division_undefined",
                                              "invalid_context",
                                              "invalid_operation",
                                              "lost_digits",
                                              "overflow",
                                              "subnormal",
                                              "underflow"};
  return std::find(names.begin(), names.end(), condition) != names.end();
}

// Words, and texts in quotes (a doubled quote inside stands for itself); "--" begins a comment.
std::vector<std::string> tokens(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < line.size();) {
    if (std::isspace(static_cast<unsigned char>(line[at]))) {
      ++at;
    } else if (line.compare(at, 2, "--") == 0) {
      break;
    } else if (line[at] == '\'' || line[at] == '"') {
      const std::size_t end = std::min(line.find(line[at], at + 1), line.size());
      out.push_back(line.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      std::size_t end = at;
      while (end < line.size() && !std::isspace(static_cast<unsigned char>(line[end]))) ++end;
      out.push_back(line.substr(at, end - at));
      at = end;
    }
  }
  return out;
}

struct Tally {
  int lines = 0, run = 0, different = 0;
  std::map<std::string, int> by_operation;
  std::map<RoundingMode, int> by_mode;
};

void run_line(const std::vector<std::string>& words, const Context& context, Tally& tally) {
  const auto arrow = std::find(words.begin(), words.end(), "->");
  if (arrow == words.end() || arrow - words.begin() < 3 || arrow + 1 == words.end()) return;
  ++tally.lines;
  const std::string operation = lower(words[1]);
  const auto model = models().find(operation);
  if (model == models().end() || !context.mode) return;
  if (std::any_of(arrow + 2, words.end(), [](const std::string& word) { return outside_model(lower(word)); }))
    return;

  Operands operands;
  for (auto word = words.begin() + 2; word != arrow; ++word) {
    const std::optional<Operand> operand = read_operand(*word);
    if (!operand) return;
    operands.push_back(*operand);
  }
  const std::optional<Operand> expected = read_operand(*(arrow + 1));
  if (!expected || operands.size() != model->second.operands) return;

  Rational result = model->second.compute(operands, context);
  if (!model->second.exact) result = to_precision(result, context);
  ++tally.run;
  ++tally.by_operation[operation];
  ++tally.by_mode[*context.mode];
  if (result == expected->value) return;
  if (++tally.different <= 10) {
    FAIL_CHECK(words[0] << ": " << operation << " gives " << to_fraction(result) << ", expected "
                        << *(arrow + 1));
  }
}

void run_file(const std::filesystem::path& path, Tally& tally) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), "cannot read " << path.string());
  Context context;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> words = tokens(line);
    if (words.size() >= 2 && words[0].back() == ':') {
      const std::string name = lower(words[0]);
      if (name == "precision:") context.precision = std::stoi(words[1]);
      if (name == "rounding:") context.mode = read_mode(lower(words[1]));
    } else {
      run_line(words, context, tally);
    }
  }
}

}  // namespace

TEST_CASE("the General Decimal Arithmetic vectors come out the same") {
  const std::filesystem::path folder = RUBRIC_DECIMAL_VECTORS;
  REQUIRE_MESSAGE(
      std::filesystem::is_directory(folder),
      folder.string() << " is missing: install Debian's package libpython3.11-testsuite, or build with "
                         "RUBRIC_DECIMAL_VECTORS defined as the folder of the .decTest files");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".decTest") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());

  Tally tally;
  for (const std::filesystem::path& path : files) run_file(path, tally);

  std::ostringstream operations;
  for (const auto& [operation, count] : tally.by_operation) operations << ' ' << operation << ' ' << count;
  MESSAGE(files.size() << " files, " << tally.lines << " lines, " << tally.run << " run, " << tally.different
                       << " different;" << operations.str());
  CHECK(tally.run >= fewest_lines);
  CHECK(tally.different == 0);
  CHECK(tally.by_mode.size() == 6);
}
