// rubric history import: data files into the ledger, each an entry of its own.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "engine/text.hpp"
#include "formats/csv.hpp"
#include "formats/file.hpp"
#include "formats/input.hpp"
#include "formats/ledger_correction.hpp"
#include "formats/text_table.hpp"
#include "history.hpp"
#include "say.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Text;

namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{4} << 30;  // as many as a table may have

struct Options {
  LedgerOptions ledger;
  std::vector<std::string> data, keys;
  std::string format, year;
  bool new_units = false;
};

class Import {
 public:
  Import(const Options& options, formats::Ledger& ledger, std::string path, Findings& out)
      : options_(options), ledger_(ledger), path_(std::move(path)), out_(out) {}

  Exit run() {
    formats::InputFile input;
    std::string bytes;
    std::optional<engine::Diagnostic> problem = input.open(path_);
    if (!problem) problem = formats::read_rest(input, path_, most_bytes, bytes);
    if (problem) return cannot_read(*problem);
    facts_.sha256 = formats::Sha256().add(bytes).digest();
    std::vector<engine::Diagnostic> problems;
    const auto reader = formats::open_table(input, path_, options_.format, std::move(bytes), problems);
    out_.print(problems);
    if (!reader) return not_run;
    say_encoding(path_, *reader);
    // Of a file that another program is still writing, what was read is a part.
    if (path_ != "-") {
      std::string again;
      if ((problem = formats::read_file(path_, most_bytes, again))) return cannot_read(*problem);
      if (formats::Sha256().add(again).digest() != facts_.sha256) return refuse({Code::E987, file(), {}, {}});
    }
    facts_.file = std::filesystem::path(path_).filename().string();
    facts_.encoding = reader->encoding();
    facts_.columns = reader->columns();
    facts_.header_row = reader->header_row();
    if ((problem = find_keys(*reader))) return refuse(*problem);
    if (const auto known = recorded_already(); known && options_.ledger.reason.empty()) {
      say_recorded(*known);
      return all_well;
    }
    formats::LedgerWriter writer(ledger_, signature(options_.ledger));
    if (!add_rows(*reader, writer)) return findings;
    if (facts_.rows == 0)
      return refuse({Code::E983,
                     file(),
                     {Text("可记的数据：文件里一行也没有", "data to record: the file has no rows")},
                     {}});
    warn_of_clock(writer, ledger_, out_);
    const std::int64_t id = writer.finish(facts_);
    report(id);
    return all_well;
  }

 private:
  /// Rows that something is to be said of together.
  struct Rows {
    std::int64_t count = 0;
    struct {
      std::uint32_t row = 0;
      int year = 0;
      std::string unit;
      std::int64_t entry = 0;  // that has it already
    } first;
  };
  /// Rows that repeat a unit are told one by one up to here: more are one mistake, such as a missing --key.
  static constexpr std::int64_t most_repeated = 10;
  static constexpr std::size_t most_columns = 20;     // that a message names
  static constexpr std::int64_t most_names = 10'000;  // that a misspelt one is compared with

  engine::Place file() const {
    engine::Place place;
    place.file = path_;
    return place;
  }

  Exit cannot_read(const engine::Diagnostic& problem) {
    out_.print(problem);
    return not_run;
  }

  Exit refuse(const engine::Diagnostic& problem) {
    out_.print(problem);
    return findings;
  }

  void say_recorded(std::int64_t entry) const {
    fmt::print("{0}：第 {1} 笔已记过 / recorded already as #{1}\n", formats::visible(path_), entry);
    const formats::Ledger::Superseded later = ledger_.superseded(entry);
    if (later.rows == 0) return;
    fmt::print(
        "其中 {0} 行后来更正了（最后是第 {1} 笔）；要改回这份文件的数，就用 --reason 写明原因 / {0} of its "
        "rows "
        "were corrected later, last by #{1}; to go back to those of this file give the reason by --reason\n",
        later.rows, later.last);
  }

  /// The entry that has this file for the same year, where the file has none, and with the same key columns.
  std::optional<std::int64_t> recorded_already() const {
    std::optional<std::int64_t> found;
    for (const std::int64_t entry : ledger_.imports_of_file(facts_.sha256)) {
      const bool same_keys = ledger_.import(entry).keys == facts_.keys;
      if (same_keys && (year_ || ledger_.years(entry).at(0).first == formats::year_of(options_.year)))
        found = entry;
    }
    return found;
  }

  /// Of the entries that have data of a year, one that names units by other columns: the same unit would be
  /// two.
  std::optional<std::int64_t> named_otherwise(int year, std::int64_t known) const {
    for (const std::int64_t entry : ledger_.imports_of(year, known)) {
      const std::vector<std::string> keys = ledger_.import(entry).keys;
      const bool same = std::equal(keys.begin(), keys.end(), facts_.keys.begin(), facts_.keys.end(),
                                   [](const std::string& a, const std::string& b) {
                                     return engine::plain_text(a) == engine::plain_text(b);
                                   });
      if (!same) return entry;
    }
    return std::nullopt;
  }

