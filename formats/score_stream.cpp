#include "formats/score_stream.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

class Stream {
 public:
  Stream(ChunkedTable& chunks, const ScoreJob& job, OutputFile& out, Tally& tally,
         const std::function<void(std::vector<Diagnostic>)>& report,
         const std::function<void(std::uint64_t)>& progress)
      : chunks_(chunks),
        job_(job),
        out_(out),
        tally_(tally),
        report_(report),
        progress_(progress),
        row_(job.head->header_row) {}

  std::optional<Diagnostic> run(unsigned threads) {
    std::vector<std::thread> others;
    try {
      for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {  // the system gives no more of them: fewer do the same
    }
    work();
    for (std::thread& thread : others) thread.join();
    if (thrown_) std::rethrow_exception(thrown_);
    if (!problem_) problem_ = chunks_.problem();
    return problem_;
  }

 private:
  /// Every thread does all of it: takes the next chunk, scores it, waits for its turn and writes.
  void work() {
    try {
      ChunkScorer scorer(job_);
      Chunk chunk;
      ScoredChunk scored;
      for (std::uint64_t number = 0; take(chunk, number);) {
        scorer.score(chunk, scored);
        std::unique_lock<std::mutex> turn(turn_lock_);
        turned_.wait(turn, [&] { return turn_ == number || stopped_; });
        if (stopped_) return;
        hand_over(scored, chunk);
        ++turn_;
        turned_.notify_all();
        if (stopped_) return;
      }
    } catch (...) {
      const std::lock_guard<std::mutex> turn(turn_lock_);
      if (!thrown_) thrown_ = std::current_exception();
      stopped_ = true;
      turned_.notify_all();
    }
  }

  bool take(Chunk& chunk, std::uint64_t& number) {
    const std::lock_guard<std::mutex> reading(reading_);
    number = taken_;
    if (!chunks_.next(chunk)) return false;
    ++taken_;
    return true;
  }

  void hand_over(ScoredChunk& scored, const Chunk& chunk) {
    if (scored.problem) {
      problem_ = std::move(scored.problem);
      stopped_ = true;
      return;
    }
    out_.write_now(scored.text);
    for (std::vector<Diagnostic>& faults : scored.faults) {
      for (Diagnostic& fault : faults) {
        if (fault.place.line > 0) fault.place.line += row_;
      }
      report_(std::move(faults));
    }
    row_ += scored.rows;
    tally_.add(scored.tally);
    progress_(chunk.offset + chunk.size);
    stopped_ = out_.failed();
  }

  ChunkedTable& chunks_;
  const ScoreJob& job_;
  OutputFile& out_;
  Tally& tally_;
  const std::function<void(std::vector<Diagnostic>)>& report_;
  const std::function<void(std::uint64_t)>& progress_;

  std::mutex reading_;  // guards chunks_ and the next
  std::uint64_t taken_ = 0;

  std::mutex turn_lock_;  // guards all that follows, and what is written to
  std::condition_variable turned_;
  std::uint64_t turn_ = 0;
  std::uint32_t row_;  // rows of the file before the chunk whose turn it is
  bool stopped_ = false;
  std::optional<Diagnostic> problem_;
  std::exception_ptr thrown_;
};

unsigned threads_for(unsigned wanted) {
#ifdef __EMSCRIPTEN__
  (void)wanted;
  return 1;
#else
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return std::min(wanted == 0 ? cores : wanted, most_threads);
#endif
}

}  // namespace

std::optional<Diagnostic> score_stream(ChunkedTable& chunks, const ScoreJob& job, OutputFile& out,
                                       unsigned threads, Tally& tally,
                                       const std::function<void(std::vector<Diagnostic>)>& report,
                                       const std::function<void(std::uint64_t)>& progress) {
  return Stream(chunks, job, out, tally, report, progress).run(threads_for(threads));
}

}  // namespace rubric::formats
