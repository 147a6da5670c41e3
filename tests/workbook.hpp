// An XLSX workbook taken apart by Python's zip and XML readers, not by the library that wrote it.
#pragma once

#include <string>
#include <vector>

namespace rubric::testing {

struct SheetContent {
  std::string name;
  std::vector<std::pair<std::string, std::string>> cells;  // A1 and its text as a spreadsheet shows it,
                                                           // numbers with the 15 digits that one keeps
  std::vector<std::string> numbers;                        // the cells that are numbers
  std::vector<std::string> merged;                         // A1:B2
  std::string at(const std::string& cell) const;
};

struct WorkbookContent {
  std::vector<SheetContent> sheets;
  int formulas = 0, links = 0;  // in the whole file
};

/// Fails the test if `path` is no well-formed workbook.
WorkbookContent read_workbook(const std::string& path);

}  // namespace rubric::testing
