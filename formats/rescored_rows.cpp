// Rows that went by columns as text; see rescored.hpp.
#include <array>
#include <cstring>
#include <numeric>

#include "engine/impact.hpp"
#include "engine/point_units.hpp"
#include "formats/clauses.hpp"
#include "formats/csv.hpp"
#include "formats/decimal_text.hpp"
#include "formats/rescored.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr std::int64_t micros_in_a_hundredth = micros_in_a_point / 100;
constexpr std::int64_t grains = grains_in_a_micro * micros_in_a_point;
/// Bytes of a number with what separates it, more than any has.
constexpr std::size_t most_of_number = 40;
/// Texts of grades' shares that are kept.
constexpr std::size_t most_texts = 4096;

/// Bytes that stay as they are in a cell made from the data: printed ASCII without what separates cells, and
/// Chinese characters. All else is for csv_text().
constexpr std::array<bool, 256> usual_bytes = [] {
  std::array<bool, 256> usual{};
  for (unsigned byte = 0x20; byte < 0x7F; ++byte) usual[byte] = byte != ',' && byte != ';' && byte != '"';
  for (unsigned byte = 0x80; byte < 0xC0; ++byte) usual[byte] = true;  // further bytes of a character
  for (unsigned byte = 0xE3; byte < 0xEA; ++byte) usual[byte] = true;  // U+3000 to U+9FFF
  return usual;
}();

bool is_usual(std::string_view cell) {
  bool usual = cell.empty() || std::string_view("=+-@").find(cell[0]) == std::string_view::npos;
  for (const char c : cell) usual = usual && usual_bytes[static_cast<unsigned char>(c)];
  return usual;
}

/// A sign and a number of hundredths below 100,000 without a branch per digit.
char* put_hundredths(char* to, std::int64_t number) {
  *to = '-';
  to += number < 0 ? 1 : 0;
  const auto rest = static_cast<std::uint32_t>(number < 0 ? -number : number);
  const std::uint32_t whole = rest / 100, part = rest % 100, tens = whole / 10 % 10;
  const auto digit = [](std::uint32_t n) { return static_cast<char>('0' + n); };
  *to = digit(whole / 100);
  to += whole >= 100 ? 1 : 0;
  *to = digit(tens);
  to += whole >= 10 ? 1 : 0;
  *to++ = digit(whole % 10);
  *to++ = '.';
  *to++ = digit(part / 10);
  *to++ = digit(part % 10);
  return to;
}

/// As to_display() with at most 6 decimals.
char* put_micros(char* to, std::int64_t micros, int at_least) {
  const std::int64_t hundredths = micros / micros_in_a_hundredth;
  if (at_least == 2 && hundredths * micros_in_a_hundredth == micros && hundredths > -100'000 &&
      hundredths < 100'000)
    return put_hundredths(to, hundredths);
  return put_decimal(to, micros, micro_digits, at_least, false);
}

/// The same for grains, half up where they are no whole micros.
char* put_grains(char* to, std::int64_t number, int at_least) {
  const std::int64_t micros = number / grains_in_a_micro, rest = number % grains_in_a_micro;
  if (rest == 0) return put_micros(to, micros, at_least);
  const std::int64_t up = 2 * rest >= grains_in_a_micro ? 1 : 2 * rest <= -grains_in_a_micro ? -1 : 0;
  return put_decimal(to, micros + up, micro_digits, micro_digits, true);
}

std::vector<std::string> grade_cells(const Ruleset& ruleset) {
  std::vector<std::string> cells;
  for (const Grade& grade : ruleset.grades) cells.push_back("," + csv_cell(csv_text(grade.name)));
  return cells;
}

}  // namespace

RowsWriter::RowsWriter(const RescoreWriter& writer)
    : writer_(writer),
      yes_((writer.sheet_.rules.empty() ? "" : writer.sheet_.rules + ",") + (writer.zh_ ? "是," : "yes,")),
      old_grades_(grade_cells(writer.pairing_.from())),
      new_grades_(grade_cells(writer.pairing_.to())) {
  for (const Clause& clause : writer.pairing_.clauses())
    labels_.push_back(clause_label(clause).in(writer.language()));
}

bool RowsWriter::serves(const Pairing& pairing) {
  return total_digits(pairing).change() <= micro_digits;
}

