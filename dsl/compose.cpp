#include "dsl/compose.hpp"

#include <algorithm>
#include <set>

#include "dsl/parse.hpp"
#include "dsl/tree.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {
namespace {

using engine::Code;
using engine::Diagnostic;
using engine::Language;
using engine::Takeover;
using engine::Text;
using Change = Takeover::Change;
using Piece = Source::Piece;

Text both(Word word) {
  return {std::string(spelling(word, Language::zh)), std::string(spelling(word, Language::en))};
}

/// 指标“公开评议”; for 等级 and 满分, which have no name, the word alone.
Text called(Word what, const std::string& name) {
  const Text text = both(what);
  if (name.empty()) return text;
  return {text.zh + "“" + name + "”", text.en + " “" + name + "”"};
}

/// The path that `given` means in the file `from`, without its detours: a/b.rules, ../c.rules -> c.rules.
std::string beside(const std::string& from, std::string given) {
  std::replace(given.begin(), given.end(), '\\', '/');
  const bool absolute = given.substr(0, 1) == "/" || given.substr(1, 1) == ":";
  std::string path = absolute ? "" : from.substr(0, from.find_last_of("/\\") + 1);
  std::replace(path.begin(), path.end(), '\\', '/');
  path += given;
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    const bool up = part == ".." && !parts.empty() && parts.back() != ".." && !parts.back().empty();
    if (up) parts.pop_back();
    if (!up && part != "." && (!part.empty() || begin == 0)) parts.push_back(part);
    begin = end + 1;
  }
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) result += (i ? "/" : "") + parts[i];
  return result;
}

/// A declaration, or a row of 数据 or 参数, that can be taken over, replaced or removed as one.
struct Part {
  Word what = Word::no_word;   // data, parameters, indicator, …
  std::string name, key;       // as typed, and folded
  NodeId node = 0;             // in the tree of the file that it came from
  bool replaces = false;       // 替换
  std::uint32_t changed = 0;   // the line of this file that added it or stands in its place; 0: as above
  std::set<std::string> uses;  // the names that it speaks of, folded
  std::vector<Piece> head;     // the line above a row: 数据
  std::vector<Piece> text;
};

/// How deep a heading lies; 0 for what is no heading.
int heading_level(Word what) {
  return what == Word::section ? 1 : what == Word::subsection ? 2 : 0;
}

/// A file's parts and header lines.
class Parts {
 public:
  Parts(std::shared_ptr<const Source> source, const Syntax& syntax)
      : source_(std::move(source)), tree_(*source_, syntax) {
    for (const NodeId node : tree_.children(0)) add(node);
  }

  std::vector<Part> all;
  std::vector<NodeId> header;  // lines, the first one names the file's kind
  std::vector<NodeId> removals, samples;

  const Tree& tree() const { return tree_; }
  Piece piece(NodeId node) const { return {source_, tree_.span(node)}; }
  Piece first_line(NodeId node) const {
    Span span = tree_.span(node);
    const std::size_t end = source_->folded(span).find_first_of("\n|");
    if (end != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(end);
    return {source_, span};
  }
  engine::Place place(NodeId node) const { return source_->place(first_line(node).span); }

 private:
  void add(NodeId node) {
    switch (tree_.kind(node)) {
      case NodeKind::data:
      case NodeKind::parameters:
        rows(node);
        break;
      case NodeKind::formula:
      case NodeKind::method:
      case NodeKind::section:
      case NodeKind::subsection:
      case NodeKind::indicator:
      case NodeKind::bonus:
      case NodeKind::penalty:
      case NodeKind::veto:
      case NodeKind::grades:
        all.push_back(part(node, tree_.word(node)));
        break;
      case NodeKind::removal:
        removals.push_back(node);
        break;
      case NodeKind::sample:
        samples.push_back(node);
        break;
      default:
        header.push_back(node);
    }
  }

  void rows(NodeId block) {
    const bool replaces = tree_.child(block, Word::replace) != 0;
    for (const NodeId row : tree_.children(block)) {
      if (tree_.kind(row) != NodeKind::data_line && tree_.kind(row) != NodeKind::parameter) continue;
      Part one = part(row, tree_.word(block));
      one.replaces = replaces;
      one.head = {first_line(block)};
      all.push_back(std::move(one));
    }
  }

  Part part(NodeId node, Word what) const {
    Part one;
    one.what = what;
    one.node = node;
    one.replaces = tree_.child(node, Word::replace) != 0;
    one.text = {piece(node)};
    if (const NodeId title = tree_.child(node, NodeKind::title)) one.name = tree_.title(title);
    if (const NodeId name = tree_.child(node, NodeKind::name); name && one.name.empty())
      one.name = tree_.name(name);
    one.key = engine::fold(one.name);
    collect_names(node, one.uses);
    return one;
  }

 public:
  /// The names in a declaration or sample, and the titles that its sentences refer to (同 …).
  void collect_names(NodeId node, std::set<std::string>& found) const {
    for (const NodeId child : tree_.children(node)) {
      if (tree_.kind(child) == NodeKind::name) found.insert(engine::fold(tree_.name(child)));
      if (tree_.kind(child) == NodeKind::same_as)
        found.insert(engine::fold(tree_.title(tree_.child(child, NodeKind::title))));
      collect_names(child, found);
    }
  }

 private:
  std::shared_ptr<const Source> source_;
  Tree tree_;
};

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

class Composer {
 public:
  Composer(const OpenRules& open, std::vector<Diagnostic>& problems) : open_(open), problems_(problems) {}

