#include "formats/chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/html.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr int width = 360, row = 30, bar_height = 12, margin = 4;

/// Where `value` of 0 to `whole` lies on a line of `length`.
int along(const Rational& value, const Rational& whole, int length) {
  if (whole == 0) return 0;
  return floor(value * length / whole + Rational(1, 2)).convert_to<int>();
}

std::string rect(int x, int y, int w, int h, const char* kind) {
  return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", kind, x, y,
                     std::max(w, 1), h);
}

std::string label(int x, int y, const std::string& text, const char* anchor) {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, html_text(text));
}

std::string line(int x1, int y1, int x2, int y2) {
  return fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", x1, y1, x2, y2);
}

std::string framed(int height, const std::string& title, const std::string& body) {
  return fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" xmlns=\"http://www.w3.org/2000/svg\">\n{}"
      "</svg>\n",
      width, height, html_text(title), body);
}

/// A name above its bar, and the number at the right end; clear of lines that may stand at either edge.
std::string names(int y, const Bar& bar) {
  constexpr int clear = 3;
  return label(margin + clear, y + 11, bar.name, "start") +
         label(width - margin - clear, y + 11, bar.text, "end");
}

const char* kind_of(const Rational& value) {
  return value < 0 ? "down" : "up";
}

}  // namespace

std::string bar_chart(const std::vector<Bar>& bars, const std::string& title) {
  Rational low = 0, high = 0;
  for (const Bar& bar : bars) {
    low = std::min(low, bar.value);
    high = std::max(high, bar.value);
  }
  const int length = width - 2 * margin;
  const Rational span = high - low;
  const int zero = margin + along(-low, span, length);
  std::string body;
  int y = 0;
  for (const Bar& bar : bars) {
    body += names(y, bar);
    const int end = margin + along(bar.value - low, span, length);
    body += rect(std::min(zero, end), y + 15, std::abs(end - zero), bar_height, kind_of(bar.value));
    y += row;
  }
  body += line(zero, 13, zero, y);
  return framed(y + margin, title, body);
}

std::string waterfall_chart(const Bar& start, const std::vector<Bar>& steps, const Bar& end,
                            const std::string& title) {
  Rational low = std::min(start.value, end.value), high = std::max(start.value, end.value), at = start.value;
  for (const Bar& step : steps) {
    at += step.value;
    low = std::min(low, at);
    high = std::max(high, at);
  }
  const int length = width - 2 * margin, from_edge = length / 4;
  const auto place = [&](const Rational& value) {
    return margin + from_edge + along(value - low, high - low, length - from_edge);
  };
  std::string body;
  int y = 0;
  const auto whole = [&](const Bar& bar, const char* kind) {
    body += names(y, bar) + rect(margin, y + 15, place(bar.value) - margin, bar_height, kind);
    y += row;
  };
  whole(start, "old");
  at = start.value;
  for (const Bar& step : steps) {
    const Rational next = at + step.value;
    const int left = place(std::min(at, next)), right = place(std::max(at, next));
    body += names(y, step) + line(place(at), y - row + 15 + bar_height, place(at), y + 15) +
            rect(left, y + 15, right - left, bar_height, kind_of(step.value));
    at = next;
    y += row;
  }
  body += line(place(at), y - row + 15 + bar_height, place(at), y + 15);
  whole(end, "new");
  return framed(y + margin, title, body);
}

std::string histogram_chart(const std::vector<Pair>& parts, const std::string& first,
                            const std::string& second, const std::string& title) {
  constexpr int top = 30, height = 130, foot = 16;
  std::uint64_t most = 1;
  for (const Pair& part : parts) most = std::max({most, part.first, part.second});
  const int count = static_cast<int>(parts.size());
  const int step = (width - 2 * margin) / std::max(count, 1);
  std::string body = rect(margin, 3, 10, 10, "old") + label(margin + 14, 12, first, "start") +
                     rect(width / 2, 3, 10, 10, "new") + label(width / 2 + 14, 12, second, "start") +
                     label(margin, top - 4, std::to_string(most), "start");
  const int every = count / 6 + 1;
  for (int i = 0; i < count; ++i) {
    const Pair& part = parts[static_cast<std::size_t>(i)];
    const int x = margin + i * step, half = std::max(step / 2 - 1, 1);
    const auto bar = [&](std::uint64_t units, int left, const char* kind) {
      if (units == 0) return;
      const int tall = std::max(1, along(Rational(units), Rational(most), height));
      body += rect(left, top + height - tall, half, tall, kind);
    };
    bar(part.first, x, "old");
    bar(part.second, x + half, "new");
    if (i % every == 0) body += label(x, top + height + foot - 4, part.name, "start");
  }
  body += line(margin, top + height, width - margin, top + height);
  return framed(top + height + foot, title, body);
}

}  // namespace rubric::formats
