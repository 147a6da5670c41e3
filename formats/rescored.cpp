#include "formats/rescored.hpp"

#include <fmt/compile.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

#include "formats/clauses.hpp"
#include "formats/csv.hpp"
#include "formats/figures.hpp"
#include "formats/in_order.hpp"
#include "formats/scores.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

bool ends(const Rational& value) {
  return decimals(value, 6).has_value();
}

std::string cells(const std::vector<std::string>& row) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) line += (i ? "," : "") + csv_cell(row[i]);
  return line;
}

std::string grade_name(const Ruleset& ruleset, std::uint32_t place) {
  return place == none ? "" : ruleset.grades[place].name;
}

/// The places of rows put between their texts, some rows at a time.
class Placing : public InOrder {
 public:
  Placing(Spool& spool, Standings& standings, OutputFile& out)
      : spool_(spool), standings_(standings), out_(out) {}

  bool take() override { return spool_.next(head_) && spool_.next(texts_); }

  void work() override {
    const std::size_t count = head_.size() / sizeof(RescoredText::Row);
    constexpr std::size_t most_of_places = 3 * 24;
    text_.resize(texts_.size() + count * most_of_places);
    char* to = text_.data();
    const char* from = texts_.data();
    const auto copy = [&](std::size_t bytes) {
      std::memcpy(to, from, bytes);
      to += bytes;
      from += bytes;
    };
    for (std::size_t i = 0; i < count; ++i) {
      RescoredText::Row row;
      std::memcpy(&row, head_.data() + i * sizeof row, sizeof row);
      const auto old_place = static_cast<std::int64_t>(standings_.old_place(row.standing));
      const auto new_place = static_cast<std::int64_t>(standings_.new_place(row.standing));
      copy(row.before);
      for (const std::int64_t number : {old_place, new_place, old_place - new_place}) {
        *to++ = ',';
        to = fmt::format_to(to, FMT_COMPILE("{}"), number);
      }
      copy(row.behind);
      *to++ = '\n';
    }
    used_ = static_cast<std::size_t>(to - text_.data());
  }

  bool hand_over() override {
    out_.write_now(std::string_view(text_).substr(0, used_));
    return !out_.failed();
  }

 private:
  Spool& spool_;
  Standings& standings_;
  OutputFile& out_;
  std::string head_, texts_, text_;
  std::size_t used_ = 0;
};

}  // namespace

TotalDigits total_digits(const Pairing& pairing) {
  return {total_digits(pairing.from()), total_digits(pairing.to())};
}

std::string open_change(const Comparison& found, int digits, Language language) {
  const Possible &from = found.old_outcome.total, &to = found.new_outcome.total;
  Possible change{from.possible && to.possible, {}, {}};
  if (change.possible) change.range = subtract(to.range, from.range);
  return score_text(change, digits, language);
}

std::string rescore_issue(const Pairing& pairing, const Attribution& attribution, const UnitRow& unit,
                          const Comparison& found, Language language) {
  const bool zh = language == Language::zh;
  const auto side = [&](const Ruleset& ruleset, const Plan& plan, const Outcome& outcome,
                        const UnitRow& row) {
    std::string text = unit_issue({&ruleset, &plan, ""}, row, found.compared ? nullptr : &outcome);
    if (found.compared) return text;
    for (const Diagnostic& fault : outcome_faults(ruleset, plan, row.place, outcome)) {
      text += (text.empty() ? ""
               : zh         ? "；"
                            : "; ") +
              fault.place.subject + (zh ? "：" : ": ") + fault.message(ruleset.language);
    }
    return text;
  };
  const std::string from = side(pairing.from(), attribution.old_plan(), found.old_outcome, unit);
  if (found.compared) return from;
  const std::string to = side(pairing.to(), attribution.new_plan(), found.new_outcome, unit);
  if (from == to) return from;
  std::string text = from.empty() ? "" : (zh ? "原规则：" : "old rules: ") + from;
  if (!to.empty()) text += (text.empty() ? "" : zh ? "｜" : " | ") + ((zh ? "新规则：" : "new rules: ") + to);
  return text;
}

std::vector<std::string> comparison_cells(const Pairing& pairing, const Comparison& found,
                                          Language language) {
  const Ruleset &from = pairing.from(), &to = pairing.to();
  const TotalDigits digits = total_digits(pairing);
  if (found.compared) {
    return {to_display(found.old_total, digits.from), to_display(found.new_total, digits.to),
            to_display(found.new_total - found.old_total, digits.change()),
            csv_text(grade_name(from, found.old_grade)), csv_text(grade_name(to, found.new_grade))};
  }
  return {total_text(from, found.old_outcome), total_text(to, found.new_outcome),
          open_change(found, digits.change(), language),
          from.grades.empty() ? "" : csv_text(grade_text(from, found.old_outcome)),
          to.grades.empty() ? "" : csv_text(grade_text(to, found.new_outcome))};
}

std::vector<std::string> clause_headings(const Pairing& pairing, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> headings;
  std::map<std::string, int> seen;
  for (const Clause& clause : pairing.clauses()) {
    const Text label = clause_label(clause);
    std::string heading = zh ? "因:" + label.zh : "by:" + label.en;
    if (const int nth = ++seen[heading]; nth > 1)
      heading += zh ? "（" + std::to_string(nth) + "）" : " (" + std::to_string(nth) + ")";
    headings.push_back(std::move(heading));
  }
  return headings;
}