  Composed compose(std::shared_ptr<const Source> source, Syntax syntax) {
    Composed result{std::move(source), std::move(syntax), {}};
    chain_.push_back(result.source->name());
    result = composed(std::move(result));
    chain_.pop_back();
    return result;
  }

 private:
  Diagnostic& report(Code code, engine::Place place, std::vector<Text> arguments) {
    problems_.push_back({code, std::move(place), std::move(arguments), {}});
    return problems_.back();
  }

  Composed composed(Composed own) {
    const Parts parts(own.source, own.syntax);
    const Tree& tree = parts.tree();
    const bool library = tree.child(0, NodeKind::library) != 0;
    NodeId builds_on = 0;
    std::vector<NodeId> imports;
    for (const NodeId line : parts.header) {
      if (tree.kind(line) == NodeKind::builds_on) {
        if (builds_on)
          report(Code::E312, parts.place(line),
                 {both(Word::builds_on), tree.shown_line(tree.line(builds_on))});
        builds_on = line;
      }
      if (tree.kind(line) == NodeKind::imports) imports.push_back(line);
    }
    if (library) refuse_scoring(parts);
    if (!builds_on) refuse_edits(parts);
    if ((!builds_on && imports.empty()) || engine::has_errors(problems_)) return own;

    std::vector<Part> all;
    std::vector<Piece> header;
    std::vector<Takeover> changes;
    if (builds_on) {
      const std::optional<Composed> parent = load(parts, builds_on, Word::ruleset, own.syntax.language);
      if (!parent) return own;
      changes.push_back({Change::built_on, both(Word::builds_on), parent->source->name()});
      const Parts above(parent->source, parent->syntax);
      header = merged_header(parts, &above);
      all = merged(parts, above, changes);
    } else {
      header = merged_header(parts, nullptr);
      all = parts.all;
    }
    std::vector<Part> imported;
    for (const NodeId line : imports) {
      const std::optional<Composed> common = load(parts, line, Word::library, own.syntax.language);
      if (common) import(Parts(common->source, common->syntax), parts.place(line), all, imported);
    }
    if (engine::has_errors(problems_)) return own;
    keep_used(parts, all, imported);
    return written(own, parts, std::move(header), imported, all, std::move(changes));
  }

  // --- what a file may say ---

  /// A 公式库 is not scored, so it holds nothing that gives points.
  void refuse_scoring(const Parts& parts) {
    for (const Part& part : parts.all) {
      const bool fits = part.what == Word::data || part.what == Word::parameters ||
                        part.what == Word::formula || part.what == Word::method;
      if (!fits) report(Code::E323, parts.place(part.node), {both(part.what)});
    }
    for (const NodeId sample : parts.samples) report(Code::E323, parts.place(sample), {both(Word::sample)});
  }

  void refuse_edits(const Parts& parts) {
    for (const Part& part : parts.all) {
      if (part.replaces) report(Code::E313, parts.place(part.node), {both(Word::replace)});
    }
    for (const NodeId removal : parts.removals)
      report(Code::E313, parts.place(removal), {both(Word::remove)});
  }

  // --- other files ---

  std::optional<Composed> load(const Parts& parts, NodeId line, Word wanted, Language language) {
    const Tree& tree = parts.tree();
    const NodeId text = tree.child(line, NodeKind::text);
    if (!text) return std::nullopt;
    std::string path = beside(chain_.back(), tree.title(text));
    const engine::Place where = parts.place(line);
    if (std::find(chain_.begin(), chain_.end(), path) != chain_.end()) {
      report(Code::E314, where, {path});
      return std::nullopt;
    }
    if (chain_.size() >= max_chain) {
      report(Code::E315, where, {std::to_string(max_chain)});
      return std::nullopt;
    }
    Text why;
    std::optional<std::string> bytes = open_ ? open_(path, why) : std::nullopt;
    const std::string plain = beside(chain_.back(), engine::fold(tree.title(text)));
    if (!bytes && open_ && plain != path) {  // ｃｏｍｍｏｎ．ｒｕｌｅｓ
      bytes = open_(plain, why);
      path = plain;
    }
    if (!bytes) {
      report(Code::E316, where, {path, why});
      return std::nullopt;
    }
    auto source = std::make_shared<const Source>(path, std::move(*bytes), problems_);
    Syntax syntax = parse(*source, problems_);
    if (engine::has_errors(problems_)) return std::nullopt;
    const bool library = Tree(*source, syntax).child(0, NodeKind::library) != 0;
    if (library != (wanted == Word::library)) {
      report(Code::E317, where, {path, both(library ? Word::library : Word::ruleset), both(wanted)});
      return std::nullopt;
    }
    if (syntax.language != language) {
      report(Code::E318, where, {path});
      return std::nullopt;
    }
    Composed result = compose(std::move(source), std::move(syntax));
    if (engine::has_errors(problems_)) return std::nullopt;
    return result;
  }

