// What the tests of the dsl share: reading a text into a tree, and a tree on one line.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "dsl/parse.hpp"
#include "tests/files.hpp"

namespace rubric::dsl {

struct Reading {
  std::vector<engine::Diagnostic> problems;
  Source source;
  Syntax tree;

  explicit Reading(std::string text)
      : source("test.rules", std::move(text), problems), tree(parse(source, problems)) {}

  /// "E101 at 3:7, E102 at 4:1": every problem and its place.
  std::string places() const {
    std::string out;
    for (const engine::Diagnostic& problem : problems) {
      if (!out.empty()) out += ", ";
      out += std::string(engine::kind(problem.code).name) + " at " + std::to_string(problem.place.line) +
             ":" + std::to_string(problem.place.column);
    }
    return out;
  }
};

/// target[ge quantity[number:90 unit:%]]: 'x is a word, :x what a leaf says.
inline std::string brief(const Syntax& tree, const Source& source, std::uint32_t index = 0) {
  const Node& node = tree.nodes[index];
  const bool leaf = node.next == index + 1;
  std::string out(name(node.kind));
  if (node.kind == NodeKind::word) out = "'" + std::string(name(node.word));
  if (node.kind == NodeKind::comparison) out = name(node.word);
  switch (node.kind) {
    case NodeKind::name:
    case NodeKind::number:
    case NodeKind::unit:
    case NodeKind::title:
    case NodeKind::text:
    case NodeKind::label:
      return out + ":" + folded_wording(source, node);
    default:
      if (leaf) return out;
  }
  std::string children;
  tree.each_child(index, [&](std::uint32_t child) { children += " " + brief(tree, source, child); });
  return out + "[" + children.substr(1) + "]";
}

inline std::string brief(const Reading& reading) {
  return brief(reading.tree, reading.source);
}

inline std::string file_text(const std::string& path_in_project) {
  return testing::read(testing::project(path_in_project));
}

/// One form of tests/corpus/forms/lines.txt: its line, the same below what it stands under, how deep the node
/// is that it makes, and that node on one line.
struct Form {
  std::string line, text;
  int depth = 0;
  std::string tree;
};

inline std::vector<Form> forms() {
  struct Where {
    std::string name, above;
    int depth;
  };
  static const Where places[] = {
      {"header zh", "规则集 甲\n", 1},
      {"header en", "ruleset x\n", 1},
      {"data zh", "规则集 甲\n数据\n", 2},
      {"data en", "ruleset x\ndata\n", 2},
      {"clause zh", "规则集 甲\n指标 甲  5分\n", 2},
      {"clause en", "ruleset x\nindicator x  5 points\n", 2},
      {"tiers zh", "规则集 甲\n指标 甲  5分\n分档\n", 3},
      {"tiers en", "ruleset x\nindicator x  5 points\ntiers\n", 3},
      {"sample zh", "规则集 甲\n样例 甲\n", 2},
      {"sample en", "ruleset x\nsample x\n", 2},
  };
  std::vector<Form> found;
  std::istringstream lines(file_text("tests/corpus/forms/lines.txt"));
  const Where* where = nullptr;
  for (std::string line, tree; std::getline(lines, line);) {
    if (line.empty() || (line[0] == '#' && where == nullptr)) continue;
    if (line.substr(0, 3) == "== ") {
      const auto named = [&](const Where& place) { return line == "== " + place.name; };
      where = std::find_if(std::begin(places), std::end(places), named);
      REQUIRE(where != std::end(places));
      continue;
    }
    REQUIRE(std::getline(lines, tree));
    found.push_back({line, where->above + testing::replaced(line, " ⏎ ", "\n"), where->depth, tree});
  }
  return found;
}

}  // namespace rubric::dsl
