#include "engine/zero_divisor.hpp"

#include "engine/compile.hpp"
#include "engine/proof.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {

std::optional<Text> zero_divisor(const Ruleset& ruleset, ExprId divisor) {
  Ruleset alone;
  alone.language = ruleset.language;
  alone.first_year = ruleset.first_year;
  alone.last_year = ruleset.last_year;
  alone.data = ruleset.data;
  alone.exprs = ruleset.exprs;
  Item item;
  item.form = Form::unscored;
  item.actual = divisor;
  alone.items.push_back(std::move(item));
  const Plan plan = compile(alone);
  const Slot value = plan.items[0].actual;
  Slice slice(plan, {value});
  const Slot zero = slice.apply(Op::equal, slice.at(value), slice.constant(0));
  const Answer answer = look_for(alone, plain_unit(alone), slice, {zero});
  if (answer.exists != Truth::yes) return std::nullopt;
  const std::vector<DatumId> data = data_of(plan, {value});
  return Text{data_text(alone, answer.unit, data, Language::zh),
              data_text(alone, answer.unit, data, Language::en)};
}

}  // namespace rubric::engine
