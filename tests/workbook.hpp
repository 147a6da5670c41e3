// An XLSX workbook taken apart by Python's zip and XML readers, not by the library that wrote it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace rubric::testing {

struct SheetContent {
  std::string name;
  std::vector<std::pair<std::string, std::string>> cells;  // A1 and its text as a spreadsheet shows it,
                                                           // numbers with the 15 digits that one keeps
  std::vector<std::string> numbers;                        // the cells that are numbers
  std::vector<std::string> merged;                         // A1:B2
  std::map<std::string, std::string> heights;              // of rows that have one of their own, in points
  std::string at(const std::string& cell) const;
};

/// For each series the cells of its name, of the names of its rows, of its numbers: 'a'!$A$2:$A$3.
struct ChartContent {
  std::vector<std::vector<std::string>> series;
  std::vector<std::string> literals;  // words of it that are no cells
};

struct WorkbookContent {
  std::vector<SheetContent> sheets;
  std::vector<ChartContent> charts;
  std::vector<std::string> formats;  // how numbers are shown: 0.00"万元"
  int formulas = 0, links = 0;       // in the whole file
};

/// Fails the test if `path` is no well-formed workbook.
WorkbookContent read_workbook(const std::string& path);

}  // namespace rubric::testing
