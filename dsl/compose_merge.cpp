#include "dsl/compose_merge.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::dsl {
namespace {

using engine::Code;
using engine::Diagnostic;
using engine::Takeover;
using engine::Text;
using Change = Takeover::Change;
using Piece = Source::Piece;

/// What the 下级可改 lines of a file, and of those that it builds on, allow.
class Permission {
 public:
  explicit Permission(const Parts& parent) : tree_(parent.tree()) {
    for (const NodeId line : parent.header) {
      if (tree_.kind(line) == NodeKind::may_change) lists_.push_back(line);
    }
  }

  /// The list that does not allow to change this, in Chinese rules as typed; nothing if all do.
  std::optional<Text> refuses(Word what, const std::string& key) const {
    for (const NodeId list : lists_) {
      const std::vector<NodeId> entries = tree_.children(list, NodeKind::changeable);
      const bool allowed = std::any_of(entries.begin(), entries.end(), [&](NodeId entry) {
        const NodeId name = tree_.child(entry, NodeKind::name);
        return tree_.is(tree_.first(entry), what) && (!name || engine::fold(tree_.name(name)) == key);
      });
      if (allowed) continue;
      Text all(tree_.typed({tree_.span(entries.front()).begin, tree_.span(entries.back()).end}), "");
      for (const NodeId entry : entries) {
        const NodeId name = tree_.child(entry, NodeKind::name);
        all.en += (all.en.empty() ? "" : ", ") +
                  called(tree_.word(tree_.first(entry)), name ? tree_.name(name) : std::string()).en;
      }
      return all;
    }
    return std::nullopt;
  }

 private:
  const Tree& tree_;
  std::vector<NodeId> lists_;
};

/// Merges a file into the one that it builds on, change by change.
class Merger {
 public:
  explicit Merger(std::vector<Diagnostic>& problems) : problems_(problems) {}

  std::vector<Part> merged(const Parts& own, const Parts& above, std::vector<Takeover>& changes) {
    std::vector<Part> all = above.all;
    const Permission permission(above);
    const auto allowed = [&](const Part& part, const engine::Place& place) {
      // A parameter with bounds of its own may be changed within them.
      const bool bounded = part.what == Word::parameters && part.replaces && has_bounds(above, all, part);
      if (const auto list = bounded ? std::nullopt : permission.refuses(part.what, part.key))
        report(Code::E319, place, {called(part.what, part.name), *list});
    };
    for (const NodeId line : own.header) {
      Part part;
      part.what = own.tree().word(line);
      const bool counts =
          part.what == Word::full_marks || part.what == Word::each_item || part.what == Word::total;
      if (counts) allowed(part, own.place(line));
    }
    bool changed = false;
    std::size_t section = none_, subsection = none_;  // places in `all` of the headings above
    for (const NodeId removal : own.removals) {
      remove(own, removal, all, changes, allowed);
      changed = true;
    }
    for (const Part& part : own.all) {
      const std::size_t there = find(all, part);
      const bool heading = heading_level(part.what) != 0;
      const bool repeated =
          heading && !part.replaces && there != none_ && repeats(own, part, above, all[there]);
      if (!repeated) {
        if (part.replaces && there == none_) missing(own, part, all);
        if (there != none_ && all[there].changed != 0) {
          report(Code::E302, own.place(part.node), {part.name, std::to_string(all[there].changed)});
        } else if (!part.replaces && there != none_) {
          report(Code::E320, own.place(part.node), {called(part.what, part.name)});
        }
        allowed(part, own.place(part.node));
        changed = true;
      }
      std::size_t place = there;
      if (there != none_ && all[there].changed != 0) {
        // told already
      } else if (there != none_ && part.replaces) {
        changes.push_back(
            {Change::replaced, both(part.what), part.name + values(above, all[there], own, part)});
        replace(above, all[there], part);
        all[there].changed = own.place(part.node).line;
      } else if (there == none_ && !part.replaces) {
        place = add(own, part, all, section, subsection);
        all[place].changed = own.place(part.node).line;
        changes.push_back({Change::added, both(part.what), part.name});
      }
      if (heading_level(part.what) == 1) section = place, subsection = none_;
      if (heading_level(part.what) == 2) subsection = place;
    }
    const bool cites = std::any_of(own.header.begin(), own.header.end(),
                                   [&](NodeId line) { return own.tree().kind(line) == NodeKind::basis; });
    if (changed && !cites) report(Code::W324, own.place(own.header.front()), {});
    return all;
  }

 private:
  Diagnostic& report(Code code, engine::Place place, std::vector<Text> arguments) {
    problems_.push_back({code, std::move(place), std::move(arguments), {}});
    return problems_.back();
  }

