// rubric explain-code: a page on each kind of finding, with a wrong and a right example.
//
// The pages are docs/codes/*.md, part of the program (embedded.hpp). Their form is fixed: `## E502 中文 ·
// English`, then `### 中文` and `### English` with the text in that language.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "command.hpp"
#include "embedded.hpp"
#include "engine/text.hpp"
#include "formats/text_table.hpp"
#include "say.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> codes;
  Voice voice;
};

struct Page {
  std::string code;
  engine::Text title, body;
};

/// Reads the pages of one file, line by line.
class PageReader {
 public:
  explicit PageReader(std::vector<Page>& pages) : pages_(pages) {}

  void read(std::string_view text) {
    into_ = nullptr;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line(text.substr(at, end - at));
      at = end + 1;
    }
  }

 private:
  static bool takes(std::string_view& line, std::string_view start) {
    if (line.substr(0, start.size()) != start) return false;
    line.remove_prefix(start.size());
    return true;
  }

  void line(std::string_view text) {
    if (takes(text, "## ")) {
      heading(text);
    } else if (pages_.empty()) {
      return;
    } else if (takes(text, "### ")) {
      into_ = text == "English" ? &pages_.back().body.en : &pages_.back().body.zh;
    } else if (takes(text, "```")) {
      example_ = !example_;
    } else if (into_ && (!text.empty() || !into_->empty())) {
      *into_ += (example_ && !text.empty() ? "    " : "") + std::string(text) + "\n";
    }
  }

  void heading(std::string_view text) {
    static constexpr std::string_view between = " · ";
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::size_t second = std::min(text.find(between), text.size());
    Page page;
    page.code = std::string(text.substr(0, blank));
    page.title.zh = std::string(engine::trim(text.substr(blank, second - blank)));
    if (second < text.size()) page.title.en = std::string(text.substr(second + between.size()));
    pages_.push_back(std::move(page));
    into_ = nullptr;
  }

  std::vector<Page>& pages_;
  std::string* into_ = nullptr;
  bool example_ = false;
};

std::vector<Page> read_pages() {
  std::vector<Page> pages;
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.substr(0, 11) == "docs/codes/") PageReader(pages).read(file.text);
  }
  return pages;
}

std::string body(const Page& page, engine::Language language) {
  const std::string& title = page.title.in(language);
  const std::string text(engine::trim(page.body.in(language)));
  return fmt::format("{} {}\n\n{}\n", page.code, title, text);
}

/// "e502", "Ｅ５０２" and "[E502]" are E502.
std::string canonical(const std::string& typed) {
  std::string code;
  for (const char c : engine::fold(typed)) {
    if (c == '[' || c == ']') continue;
    code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code;
}

engine::Language other(engine::Language language) {
  return language == engine::Language::zh ? engine::Language::en : engine::Language::zh;
}

std::string list(const std::vector<Page>& pages, formats::Languages languages) {
  std::string text;
  for (const Page& page : pages) {
    text += page.code + "  " + page.title.in(languages.first);
    if (languages.both) text += " / " + page.title.in(other(languages.first));
    text += "\n";
  }
  return text;
}

std::string explanation(const Page& page, formats::Languages languages) {
  std::string text = body(page, languages.first);
  if (languages.both) text += "\n" + body(page, other(languages.first));
  return text;
}

void run(const Options& options, Exit& status) {
  const std::vector<Page> pages = read_pages();
  const formats::Languages languages = options.voice.languages(engine::Language::zh);
  std::string text = options.codes.empty() ? list(pages, languages) : "";
  for (const std::string& typed : options.codes) {
    const std::string code = canonical(typed);
    const auto found =
        std::find_if(pages.begin(), pages.end(), [&](const Page& page) { return page.code == code; });
    if (found == pages.end()) {
      say("没有“{0}”这个代码；不带参数运行 rubric explain-code 会列出全部 / "
          "there is no code {0}; without arguments rubric explain-code lists all\n",
          formats::visible(typed));
      raise(status, not_run);
      continue;
    }
    text += (text.empty() ? "" : "\n") + explanation(*found, languages);
  }
  write_output("-", text, options.voice, status);
}

}  // namespace

void add_explain_code(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "explain-code", "说明一个提示代码 / what a code such as E502 means and how to mend it");
  command->footer("例 / example:  rubric explain-code E502");
  command->add_option("CODE", options->codes,
                      "提示代码，不写则列出全部 / codes of findings; without any, all are listed");
  options->voice.add_option(*command);
  command->callback([options, &status] { run(*options, status); });
}

}  // namespace rubric::cli
