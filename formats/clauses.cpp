#include "formats/clauses.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

Text several(const Clause& clause) {
  const std::size_t count = clause.members.size();
  const Clause::Kind kind = clause.members.empty() ? Clause::Kind::indicator : clause.members[0].kind;
  if (kind == Clause::Kind::veto)
    return {fmt::format("一票否决 {}项", count), fmt::format("{} vetoes", count)};
  if (kind == Clause::Kind::bonus || kind == Clause::Kind::penalty)
    return {fmt::format("加分和减分 {}项", count), fmt::format("{} bonuses and penalties", count)};
  if (clause.title.empty()) return {fmt::format("指标 {}项", count), fmt::format("{} indicators", count)};
  return {fmt::format("{} {}项指标", clause.title, count),
          fmt::format("{}, {} indicators", clause.title, count)};
}

}  // namespace

Text clause_label(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::indicator:
      return {"指标 " + clause.title, "indicator " + clause.title};
    case Clause::Kind::bonus:
      return {"加分 " + clause.title, "bonus " + clause.title};
    case Clause::Kind::penalty:
      return {"减分 " + clause.title, "penalty " + clause.title};
    case Clause::Kind::group:
      return {"择一 " + clause.title, "choice " + clause.title};
    case Clause::Kind::item_rounding:
      return {"单项取整", "rounding of indicators"};
    case Clause::Kind::veto:
      return {"一票否决 " + clause.title, "veto " + clause.title};
    case Clause::Kind::total_most:
      return {"总分上限", "limit of the total"};
    case Clause::Kind::total_rounding:
      return {"总分取整", "rounding of the total"};
    case Clause::Kind::grades:
      return {"等级", "grades"};
    case Clause::Kind::several:
      return several(clause);
  }
  return {};
}

Text change_label(const Clause& clause) {
  switch (clause.change) {
    case Clause::Change::added:
      return {"新增", "added"};
    case Clause::Change::removed:
      return {"取消", "removed"};
    default:
      return {"修改", "changed"};
  }
}

std::size_t count_changes(const Pairing& pairing) {
  std::size_t all = 0;
  for (const Clause& clause : pairing.clauses()) all += std::max<std::size_t>(1, clause.members.size());
  return all;
}

std::string shares_text(const Pairing& pairing, const std::vector<Rational>& shares, Language language) {
  std::string text;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] == 0) continue;
    if (!text.empty()) text += language == Language::zh ? "；" : "; ";
    text += clause_label(pairing.clauses()[i]).in(language) + " " + exact_text(shares[i], true);
  }
  return text;
}

std::string exact_text(const Rational& value, bool sign) {
  const std::string plus = sign && value > 0 ? "+" : "";
  return plus + (decimals(value, 6) ? to_display(value, 0) : to_fraction(value));
}

}  // namespace rubric::formats