char* RowsWriter::room(std::size_t bytes) {
  if (line_.size() - used_ < bytes) line_.resize(2 * (used_ + bytes));
  return line_.data() + used_;
}

void RowsWriter::put_key(std::string_view cell) {
  std::string made;
  if (!is_usual(cell)) cell = made = csv_cell(csv_text(cell));
  char* to = room(cell.size() + 1);
  std::memcpy(to, cell.data(), cell.size());
  to[cell.size()] = ',';
  used_ += cell.size() + 1;
}

void RowsWriter::append(RescoredText& text, const std::vector<std::string_view>& key,
                        const ComparedRows& rows, std::size_t row, std::optional<std::size_t> graded) {
  used_ = 0;
  for (const std::string_view cell : key) put_key(cell);
  const TotalDigits& digits = writer_.digits_;
  const auto put = [](char* to, const std::string& what) {
    std::memcpy(to, what.data(), what.size());
    return to + what.size();
  };
  const std::string none_;
  const std::string& old_grade =
      old_grades_.empty() ? none_ : old_grades_[static_cast<std::size_t>(rows.old_grade[row])];
  const std::string& new_grade =
      new_grades_.empty() ? none_ : new_grades_[static_cast<std::size_t>(rows.new_grade[row])];
  char* to = room(yes_.size() + (4 + writer_.shown_.size()) * most_of_number + old_grade.size() +
                  new_grade.size() + 8);
  const char* const begin = line_.data();
  to = put(to, yes_);
  to = put_micros(to, rows.old_total[row], digits.from);
  *to++ = ',';
  to = put_micros(to, rows.new_total[row], digits.to);
  *to++ = ',';
  to = put_micros(to, rows.new_total[row] - rows.old_total[row], digits.change());
  if (old_grades_.empty()) *to++ = ',';
  to = put(to, old_grade);
  if (new_grades_.empty()) *to++ = ',';
  to = put(to, new_grade);
  const auto before = static_cast<std::uint32_t>(to - begin);
  bool ends = true;
  for (const std::size_t clause : writer_.shown_) {
    *to++ = ',';
    if (clause == rows.shares.size()) continue;
    const std::int64_t share = rows.shares[clause][row];
    to = put_grains(to, share, digits.change());
    ends = ends && share % grains_in_a_micro == 0;
  }
  *to++ = ',';
  used_ = static_cast<std::size_t>(to - begin);
  if (graded) {
    const std::string& by = grade_by(rows, *graded);
    to = put(room(by.size() + 8), by);
    used_ += by.size();
  }
  *room(8) = ',';
  ++used_;
  if (!ends) put_exact(rows, row);
  *room(8) = ',';
  ++used_;
  text.compared.append(line_.data(), used_);
  text.rows.push_back({{}, before, static_cast<std::uint32_t>(used_ - before)});
}

/// As RescoreWriter::exact(); totals always end here.
void RowsWriter::put_exact(const ComparedRows& rows, std::size_t row) {
  std::string text;
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    const std::int64_t share = rows.shares[i][row];
    if (share % grains_in_a_micro == 0) continue;
    const std::int64_t common = std::gcd(share, grains);
    text += (text.empty()  ? ""
             : writer_.zh_ ? "；"
                           : "; ") +
            labels_[i] + " " + std::to_string(share / common) + "/" + std::to_string(grains / common);
  }
  const std::string cell = csv_cell(csv_text(text));
  std::memcpy(room(cell.size()), cell.data(), cell.size());
  used_ += cell.size();
}

const std::string& RowsWriter::grade_by(const ComparedRows& rows, std::size_t graded) {
  shares_key_.clear();
  for (const std::vector<std::int64_t>& share : rows.grade_shares)
    shares_key_.append(reinterpret_cast<const char*>(&share[graded]), sizeof share[graded]);
  const auto known = grade_texts_.find(shares_key_);
  if (known != grade_texts_.end()) return known->second;
  if (grade_texts_.size() >= most_texts) grade_texts_.clear();
  std::vector<Rational> shares;
  for (const std::vector<std::int64_t>& share : rows.grade_shares)
    shares.push_back(from_grains(Integer(share[graded])));
  return grade_texts_[shares_key_] =
             csv_cell(csv_text(shares_text(writer_.pairing_, shares, writer_.language())));
}

}  // namespace rubric::formats
