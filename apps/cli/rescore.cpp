// rubric rescore: data of any years under an old and a new ruleset, and which clause moves whom by how much.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "command.hpp"
#include "engine/grade_margin.hpp"
#include "engine/text.hpp"
#include "formats/impact_report.hpp"
#include "formats/inputs.hpp"
#include "formats/rescored.hpp"
#include "rescoring.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string from, to, output, data_format;
  std::vector<std::string> data, reports, by;
  std::size_t top = 20;
  bool bom = false;
  Voice voice;
};

/// Where `name` stands among `headings`, which may be written in full width.
std::optional<std::size_t> find(const std::vector<std::string>& headings, const std::string& name) {
  for (std::size_t i = 0; i < headings.size(); ++i) {
    if (engine::plain_text(headings[i]) == engine::plain_text(name)) return i;
  }
  return std::nullopt;
}

bool is_workbook(const std::string& path) {
  return path.size() > 5 && path.compare(path.size() - 5, 5, ".xlsx") == 0;
}

/// What units are grouped by where no --by says it, as far as the data have it.
const std::vector<std::string>& usual_groups() {
  static const std::vector<std::string> names = {"年度",     "year", "地区",     "区县",
                                                 "district", "类型", "单位类型", "type"};
  return names;
}

class Rescoring {
 public:
  Rescoring(const Options& options, const engine::Pairing& pairing, engine::Language language, Findings& out)
      : options_(options),
        pairing_(pairing),
        language_(language),
        out_(out),
        attribution_(pairing),
        old_margin_(pairing.from()),
        new_margin_(pairing.to()) {}

  Exit run() {
    say_clauses(pairing_, options_.to, out_);
    for (const std::string& path : options_.data) formats::note_input(path);
    formats::OutputFile file;
    if (auto problem = open(file)) return refuse(*problem);
    for (const std::string& path : options_.data) {
      std::optional<Data> data = open_data(path, options_.data_format, pairing_.data(), out_);
      if (!data) return not_run;
      if (!impact_) start(*data, file);
      if (!read(*data, file)) break;
    }
    if (writer_) {
      if (auto problem = writer_->finish(standings_)) return refuse(*problem);
      if (auto problem = file.commit()) return refuse(*problem);
    }
    if (!write_reports()) return not_run;
    out_.finish();
    summary();
    return out_.errors() || unclean_ ? findings : all_well;
  }

 private:
  Exit refuse(const engine::Diagnostic& problem) {
    out_.print(problem);
    return not_run;
  }

  std::optional<engine::Diagnostic> open(formats::OutputFile& file) const {
    for (const std::string& path : options_.reports) {
      if (is_workbook(path) && !formats::has_xlsx()) return formats::no_xlsx(path);
    }
    if (options_.output.empty()) return std::nullopt;
    if (auto problem = file.open(options_.output)) return problem;
    if (options_.bom) file.write("\xEF\xBB\xBF");
    return std::nullopt;
  }

  /// The first file says which identity columns there are, and what units can be grouped by.
  void start(const Data& data, formats::OutputFile& file) {
    const formats::UnitTable& table = *data.units;
    for (const std::string& name : pairing_.data().identity) {
      if (find(table.identity(), name)) identity_.push_back(name);
    }
    const auto has = [&](const std::string& name) {
      return find(table.identity(), name) || find(table.kept(), name);
    };
    for (const std::string& name : options_.by.empty() ? usual_groups() : options_.by) {
      if (has(name)) {
        groups_.push_back(name);
      } else if (!options_.by.empty()) {
        engine::Place place;
        place.file = options_.data[0];
        out_.print(engine::Diagnostic{engine::Code::W954, place, {name}, {}});
      }
    }
    impact_.emplace(pairing_, groups_, options_.top);
    if (!options_.output.empty()) writer_.emplace(pairing_, attribution_, identity_, language_, file);
  }

  /// Where the wanted columns stand in a file: among its identity columns, or behind them among the others.
  static std::vector<std::optional<std::size_t>> places(const formats::UnitTable& table,
                                                        const std::vector<std::string>& names) {
    std::vector<std::optional<std::size_t>> found;
    for (const std::string& name : names) {
      found.push_back(find(table.identity(), name));
      if (found.back()) continue;
      if (const auto kept = find(table.kept(), name)) found.back() = table.identity().size() + *kept;
    }
    return found;
  }

  static void take(const formats::UnitRow& row, const std::vector<std::optional<std::size_t>>& from,
                   std::vector<std::string>& into) {
    into.clear();
    const std::size_t keys = row.data.key.size();
    for (const auto& at : from)
      into.push_back(!at ? "" : *at < keys ? row.data.key[*at] : row.kept[*at - keys]);
  }

  bool read(Data& data, const formats::OutputFile& file) {
    const auto key = places(*data.units, identity_), groups = places(*data.units, groups_);
    formats::UnitRow row;
    engine::ListedUnit unit;
    std::vector<std::string> values;
    while (!file.failed() && data.units->next(row)) {
      out_.print(row.faults);
      unclean_ = unclean_ || !row.faults.empty();
      take(row, key, unit.key);
      take(row, groups, values);
      compare(row, unit);
      impact_->add(unit, values);
      if (writer_) writer_->write(unit.key, row, unit.comparison, unit.grade_shares, unit.standing);
    }
    return !file.failed();
  }

