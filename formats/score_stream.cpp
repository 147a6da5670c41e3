#include "formats/score_stream.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "formats/in_order.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Scored chunks that may wait for one before them: so many for each thread, and not more bytes than these.
constexpr std::size_t chunks_ahead = 4;
constexpr std::size_t bytes_ahead = 16u << 20;

/// Waits some tens of microseconds without sleep, for as long as another thread reads a chunk: to be put to
/// sleep and woken would take as long again.
std::unique_lock<std::mutex> lock_soon(std::mutex& mutex) {
  constexpr int times = 200;
  std::unique_lock<std::mutex> lock(mutex, std::try_to_lock);
  for (int i = 0; i < times && !lock; ++i) {
    std::this_thread::yield();
    (void)lock.try_lock();
  }
  if (!lock) lock.lock();
  return lock;
}

class Stream {
 public:
  Stream(ChunkedTable& chunks, const ScoreJob& job, OutputFile& out, unsigned threads, Tally& tally,
         const std::function<void(std::vector<Diagnostic>)>& report,
         const std::function<void(std::uint64_t)>& progress)
      : chunks_(chunks),
        job_(job),
        out_(out),
        threads_(threads),
        tally_(tally),
        report_(report),
        progress_(progress),
        waiting_(chunks_ahead * threads),
        row_(job.head->header_row) {}

  std::optional<Diagnostic> run() {
    std::vector<std::thread> others;
    try {
      for (unsigned i = 1; i < threads_; ++i) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {  // the system gives no more of them: fewer do the same
    }
    work();
    for (std::thread& thread : others) thread.join();
    if (thrown_) std::rethrow_exception(thrown_);
    if (!problem_) problem_ = chunks_.problem();
    return problem_;
  }

 private:
  struct Finished {
    ScoredChunk scored;
    std::uint64_t end = 0;  // of the chunk, in the file
  };

  /// Every thread does all of it: takes the next chunk, scores it, and leaves it to whoever hands over; that
  /// is itself if nobody does.
  void work() {
    try {
      ChunkScorer scorer(job_);
      Chunk chunk;
      auto finished = std::make_unique<Finished>();
      for (std::uint64_t number = 0; take(chunk, number);) {
        scorer.score(chunk, finished->scored);
        finished->end = chunk.offset + chunk.size;
        if (!leave(number, finished)) return;
      }
    } catch (...) {
      const std::lock_guard<std::mutex> turn(turn_lock_);
      if (!thrown_) thrown_ = std::current_exception();
      stopped_ = true;
      turned_.notify_all();
    }
  }

  bool take(Chunk& chunk, std::uint64_t& number) {
    const std::unique_lock<std::mutex> reading = lock_soon(reading_);
    number = taken_;
    if (!chunks_.next(chunk)) return false;
    ++taken_;
    return true;
  }

  /// Puts a chunk among those that wait for their turn, and hands over all whose turn has come, unless
  /// another thread is at it: that one will find this chunk, too. Gives other memory for the next chunk, that
  /// which was used last first. False where all is to end.
  bool leave(std::uint64_t number, std::unique_ptr<Finished>& finished) {
    std::unique_lock<std::mutex> turn(turn_lock_);
    turned_.wait(turn, [&] {
      return stopped_ || number == turn_ ||
             (number < turn_ + waiting_.size() && bytes_waiting_ < bytes_ahead);
    });
    if (stopped_) return false;
    bytes_waiting_ += finished->scored.text.size();
    waiting_[number % waiting_.size()] = std::move(finished);
    while (!stopped_ && !handing_over_ && waiting_[turn_ % waiting_.size()]) hand_over_next(turn);
    if (!spare_.empty()) {
      finished = std::move(spare_.back());
      spare_.pop_back();
      bytes_spare_ -= finished->scored.text.capacity();
    } else {
      finished = std::make_unique<Finished>();
    }
    return !stopped_;
  }

  /// Where pieces of the file have places, the next chunk's turn comes before this one is written, so that
  /// several threads write.
  void hand_over_next(std::unique_lock<std::mutex>& turn) {
    std::unique_ptr<Finished> next = std::move(waiting_[turn_ % waiting_.size()]);
    const std::string_view text = next->scored.text.view();
    std::uint64_t place = 0;
    handing_over_ = true;
    turn.unlock();
    const bool goes_on = hand_over(*next, place);
    turn.lock();
    handing_over_ = false;
    ++turn_;
    if (!goes_on) stopped_ = true;
    if (goes_on && out_.has_places()) {
      turned_.notify_all();
      turn.unlock();
      out_.write_at(place, text);
      turn.lock();
    }
    bytes_waiting_ -= text.size();
    if (bytes_spare_ + next->scored.text.capacity() <= bytes_ahead) {
      bytes_spare_ += next->scored.text.capacity();
      spare_.push_back(std::move(next));
    }
    turned_.notify_all();
  }

  /// For one thread at a time. Writes the text, or gives the place where it is to be written.
  bool hand_over(Finished& finished, std::uint64_t& place) {
    ScoredChunk& scored = finished.scored;
    if (scored.problem) {
      problem_ = std::move(scored.problem);
      return false;
    }
    if (out_.has_places()) {
      place = out_.take_place(scored.text.size());
    } else {
      out_.write_now(scored.text.view());
    }
    for (std::vector<Diagnostic>& faults : scored.faults) {
      for (Diagnostic& fault : faults) {
        if (fault.place.line > 0) fault.place.line += row_;
      }
      report_(std::move(faults));
    }
    row_ += scored.rows;
    tally_.add(scored.tally);
    progress_(finished.end);
    return !out_.failed();
  }

  ChunkedTable& chunks_;
  const ScoreJob& job_;
  OutputFile& out_;
  unsigned threads_;
  Tally& tally_;
  const std::function<void(std::vector<Diagnostic>)>& report_;
  const std::function<void(std::uint64_t)>& progress_;

  std::mutex reading_;  // guards chunks_ and the next
  std::uint64_t taken_ = 0;

  std::mutex turn_lock_;  // guards the next nine
  std::condition_variable turned_;
  std::uint64_t turn_ = 0;                          // of the chunk that is handed over next
  std::vector<std::unique_ptr<Finished>> waiting_;  // by number, modulo their count
  std::size_t bytes_waiting_ = 0;
  std::vector<std::unique_ptr<Finished>> spare_;  // memory that is used again, so many bytes as may wait
  std::size_t bytes_spare_ = 0;
  bool handing_over_ = false;  // some thread is at it
  bool stopped_ = false;
  std::exception_ptr thrown_;

  // The thread's that hands over, as are out_, tally_, report_ and progress_.
  std::uint32_t row_;  // rows of the file before the chunk whose turn it is
  std::optional<Diagnostic> problem_;
};

}  // namespace

std::optional<Diagnostic> score_stream(ChunkedTable& chunks, const ScoreJob& job, OutputFile& out,
                                       unsigned threads, Tally& tally,
                                       const std::function<void(std::vector<Diagnostic>)>& report,
                                       const std::function<void(std::uint64_t)>& progress) {
  // The second of two threads would find nothing to do.
  const unsigned workers = chunks.last_follows() ? 1 : workers_for(threads);
  return Stream(chunks, job, out, workers, tally, report, progress).run();
}

}  // namespace rubric::formats