  /// "完成率、预算", and of many columns the first ones and how many there are.
  static Text together(const std::vector<std::string>& names) {
    Text all;
    for (std::size_t i = 0; i < std::min(names.size(), most_columns); ++i) {
      all.zh += (i > 0 ? "、" : "") + names[i];
      all.en += (i > 0 ? ", " : "") + names[i];
    }
    if (names.size() > most_columns) {
      all.zh += fmt::format(" 等 {} 列", names.size());
      all.en += fmt::format(" and others, {} in all", names.size());
    }
    return all;
  }

  std::optional<engine::Diagnostic> find_keys(const formats::TableReader& reader) {
    const auto find = [&](const std::string& name) -> std::optional<std::size_t> {
      for (std::size_t i = 0; i < facts_.columns.size(); ++i) {
        if (engine::plain_text(facts_.columns[i]) == engine::plain_text(name)) return i;
      }
      return std::nullopt;
    };
    std::vector<std::string> names = options_.keys;
    if (names.empty()) names = {find("单位") || !find("unit") ? "单位" : "unit"};
    const engine::Place header = reader.place(reader.header_row());
    for (const std::string& name : names) {
      const std::optional<std::size_t> column = find(name);
      if (!column) {
        return engine::Diagnostic{Code::E977,
                                  header,
                                  {Text("没有“" + name + "”这一列；用 --key 写明是哪一列",
                                        "there is no column “" + name + "”; name one by --key")},
                                  {}};
      }
      keys_.push_back(*column);
      facts_.keys.push_back(facts_.columns[*column]);
    }
    year_ = formats::year_column(facts_.columns);
    if (year_.has_value() != options_.year.empty())
      return engine::Diagnostic{Code::E978, header, {year_ ? options_.year : ""}, {}};
    return std::nullopt;
  }

  /// The cells that name the unit, as they are compared.
  std::vector<std::string> name(const formats::Row& row) const {
    std::vector<std::string> parts;
    for (const std::size_t column : keys_) parts.push_back(engine::plain_text(row.cells[column]));
    return parts;
  }

  void wrong(const formats::TableReader& reader, Code code, std::uint32_t row,
             std::optional<std::size_t> column, std::vector<Text> arguments) {
    out_.print(engine::Diagnostic{code, reader.place(row, column), std::move(arguments), {}});
    good_ = false;
  }

  /// The year of a row that can be recorded; nothing, with what is wrong printed, of another.
  std::optional<int> usable(const formats::TableReader& reader, const formats::Row& row) {
    if (row.fault) {
      out_.print(*row.fault);
      good_ = false;
      return std::nullopt;
    }
    const std::string_view year_text = year_ ? row.cells[*year_] : std::string_view(options_.year);
    const std::optional<int> year = formats::year_of(year_text);
    if (!year) {
      wrong(reader, Code::E978, row.number, year_, {std::string(year_text)});
      return std::nullopt;
    }
    const auto empty = std::find_if(keys_.begin(), keys_.end(), [&](std::size_t column) {
      return engine::plain_text(row.cells[column]).empty();
    });
    if (empty != keys_.end()) {
      wrong(reader, Code::E977, row.number, *empty, {Text("这一格是空的", "this cell is empty")});
      return std::nullopt;
    }
    const auto too_long = std::find_if(row.cells.begin(), row.cells.end(),
                                       [](std::string_view cell) { return !formats::fits_csv(cell); });
    if (too_long != row.cells.end()) {
      wrong(reader, Code::E713, row.number, static_cast<std::size_t>(too_long - row.cells.begin()),
            {std::to_string(formats::max_cell_bytes)});
      return std::nullopt;
    }
    return year;
  }

  /// The first row of a year tells whether its units are named by other columns than those before.
  void begin_year(const formats::TableReader& reader, int year, std::int64_t known) {
    const std::optional<std::int64_t> other = named_otherwise(year, known);
    if (!other) return;
    const std::vector<std::string> keys = ledger_.import(*other).keys;
    const Text here = together(facts_.keys), there = together(keys);
    std::string cure;
    for (const std::string& key : keys) cure += " --key " + key;
    wrong(reader, Code::E977, reader.header_row(), {},
          {Text(fmt::format(
                    "这里按“{}”认单位，{} 年度的第 {} 笔按“{}”认，同一单位会成为两个；请用{} 按同样的列认",
                    here.zh, year, *other, there.zh, cure),
                fmt::format(
                    "units are named by “{}” here and by “{}” in entry #{} of {}; one unit would become two: "
                    "use{}",
                    here.en, there.en, *other, year, cure))});
  }

