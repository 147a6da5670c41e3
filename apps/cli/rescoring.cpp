#include "rescoring.hpp"

#include <filesystem>
#include <set>

#include "formats/clauses.hpp"
#include "formats/impact_report.hpp"
#include "formats/in_order.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Diagnostic;

namespace {

bool ends_in(const std::string& path, std::string_view ending) {
  return path.size() > ending.size() && path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

bool is_workbook(const std::string& path) {
  return ends_in(path, ".xlsx");
}

}  // namespace

bool has_totals(const engine::Ruleset& ruleset, const std::string& file, Findings& out) {
  if (!ruleset.unscored) return true;
  engine::Place place;
  place.file = file;
  out.print(Diagnostic{Code::E950, place, {ruleset.name}, {}});
  return false;
}

void say_clauses(const engine::Pairing& pairing, const std::string& file, Findings& out) {
  const std::vector<engine::Clause>& clauses = pairing.clauses();
  engine::Place place;
  place.file = file;
  if (clauses.empty()) out.print(Diagnostic{Code::N952, place, {}, {}});
  engine::Text list;
  for (const engine::Clause& clause : clauses) {
    const engine::Text label = formats::clause_label(clause);
    list.zh += (list.zh.empty() ? "" : "、") + label.zh;
    list.en += (list.en.empty() ? "" : ", ") + label.en;
  }
  const std::size_t all = formats::count_changes(pairing);
  if (all == clauses.size()) return;
  out.print(Diagnostic{
      Code::N953,
      place,
      {std::to_string(all), std::to_string(engine::max_clauses), std::to_string(clauses.size()), list},
      {}});
}

void watch_rates(const engine::Pairing& pairing, const formats::UnitTable& units) {
  units.rates().watch(pairing.from());
  units.rates().watch(pairing.to());
}

void ReportOptions::add(CLI::App& command) {
  command
      .add_option("--report", paths, "报告，.html 或 .xlsx，可以多份 / report, .html or .xlsx, any number")
      ->allow_extra_args(false)
      ->check([](const std::string& path) {
        return ends_in(path, ".html") || is_workbook(path)
                   ? std::string()
                   : "要以 .html 或 .xlsx 结尾 / must end in .html or .xlsx";
      });
  command
      .add_option("--by", by,
                  "按数据的哪一列汇总（默认年度、地区、区县、类型）/ column to group by (default: year, "
                  "district, type)")
      ->allow_extra_args(false);
  command.add_option("--top", top, "升降最多的各列几个（默认 20）/ units in each list of movers")
      ->check(CLI::Range(std::size_t{0}, engine::max_movers));
  command
      .add_option("--threads", threads,
                  "同时用几个线程，默认有几个核用几个 / threads, as many as there are cores by default")
      ->check(CLI::Range(1u, formats::most_workers));
}

std::optional<Diagnostic> ReportOptions::problem(const std::string& rows) const {
  std::set<std::filesystem::path> written;
  const auto is_new = [&](const std::string& path) {
    std::error_code cannot;  // then opening it says why
    const std::filesystem::path place = std::filesystem::weakly_canonical(path, cannot);
    return cannot || written.insert(place).second;
  };
  if (!rows.empty() && rows != "-") is_new(rows);
  for (const std::string& path : paths) {
    if (is_workbook(path) && !formats::has_xlsx()) return formats::no_xlsx(path);
    if (is_new(path)) continue;
    engine::Place place;
    place.file = path;
    return Diagnostic{Code::E703,
                      place,
                      {path, engine::Text("这一次的另一份结果也要写到这里，请换一个文件名",
                                          "another result of this run goes there, too: give another name")},
                      {}};
  }
  return std::nullopt;
}

std::optional<Diagnostic> write_report(formats::Rescoring& rescoring, engine::Language language,
                                       const std::string& path) {
  const formats::Report report =
      formats::impact_tables(rescoring.impact(), rescoring.standings(), rescoring.identity());
  if (is_workbook(path)) {
    formats::Workbook book;
    formats::fill_workbook(report, book);
    return formats::write_workbook(book, path);
  }
  formats::OutputFile file;
  if (auto problem = file.open(path)) return problem;
  file.write(formats::report_html(report, language));
  return file.commit();
}

}  // namespace rubric::cli