  static std::size_t find(const std::vector<Part>& all, const Part& part) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Part& other) {
      return other.what == part.what && other.key == part.key;
    });
    return found == all.end() ? none_ : static_cast<std::size_t>(found - all.begin());
  }

  /// A heading that only says where new indicators belong: without points, or as printed above.
  static bool repeats(const Parts& own, const Part& part, const Parts& above, const Part& there) {
    if (there.changed != 0) return false;
    const bool bare = own.tree().children(part.node).size() <= 1;
    const auto plain = [](const Parts& parts, const Part& one) {
      std::string text(one.text.front().from->folded(parts.first_line(one.node).span));
      std::erase(text, ' ');
      return text;
    };
    return bare || plain(own, part) == plain(above, there);
  }

  static bool has_bounds(const Parts& above, const std::vector<Part>& all, const Part& part) {
    const std::size_t there = find(all, part);
    return there != none_ && all[there].changed == 0 &&
           above.tree().child(all[there].node, NodeKind::adjustable) != 0;
  }

  void missing(const Parts& own, const Part& part, const std::vector<Part>& all) {
    Diagnostic& d = report(Code::E321, own.place(part.node), {called(part.what, part.name)});
    std::vector<std::string> known;
    for (const Part& other : all) {
      if (other.what == part.what) known.push_back(other.name);
    }
    if (const auto near = engine::nearest(part.name, known))
      d.fixes.push_back({Text("“" + *near + "”"), *near});
  }

  /// " 60% → 70%" for a parameter, as typed.
  static std::string values(const Parts& above, const Part& there, const Parts& own, const Part& part) {
    if (part.what != Word::parameters) return {};
    const std::vector<NodeId> old = above.tree().children(there.node), now = own.tree().children(part.node);
    if (old.size() < 2 || now.size() < 2) return {};
    return " " + above.tree().typed(old[1]) + " → " + own.tree().typed(now[1]);
  }

  /// A parameter's new value stays within the bounds that the file above gives it.
  static void replace(const Parts& above, Part& there, const Part& part) {
    std::vector<Piece> text = part.text;
    if (part.what == Word::parameters) {
      for (const NodeId bound : above.tree().children(there.node, NodeKind::adjustable)) {
        text.back().ends_line = false;
        text.push_back(above.piece(bound));
      }
    }
    there.text = std::move(text);
    there.uses = part.uses;
    if (!part.head.empty()) there.head = part.head;
  }

  template <class Allowed>
  void remove(const Parts& own, NodeId removal, std::vector<Part>& all, std::vector<Takeover>& changes,
              const Allowed& allowed) {
    Part part;
    const NodeId title = own.tree().child(removal, NodeKind::title);
    part.what = own.tree().word(own.tree().first(removal));
    part.name = title ? own.tree().title(title) : std::string();
    part.key = engine::fold(part.name);
    part.node = removal;
    const std::size_t there = find(all, part);
    if (there == none_) {
      missing(own, part, all);
      return;
    }
    allowed(part, own.place(removal));
    std::size_t end = there + 1;
    const int level = heading_level(part.what);
    if (level != 0) {  // with all that stands below the heading
      while (end < all.size() && belongs_below(all[end], level)) ++end;
    }
    changes.push_back({Change::removed, both(part.what), part.name});
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(there),
              all.begin() + static_cast<std::ptrdiff_t>(end));
  }

  static bool belongs_below(const Part& part, int level) {
    return part.what == Word::indicator || heading_level(part.what) > level;
  }

  /// Puts a new part in its place: an indicator or subheading at the end of its group, anything else at the
  /// end.
  std::size_t add(const Parts& own, const Part& part, std::vector<Part>& all, std::size_t& section,
                  std::size_t& subsection) {
    std::size_t place = all.size();
    const bool below = part.what == Word::indicator || part.what == Word::subsection;
    if (below) {
      const std::size_t heading = part.what == Word::indicator && subsection != none_ ? subsection : section;
      const bool grouped = std::any_of(all.begin(), all.end(),
                                       [](const Part& other) { return heading_level(other.what) != 0; });
      if (heading == none_ && grouped && part.what == Word::indicator)
        report(Code::E325, own.place(part.node), {part.name});
      if (heading != none_) {
        place = heading + 1;
        while (place < all.size() && belongs_below(all[place], heading_level(all[heading].what))) ++place;
      } else if (!grouped) {
        const auto last = std::find_if(all.rbegin(), all.rend(),
                                       [](const Part& other) { return other.what == Word::indicator; });
        place = static_cast<std::size_t>(all.rend() - last);
      }
    }
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(place), part);
    if (section != none_ && section >= place) ++section;
    if (subsection != none_ && subsection >= place) ++subsection;
    return place;
  }

  static constexpr std::size_t none_ = static_cast<std::size_t>(-1);

  std::vector<Diagnostic>& problems_;
};

}  // namespace

std::vector<Part> merged(const Parts& own, const Parts& above, std::vector<Takeover>& changes,
                         std::vector<Diagnostic>& problems) {
  return Merger(problems).merged(own, above, changes);
}

}  // namespace rubric::dsl
