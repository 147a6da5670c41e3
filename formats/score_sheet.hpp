// The printed table of a ruleset, 评分细则表: what a notice has as its attachment.
//
// Every sentence is made from the checked ruleset, from its numbers and expressions, not from the wording of
// the rules file; so what is printed and what is computed cannot disagree. Only names, titles and 依据 are
// copied. A sheet is finished text in one language; as HTML or Markdown it is only laid out.
//
//   预算执行率 | 10 | 得分＝10分×(全年执行 ÷ 全年预算)÷100%，最高10分
//   群众满意度 | 10 | 按群众满意度分档：≥90%得10分；80%(含)至90%(不含)得8分；…
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/ruleset.hpp"

namespace rubric::formats {

struct SheetColumn {
  enum class Kind : unsigned char { group, name, figure, prose, brief, room };  // room: to write into
  std::string name;
  Kind kind = Kind::prose;
  std::string unit = {};  // of amounts: figures that end in it are numbers in a workbook
};

/// A cell and how many rows it spans; 0: it is covered by the cell above.
struct SheetCell {
  std::vector<std::string> lines;
  int rows = 1;
};

struct SheetTable {
  std::string heading;
  std::vector<SheetColumn> columns;
  std::vector<std::vector<SheetCell>> rows;
};

struct SheetList {
  std::string heading;
  bool numbered = false;
  std::vector<std::string> lines;
};

struct ScoreSheet {
  engine::Language language = engine::Language::zh;
  std::string title;
  std::vector<std::pair<std::string, std::string>> head;  // 版本, 适用, 满分, 依据
  std::vector<SheetTable> before;  // 预算资金, 年度总体目标 of a self-evaluation
  SheetTable indicators;
  std::vector<SheetTable> tables;  // 加分, 减分, 一票否决, 等级; those that there are
  std::vector<SheetList> lists;    // 公式和参数, 计算和取整, 说明
};

ScoreSheet score_sheet(const engine::Ruleset& ruleset, engine::Language language);

/// One self-contained page, laid out for screen, phone and A4 paper; all text is escaped.
std::string to_html(const ScoreSheet& sheet);
/// Plain tables; a cell's lines are joined by <br>, all text is escaped.
std::string to_markdown(const ScoreSheet& sheet);

}  // namespace rubric::formats
