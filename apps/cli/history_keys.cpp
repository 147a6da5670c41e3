#include "history_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::cli {

using engine::plain_text;
using engine::Text;

namespace {

constexpr std::size_t most_columns = 20;  // that a message names

bool has(const std::vector<std::string>& columns, const std::string& name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const std::string& one) { return plain_text(one) == plain_text(name); });
}

}  // namespace

Text list_of(const std::vector<std::string>& names) {
  Text all;
  for (std::size_t i = 0; i < std::min(names.size(), most_columns); ++i) {
    all.zh += (i > 0 ? "、" : "") + names[i];
    all.en += (i > 0 ? ", " : "") + names[i];
  }
  if (names.size() > most_columns) {
    all.zh += fmt::format(" 等 {} 列", names.size());
    all.en += fmt::format(" and others, {} in all", names.size());
  }
  return all;
}

std::string key_options(const std::vector<std::string>& names) {
  std::string options;
  for (const std::string& name : names) options += " --key " + name;
  return options;
}

bool same_columns(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const std::string& one, const std::string& other) { return plain_text(one) == plain_text(other); });
}

Keys usual_keys(const formats::Ledger& ledger, int year, const std::vector<std::string>& columns,
                Findings& out) {
  const std::int64_t known = ledger.last_entry();
  if (const auto entry = ledger.rules_in_force(year, known)) {
    Keys keys{{}, Keys::From::rules, *entry};
    if (const std::optional<Rules> rules = rules_of(ledger.rules(*entry), out)) {
      for (const std::string& name : rules->ruleset.identity) {
        if (plain_text(name) != "年度" && plain_text(name) != "year") keys.names.push_back(name);
      }
    }
    const auto there = [&](const std::string& name) { return has(columns, name); };
    if (std::any_of(keys.names.begin(), keys.names.end(), there)) return keys;
  }
  if (std::vector<std::string> names = ledger.keys_of(year, known); !names.empty())
    return {std::move(names), Keys::From::imports, 0};
  return {{has(columns, "单位") || !has(columns, "unit") ? "单位" : "unit"}, Keys::From::usual, 0};
}

std::vector<std::string> places_of_units(const std::vector<std::string>& columns,
                                         const std::vector<std::string>& keys) {
  static const std::vector<std::string> names = {
      "省",     "市",   "县",   "区",   "地区", "区县", "县区",     "市县",     "县市",   "县市区",
      "市县区", "乡镇", "镇街", "街道", "乡",   "镇",   "主管部门", "district", "county", "region"};
  std::vector<std::string> found;
  for (const std::string& column : columns) {
    if (has(names, column) && !has(keys, column)) found.push_back(column);
  }
  return found;
}

}  // namespace rubric::cli
