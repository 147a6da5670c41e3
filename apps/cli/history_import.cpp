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
#include "history_corrected.hpp"
#include "history_keys.hpp"
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
    more_ = reader->next(row_);
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
    if (corrected_.changed() == 0 && corrected_.same() == facts_.rows) {  // all of them corrections
      fmt::print(
          "{0}：{1} 行都与已记的（最后是第 {2} 笔）相同，已记过，这次没有记入 / recorded already, last by "
          "#{2}: "
          "none of the {1} rows differs\n",
          formats::visible(path_), corrected_.same(), corrected_.last());
      return all_well;
    }
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
      if (!same_columns(ledger_.import(entry).keys, facts_.keys)) return entry;
    }
    return std::nullopt;
  }

  std::optional<engine::Diagnostic> find_keys(const formats::TableReader& reader) {
    const auto find = [&](const std::string& name) -> std::optional<std::size_t> {
      for (std::size_t i = 0; i < facts_.columns.size(); ++i) {
        if (engine::plain_text(facts_.columns[i]) == engine::plain_text(name)) return i;
      }
      return std::nullopt;
    };
    year_ = formats::year_column(facts_.columns);
    keys_from_ = {options_.keys, Keys::From::option, 0};
    if (options_.keys.empty()) {
      // Of a row that cannot be used no year is known: its fault is told, and the keys do not matter.
      const bool whole = more_ && !row_.fault;
      const auto year =
          whole && year_ ? formats::year_of(row_.cells[*year_]) : formats::year_of(options_.year);
      keys_from_ = usual_keys(ledger_, year.value_or(0), facts_.columns, out_);
    }
    const engine::Place header = reader.place(reader.header_row());
    for (const std::string& name : keys_from_.names) {
      const std::optional<std::size_t> column = find(name);
      if (!column) {
        const Text source = told_by(keys_from_);
        return engine::Diagnostic{
            Code::E977,
            header,
            {Text("没有“" + name + "”这一列" + source.zh + "；用 --key 写明是哪一列",
                  "there is no column “" + name + "”" + source.en + "; name one by --key")},
            {}};
      }
      keys_.push_back(*column);
      facts_.keys.push_back(facts_.columns[*column]);
    }
    places_ = places_of_units(facts_.columns, facts_.keys);
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

  /// "，第 1 笔规则按“区县、单位”认单位" where the keys are those of rules or of other data.
  static Text told_by(const Keys& keys) {
    const Text names = list_of(keys.names);
    if (keys.from == Keys::From::imports) {
      return {"，这一年已记的数据按“" + names.zh + "”认单位",
              ", and the data of that year that are recorded name units by “" + names.en + "”"};
    }
    if (keys.from != Keys::From::rules) return {"", ""};
    return {fmt::format("，第 {} 笔规则按“{}”认单位", keys.entry, names.zh),
            fmt::format(", and the rules #{} name units by “{}”", keys.entry, names.en)};
  }

  /// The keys and the columns that may belong to them.
  std::vector<std::string> wider_keys() const {
    std::vector<std::string> names = places_;
    names.insert(names.end(), facts_.keys.begin(), facts_.keys.end());
    return names;
  }

  /// What is left where data were recorded by too few columns: no entry can be taken out again.
  static Text new_ledger(std::int64_t entry, const std::vector<std::string>& keys) {
    const std::string options = key_options(keys);
    return {fmt::format(
                "若是第 {} 笔认的列不对，它改不了：用 rubric history init 另建一本台账，各份数据都用{} 记",
                entry, options),
            fmt::format("if #{} named them by the wrong columns, it cannot be mended: make another ledger by "
                        "rubric history init and record all data with{}",
                        entry, options)};
  }

  /// The first row of a year tells whether its units are named by other columns than those before, or than
  /// those of the year that the file begins with.
  void begin_year(const formats::TableReader& reader, int year, std::int64_t known) {
    const Text here = list_of(facts_.keys);
    if (const auto other = named_otherwise(year, known)) {
      const std::vector<std::string> keys = ledger_.import(*other).keys;
      const Text there = list_of(keys), source = told_by(keys_from_),
                 wrong_keys = new_ledger(*other, facts_.keys);
      const std::string same = key_options(keys);
      wrong(
          reader, Code::E977, reader.header_row(), {},
          {Text(fmt::format("这里按“{}”认单位{}；{} 年度的第 {} 笔按“{}”认，同一单位会成为两个。第 {} "
                            "笔认的列对，就用{} 按同样的列认；{}",
                            here.zh, source.zh, year, *other, there.zh, *other, same, wrong_keys.zh),
                fmt::format("units are named by “{}” here{}, and by “{}” in entry #{} of {}; one unit would "
                            "become two. If #{} is right, use{}; {}",
                            here.en, source.en, there.en, *other, year, *other, same, wrong_keys.en))});
      return;
    }
    if (keys_from_.from == Keys::From::option || years_.empty()) return;
    const Keys keys = usual_keys(ledger_, year, facts_.columns, out_);
    if (keys.from == Keys::From::usual || same_columns(keys.names, facts_.keys)) return;
    const Text there = list_of(keys.names);
    wrong(
        reader, Code::E977, reader.header_row(), {},
        {Text(fmt::format("{} 年度按“{}”认单位，{} 年度按“{}”认；请写明用{}，还是用{}", years_.begin()->first,
                          here.zh, year, there.zh, key_options(facts_.keys), key_options(keys.names)),
              fmt::format(
                  "the units of {} are named by “{}” and those of {} by “{}”: say whether to use{} or{}",
                  years_.begin()->first, here.en, year, there.en, key_options(facts_.keys),
                  key_options(keys.names)))});
  }

  /// The change of a place where the unit is, if there is one: then it is probably another unit.
  const formats::CellChange* moved(const std::vector<formats::CellChange>& changes) const {
    if (keys_from_.from == Keys::From::option) return nullptr;
    const auto found = std::find_if(changes.begin(), changes.end(), [&](const formats::CellChange& one) {
      return !one.before.empty() && !one.after.empty() &&
             std::find(places_.begin(), places_.end(), one.column) != places_.end();
    });
    return found == changes.end() ? nullptr : &*found;
  }

  void refuse_moved(const formats::TableReader& reader) {
    const auto& first = moved_.first;
    const formats::CellChange& place = *moved_place_;
    const Text way_out = new_ledger(first.entry, wider_keys());
    const std::string keys = key_options(facts_.keys);
    wrong(
        reader, Code::E977, first.row, {},
        {Text(
            fmt::format("{} 年度的“{}”在第 {} 笔里“{}”是“{}”，这里是“{}”，像是同名的另一个单位，这样的共 {} "
                        "行。确是同一单位，就写明{}；{}",
                        first.year, first.unit, first.entry, place.column, place.before, place.after,
                        moved_.count, keys, way_out.zh),
            fmt::format("“{}” of {} has “{}” in “{}” in entry #{} and “{}” here: it may be another unit of "
                        "the same name ({} such rows). If it is the same say so by{}; {}",
                        first.unit, first.year, place.before, place.column, first.entry, place.after,
                        moved_.count, keys, way_out.en))});
  }

  /// E979, with the keys that may be meant.
  void refuse_repeated(const formats::TableReader& reader, const formats::Row& row, int year,
                       const std::string& unit) {
    engine::Diagnostic d{Code::E979, reader.place(row.number), {std::to_string(year), unit}, {}};
    if (!places_.empty()) d.fixes.push_back({Text(key_options(wider_keys()).substr(1)), ""});
    out_.print(d);
    good_ = false;
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
    formats::Correction correction(ledger_, facts_.columns);
    Rows recorded, fresh, losing, repeated;
    std::vector<std::string> cells;
    for (const formats::Row& row = row_; more_; more_ = reader.next(row_)) {
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
        if (repeated.count <= most_repeated) refuse_repeated(reader, row, *year, unit_name(name));
        continue;
      }
      add_to(before ? recorded : fresh);
      if (!before) continue;
      correction.compare(*before, *year, unit, cells);
      if (const formats::CellChange* const place = moved(correction.changes())) {
        if (moved_.count == 0) moved_place_ = *place;
        add_to(moved_);
      }
      if (!correcting) continue;
      if (correction.loses()) add_to(losing);
      corrected_.add(unit_name(name), *year, *before, correction.changes());
    }
    if (repeated.count > most_repeated) {
      const std::int64_t more = repeated.count - most_repeated;
      say("{0}：另有 {1} 行也是这样 / {1} more such rows\n", formats::visible(path_), more);
    }
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    const bool sound = good_;
    if (moved_.count > 0) {
      refuse_moved(reader);
    } else if (const auto& first = recorded.first; !correcting && recorded.count > 0) {
      wrong(reader, Code::E980, first.row, {},
            {text(first.year), first.unit, text(first.entry), text(recorded.count)});
    }
    // A file that is recorded already goes back to what it had, with all that it lacks.
    if (const auto& first = losing.first; losing.count > 0 && !recorded_already()) {
      wrong(reader, Code::E991, first.row, {},
            {list_of(correction.lost_columns()), text(first.year), first.unit, text(first.entry)});
    }
    if (correcting && !options_.new_units && fresh.count > 0 && sound)
      refuse_new(reader, fresh, writer.id() - 1);
    return good_;
  }

  void report(std::int64_t id) const {
    std::string years;
    for (const auto& [year, rows] : years_)
      years += fmt::format("{}{}：{}", years.empty() ? "" : "，", year, rows);
    fmt::print("{0}：记为第 {1} 笔，{2} 行（{3}） / recorded as #{1}, {2} rows\n", formats::visible(path_),
               id, facts_.rows, years);
    corrected_.print();
    // The first data of a year decide how its units are named, and no other data say so yet.
    if (keys_from_.from != Keys::From::usual || places_.empty()) return;
    const Text keys = list_of(facts_.keys), places = list_of(places_);
    const std::string wider = key_options(wider_keys());
    fmt::print(
        "单位是按“{0}”认的，没有看“{1}”：同名的单位会成为一个。要分开，就另建一本台账，用{2} 记 / units are "
        "named "
        "by “{3}” without “{4}”: those of the same name are one. To tell them apart make another ledger and "
        "use{2}\n",
        keys.zh, places.zh, wider, keys.en, places.en);
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
  formats::Row row_;  // the one that is read
  bool more_ = false;
  Keys keys_from_;
  std::vector<std::string> places_;  // columns that may tell units of the same name apart
  Rows moved_;
  Corrected corrected_;
  std::optional<formats::CellChange> moved_place_;  // of the first such row
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
      ->add_option(
          "--key", options->keys,
          "认单位的列（默认看已记规则的标识，没有就是单位）/ columns that name a unit (default: those of "
          "the registered rules, else unit)")
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
