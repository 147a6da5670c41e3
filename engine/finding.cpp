// Findings in words.

#include <fmt/format.h>

#include "engine/entry.hpp"
#include "engine/prove.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

/// A range of values as rules write it: "80%(含)至90%(不含)", "＜60%", "89.5分".
Text range_text(const Interval& range, const Unit& unit) {
  return {range_text(range, unit, Language::zh), range_text(range, unit, Language::en)};
}

/// Asked of each indicator, or of the total.
const Text questions[] = {
    {"各档有没有缺口", "whether its table has a gap"},
    {"有没有两行重叠", "whether two rows overlap"},
    {"每一档用不用得上", "whether every row decides somewhere"},
    {"每个条款用不用得上", "whether every clause is used"},
    {"算出来会不会超过分值", "whether it can come to more than its points"},
    {"算出来会不会低于 0分", "whether it can come to less than 0 points"},
    {"每个上限到不到得了", "whether every limit is reached"},
    {"满分得不得得到", "whether all its points can be got"},
    {"分值合计对不对", "whether the points add up"},
    {"做得更好会不会反而得分低", "whether doing better can score less"},
    {"相差最大的一处", "the largest step"},
    {"除数会不会为零", "whether a divisor can be zero"},
    {"取整会不会改变定档", "whether rounding changes the row"},
    {"总分是不是都有等级", "whether every total has a grade"},
    {"每个等级得不得得到", "whether every grade can be got"},
    {"取整会不会改变等级", "whether rounding changes the grade"},
    {"一票否决起不起作用", "whether the veto has an effect"},
    {"各行是不是从好到差", "whether its rows go from best to worst"},
    {"各等级是不是按总分排", "whether the grades go by the total"},
};

constexpr std::size_t most_data = 8;  // that a message names

class Words {
 public:
  Words(const Finding& finding, const Ruleset& ruleset) : f_(finding), ruleset_(ruleset) {}

  Diagnostic diagnostic() const {
    Diagnostic d;
    d.place.file = ruleset_.file;
    d.place.line = ruleset_.taken_over.empty() ? f_.line : 0;  // else the line may be in another file
    d.place.column = d.place.line ? 1 : 0;
    if (f_.verdict == Verdict::undecided) {
      d.code = Code::N209;
      const bool of_total = f_.subject.empty();
      const Text subject = !of_total ? Text(f_.subject) : f_.row.zh.empty() ? Text{"总分", "total"} : f_.row;
      d.arguments = {subject, question(f_.claim), f_.reason};
    } else {
      refuted(d);
    }
    return d;
  }

 private:
  static Text points(const Rational& value) { return to_display(value, 0); }

  Text number(std::size_t i) const { return i < f_.scores.size() ? points(f_.scores[i]) : Text("?"); }

  Text unit(std::size_t i) const {
    if (i >= f_.units.size()) return {};
    std::vector<DatumId> data = f_.data;
    if (data.empty()) {
      for (DatumId d = 0; d < ruleset_.data.size(); ++d) data.push_back(d);
    }
    const bool more = data.size() > most_data;
    if (more) data.resize(most_data);
    return {data_text(ruleset_, f_.units[i], data, Language::zh) + (more ? " ｜ ……" : ""),
            data_text(ruleset_, f_.units[i], data, Language::en) + (more ? " | …" : "")};
  }

  static Fix advice(Text text) { return {std::move(text), ""}; }

