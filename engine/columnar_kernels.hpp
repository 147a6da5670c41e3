// Runs a routine over a block of rows, one kernel at a time over whole columns.
//
// Nothing is checked here that was proved while the routine was made: columns hold their ranges. Kernels over
// 64 bits are compiled for several processors and vectorised; those over 128 bits go row by row.
//
//   run_block(routine, batch, 0, 2048, frame, targets);
#pragma once

#include "engine/columnar_code.hpp"

namespace rubric::engine {

/// Memory of one run; serves any routine, one after the other.
struct Frame {
  std::vector<std::vector<std::uint8_t>> bytes;  // the buffers, by type
  std::vector<std::vector<std::int32_t>> small;
  std::vector<std::vector<std::int64_t>> narrow;
  std::vector<std::vector<Wide>> wide;
  std::vector<void*> at;  // by column
};

/// Where the outputs of a routine go, from the block's first row on; null for those that have no column.
struct Destination {
  void* numbers = nullptr;  // of the type of the output's column
  std::uint8_t* inexact = nullptr;
};

/// How many rows to run at a time, so that the buffers stay in the cache.
std::size_t block_rows(const Routine& routine);

/// Runs rows `first` to `first + rows - 1`. Afterwards frame.at tells where the columns' numbers are.
void run_block(const Routine& routine, const Batch& batch, std::size_t first, std::size_t rows, Frame& frame,
               const std::vector<Destination>& targets);

/// Whether the code reads or writes columns of 32 bits, and runs it (columnar_kernels_small.cpp).
bool uses_small(const Instruction& code, const Routine& routine);
void run_small(const Instruction& code, const Routine& routine, const Batch& batch, std::size_t first,
               std::size_t rows, Frame& frame);

/// The kernel `fold` (columnar_fold.cpp).
void run_fold(const Instruction& code, const Routine& routine, const Batch& batch, std::size_t first,
              std::size_t rows, const Frame& frame);

}  // namespace rubric::engine
