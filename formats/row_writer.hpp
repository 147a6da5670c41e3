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
  /// A figure whose texts are ready: of the numbers below `count`, a power of 2 or 0, and in two parts of
  /// larger ones if they are hundredths.
  struct Ready {
    const std::int32_t* numbers;
    const std::uint64_t* texts;
    std::uint32_t count;
    bool hundredths;
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
  bool find_words(std::size_t first, std::size_t last);
  template <char* (*put_words)(char*, const std::uint64_t*, std::size_t)>
  char* put_rows(char* to, std::size_t first, std::size_t last);
  char* put_rows_plain(char* to, std::size_t first, std::size_t last);
  char* put_rows_avx512(char* to, std::size_t first, std::size_t last);

  const ScoreJob& job_;
  std::vector<Stretch> copied_;
  std::vector<Ending> endings_;               // by grade
  std::vector<std::uint64_t> short_endings_;  // the same as words, if they all are short
  std::size_t times_copied_;                  // how often a cell is, at most
  std::size_t most_of_scores_;                // bytes of a row behind what is copied, at most
  std::string dropped_;
  const CellPlaces* places_ = nullptr;
  const engine::ColumnarResult* result_ = nullptr;
  std::vector<Ready> ready_;  // by figure
  // Of the rows that are put next, some at a time:
  std::size_t block_rows_;
  std::size_t width_;  // of a row in words_
  std::vector<std::uint64_t>
      words_;             // texts of at most 7 bytes, and in the last byte of each how many they are
  std::size_t used_ = 0;  // words of a row
};

}  // namespace rubric::formats
