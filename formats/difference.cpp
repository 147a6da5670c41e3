#include "formats/difference.hpp"

#include <algorithm>

#include "engine/entry.hpp"
#include "formats/difference_words.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Match = ItemDifference::Match;

class TextPrinter {
 public:
  TextPrinter(const Difference& difference, Language language) : d_(difference), w_(difference, language) {}

  std::string print() {
    line(0, w_.say("旧 ", "old ") + w_.ruleset(w_.before()));
    line(0, w_.say("新 ", "new ") + w_.ruleset(w_.after()));
    for (const std::string& text : w_.settings()) line(0, text);
    for (const ItemDifference& item : d_.items) this->item(item);
    same_items();
    for (const std::string& text : w_.vetoes()) line(0, text);
    totals();
    grades();
    for (const std::string& text : w_.notes()) line(0, text);
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') + text + "\n";
  }

  void item(const ItemDifference& item) {
    const std::string name = w_.list(item.list) + " " + w_.title(item);
    if (item.match == Match::added) return line(0, w_.say("新增 ", "added: ") + name);
    if (item.match == Match::removed) return line(0, w_.say("取消 ", "removed: ") + name);
    const bool renamed = item.match == Match::renamed;
    if (item.verdict == Verdict::proved) {
      if (!renamed) return same_.push_back(&item);
      return line(0, w_.say("改名 ", "renamed: ") + name +
                         w_.say("：得分完全相同，已证明", ": equal scores, proved"));
    }
    line(0, (renamed ? w_.say("改名 ", "renamed: ") : std::string()) + name);
    for (const Region& region : item.regions) {
      line(1, w_.where(item, region) + w_.say("：", ": ") + w_.what(item, region));
      if (!region.unit) continue;
      const int places = w_.digits(item);
      line(2, w_.say("例如 ", "e.g. ") + visible(w_.data(item, *region.unit)) + w_.say("：", ": ") +
                  w_.score(region.before_score, places) + " → " + w_.score(region.after_score, places));
    }
    const bool complete = item.reason.zh.empty();
    if (complete) return line(1, w_.say("其余都相同：已证明", "equal elsewhere: proved"));
    line(1, w_.say("没有判定完：", "not decided in full: ") + w_.text(item.reason));
    if (item.regions.empty() || !item.same_drop) return;
    const bool all_gone_through = std::none_of(item.regions.begin(), item.regions.end(), [](const Region& r) {
      return r.what == Region::What::may_differ && !r.unit;
    });
    if (all_gone_through) line(1, w_.say("上列之外都相同：已证明", "equal outside the ranges above: proved"));
  }

  void same_items() {
    std::string names;
    for (const ItemDifference* item : same_)
      names += (names.empty() ? "" : w_.say("、", ", ")) + w_.title(*item);
    if (!names.empty()) line(0, w_.say("得分完全相同（已证明）：", "equal scores (proved): ") + names);
  }

  void totals() {
    if (d_.totals == Verdict::proved)
      return line(0, w_.say("总分：都相同，已证明", "totals: all equal, proved"));
    const int places = std::max(total_digits(w_.before()), total_digits(w_.after()));
    const std::string most = w_.change(d_.total_change, places);
    if (d_.totals == Verdict::undecided) {
      line(0, w_.say("总分：没有判定，没有找到总分不同的单位；差别不超出：",
                     "totals: undecided, no unit with another total was found; no more than: ") +
                  most);
      return;
    }
    line(0, w_.say("总分：", "totals: ") + most);
    for (const auto* move : {&d_.falls, &d_.rises}) {
      if (*move)
        unit(**move, move == &d_.falls ? w_.say("找到的例子中降得最多的 ", "largest fall found: ")
                                       : w_.say("找到的例子中升得最多的 ", "largest rise found: "));
    }
  }

  void unit(const GradeMove& move, const std::string& what) {
    const std::string from = w_.grade(w_.before(), move.before), to = w_.grade(w_.after(), move.after);
    line(1, what + w_.totals(move) +
                (from == to ? std::string() : w_.say("，", ", ") + w_.grade_move(move.before, move.after)));
    line(2, visible(w_.all_data(move.unit)));
  }

  void grades() {
    if (w_.before().grades.empty() && w_.after().grades.empty()) return;
    for (const GradeShift& shift : d_.shifts) {
      Unit points;
      points.dimension = Dimension::points;
      points.word = {"分", " points"};
      line(0, w_.say("同样的总分 ", "a total of ") +
                  range_text(shift.totals, points, w_.zh() ? Language::zh : Language::en) +
                  w_.say("：等级 ", ": grade ") + w_.grade_move(shift.before, shift.after));
    }
    if (d_.grades == Verdict::proved)
      return line(0, w_.say("等级：都相同，已证明", "grades: all equal, proved"));
    if (d_.moves.empty()) {
      return line(0, w_.say("等级：没有判定，没有找到等级不同的单位",
                            "grades: undecided, no unit with another grade was found"));
    }
    line(0, w_.say("等级有变化，例如：", "grades change, for example:"));
    for (const GradeMove& move : d_.moves) unit(move, w_.say("总分 ", "total "));
  }

  const Difference& d_;
  DifferenceWords w_;
  std::vector<const ItemDifference*> same_;
  std::string out_;
};

}  // namespace

std::string to_text(const Difference& difference, Language language) {
  return TextPrinter(difference, language).print();
}

}  // namespace rubric::formats
