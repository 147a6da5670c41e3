// The small rulesets of tests/corpus/proofs/*.cases: sound ones, and ones with a planted defect and the codes
// that must tell of it.
//
//   == 正好 60% 两档都不含 ｜ E204
//     实际  满意度
//     分档
//       …
#pragma once

#include <set>
#include <string>
#include <vector>

namespace rubric::testing {

struct ProofCase {
  std::string file, title, text;  // text: a whole ruleset
  std::set<std::string> codes;    // empty: sound
};

std::vector<ProofCase> proof_cases();

}  // namespace rubric::testing