  // --- 承接 ---

  /// This file's header lines, then those of the file built on that it does not have itself.
  std::vector<Piece> merged_header(const Parts& parts, const Parts* above) {
    std::vector<Piece> found;
    std::set<NodeKind> kinds{NodeKind::version, NodeKind::in_force, NodeKind::ruleset};
    for (const NodeId line : parts.header) {
      const NodeKind kind = parts.tree().kind(line);
      if (kind == NodeKind::builds_on || kind == NodeKind::imports) continue;
      found.push_back(parts.piece(line));
      if (kind != NodeKind::may_change) kinds.insert(kind);
    }
    if (!above) return found;
    for (const NodeId line : above->header) {
      if (!kinds.count(above->tree().kind(line))) found.push_back(above->piece(line));
    }
    return found;
  }

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

  /// A parameter's new value stays within the bounds that the file above gives it.
  /// " 60% → 70%" for a parameter, as typed.
  static std::string values(const Parts& above, const Part& there, const Parts& own, const Part& part) {
    if (part.what != Word::parameters) return {};
    const std::vector<NodeId> old = above.tree().children(there.node), now = own.tree().children(part.node);
    if (old.size() < 2 || now.size() < 2) return {};
    return " " + above.tree().typed(old[1]) + " → " + own.tree().typed(now[1]);
  }

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

  // --- 引用 ---

  void import(const Parts& common, const engine::Place& line, const std::vector<Part>& all,
              std::vector<Part>& imported) {
    for (const Part& part : common.all) {
      const auto same_name = [&](const Part& other) { return other.key == part.key && !is_item(other.what); };
      const auto own = std::find_if(all.begin(), all.end(), same_name);
      const auto before = std::find_if(imported.begin(), imported.end(), same_name);
      const Part* other = own != all.end() ? &*own : before != imported.end() ? &*before : nullptr;
      if (!other) {
        imported.push_back(part);
      } else if (plain(other->text) != plain(part.text)) {
        report(Code::E326, line, {part.name});
      }
    }
  }

  static bool is_item(Word what) {
    return what != Word::data && what != Word::parameters && what != Word::formula && what != Word::method;
  }

  static std::string plain(const std::vector<Piece>& pieces) {
    std::string text;
    for (const Piece& piece : pieces) text += piece.from->folded(piece.span);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
    return text;
  }

  /// Of what was imported, what this file names, and what that names in turn: nobody has to give data that
  /// no indicator reads.
  static void keep_used(const Parts& own, const std::vector<Part>& all, std::vector<Part>& imported) {
    if (own.tree().child(0, NodeKind::library)) return;
    std::set<std::string> used;
    for (const Part& part : all) used.insert(part.uses.begin(), part.uses.end());
    for (const NodeId sample : own.samples) {
      for (const NodeId value : own.tree().children(sample, NodeKind::sample_value))
        own.collect_names(value, used);
    }
    std::vector<Part> kept;
    for (bool more = true; more;) {
      more = false;
      for (auto part = imported.begin(); part != imported.end();) {
        if (!used.count(part->key)) {
          ++part;
          continue;
        }
        used.insert(part->uses.begin(), part->uses.end());
        kept.push_back(std::move(*part));
        part = imported.erase(part);
        more = true;
      }
    }
    imported = std::move(kept);
  }

  // --- the text that is checked ---

  static Composed written(const Composed& own, const Parts& parts, std::vector<Piece> pieces,
                          const std::vector<Part>& imported, const std::vector<Part>& all,
                          std::vector<Takeover> changes) {
    const Source* block = nullptr;  // the 数据 or 参数 line that stands above the next row
    std::uint32_t at = 0;
    const auto write = [&](const Part& part) {
      if (!part.head.empty()) {
        const Piece& head = part.head.front();
        if (block != head.from.get() || at != head.span.begin) pieces.push_back(head);
        block = head.from.get();
        at = head.span.begin;
      } else {
        block = nullptr;
      }
      pieces.insert(pieces.end(), part.text.begin(), part.text.end());
    };
    for (const Part& part : imported) write(part);
    for (const Part& part : all) write(part);
    for (const NodeId sample : parts.samples) pieces.push_back(parts.piece(sample));
    Composed result;
    result.source = std::make_shared<const Source>(own.source->name(), std::move(pieces));
    std::vector<Diagnostic> none;  // every piece was read before
    result.syntax = parse(*result.source, none);
    result.taken_over = std::move(changes);
    return result;
  }

  static constexpr std::size_t none_ = static_cast<std::size_t>(-1);

  const OpenRules& open_;
  std::vector<Diagnostic>& problems_;
  std::vector<std::string> chain_;  // the files being read, each named by the one before
};

}  // namespace

Composed compose(std::shared_ptr<const Source> main, Syntax syntax, const OpenRules& open,
                 std::vector<Diagnostic>& problems) {
  return Composer(open, problems).compose(std::move(main), std::move(syntax));
}

}  // namespace rubric::dsl
