// rubric history register: ruleset versions into the ledger.

#include <fmt/format.h>

#include <cstdio>

#include "engine/compile.hpp"
#include "engine/prove.hpp"
#include "formats/text_table.hpp"
#include "history.hpp"
#include "say.hpp"

namespace rubric::cli {

namespace {

struct Options {
  LedgerOptions ledger;
  std::vector<std::string> rules;
  std::string document;
};

/// Says what `check` says of rules that were recorded. They may have been in force with a hole, so it stays
/// at that.
Exit say_proofs(const engine::Ruleset& ruleset, const std::string& name, std::int64_t id, Findings& out) {
  const std::vector<engine::Diagnostic> found =
      engine::to_diagnostics(engine::prove(ruleset, engine::compile(ruleset)), ruleset);
  out.print(found);
  out.finish();
  if (!found.empty())
    say("{0}：检查的发现如上，第 {1} 笔照样记入了 / found as above, and recorded as #{1} all the same\n",
        name, id);
  return engine::has_errors(found) ? findings : all_well;
}

Exit register_rules(const Options& options, formats::Ledger& ledger, const std::string& path, Findings& out) {
  Exit status = all_well;
  std::optional<RulesToRecord> rules = read_rules_to_record(path, out, status);
  if (!rules || !rules_of(rules->facts, out)) {  // it must work from the ledger alone
    raise(status, findings);
    return status;
  }
  formats::RulesFacts& facts = rules->facts;
  if (!options.document.empty()) facts.document = options.document;
  const std::string name = formats::visible(path);
  formats::LedgerWriter writer(ledger, signature(options.ledger));
  const std::string content = facts.content();
  if (const auto known = ledger.rules_of(content); known && options.ledger.reason.empty()) {
    fmt::print("{0}：第 {1} 笔已记过 / recorded already as #{1}\n", name, *known);
    return all_well;
  }
  const std::optional<std::int64_t> other = ledger.rules_within(facts.first_year, facts.last_year);
  if (other && options.ledger.reason.empty()) {
    const formats::RulesFacts there = ledger.rules(*other);
    engine::Place place;
    place.file = path;
    out.print(engine::Diagnostic{
        engine::Code::E982,
        std::move(place),
        {std::to_string(std::max(facts.first_year, there.first_year)), std::to_string(*other), there.name},
        {}});
    return findings;
  }
  warn_of_clock(writer, ledger, out);
  const std::int64_t id = writer.finish(facts);
  fmt::print("{0}：记为第 {1} 笔，适用 {2}，SHA-256 {3} / recorded as #{1}\n", name, id, facts.in_force,
             formats::hex(content).substr(0, 16));
  std::fflush(stdout);  // before what is said of it
  return say_proofs(rules->ruleset, name, id, out);
}

}  // namespace

void add_history_register(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand("register", "记入规则的一个版本 / record a version of rules");
  command->footer(
      "例 / example:  rubric history register 台账.ledger rulesets/bishan/town-2024.rules --document "
      "某财绩〔2024〕3号");
  options->ledger.add(*command);
  command->add_option("RULES", options->rules, "规则文件，每份记一笔 / rules files, each an entry")
      ->required();
  command->add_option("--document", options->document,
                      "文号（默认是规则里的依据）/ the number of the document (default: the rules' basis)");
  options->ledger.add_signature(*command);
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::write, status, [&](formats::Ledger& ledger, Findings& out) {
      for (const std::string& path : options->rules)
        raise(status, register_rules(*options, ledger, path, out));
    });
  });
}

}  // namespace rubric::cli
