// One data file scored both ways, row by row and as a stream, for the test and the fuzzer that compare them.
//
//   const BothWays ways(ruleset, plan, path, out);
//   if (ways.streams()) CHECK(ways.streamed(2, 1000).same(ways.ordinary()));
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "formats/diagnostics.hpp"
#include "formats/score_stream.hpp"

namespace rubric::formats {

struct Scored {
  std::string text;
  std::vector<std::string> findings;
  std::set<std::uint32_t> rows;  // that have findings
  std::size_t units = 0, failed = 0, open = 0, unclean = 0, out_of_force = 0;
  std::size_t one_by_one = 0;  // units that did not go by columns

  void tell(std::vector<engine::Diagnostic> faults) {
    sort_by_place(faults);
    for (const auto& fault : faults) rows.insert(fault.place.line);
    for (const auto& fault : faults) findings.push_back(to_text(fault, {engine::Language::zh, true}));
  }
  void count(const Tally& tally) {
    units = tally.units;
    failed = tally.failed;
    open = tally.open;
    unclean = tally.unclean;
    out_of_force = tally.out_of_force;
    one_by_one = tally.one_by_one;
  }
  bool same(const Scored& other) const {
    return text == other.text && findings == other.findings && units == other.units &&
           failed == other.failed && open == other.open && unclean == other.unclean &&
           out_of_force == other.out_of_force;
  }
};

/// The file at `path` scored into the file at `out`. What cannot be done ends the program.
class BothWays {
 public:
  BothWays(const engine::Ruleset& ruleset, const engine::Plan& plan, std::string path, std::string out)
      : ruleset_(ruleset), plan_(plan), path_(std::move(path)), out_(std::move(out)) {}

  ScoreFormat format = ScoreFormat::csv;
  bool keep = false;
  std::string data_format = "csv";
  std::size_t piece_bytes = 0;  // of a stream; 0: as always
  std::size_t few_rows = 0;     // that a stream scores one by one before it makes a routine

  /// Whether the file can be read as a stream.
  bool streams() const {
    std::vector<engine::Diagnostic> problems;
    return ChunkedTable().open(path_, data_format, problems);
  }

  Scored ordinary() const {
    std::vector<engine::Diagnostic> problems;
    const auto reader = open_table(path_, data_format, problems);
    if (!reader) std::abort();
    UnitTable table(ruleset_, *reader, problems);
    OutputFile out;
    ScoreWriter writer = open(out, table);
    Scored scored;
    Tally tally;
    for (UnitRow unit; table.next(unit);) {
      const engine::Outcome outcome = score_unit(ruleset_, plan_, unit, false, tally);
      scored.tell(unit.faults);
      writer.write(unit, outcome);
    }
    return finish(std::move(scored), out, tally);
  }

  Scored streamed(unsigned threads, std::size_t chunk_bytes) const {
    std::vector<engine::Diagnostic> problems;
    ChunkedTable chunks;
    if (!chunks.open(path_, data_format, problems)) std::abort();
    chunks.set_chunk_bytes(chunk_bytes);
    const UnitTable table(ruleset_, chunks.head(), problems);
    OutputFile out;
    const ScoreWriter writer = open(out, table);
    ScoreJob job(ruleset_, plan_, table, chunks.shared_head(), writer, false);
    if (piece_bytes > 0) job.piece_bytes = piece_bytes;
    job.few_rows = few_rows;
    Scored scored;
    Tally tally;
    if (score_stream(
            chunks, job, out, threads, tally,
            [&](std::vector<engine::Diagnostic> faults) { scored.tell(std::move(faults)); },
            [](std::uint64_t) {}))
      std::abort();
    return finish(std::move(scored), out, tally);
  }

 private:
  ScoreWriter open(OutputFile& out, const UnitTable& table) const {
    if (out.open(out_)) std::abort();
    return ScoreWriter({{&ruleset_, &plan_, ""}}, table, format, keep, out);
  }
  Scored finish(Scored scored, OutputFile& out, const Tally& tally) const {
    if (out.commit()) std::abort();
    std::ifstream file(out_, std::ios::binary);
    scored.text.assign(std::istreambuf_iterator<char>(file), {});
    scored.count(tally);
    return scored;
  }

  const engine::Ruleset& ruleset_;
  const engine::Plan& plan_;
  std::string path_, out_;
};

}  // namespace rubric::formats
