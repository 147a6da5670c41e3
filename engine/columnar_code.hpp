// A routine: what is run for each row of a batch of which the scales and ranges are known, as a straight line
// of kernels over columns of integers.
//
// Every column has a type that holds all its numbers in every row, also in rows that have no value (they hold
// any number of the column's range). What a row's integers mean is settled while the routine is made
// (columnar_value.hpp) and not known here.
//
//   全年执行 2 decimals, 全年预算 > 0, 10分 rounded to 2 places:
//     c2 = smaller c0 c1              c3 = ratio c2 c1: floor((2000 c2 + c1) / (2 c1))
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/columns.hpp"
#include "engine/plan.hpp"

namespace rubric::engine {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

/// The size up to which wide numbers go, so that two can be added.
inline constexpr int wide_bits = 125;
inline constexpr Wide wide_limit = static_cast<Wide>(1) << wide_bits;

enum class Type : unsigned char { bytes, small, narrow, wide };  // 0 and 1; 32 bits; 64 bits; 128 bits
inline constexpr std::size_t type_count = 4;
/// Thresholds that the kernel `steps` has vectorised loops for.
inline constexpr std::size_t most_steps = 32;

using ColumnId = std::uint32_t;

/// What each kernel writes to column `out`; a0, a1… are the inputs and c0, c1… the constants.
enum class Kernel : unsigned char {
  known,    // the number of datum `index` where its cell is known, else c0
  state,    // 1 where the cell of datum `index` is in state c0
  date,     // the day number of date `index` in the row's year; valid: where there is one
  fold,     // fold `index`; extra[0]: the denominator, extra[1]: how many values
  sum,      // c0 + c1 a0 + c2 a1 + …
  product,  // a0 a1
  clamp,    // a0, but not below c0 and not above c1
  smaller,  // of a0 and a1
  larger,
  select,  // a1 where a0 is 1, else a2; c0, c1 stand for those that are `none`
  scale,   // floor((n c2 + c3) / 2^c4), n = a0 - c0, or c0 - a0 if c1 is 1; n and c2 below 2^32
  divide,  // floor((n c2 + c3) / c4), n as above; in both, a0 is first clamped to c5 and c6 if there are
           // these
  ratio,   // floor((c0 a0 + c1 a1 + c2) / (c3 a1)), nothing negative but c2, the quotient below 2^50
  round,   // (a0 c0 + c1) / c2, or a0 c0 / (a1 c2), by `mode`; extra[0]: 1 where that was not whole
  steps,   // c[k + i] where i of the k ascending thresholds c0 … c[k-1] are not above a0; index: k
  logic,   // ((a0 xor c0) and (a1 xor c1)) xor c2
  resize,  // a0, narrow where it was small or the other way round
};

struct Instruction {
  Kernel kernel = Kernel::sum;
  RoundingMode mode = RoundingMode::floor;
  std::uint32_t index = none;
  std::vector<ColumnId> inputs;
  std::vector<Wide> constants;
  ColumnId out = none;
  ColumnId valid = none;  // bytes: rows in which the result fits (others hold `otherwise`); none: all
  std::array<ColumnId, 2> extra{none, none};
  Wide otherwise = 0;  // some number of the range of `out`
};

/// Where a column's numbers are while a block of rows is run.
struct Home {
  enum class Place : unsigned char { unused, input, over, buffer, output, inexact };
  Place place = Place::unused;
  std::uint32_t index = 0;  // datum; buffer (of its type); output
};

struct ColumnOf {
  Type type = Type::narrow;
  Wide low = 0, high = 0;
  Home home;
};

/// What a routine takes for granted of a datum's column.
struct Facts {
  bool used = false;  // the column was there when the routine was made
  Rational scale = 1;
  int decimals = 0;
  bool states = false;  // rows may be unknown
  bool over = false;
  bool small = false;  // Column::small
  std::int64_t low = 0, high = 0, most_over = 1;
  bool several = false;   // 可填多个
  std::int64_t most = 1;  // values in one cell
  friend bool operator==(const Facts&, const Facts&) = default;
};

struct Output {
  int decimals = 0;
  ColumnId number = none, inexact = none;  // no number: no row has a value
  bool may_be_small = false;               // Wanted::small
};

struct FoldCode;

struct Routine {
  std::vector<Facts> facts;  // by datum
  std::vector<ColumnOf> columns;
  std::vector<Instruction> code;
  std::vector<Output> outputs;
  ColumnId valid = none;  // rows in which every output has a value; none: all
  bool never = false;     // no row has
  std::vector<YearlyDate> dates;
  std::vector<std::shared_ptr<const FoldCode>> folds;
  std::array<std::uint32_t, type_count> buffers{};  // by type
};

/// A fold's bodies as routines of their own, run over the values of all cells of a block of rows.
struct FoldCode {
  struct Body {
    Routine routine;  // output 0, and 1 if it has a denominator
    bool below = false;
    Wide factor = 1;              // to the common scale of the bodies
    std::vector<DatumId> many;    // whose cells' values it runs over; none: it is run once a row
    std::vector<DatumId> single;  // what else it reads
  };
  FoldKind kind = FoldKind::sum;
  std::vector<Body> bodies;
  std::vector<bool> states;  // by datum: rows may be unknown
  bool years = false;
};

/// Drops code that no output and no mask of a needed output depends on.
void drop_dead_code(Routine& routine);

/// Puts clamps that are only there for one `scale` or `divide` into it: one pass over the rows in place of
/// two.
void fuse_clamps(Routine& routine);

/// Lets code run in 32 bits where the ranges show that it can, on twice as many rows at a time
/// (columnar_widths.cpp). Before it only inputs that come so are meant to be small.
void use_small(Routine& routine);

/// Gives every column that code computes a buffer, used again once nothing later reads it. Columns that are
/// outputs keep the homes they have.
void assign_buffers(Routine& routine);

/// The routine as text, one kernel a line, for tests and for looking at what became of a plan.
std::string to_text(const Routine& routine);

}  // namespace rubric::engine