  void compare(const formats::UnitRow& row, engine::ListedUnit& unit) {
    engine::Comparison& found = unit.comparison;
    attribution_.run(row.data, found);
    unit.year = row.data.year;
    unit.grade_shares.clear();
    unit.old_hangs = unit.new_hangs = false;
    unit.standing = {};
    if (!found.compared) return;
    if (pairing_.same_grades() && found.old_grade != found.new_grade)
      unit.grade_shares = attribution_.grade_shares(row.data, found);
    unit.old_hangs = old_margin_.hangs(row.data, found.old_total, found.old_grade);
    unit.new_hangs = new_margin_.hangs(row.data, found.new_total, found.new_grade);
    unit.standing = standings_.add(row.data.year, found.old_total, found.new_total);
  }

  bool write_reports() {
    if (options_.reports.empty()) return true;
    const formats::Report report = formats::impact_tables(*impact_, standings_, identity_);
    for (const std::string& path : options_.reports) {
      std::optional<engine::Diagnostic> problem;
      if (is_workbook(path)) {
        formats::Workbook book;
        formats::fill_workbook(report, book);
        problem = formats::write_workbook(book, path);
      } else {
        formats::OutputFile file;
        problem = file.open(path);
        if (!problem) {
          file.write(formats::report_html(report, language_));
          problem = file.commit();
        }
      }
      if (problem) {
        out_.print(*problem);
        return false;
      }
    }
    return true;
  }

  void summary() const {
    fmt::print(stderr,
               "比较了 {0} 个单位年度，另有 {1} 个不能比较 / {0} unit-years compared, {1} that cannot be\n",
               impact_->compared, impact_->apart);
  }

  const Options& options_;
  const engine::Pairing& pairing_;
  engine::Language language_;
  Findings& out_;
  engine::Attribution attribution_;
  engine::GradeMargin old_margin_, new_margin_;
  engine::Standings standings_;
  std::optional<engine::Impact> impact_;
  std::optional<formats::RescoreWriter> writer_;
  std::vector<std::string> identity_, groups_;
  bool unclean_ = false;
};

}  // namespace

void add_rescore(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("rescore", "新规则放到往年数据上，谁升谁降、因为哪一条 / past data under new rules");
  command->footer(
      "例 / example:  rubric rescore --from rulesets/bishan/subdistrict-2023.rules --to "
      "rulesets/bishan/subdistrict-2024.rules examples/bishan-subdistrict-2023/units.csv");
  command->add_option("--from", options->from, "原规则 / the old rules")->required();
  command->add_option("--to", options->to, "新规则 / the new rules")->required();
  command->add_option("DATA", options->data, "数据，可以多份、多年 / data, any number of files and years")
      ->required();
  command->add_option("-o,--output", options->output,
                      "逐个单位的结果 CSV，- 为标准输出 / CSV of every unit, - for standard output");
  command
      ->add_option("--report", options->reports,
                   "报告，.html 或 .xlsx，可以多份 / report, .html or .xlsx, any number")
      ->allow_extra_args(false)
      ->check([](const std::string& path) {
        const bool page = path.size() > 5 && path.compare(path.size() - 5, 5, ".html") == 0;
        return page || is_workbook(path) ? std::string()
                                         : "要以 .html 或 .xlsx 结尾 / must end in .html or .xlsx";
      });
  command
      ->add_option("--by", options->by,
                   "按数据的哪一列汇总（默认年度、地区、区县、类型）/ column to group by (default: year, "
                   "district, type)")
      ->allow_extra_args(false);
  command->add_option("--top", options->top, "升降最多的各列几个（默认 20）/ units in each list of movers")
      ->check(CLI::Range(std::size_t{0}, engine::max_movers));
  command
      ->add_option("--data-format", options->data_format,
                   "数据格式 csv、jsonl（默认看文件名）/ format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_flag("--bom", options->bom,
                    "写入 BOM，便于 Excel、WPS 直接打开 / write a byte order mark for Excel and WPS");
  options->voice.add_option(*command);
  command->callback([options, &status] {
    const std::optional<Rules> from = load_rules(options->from, options->voice, status);
    const std::optional<Rules> to = load_rules(options->to, options->voice, status);
    if (!from || !to) return;
    const formats::Languages languages = options->voice.languages(to->ruleset.language);
    Findings out(languages);
    const bool old_total = has_totals(from->ruleset, options->from, out);
    if (!has_totals(to->ruleset, options->to, out) || !old_total) return raise(status, findings);
    if (options->output.empty() && options->reports.empty()) options->output = "-";
    const engine::Pairing pairing(from->ruleset, to->ruleset);
    raise(status, Rescoring(*options, pairing, languages.first, out).run());
  });
}

}  // namespace rubric::cli
