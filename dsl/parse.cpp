#include "dsl/parse.hpp"

#include <tao/pegtl/contrib/analyze.hpp>

#include "dsl/grammar_file.hpp"

namespace rubric::dsl {

namespace {

namespace pegtl = tao::pegtl;

// A rule that fails takes back the nodes that its pieces left: so an alternative can be tried and given up.
template <class Rule>
struct cutting : pegtl::normal<Rule> {
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const std::size_t nodes = reader.mark();
    if (pegtl::normal<Rule>::template match<A, M, Action, Control>(in, reader)) return true;
    reader.cut(nodes);
    return false;
  }
};

}  // namespace

Syntax parse(const Source& source, std::vector<engine::Diagnostic>& problems) {
  Reader reader(source, problems);
  if (reader.text.empty()) {
    reader.leaf(NodeKind::file, 0, 0);
    return std::move(reader.tree);
  }
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf> in(reader.text.data(), reader.text.size(),
                                                                     source.name());
  pegtl::parse<grammar::file, pegtl::nothing, cutting>(in, reader);
  return std::move(reader.tree);
}

std::size_t grammar_problems() {
  return pegtl::analyze<grammar::file>(-1);
}

}  // namespace rubric::dsl
