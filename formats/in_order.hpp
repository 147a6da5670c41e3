// Work on pieces that come one after the other, on several threads, its results handed over in their order.
//
//   struct Piece : InOrder { bool take() … void work() … bool hand_over() … };
//   in_order({&first, &second});       two pieces are in work at a time
#pragma once

#include <vector>

namespace rubric::formats {

/// What one thread does, again and again.
class InOrder {
 public:
  virtual ~InOrder() = default;
  /// Gets the next piece, one thread at a time; false if there is none.
  virtual bool take() = 0;
  virtual void work() = 0;
  /// Hands over what was made of it, one thread at a time and in the order of take(); false to stop all.
  virtual bool hand_over() = 0;
};

inline constexpr unsigned most_workers = 256;
/// As many as are wanted, or as there are cores; one where there are no threads.
unsigned workers_for(unsigned wanted);

/// Runs until there are no more pieces or one stops. With one worker no thread is started; where the system
/// gives no thread, fewer do the same. What one throws is thrown when all have stopped.
void in_order(const std::vector<InOrder*>& workers);

}  // namespace rubric::formats
