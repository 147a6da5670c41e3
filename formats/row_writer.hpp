// Writes the scores of regular rows from what the columnar interpreter has found, as ScoreWriter would.
//
//   writer.begin(places, result);
//   writer.write(0, 64, text);      the lines of 64 rows
#pragma once

#include "formats/plain_cells.hpp"
#include "formats/score_job.hpp"

namespace rubric::formats {

/// For one thread.
class RowWriter {
 public:
  explicit RowWriter(const ScoreJob& job);

  /// What the rows are that are written next; both stay as they are until then.
  void begin(const CellPlaces& places, const engine::ColumnarResult& result);
  /// Writes rows `first` to `last - 1`, which are all settled.
  void write(std::size_t first, std::size_t last, TextBuffer& text);

 private:
  /// Columns that follow each other, with what is between them.
  struct Stretch {
    std::size_t first, last;
  };
  /// A figure of which most texts are ready: by number * times, of the numbers below `count`.
  struct Ready {
    const std::int32_t* numbers;
    std::uint32_t times = 1, count = 0;
    bool has(std::size_t row) const { return static_cast<std::uint32_t>(numbers[row]) < count; }
    std::size_t text(std::size_t row) const { return static_cast<std::uint32_t>(numbers[row]) * times; }
  };
  struct Ending {
    std::string padded;  // a grade's cell and the end of the line, and behind `size` anything
    std::size_t size;
  };
  /// What is written of a row: its items' scores and, if there is one, the total.
  const engine::Figure& figure(std::size_t place) const {
    return place < result_->items.size() ? result_->items[place] : result_->total;
  }
  char* put_figure(char* to, std::size_t place, std::size_t row) const;
  char* put_rows(char* to, std::size_t first, std::size_t last) const;

  const ScoreJob& job_;
  std::vector<Stretch> copied_;
  std::vector<Ending> endings_;  // by grade
  std::size_t times_copied_;     // how often a cell is, at most
  std::size_t most_of_scores_;   // bytes of a row behind what is copied, at most
  std::string dropped_;
  const CellPlaces* places_ = nullptr;
  const engine::ColumnarResult* result_ = nullptr;
  std::vector<Ready> ready_;           // by figure
  std::vector<std::int32_t> nothing_;  // by row: zeros, the numbers of a figure that is not ready
};

}  // namespace rubric::formats
