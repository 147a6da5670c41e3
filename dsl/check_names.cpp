// Names that are used and not declared: one slip in a declaration makes every use of the name unknown, so it
// is told once, where the slip is.

#include <algorithm>

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

/// Takes the messages about unknown names together, each name's as one: at the declaration that nobody uses,
/// if there is one like it; else at its first use. Where a line could not be read, it may have declared what
/// is unknown, so names that are like no other are not reported.
void Checker::settle_unknown_names() {
  std::vector<Declared> unused;
  for (const auto& [key, name] : names_) {
    if (name.what != Name::What::lost && !name.used) unused.push_back({key, name.where});
  }
  std::vector<bool> dropped(problems_.size(), false);
  settle({Code::E301, Code::E309}, unused, dropped);
  unused.clear();
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    const Item& item = ruleset_.items[i];
    if (!named_items_.count(i)) unused.push_back({fold(item.title), heads_.at(item.line)});
  }
  dropped.resize(problems_.size(), false);
  settle({Code::E311}, unused, dropped);
  dropped.resize(problems_.size(), false);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < problems_.size(); ++i) {
    if (!dropped[i]) std::swap(problems_[kept++], problems_[i]);
  }
  problems_.resize(kept);
}

void Checker::settle(const std::vector<Code>& codes, const std::vector<Declared>& unused,
                     std::vector<bool>& dropped) {
  std::map<std::string, std::vector<std::size_t>> unknown;  // by folded name: the messages
  for (std::size_t i = 0; i < problems_.size(); ++i) {
    if (std::find(codes.begin(), codes.end(), problems_[i].code) != codes.end())
      unknown[fold(problems_[i].arguments[0].zh)].push_back(i);
  }
  std::vector<std::string> candidates;
  for (const Declared& one : unused) candidates.push_back(one.key);
  for (const auto& [key, messages] : unknown) {
    std::optional<std::string> twin = nearest(key, candidates);
    if (!twin && unknown.size() == 1 && unused.size() == 1) twin = unused[0].key;
    const Diagnostic first = problems_[messages.front()];
    // Used once, the slip is rather there.
    const bool declared_wrongly = twin && messages.size() > 1;
    const bool lost = broken_ && first.fixes.empty();
    for (const std::size_t i : messages) dropped[i] = i != messages.front() || declared_wrongly || lost;
    if (!declared_wrongly) continue;
    const auto declared =
        std::find_if(unused.begin(), unused.end(), [&](const Declared& one) { return one.key == *twin; });
    Diagnostic& d =
        report(Code::E329, declared->where, {*twin, std::to_string(first.place.line), first.arguments[0]});
    d.fixes.push_back({Text("“" + first.arguments[0].zh + "”"), first.arguments[0].zh});
  }
}

}  // namespace rubric::dsl