  /// E992, with the name of that year that is nearly the same.
  void refuse_new(const formats::TableReader& reader, const Rows& rows, std::int64_t known) {
    const auto& first = rows.first;
    engine::Diagnostic d{Code::E992,
                         reader.place(first.row),
                         {std::to_string(rows.count), std::to_string(first.year), first.unit},
                         {}};
    std::vector<std::string> names;
    for (const std::string& name : ledger_.units_of(first.year, known, most_names))
      names.push_back(unit_name(formats::unit_parts(name, keys_.size())));
    if (const auto near = engine::nearest(first.unit, names))
      d.fixes.push_back({Text("“" + *near + "”"), *near});
    out_.print(d);
    good_ = false;
  }

  /// False, with all that is wrong printed, if the file cannot be recorded.
  bool add_rows(formats::TableReader& reader, formats::LedgerWriter& writer) {
    const bool correcting = !options_.ledger.reason.empty();
    formats::LostColumns lost(ledger_, facts_.columns);
    Rows recorded, fresh, losing, repeated;
    std::vector<std::string> cells;
    for (formats::Row row; reader.next(row);) {
      const std::optional<int> year = usable(reader, row);
      if (!year) continue;
      if (years_.count(*year) == 0) begin_year(reader, *year, writer.id() - 1);
      const std::vector<std::string> name = this->name(row);
      const std::string unit = formats::ledger_name(name);
      cells.assign(row.cells.begin(), row.cells.end());
      const std::optional<std::int64_t> before = writer.add_data(*year, row.number, unit, cells);
      const auto add_to = [&](Rows& rows) {
        if (rows.count++ == 0) rows.first = {row.number, *year, unit_name(name), before.value_or(0)};
      };
      ++facts_.rows;
      ++years_[*year];
      if (before == writer.id()) {
        add_to(repeated);
        if (repeated.count <= most_repeated)
          wrong(reader, Code::E979, row.number, {}, {std::to_string(*year), unit_name(name)});
        continue;
      }
      add_to(before ? recorded : fresh);
      if (before && correcting && lost.add(*before, *year, unit)) add_to(losing);
    }
    if (repeated.count > most_repeated) {
      const std::int64_t more = repeated.count - most_repeated;
      say("{0}：另有 {1} 行也是这样 / {1} more such rows\n", formats::visible(path_), more);
    }
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    const bool sound = good_;
    if (const auto& first = recorded.first; !correcting && recorded.count > 0) {
      wrong(reader, Code::E980, first.row, {},
            {text(first.year), first.unit, text(first.entry), text(recorded.count)});
    }
    if (const auto& first = losing.first; losing.count > 0) {
      wrong(reader, Code::E991, first.row, {},
            {together(lost.columns()), text(first.year), first.unit, text(first.entry)});
    }
    if (correcting && !options_.new_units && fresh.count > 0 && sound)
      refuse_new(reader, fresh, writer.id() - 1);
    corrected_ = recorded.count;
    return good_;
  }

  void report(std::int64_t id) const {
    std::string years;
    for (const auto& [year, rows] : years_)
      years += fmt::format("{}{}：{}", years.empty() ? "" : "，", year, rows);
    fmt::print("{0}：记为第 {1} 笔，{2} 行（{3}） / recorded as #{1}, {2} rows\n", formats::visible(path_),
               id, facts_.rows, years);
    if (corrected_ > 0)
      fmt::print("其中更正 {0} 行，原来的保留 / {0} of them corrections, what they correct is kept\n",
                 corrected_);
  }

  const Options& options_;
  formats::Ledger& ledger_;
  std::string path_;
  Findings& out_;
  bool good_ = true;
  formats::ImportFacts facts_;
  std::vector<std::size_t> keys_;
  std::optional<std::size_t> year_;
  std::map<int, std::int64_t> years_;
  std::int64_t corrected_ = 0;
};

}  // namespace

void add_history_import(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand("import", "记入各年数据 / record data of any years");
  command->footer("例 / example:  rubric history import 台账.ledger examples/bishan-town-2024/units.csv");
  options->ledger.add(*command);
  command->add_option("DATA", options->data, "数据，CSV 或 JSON Lines，每份记一笔 / data, each file an entry")
      ->required();
  command
      ->add_option("--key", options->keys,
                   "认单位的列（默认是单位）/ columns that name a unit (default: unit)")
      ->expected(1)
      ->take_all();
  command->add_option("--year", options->year,
                      "没有年度这一列的文件是哪一年的 / the year of files without such a column");
  command
      ->add_option("--data-format", options->format,
                   "数据格式 csv、jsonl（默认看文件名）/ format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  options->ledger.add_signature(*command);
  command
      ->add_flag("--new-units", options->new_units,
                 "写了 --reason 的文件里也有新单位 / with --reason: some of the units are new")
      ->needs(command->get_option("--reason"));
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::write, status, [&](formats::Ledger& ledger, Findings& out) {
      for (const std::string& path : options->data) raise(status, Import(*options, ledger, path, out).run());
    });
  });
}

}  // namespace rubric::cli
