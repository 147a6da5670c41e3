// Claims that a table has a column for and a row does not make: one note a unit, so that what was not
// compared is not taken for what was found to be right.

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Blanks {
 public:
  explicit Blanks(Auditor& audit) : audit_(audit), claims_(audit.claims) {}

  void run() {
    collect();
    if (blank_.empty()) return;
    Place place = claims_place(claims_);
    if (claims_nothing(claims_))
      return audit_.report(Code::N957, place, {Text("这一行自报的各格都", "all claims of the row are")});
    if (blank_.size() == 1) place = blank_[0].second;
    audit_.report(Code::N957, place, {names()});
  }

 private:
  using Named = std::pair<Text, Place>;

  void add(const Text& name, const Claim& claim) {
    if (claim.has_column && claim.text.empty()) blank_.emplace_back(name, claim.place);
  }

  void collect() {
    bool any_item = false;
    for (std::size_t i = 0; i < claims_.items.size(); ++i) {
      if (audit_.scored(i) && audit_.not_applicable(i) != Truth::yes)
        add(audit_.ruleset.items[i].title, claims_.items[i]);
      any_item = any_item || !claims_.items[i].text.empty();
    }
    if (audit_.total_alone()) blank_.clear();  // that says W949
    if (!any_item && blank_.size() > 1)
      blank_ = {{Text("各项得分", "the scores of all items"), blank_[0].second}};
    adjustments(audit_.ruleset.bonuses, audit_.plan.bonuses, claims_.bonuses);
    adjustments(audit_.ruleset.penalties, audit_.plan.penalties, claims_.penalties);
    for (std::size_t g = 0; g < claims_.groups.size(); ++g)
      add(audit_.ruleset.groups[g].title, claims_.groups[g]);
    if (!audit_.ruleset.unscored) add(audit_.total_name(), claims_.total);
    if (!audit_.ruleset.grades.empty()) add(Text("等级", "grade"), claims_.grade);
  }

  /// A unit that gets nothing by 加分 or 减分 leaves them blank.
  void adjustments(const std::vector<Item>& items, const std::vector<ItemSlots>& slots,
                   const std::vector<Claim>& claims) {
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if (audit_.known(slots[i].score) != Rational(0)) add(items[i].title, claims[i]);
    }
  }

  /// "“培训场次”“总分”", the first five of them.
  Text names() const {
    constexpr std::size_t most = 5;
    Text all;
    for (std::size_t i = 0; i < blank_.size() && i < most; ++i) {
      all.zh += "“" + blank_[i].first.zh + "”";
      all.en += (i ? ", “" : "“") + blank_[i].first.en + "”";
    }
    if (blank_.size() > most) {
      const std::string number = std::to_string(blank_.size());
      all = {all.zh + "等 " + number + " 格", all.en + ", … (" + number + " cells)"};
    }
    all.en += blank_.size() == 1 ? " is" : " are";
    return all;
  }

  Auditor& audit_;
  const Claims& claims_;
  std::vector<Named> blank_;
};

}  // namespace

void audit_blanks(Auditor& audit) {
  Blanks(audit).run();
}

}  // namespace rubric::engine