  void refuted(Diagnostic& d) const {
    const Text where = f_.where ? range_text(*f_.where, f_.unit) : Text();
    switch (f_.claim) {
      case Question::covered:
        if (!f_.where) {
          d.code = Code::E212;
          d.arguments = {f_.subject, unit(0)};
          d.fixes.push_back(advice({"加一行“其余  …分”，或把这种情形补进各行",
                                    "add a row “otherwise  … points”, or one for this case"}));
          return;
        }
        d.code = Code::E204;
        d.arguments = {f_.subject, where, unit(0)};
        d.fixes.push_back(
            advice({"加一行“" + where.zh + "  …分”", "add a row “" + where.en + "  … points”"}));
        return;
      case Question::distinct:
        d.code = Code::W213;
        d.arguments = {f_.subject, f_.row, number(0), f_.other, number(1), unit(0)};
        d.fixes.push_back(advice({"把其中一行的界点改成(不含)，或改成互不相交的范围",
                                  "make one of the bounds (excl), or the ranges disjoint"}));
        return;
      case Question::reachable:
        d.code = Code::W205;
        d.arguments = {f_.row, f_.subject, taken()};
        d.fixes.push_back(advice({"删去这一行，或移到上面去", "leave the row out, or move it further up"}));
        return;
      case Question::clause_used:
        d.code = Code::W210;
        d.arguments = {f_.subject, f_.row};
        return;
      case Question::at_most_full:
        d.code = Code::W214;
        d.arguments = {f_.subject, number(0), unit(0), number(1)};
        d.fixes.push_back(advice(
            {"在计分里写“最高" + number(0).zh + "分”", "write “at most " + number(0).en + " points”"}));
        return;
      case Question::at_least_zero:
        d.code = Code::W215;
        d.arguments = {f_.subject, unit(0), number(1)};
        d.fixes.push_back(
            advice({"写“扣完为止”，或写“最大(0分, …)”", "write “down to 0”, or “max(0 points, …)”"}));
        return;
      case Question::limit_reached:
        d.code = Code::N216;
        d.arguments = {f_.subject, number(0)};
        return;
      case Question::full_reached:
        d.code = Code::W217;
        d.arguments = {f_.subject, number(0)};
        return;
      case Question::divisors: {  // the reader tells of these by ranges alone; none is known that it misses
        const Text u = unit(0);
        d.code = Code::E510;
        d.arguments = {f_.subject, {"（例如 " + u.zh + "）", " (for instance " + u.en + ")"}};
        return;
      }
      case Question::monotone:
        d.code = Code::W206;
        d.arguments = {f_.subject, number(0), unit(0), number(1), unit(1)};
        return;
      case Question::largest_step:
        d.code = Code::N218;
        d.arguments = {f_.subject, unit(0), number(0), unit(1), number(1)};
        return;
      case Question::rounded_row:
        d.code = Code::N221;
        d.arguments = {f_.subject,
                       unit(0),
                       range_text(Interval::point(f_.scores[0]), f_.unit),
                       range_text(Interval::point(f_.scores[1]), f_.unit),
                       number(2),
                       number(3)};
        return;
      case Question::grades_covered:
        d.code = Code::E207;
        d.arguments = {where, example()};
        return;
      case Question::grade_stable:
        d.code = Code::N220;
        d.arguments = {number(0), f_.row, number(1), f_.other, unit(0)};
        return;
      case Question::veto_effective:
        d.code = Code::W211;
        d.arguments = {f_.row, f_.reason};
        return;
      case Question::rows_in_order:
        d.code = Code::W765;
        d.arguments = {f_.subject, f_.row, number(0), f_.other, number(1)};
        return;
      case Question::grades_in_order:
        d.code = Code::W766;
        d.arguments = {f_.reason};
        return;
      default:
        d.code = Code::W208;
        d.arguments = {f_.row};
        return;
    }
  }

  Text taken() const {
    if (f_.units.empty()) return {};
    const Text u = unit(0);
    return {"。例如 " + u.zh + "，由“" + f_.other.zh + "”一行计",
            ". For instance " + u.en + " goes by the row “" + f_.other.en + "”"};
  }

  Text example() const {
    if (f_.units.empty()) return {};
    const Text u = unit(0), total = number(0);
    return {"。例如总分 " + total.zh + "分：" + u.zh, ", such as " + total.en + " points: " + u.en};
  }

  const Finding& f_;
  const Ruleset& ruleset_;
};

}  // namespace

const Text& question(Question claim) {
  return questions[static_cast<std::size_t>(claim)];
}

std::optional<Diagnostic> to_diagnostic(const Finding& finding, const Ruleset& ruleset, Report report) {
  if (finding.information && report == Report::faults) return std::nullopt;
  const bool told = finding.claim == Question::largest_step;  // there is always one
  if (finding.verdict == Verdict::proved && !told) return std::nullopt;
  return Words(finding, ruleset).diagnostic();
}

std::vector<Diagnostic> to_diagnostics(const std::vector<Finding>& findings, const Ruleset& ruleset,
                                       Report report) {
  std::vector<Diagnostic> all;
  for (const Finding& finding : findings) {
    if (auto d = to_diagnostic(finding, ruleset, report)) all.push_back(std::move(*d));
  }
  return all;
}

}  // namespace rubric::engine
