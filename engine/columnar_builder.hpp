// Writes a routine: turns forms into columns and masks, choosing the narrowest kernel that the ranges allow.
//
// The same kernel on the same columns is written once. What does not fit 128 bits in every row gets a mask of
// the rows in which it does; functions take the value's mask as `valid` and put theirs into it. A constant
// that fits no column ends in TooLarge: no row can be settled by this value.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "engine/columnar_value.hpp"

namespace rubric::engine {

struct TooLarge {};

/// A yes or no by row, or for all.
struct Mask {
  std::optional<bool> constant;
  ColumnId column = none;
  bool inverted = false;
};

class ColumnarBuilder {
 public:
  explicit ColumnarBuilder(Routine& routine) : routine_(routine) {}

  struct Made {
    ColumnId out = none, valid = none, extra = none;
  };
  struct Ask {
    Kernel kernel;
    std::vector<ColumnId> inputs;
    std::vector<Integer> constants;
    Type type;
    Integer low, high;  // of the result
    bool checked = false, extra = false;
    RoundingMode mode = RoundingMode::floor;
    std::uint32_t index = none;
  };
  Made write(const Ask& ask);
  ColumnId input(Home::Place place, DatumId datum, std::int64_t low, std::int64_t high);

  const ColumnOf& of(ColumnId id) const { return routine_.columns[id]; }
  Integer low(ColumnId id) const { return from_wide(of(id).low); }
  Integer high(ColumnId id) const { return from_wide(of(id).high); }

  /// The column in 64 bits that leave room for an addition; rows of other numbers are not in `valid`.
  ColumnId fitting(ColumnId id, ColumnId& valid);
  /// The column of value / scale, of 64 bits or more; scale divides every factor and the constant.
  ColumnId column(const ColumnSum& form, const Rational& scale, ColumnId& valid);
  /// The form with one term of 64 bits or more: its terms added up in a column if there are several.
  ColumnSum single(const ColumnSum& form, ColumnId& valid);
  ColumnSum product(const ColumnSum& a, const ColumnSum& b, ColumnId& valid);

  /// The smaller (or larger) of the two, and `yes` where the mask holds, else `no`.
  ColumnSum extreme(bool smaller, const ColumnSum& a, const ColumnSum& b, ColumnId& valid);
  ColumnSum select(const Mask& mask, const ColumnSum& yes, const ColumnSum& no, ColumnId& valid);

  /// A function of a column as a form; the mask of its valid pieces.
  ColumnSum steps(ColumnId column, const ColumnPieces& pieces);
  Mask truth(ColumnId column, const ColumnPieces& pieces,
             const std::function<bool(const ColumnPiece&)>& holds);

  Mask both(const Mask& a, const Mask& b);
  Mask either(const Mask& a, const Mask& b);
  static Mask opposite(Mask mask);
  Mask of_valid(ColumnId valid) const;
  /// `valid` and the mask.
  ColumnId narrowed(ColumnId valid, const Mask& mask);
  ColumnId narrowed(ColumnId a, ColumnId b);
  /// Both, also where one is assumed.
  ColumnId intersection(ColumnId a, ColumnId b);
  ColumnId bytes(const Mask& mask);

  /// From now on only the rows in this mask matter: it need not be told of any value any more.
  void assume(ColumnId valid) { assumed_.insert(valid); }

  /// What the numbers of steps count where they can, so that scores need no conversion when written.
  Rational grid = 1;

  static Integer from_wide(Wide value);
  static Wide to_wide(const Integer& value);

 private:
  ColumnSum extreme_of_constant(bool smaller, const ColumnSum& form, const Rational& limit, ColumnId& valid);

  using Key = std::tuple<Kernel, RoundingMode, std::uint32_t, std::vector<ColumnId>, std::vector<Wide>, Type>;
  Routine& routine_;
  std::map<Key, Made> written_;
  std::set<ColumnId> assumed_;
  std::map<std::pair<Home::Place, DatumId>, ColumnId> inputs_;
};

/// Numbers that these types hold with room to spare for one more addition.
bool fits_narrow(const Integer& value);
bool fits_wide(const Integer& value);

}  // namespace rubric::engine
