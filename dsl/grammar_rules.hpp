// What the grammar's rules are made of: rules written out as functions, nodes, looking ahead, bounded
// nesting.
//
// Included by parse.cpp alone, with the other grammar_*.hpp: together they are docs/grammar.peg. A rule that
// fails consumes nothing, and parse.cpp's control takes back the nodes that its pieces left.
//
//   node<NodeKind::points, number, points_word>     5分 leaves points[ number ]
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "dsl/reader.hpp"

namespace rubric::dsl::grammar {

namespace pegtl = tao::pegtl;
using pegtl::opt;
using pegtl::plus;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;

// What kind of rule this is, for the analysis that finds endless loops.
struct consuming;
struct looking;

/// A rule that is written out as a function, `read`, in the class derived from this.
template <class Rule, class Kind>
struct written_out {
  using rule_t = Kind;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    return Rule::read(in, reader);
  }
};
template <class Rule>
using token = written_out<Rule, consuming>;
template <class Rule>
using look_only = written_out<Rule, looking>;

template <class In>
std::size_t offset(const In& in, const Reader& reader) {
  return static_cast<std::size_t>(in.current() - reader.text.data());
}

template <class In>
void move_to(In& in, const Reader& reader, std::size_t end) {
  in.bump(end - offset(in, reader));
}

// --- combinators ---

/// A node of this kind around what the rules leave.
template <NodeKind Kind, class... Rules>
struct node {
  using rule_t = typename seq<Rules...>::rule_t;
  using subs_t = typename seq<Rules...>::subs_t;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const std::uint32_t outer = reader.innermost;
    const std::uint32_t mine = reader.open(Kind, offset(in, reader));
    reader.innermost = mine;
    const bool matched = Control<seq<Rules...>>::template match<A, M, Action, Control>(in, reader);
    reader.innermost = outer;
    if (matched) reader.close(mine, offset(in, reader));
    return matched;
  }
};

/// The same, but no node where it would have one child only: a sum of one term is the term.
template <NodeKind Kind, class... Rules>
struct chain : node<Kind, Rules...> {
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const auto mine = static_cast<std::uint32_t>(reader.mark());
    if (!node<Kind, Rules...>::template match<A, M, Action, Control>(in, reader)) return false;
    reader.unwrap(mine);
    return true;
  }
};

template <bool Wanted, class... Rules>
struct look {
  using rule_t = looking;
  using subs_t = pegtl::type_list<seq<Rules...>>;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const auto here = in.template mark<pegtl::rewind_mode::required>();
    const std::size_t nodes = reader.mark();
    if (!Wanted) ++reader.quiet;
    const bool found =
        Control<seq<Rules...>>::template match<pegtl::apply_mode::nothing, pegtl::rewind_mode::dontcare,
                                               Action, Control>(in, reader);
    if (!Wanted) --reader.quiet;
    reader.cut(nodes);
    return found == Wanted;
  }
};
/// Whether the rules match here, or do not; consumes nothing and leaves no nodes.
template <class... Rules>
using ahead = look<true, Rules...>;
template <class... Rules>
using unless = look<false, Rules...>;

/// What is missed where the rules begin is called `What`, not by its many spellings.
template <Wanted What, class... Rules>
struct called {
  using rule_t = typename seq<Rules...>::rule_t;
  using subs_t = typename seq<Rules...>::subs_t;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const bool mine = reader.cover(skip_blanks(reader.text, offset(in, reader)), {What});
    const bool matched = Control<seq<Rules...>>::template match<A, M, Action, Control>(in, reader);
    if (mine) reader.uncover();
    return matched;
  }
};

/// One level of brackets more, up to max_nesting.
template <class... Rules>
struct nested {
  using rule_t = typename seq<Rules...>::rule_t;
  using subs_t = typename seq<Rules...>::subs_t;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    if (reader.nesting >= max_nesting) {
      const std::size_t at = offset(in, reader);
      reader.blame(engine::Code::E109, at > 0 ? at - 1 : at, at, {std::to_string(max_nesting)});
      return false;
    }
    ++reader.nesting;
    const bool matched = Control<seq<Rules...>>::template match<A, M, Action, Control>(in, reader);
    --reader.nesting;
    return matched;
  }
};

}  // namespace rubric::dsl::grammar

namespace tao::pegtl {
template <class Name>
struct analyze_traits<Name, rubric::dsl::grammar::consuming> : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, rubric::dsl::grammar::looking> : analyze_opt_traits<> {};
}  // namespace tao::pegtl
