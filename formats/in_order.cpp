#include "formats/in_order.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace rubric::formats {
namespace {

class Turns {
 public:
  void work(InOrder& worker) {
    try {
      for (std::uint64_t number = 0; take(worker, number);) {
        worker.work();
        std::unique_lock<std::mutex> turn(turn_lock_);
        turned_.wait(turn, [&] { return turn_ == number || stopped_; });
        if (stopped_) return;
        stopped_ = !worker.hand_over();
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
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  bool take(InOrder& worker, std::uint64_t& number) {
    const std::lock_guard<std::mutex> taking(taking_);
    number = taken_;
    if (!worker.take()) return false;
    ++taken_;
    return true;
  }

  std::mutex taking_;  // guards the next, and what is taken from
  std::uint64_t taken_ = 0;
  std::mutex turn_lock_;  // guards all that follows, and what is handed over to
  std::condition_variable turned_;
  std::uint64_t turn_ = 0;
  bool stopped_ = false;
  std::exception_ptr thrown_;
};

}  // namespace

unsigned workers_for(unsigned wanted) {
#ifdef __EMSCRIPTEN__
  (void)wanted;
  return 1;
#else
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return std::min(wanted == 0 ? cores : wanted, most_workers);
#endif
}

void in_order(const std::vector<InOrder*>& workers) {
  Turns turns;
  std::vector<std::thread> others;
  try {
    for (std::size_t i = 1; i < workers.size(); ++i) {
      others.emplace_back([&turns, worker = workers[i]] { turns.work(*worker); });
    }
  } catch (const std::system_error&) {
  }
  turns.work(*workers[0]);
  for (std::thread& thread : others) thread.join();
  turns.rethrow();
}

}  // namespace rubric::formats
