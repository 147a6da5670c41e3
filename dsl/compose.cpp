#include "dsl/compose.hpp"

#include <algorithm>
#include <set>

#include "dsl/compose_merge.hpp"
#include "dsl/compose_parts.hpp"
#include "dsl/parse.hpp"
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
    Parts parts(own.source, own.syntax);
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
    parts.find_uses();

    std::vector<Part> all;
    std::vector<Piece> header;
    std::vector<Takeover> changes;
    if (builds_on) {
      const std::optional<Composed> parent = load(parts, builds_on, Word::ruleset, own.syntax.language);
      if (!parent) return own;
      changes.push_back({Change::built_on, both(Word::builds_on), parent->source->name()});
      Parts above(parent->source, parent->syntax);
      above.find_uses();
      header = merged_header(parts, &above);
      all = merged(parts, above, changes, problems_);
    } else {
      header = merged_header(parts, nullptr);
      all = parts.all;
    }
    std::vector<Part> imported;
    for (const NodeId line : imports) {
      const std::optional<Composed> common = load(parts, line, Word::library, own.syntax.language);
      if (!common) continue;
      Parts theirs(common->source, common->syntax);
      theirs.find_uses();
      import(theirs, parts.place(line), all, imported);
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