RescoreWriter::RescoreWriter(const Pairing& pairing, const Attribution& attribution, RescoredSheet sheet,
                             Language language, OutputFile& out)
    : pairing_(pairing),
      attribution_(attribution),
      sheet_(std::move(sheet)),
      zh_(language == Language::zh),
      digits_(total_digits(pairing)),
      out_(out) {
  const std::vector<std::string> own = clause_headings(pairing, language);
  if (sheet_.clauses.empty()) sheet_.clauses = own;
  for (const std::string& clause : sheet_.clauses) {
    const auto at = std::find(own.begin(), own.end(), clause);
    shown_.push_back(static_cast<std::size_t>(at - own.begin()));
  }
  if (!sheet_.begun) heading();
}

void RescoreWriter::heading() {
  std::vector<std::string> row;
  for (const std::string& name : sheet_.identity) row.push_back(csv_text(name));
  const auto add = [&](const char* zh, const char* en) { row.emplace_back(zh_ ? zh : en); };
  if (!sheet_.rules.empty()) add("原规则", "old rules");
  add("可比", "comparable");
  add("原总分", "old total");
  add("新总分", "new total");
  add("变化", "change");
  add("原等级", "old grade");
  add("新等级", "new grade");
  add("原名次", "old place");
  add("新名次", "new place");
  add("名次变化", "places up");
  for (const std::string& clause : sheet_.clauses) row.push_back(clause);
  add("等级变化归因", "grade by");
  add("准确值", "exactly");
  add("问题", "issue");
  out_.write(cells(row) + "\n");
}

std::string RescoreWriter::shares(const Comparison& found, const std::vector<Rational>& grade_shares) const {
  std::vector<std::string> row;
  for (const std::size_t clause : shown_)
    row.push_back(clause < found.shares.size() ? to_display(found.shares[clause], digits_.change()) : "");
  row.push_back(csv_text(shares_text(pairing_, grade_shares, language())));
  row.push_back(csv_text(exact(found)));
  return "," + cells(row);
}

/// Every number of the row that its own cell cannot hold, as a fraction.
std::string RescoreWriter::exact(const Comparison& found) const {
  std::string text;
  const auto add = [&](const std::string& name, const Rational& value) {
    if (!ends(value)) text += (text.empty() ? "" : zh_ ? "；" : "; ") + name + " " + to_fraction(value);
  };
  add(zh_ ? "原总分" : "old total", found.old_total);
  add(zh_ ? "新总分" : "new total", found.new_total);
  add(zh_ ? "变化" : "change", found.new_total - found.old_total);
  for (std::size_t i = 0; i < found.shares.size(); ++i) {
    const Text label = clause_label(pairing_.clauses()[i]);
    add(zh_ ? label.zh : label.en, found.shares[i]);
  }
  return text;
}

void RescoreWriter::append(RescoredText& text, const std::vector<std::string>& key, const UnitRow& unit,
                           const Comparison& found, const std::vector<Rational>& grade_shares) const {
  std::vector<std::string> row;
  for (const std::string& part : key) row.push_back(csv_text(part));
  if (!sheet_.rules.empty()) row.push_back(sheet_.rules);
  row.emplace_back(found.compared ? (zh_ ? "是" : "yes") : (zh_ ? "否" : "no"));
  const std::string issue = csv_text(rescore_issue(pairing_, attribution_, unit, found, language()));
  for (std::string& cell : comparison_cells(pairing_, found, language())) row.push_back(std::move(cell));
  if (!found.compared) {
    row.resize(row.size() + 3 + shown_.size() + 2);
    row.push_back(issue);
    text.apart += cells(row) + "\n";
    return;
  }
  const std::string before = cells(row), behind = shares(found, grade_shares) + "," + csv_cell(issue);
  text.rows.push_back(
      {{}, static_cast<std::uint32_t>(before.size()), static_cast<std::uint32_t>(behind.size())});
  text.compared += before + behind;
}

void RescoreWriter::write(const RescoredText& text) {
  if (!text.rows.empty()) {
    compared_.write(std::string_view(reinterpret_cast<const char*>(text.rows.data()),
                                     text.rows.size() * sizeof(RescoredText::Row)));
    compared_.write(text.compared);
  }
  if (!text.apart.empty()) apart_.write(text.apart);
}

std::optional<Diagnostic> RescoreWriter::finish(Standings& standings, unsigned threads) {
  compared_.rewind();
  standings.settle();
  std::vector<std::unique_ptr<Placing>> placing;
  std::vector<InOrder*> workers;
  for (unsigned i = 0; i < std::max(1u, threads); ++i) {
    placing.push_back(std::make_unique<Placing>(compared_, standings, out_));
    workers.push_back(placing.back().get());
  }
  in_order(workers);
  apart_.rewind();
  for (std::string lines; !out_.failed() && apart_.next(lines);) out_.write(lines);
  for (const Spool* spool : {&compared_, &apart_}) {
    if (spool->failed()) return Diagnostic{Code::E951, {}, {system_reason(spool->error())}, {}};
  }
  return std::nullopt;
}

}  // namespace rubric::formats
