// An explanation as text and as JSON. What it says is settled in explanation.cpp; here it is only laid out.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "formats/explanation.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

class TextPrinter {
 public:
  explicit TextPrinter(const Explanation& e) : e_(e), zh_(e.language == Language::zh) {}

  std::string print() {
    std::string unit;
    for (const std::string& part : e_.unit) unit += (unit.empty() ? "" : " ") + part;
    line(0, unit);
    const std::string version =
        e_.version.empty() ? "" : (zh_ ? "（" + e_.version + "）" : " (" + e_.version + ")");
    line(0, (zh_ ? "规则：" : "rules: ") + e_.ruleset + version);
    if (!e_.basis.empty()) line(0, (zh_ ? "依据：" : "basis: ") + e_.basis);
    out_ += '\n';
    int number = 0;
    for (const ExplainedItem& item : e_.items) print_item(item, fmt::format("{}. ", ++number), 0);
    for (const ExplainedItem& item : e_.adjustments) {
      const std::string sign = item.penalty ? (zh_ ? "－ " : "- ") : (zh_ ? "＋ " : "+ ");
      print_item(item, sign, 0);
    }
    for (const ExplainedStep& step : e_.total) print_step(step, 0);
    if (!e_.score.empty()) {
      const bool computed = e_.score != "无法计算" && e_.score != "fault";
      const std::string grade =
          !computed || e_.grade.empty() ? "" : (zh_ ? "，等级：" : ", grade: ") + e_.grade;
      line(0, (zh_ ? "总分：" : "total: ") + e_.score + (!computed ? "" : zh_ ? "分" : " points") + grade);
    }
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 3, ' ') + visible(text) + '\n';
  }

  void print_step(const ExplainedStep& step, int indent) {
    std::string text = step.label + (zh_ ? "：" : ": ") + step.text;
    // What was rounded ends, and is not shown by a fraction that hides it.
    const bool rounded = text.find("→") != std::string::npos;
    if (!rounded && text.find("≈") != std::string::npos && step.exact.find('/') != std::string::npos) {
      text += zh_ ? "（准确值 " + step.exact + "）" : " (exactly " + step.exact + ")";
    }
    line(indent, text);
  }

  void print_item(const ExplainedItem& item, const std::string& number, int indent) {
    const std::string points = item.points.empty() ? ""
                               : zh_               ? "（" + item.points + "分）"
                                                   : " (" + item.points + " points)";
    std::string head = number + item.title + points;
    if (item.score == "无法计算" || item.score == "不适用" || item.score == "fault" ||
        item.score == "not applicable") {
      head += (zh_ ? "：" : ": ") + item.score;
    } else if (!item.score.empty()) {
      head += zh_ ? "：得 " + item.score + "分" : ": " + item.score + " points";
      if (!item.lost.empty()) head += zh_ ? "，扣 " + item.lost + "分" : ", lost " + item.lost;
    }
    line(indent, head);
    if (!item.clause.empty()) line(indent + 1, (zh_ ? "依据：" : "basis: ") + item.clause);
    if (!item.figures.empty()) line(indent + 1, (zh_ ? "数据：" : "data: ") + figures(item));
    for (const ExplainedStep& step : item.steps) print_step(step, indent + 1);
    for (const ExplainedItem& part : item.parts) print_item(part, "· ", indent + 1);
  }

  std::string figures(const ExplainedItem& item) const {
    std::string text;
    for (const ExplainedFigure& f : item.figures) {
      if (!text.empty()) text += zh_ ? "；" : "; ";
      text += f.name + " " + f.value;
      if (!f.spot.empty()) text += zh_ ? "（" + f.spot + "）" : " (" + f.spot + ")";
    }
    return text;
  }

  const Explanation& e_;
  bool zh_;
  std::string out_;
};

nlohmann::ordered_json json(const ExplainedStep& step) {
  return {{"label", step.label}, {"text", step.text}, {"exact", step.exact}};
}

nlohmann::ordered_json json(const ExplainedItem& item) {
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
  for (const ExplainedFigure& f : item.figures)
    figures.push_back({{"name", f.name}, {"value", f.value}, {"cell", f.spot}});
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const ExplainedStep& s : item.steps) steps.push_back(json(s));
  nlohmann::ordered_json parts = nlohmann::ordered_json::array();
  for (const ExplainedItem& p : item.parts) parts.push_back(json(p));
  return {{"title", item.title},     {"points", item.points}, {"clause", item.clause},
          {"scoring", item.scoring}, {"figures", figures},    {"steps", steps},
          {"score", item.score},     {"lost", item.lost},     {"parts", parts}};
}

}  // namespace

std::string to_text(const Explanation& explanation) {
  return TextPrinter(explanation).print();
}

std::string to_json(const Explanation& e) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const ExplainedItem& item : e.items) items.push_back(json(item));
  nlohmann::ordered_json adjustments = nlohmann::ordered_json::array();
  for (const ExplainedItem& item : e.adjustments) adjustments.push_back(json(item));
  nlohmann::ordered_json total = nlohmann::ordered_json::array();
  for (const ExplainedStep& s : e.total) total.push_back(json(s));
  const nlohmann::ordered_json root{{"unit", e.unit},       {"ruleset", e.ruleset},
                                    {"version", e.version}, {"basis", e.basis},
                                    {"items", items},       {"adjustments", adjustments},
                                    {"steps", total},       {"full_marks", e.full_marks},
                                    {"total", e.score},     {"grade", e.grade}};
  return root.dump(2) + "\n";
}

}  // namespace rubric::formats
