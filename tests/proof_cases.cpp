#include "tests/proof_cases.hpp"

#include "tests/files.hpp"
#include "tests/rules.hpp"

namespace rubric::testing {
namespace {

const std::string header =
    "规则集 例\n  满分  10分\n  单项  四舍五入保留2位小数\n  总分  最高10分，四舍五入保留2位小数\n";

/// Clauses get an indicator; other lines stand as they are.
std::string whole(const std::string& data, const std::string& body) {
  const bool clauses = body.compare(0, 2, "  ") == 0;
  return header + data + (clauses ? "指标 例  10分\n" : "") + body;
}

}  // namespace

std::vector<ProofCase> proof_cases() {
  std::vector<ProofCase> all;
  for (const std::string& file : files("tests/corpus/proofs", ".cases")) {
    std::string data;
    std::vector<std::string> bodies;
    const std::size_t first = all.size();
    for (const std::string& line : split(read(project(file)), "\n")) {
      if (line.compare(0, 3, "== ") == 0) {
        const std::vector<std::string> parts = split(line.substr(3), " ｜ ");
        ProofCase one{file, parts[0], "", {}};
        if (parts.size() > 1) {
          for (const std::string& code : split(parts[1], " ")) one.codes.insert(code);
        }
        all.push_back(std::move(one));
        bodies.emplace_back();
      } else if (bodies.empty()) {
        if (line.empty() || line[0] != '#') data += line + "\n";
      } else if (!line.empty()) {
        bodies.back() += line + "\n";
      }
    }
    for (std::size_t i = 0; i < bodies.size(); ++i) all[first + i].text = whole(data, bodies[i]);
  }
  return all;
}

}  // namespace rubric::testing
