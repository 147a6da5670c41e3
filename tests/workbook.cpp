#include "tests/workbook.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "tests/files.hpp"

namespace rubric::testing {

std::string SheetContent::at(const std::string& cell) const {
  for (const auto& [place, text] : cells) {
    if (place == cell) return text;
  }
  return "";
}

WorkbookContent read_workbook(const std::string& path) {
  const std::string command = "python3 '" + project("tests/workbook.py") + "' '" + path + "'";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  REQUIRE(::pclose(pipe) == 0);
  const auto json = nlohmann::json::parse(text);
  WorkbookContent content;
  content.formats = json["formats"].get<std::vector<std::string>>();
  content.formulas = json["formulas"].get<int>();
  content.links = json["links"].get<int>();
  for (const auto& one : json["sheets"]) {
    content.sheets.push_back(
        {one["name"].get<std::string>(), one["cells"].get<std::vector<std::pair<std::string, std::string>>>(),
         one["numbers"].get<std::vector<std::string>>(), one["merged"].get<std::vector<std::string>>(),
         one["heights"].get<std::map<std::string, std::string>>()});
  }
  for (const auto& one : json["charts"]) {
    content.charts.push_back({one["series"].get<std::vector<std::vector<std::string>>>(),
                              one["literals"].get<std::vector<std::string>>()});
  }
  return content;
}

}  // namespace rubric::testing
