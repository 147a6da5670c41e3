#include "ending.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/text.hpp"

namespace rubric::cli {
namespace {

/// Endings by which people and programs know what is in a file. Others (.out, .2024) promise nothing.
constexpr std::string_view known[] = {".csv",  ".tsv", ".json", ".jsonl", ".ndjson", ".html", ".htm",
                                      ".xlsx", ".xls", ".et",   ".ods",   ".pdf",    ".doc",  ".docx",
                                      ".wps",  ".odt", ".rtf",  ".md",    ".txt",    ".xml",  ".sarif",
                                      ".png",  ".jpg", ".svg",  ".rules", ".zip"};

}  // namespace

bool fits_ending(const std::string& path, std::string_view command,
                 std::initializer_list<std::string_view> endings, const Voice& voice, Exit& status) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto is_it = [&](std::string_view other) { return other == ending; };
  if (std::none_of(std::begin(known), std::end(known), is_it) ||
      std::any_of(endings.begin(), endings.end(), is_it))
    return true;
  engine::Text list;
  for (const std::string_view one : endings) {
    list.zh += (list.zh.empty() ? "" : "、") + std::string(one);
    list.en += (list.en.empty() ? "" : ", ") + std::string(one);
  }
  engine::Place place;
  place.file = path;
  Findings out(voice.languages(engine::Language::zh));
  out.print(
      engine::Diagnostic{engine::Code::E767, place, {ending, "rubric " + std::string(command), list}, {}});
  raise(status, not_run);
  return false;
}

}  // namespace rubric::cli
