#include "formats/sarif.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Json = nlohmann::ordered_json;

std::string level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

/// A path as a reference of RFC 3986: everything but letters, digits and -._~/ in percent signs.
std::string uri(const std::string& path) {
  const std::string digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || std::string("-._~/").find(c) != std::string::npos;
    if (plain)
      text += c;
    else
      text += {'%', digits[byte / 16], digits[byte % 16]};
  }
  return text;
}

Json location(const Place& place) {
  Json physical = {{"artifactLocation", {{"uri", uri(place.file)}}}};
  if (place.line > 0) {
    Json region = {{"startLine", place.line}};
    if (place.column > 0) {
      region["startColumn"] = place.column;
      region["endColumn"] = place.column + std::max<std::uint32_t>(place.width, 1);
    }
    physical["region"] = region;
  }
  return {{"physicalLocation", physical}};
}

}  // namespace

std::string to_sarif(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Code> codes;
  for (const Diagnostic& d : diagnostics) {
    if (std::find(codes.begin(), codes.end(), d.code) == codes.end()) codes.push_back(d.code);
  }
  Json rules = Json::array(), results = Json::array();
  for (const Code code : codes) {
    const std::string name(kind(code).name);
    rules.push_back({{"id", name},
                     {"defaultConfiguration", {{"level", level(kind(code).severity)}}},
                     {"help", {{"text", "rubric explain-code " + name}}}});
  }
  for (const Diagnostic& d : diagnostics) {
    std::string text = d.message(Language::zh);
    for (const Fix& fix : d.fixes) text += "\n可改为：" + fix.advice.zh;
    text += "\n" + d.message(Language::en);
    for (const Fix& fix : d.fixes) text += "\ntry: " + fix.advice.en;
    Json result = {{"ruleId", kind(d.code).name},
                   {"ruleIndex", std::find(codes.begin(), codes.end(), d.code) - codes.begin()},
                   {"level", level(d.severity())},
                   {"message", {{"text", text}}}};
    if (!d.place.file.empty()) result["locations"] = Json::array({location(d.place)});
    results.push_back(std::move(result));
  }
  const Json driver = {{"name", "rubric"}, {"rules", rules}};
  const Json log = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array(
           {{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}}})},
  };
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rubric::formats
