// Chosen slots of a plan, computed for many rows at a time with 64 and 128 bit integers, exactly.
//
// For each set of scales and ranges that batches come with, a program is made of the plan: it shows that no
// step can leave its integers, so that none is checked while it runs. Rows that no such program can hold are
// told apart (`unsettled`) and are for the exact interpreter; so are those without a value where one is
// wanted. A program is immutable; each thread runs it with a Workspace of its own.
//
//   const Program program(plan, {{plan.total, 2}});
//   program.run(batch, workspace, results);     // results.figures[0].numbers[r]: the total of row r in 0.01
#pragma once

#include <memory>
#include <string>

#include "engine/columns.hpp"
#include "engine/plan.hpp"

namespace rubric::engine {

struct Routine;

/// One slot over the rows of a batch, ready to be printed: number / 10^decimals.
struct Figure {
  int decimals = 0;                   // the same for every row
  std::vector<std::int64_t> numbers;  // by row; 0 where the row is unsettled
  std::vector<std::int32_t> small;    // in place of them, if it may be and they have 32 bits; else empty
  /// By row: 1 where the number is only the display rounding (half up) of a value that does not
  /// end there. Empty: every number is exact. (An exact number may end in zeros that are not printed.)
  std::vector<std::uint8_t> inexact;
  /// By row: 1 where the indicator is 剔除 or not taken by 择一 (ItemOutcome::dropped). Empty: never.
  std::vector<std::uint8_t> dropped;

  std::int64_t number(std::size_t row) const { return small.empty() ? numbers[row] : small[row]; }
};

struct Figures {
  std::vector<Figure> figures;          // by what was wanted
  std::vector<std::uint8_t> unsettled;  // by row: 1 where the row must be run by evaluate()
};

/// A slot that is to be computed. Rows in which one has no value are unsettled.
struct Wanted {
  Slot slot = none;
  int digits = -1;  // decimals that are shown of it, as those that the rules round to; -1: display_decimals
  bool small = false;  // may come as Figure::small
};

/// Buffers and the programs made for the batches seen so far. For one thread; may serve several Programs.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  struct Contents;
  Contents& contents() { return *contents_; }

 private:
  std::unique_ptr<Contents> contents_;
};

class Program {
 public:
  /// `plan` and `ruleset` (for the domains of the data) must outlive the program.
  Program(const Ruleset& ruleset, const Plan& plan, std::vector<Wanted> wanted);

  /// The data that the wanted slots depend on, in order; no other column is looked at.
  const std::vector<DatumId>& reads() const { return reads_; }
  /// Whether the wanted slots depend on the 年度.
  bool reads_years() const { return reads_years_; }

  /// Fills `out` for all rows of `batch`. Results of earlier calls are overwritten, their memory is used
  /// again.
  void run(const Batch& batch, Workspace& workspace, Figures& out) const;

  /// What becomes of the plan for such a batch, one kernel a line.
  std::string to_text(const Batch& batch) const;

 private:
  std::shared_ptr<const Routine> routine(const Batch& batch, Workspace& workspace) const;

  const Ruleset& ruleset_;
  const Plan& plan_;
  std::vector<Wanted> wanted_;
  std::vector<bool> live_;  // by slot: a wanted one depends on it
  std::vector<DatumId> reads_;
  bool reads_years_ = false;
  std::uint64_t identity_;  // routines in a workspace are found by it
};

/// Marks `slots` and every slot that they depend on.
std::vector<bool> live_slots(const Plan& plan, const std::vector<Slot>& slots);

}  // namespace rubric::engine
