#include "formats/claims.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "formats/figures.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string key(std::string_view text) {
  return std::string(trim(fold(text)));
}

class ClaimsTable {
 public:
  ClaimsTable(const Ruleset& ruleset, TableReader& reader) : ruleset_(ruleset), reader_(reader) {
    for (const std::string& column : reader.columns()) headings_.push_back(key(column));
  }

  std::vector<Claims> read(const std::vector<std::string>& identity, std::vector<Diagnostic>& problems) {
    for (const std::string& name : identity) {
      identity_.push_back(find(name));
      if (!identity_.back()) warn(name, problems);
    }
    bool any_item = false;
    for (const Item& item : ruleset_.items) {
      items_.push_back(find(item.title));
      any_item = any_item || items_.back();
    }
    total_ = find(total_heading(ruleset_));
    grade_ = find(grade_heading(ruleset_));
    // A report that prints only its total is common; one that prints some items is said to lack the others.
    for (std::size_t i = 0; i < items_.size() && any_item; ++i) {
      if (!items_[i]) warn(ruleset_.items[i].title, problems);
    }
    if (!total_) warn(total_heading(ruleset_), problems);
    std::vector<Claims> all;
    Row row;
    while (reader_.next(row)) {
      if (row.fault) {
        problems.push_back(*row.fault);
        continue;
      }
      all.push_back(claims(row));
    }
    return all;
  }

 private:
  std::optional<std::size_t> find(const std::string& name) const {
    const auto found = std::find(headings_.begin(), headings_.end(), key(name));
    if (found == headings_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - headings_.begin());
  }

  void warn(const std::string& name, std::vector<Diagnostic>& problems) const {
    problems.push_back({Code::W737, reader_.place(reader_.header_row()), {name}, {}});
  }

  Claim claim(const Row& row, std::optional<std::size_t> column) const {
    return read_claim(column ? row.cells[*column] : "", reader_.place(row.number, column));
  }

  Claims claims(const Row& row) const {
    Claims result;
    for (const auto& column : identity_) {
      if (column) result.key.push_back(key(row.cells[*column]));
    }
    for (const auto& column : items_) result.items.push_back(claim(row, column));
    result.total = claim(row, total_);
    result.grade = claim(row, grade_);
    return result;
  }

  const Ruleset& ruleset_;
  TableReader& reader_;
  std::vector<std::string> headings_;
  std::vector<std::optional<std::size_t>> identity_, items_;
  std::optional<std::size_t> total_, grade_;
};

}  // namespace

std::vector<Claims> read_claims(const Ruleset& ruleset, const std::vector<std::string>& identity,
                                TableReader& reader, std::vector<Diagnostic>& problems) {
  return ClaimsTable(ruleset, reader).read(identity, problems);
}

Place claims_place(const Claims& claims) {
  Place place = claims.total.place;
  place.column = 0;
  place.subject.clear();
  return place;
}

}  // namespace rubric::formats
