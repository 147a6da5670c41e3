// rubric history list, show, export: what the ledger holds.

#include <fmt/format.h>

#include <cstdio>

#include "formats/csv.hpp"
#include "formats/file.hpp"
#include "formats/text_table.hpp"
#include "history.hpp"

namespace rubric::cli {

namespace {

struct Options {
  LedgerOptions ledger;
  std::int64_t entry = 0;
  std::string output = "-";
  std::size_t file = 1;
  bool bom = false;
};

std::string kind_name(formats::Entry::Kind kind) {
  switch (kind) {
    case formats::Entry::Kind::import:
      return "数据 import";
    case formats::Entry::Kind::rules:
      return "规则 rules";
    default:
      return "计分 run";
  }
}

/// What an entry is about, in a few words.
std::string about(const formats::Ledger& ledger, const formats::Entry& entry) {
  switch (entry.kind) {
    case formats::Entry::Kind::import: {
      const formats::ImportFacts facts = ledger.import(entry.id);
      return fmt::format("{}（{}）", facts.file, facts.rows);
    }
    case formats::Entry::Kind::rules: {
      const formats::RulesFacts facts = ledger.rules(entry.id);
      return facts.name + " " + facts.version + "（" + facts.in_force + "）";
    }
    default: {
      std::string years;
      for (const formats::YearOfRun& year : ledger.run(entry.id).years)
        years += fmt::format("{}{}（{}，#{}）", years.empty() ? "" : " ", year.year, year.units, year.rules);
      return years;
    }
  }
}

void list(const formats::Ledger& ledger) {
  std::vector<std::vector<std::string>> rows;
  for (const formats::Entry& entry : ledger.entries()) {
    rows.push_back({"#" + std::to_string(entry.id), kind_name(entry.kind), entry.recorded, entry.who,
                    about(ledger, entry), entry.reason});
  }
  fmt::print("{}", formats::aligned_table({"编号 no.", "种类 kind", "记入时间 recorded", "记录人 by",
                                           "内容 what", "原因 reason"},
                                          rows, std::vector<bool>(6, false)));
}

void line(const char* what, const std::string& text) {
  if (!text.empty()) fmt::print("{}  {}\n", what, formats::visible(text));
}

void show_import(const formats::Ledger& ledger, std::int64_t id) {
  const formats::ImportFacts facts = ledger.import(id);
  line("文件 file", facts.file);
  line("编码 encoding", facts.encoding);
  line("SHA-256", formats::hex(facts.sha256));
  std::string keys;
  for (const std::string& key : facts.keys) keys += (keys.empty() ? "" : "、") + key;
  line("认单位的列 key", keys);
  for (const auto& [year, rows] : ledger.years(id))
    line("年度 year", fmt::format("{}：{} 行 / rows", year, rows));
}

void show_rules(const formats::Ledger& ledger, std::int64_t id) {
  const formats::RulesFacts facts = ledger.rules(id);
  line("规则集 ruleset", facts.name);
  line("版本 version", facts.version);
  line("文号 document", facts.document);
  line("适用 in force", facts.in_force);
  line("SHA-256", formats::hex(facts.content()));
  for (std::size_t i = 0; i < facts.files.size(); ++i) {
    const formats::RulesFile& file = facts.files[i];
    line("文件 file", fmt::format("{} {} SHA-256 {}", i + 1, file.path,
                                  formats::hex(formats::Sha256().add(file.bytes).digest())));
  }
}

void show_run(const formats::Ledger& ledger, std::int64_t id) {
  const formats::RunFacts facts = ledger.run(id);
  line("程序 engine", "rubric " + facts.engine);
  line("选项 options", facts.options);
  line("数据截至 data up to", "#" + std::to_string(facts.known));
  for (const formats::YearOfRun& year : facts.years) {
    line("年度 year",
         fmt::format("{0}：{1} 个单位 / units，规则 rules #{2}", year.year, year.units, year.rules));
    line("  规则 rules SHA-256", formats::hex(ledger.rules(year.rules).content()));
    line("  数据 data SHA-256", formats::hex(year.data_sha256));
  }
}

void show(const formats::Ledger& ledger, std::int64_t id) {
  const formats::Entry entry = ledger.entry(id);
  fmt::print("#{}  {}\n", entry.id, kind_name(entry.kind));
  line("记入时间 recorded", entry.recorded);
  line("记录人 by", entry.who);
  line("原因 reason", entry.reason);
  switch (entry.kind) {
    case formats::Entry::Kind::import:
      show_import(ledger, id);
      break;
    case formats::Entry::Kind::rules:
      show_rules(ledger, id);
      break;
    default:
      show_run(ledger, id);
  }
  line("指纹 digest", formats::hex(entry.digest));
  line("链 chain", formats::hex(entry.chain));
}

/// Data as CSV with the columns they had, year by year.
void export_import(const formats::Ledger& ledger, std::int64_t id, formats::OutputFile& file) {
  bool first = true;
  for (const auto& [year, rows] : ledger.years(id)) {
    formats::LedgerTable table(ledger, id, year, id);
    if (first) file.write(formats::csv_line(table.columns()));
    first = false;
    for (formats::Row row; !file.failed() && table.next(row);)
      file.write(formats::csv_line({row.cells.begin(), row.cells.end()}));
  }
}

void export_entry(const Options& options, const formats::Ledger& ledger, Findings& out, Exit& status) {
  const formats::Entry entry = ledger.entry(options.entry);
  write_output(options.output, out, status, [&](formats::OutputFile& file) {
    if (entry.kind == formats::Entry::Kind::import) {
      if (options.bom) file.write(byte_order_mark);
      export_import(ledger, entry.id, file);
    } else if (entry.kind == formats::Entry::Kind::rules) {
      const formats::RulesFacts facts = ledger.rules(entry.id);
      if (options.file > facts.files.size() || options.file == 0) {
        ledger.file().fail(engine::Code::E983,
                           {engine::Text(fmt::format("这份规则的第 {} 个文件", options.file),
                                         fmt::format("file {} of these rules", options.file))});
      }
      file.write(facts.files[options.file - 1].bytes);
    } else {
      std::vector<YearToWrite> years;
      for (const formats::YearOfRun& year : ledger.run(entry.id).years) years.push_back({entry.id, year});
      if (options.bom) file.write(byte_order_mark);
      write_recorded(ledger, years, {}, file);
    }
  });
}

}  // namespace

void add_history_list(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand("list", "列出台账里的每一笔 / list all entries");
  command->footer("例 / example:  rubric history list 台账.ledger");
  options->ledger.add(*command);
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings&) { list(ledger); });
  });
}

void add_history_show(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand("show", "一笔的全部情况 / all about one entry");
  command->footer("例 / example:  rubric history show 台账.ledger 3");
  options->ledger.add(*command);
  command->add_option("ENTRY", options->entry, "编号 / the entry's number")->required();
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings&) { show(ledger, options->entry); });
  });
}

void add_history_export(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand(
      "export", "把一笔写成文件 / write one entry to a file: data and scores as CSV, rules as they were");
  command->footer("例 / example:  rubric history export 台账.ledger 3 -o 得分.csv");
  options->ledger.add(*command);
  command->add_option("ENTRY", options->entry, "编号 / the entry's number")->required();
  command->add_option(
      "--file", options->file,
      "规则的第几个文件（默认 1，即规则本身）/ which file of rules (default 1, the rules themselves)");
  command->add_option("-o,--output", options->output,
                      "结果文件，- 为标准输出 / output file, - for standard output");
  add_bom_option(*command, options->bom);
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings& out) { export_entry(*options, ledger, out, status); });
  });
}

}  // namespace rubric::cli
