// Which columns of a data file name its units, where --key does not say so.
#pragma once

#include "history.hpp"

namespace rubric::cli {

struct Keys {
  enum class From : unsigned char { option, rules, imports, usual };
  std::vector<std::string> names;
  From from = From::usual;
  std::int64_t entry = 0;  // of the rules
};

/// "区县、单位" and "区县, 单位"; of many the first ones and how many there are.
engine::Text list_of(const std::vector<std::string>& names);
/// " --key 区县 --key 单位"
std::string key_options(const std::vector<std::string>& names);
bool same_columns(const std::vector<std::string>& a, const std::vector<std::string>& b);

/// Of data of a year in a file with these headings: the columns by which the rules that are in force then
/// tell units apart, without 年度; where the file has none of them, or there are no such rules, those of the
/// year's imports; else 单位, or unit where there is no such column.
Keys usual_keys(const formats::Ledger& ledger, int year, const std::vector<std::string>& columns,
                Findings& out);

/// The headings, without the keys, of columns that say where a unit is or whose it is (区县, 主管部门): two
/// of the same name there may be two units.
std::vector<std::string> places_of_units(const std::vector<std::string>& columns,
                                         const std::vector<std::string>& keys);

}  // namespace rubric::cli
