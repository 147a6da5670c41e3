#include "dsl/source.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::dsl {

namespace {

using engine::Code;
using engine::Diagnostic;
using engine::Place;

std::string hexadecimal(unsigned char byte) {
  constexpr char digits[] = "0123456789ABCDEF";
  return {digits[byte >> 4], digits[byte & 15]};
}

// Control characters that no text file holds: NUL and the rest of C0 but blanks and line ends.
std::size_t find_binary(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool blank = byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
    if ((byte < 0x20 && !blank) || byte == 0x7F) return i;
  }
  return std::string_view::npos;
}

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

struct Other {
  engine::Text what, advice;
};

/// What people take for a text file and is none: documents and the other encoding of Windows' editor.
std::optional<Other> other_kind(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto starts = [&](std::string_view mark) { return bytes.substr(0, mark.size()) == mark; };
  if (starts("\xFF\xFE"sv) || starts("\xFE\xFF"sv))
    return Other{{"这是 UTF-16 编码的文本", "this is text in UTF-16"},
                 {"请用 UTF-8 编码另存", "save it as UTF-8"}};
  if (starts("PK\x03\x04"sv) || starts("\xD0\xCF\x11\xE0"sv))
    return Other{{"这是 Word、Excel 一类的文档", "this is a document of Word, Excel or the like"},
                 {"请把规则写成纯文本，以 UTF-8 编码保存", "write the rules as plain text in UTF-8"}};
  return std::nullopt;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view bytes) {
  return bytes.substr(0, byte_order_mark.size()) == byte_order_mark ? bytes.substr(byte_order_mark.size())
                                                                    : bytes;
}

}  // namespace

Source::Source(std::string name, std::string bytes, std::vector<Diagnostic>& problems)
    : name_(std::move(name)), bytes_(std::move(bytes)) {
  if (!usable(problems)) bytes_.clear();
  read();
}

bool Source::usable(std::vector<Diagnostic>& problems) {
  const auto refuse = [&](Code code, std::vector<engine::Text> arguments) {
    Place whole;
    whole.file = name_;
    problems.push_back({code, whole, std::move(arguments), {}});
    return false;
  };
  if (bytes_.size() > max_bytes) {
    return refuse(Code::E004, {std::to_string(bytes_.size()), std::to_string(max_bytes)});
  }
  if (const std::optional<Other> other = other_kind(bytes_)) {
    return refuse(Code::E769, {other->what, engine::Text("规则文件", "rules"), other->advice});
  }
  const std::size_t binary = find_binary(bytes_);
  if (binary != std::string_view::npos) {
    const std::string byte = hexadecimal(static_cast<unsigned char>(bytes_[binary]));
    return refuse(Code::E002, {std::to_string(binary + 1), byte});
  }
  if (const auto invalid = engine::find_invalid_utf8(bytes_)) {
    return refuse(Code::E003, {std::to_string(*invalid + 1)});
  }
  if (engine::trim(without_mark(bytes_)).empty()) return refuse(Code::E001, {});
  return true;
}

void Source::read() {
  // Folding makes no text longer.
  folded_.reserve(bytes_.size());
  origin_.resize(bytes_.size() + 1);
  lines_.push_back(0);
  std::size_t offset = bytes_.size() - without_mark(bytes_).size();
  while (offset < bytes_.size()) {
    const engine::Character typed = engine::decode(bytes_, offset);
    const bool pair = typed.code == U'\r' && offset + 1 < bytes_.size() && bytes_[offset + 1] == '\n';
    char32_t plain = engine::fold(typed.code);
    if (plain == U'\r') plain = U'\n';
    if (plain == U'\f' || plain == U'\v') plain = U' ';
    const std::size_t begin = folded_.size();
    if (plain == typed.code) {
      folded_.append(bytes_, offset, typed.bytes);
    } else {
      engine::append_utf8(folded_, plain);
    }
    for (std::size_t i = begin; i < folded_.size(); ++i) origin_[i] = static_cast<std::uint32_t>(offset);
    offset += pair ? 2 : typed.bytes;
    if (plain == U'\n') lines_.push_back(static_cast<std::uint32_t>(folded_.size()));
  }
  origin_.resize(folded_.size());
  origin_.push_back(static_cast<std::uint32_t>(bytes_.size()));
}

Source::Source(std::string name, std::vector<Piece> pieces)
    : name_(std::move(name)), pieces_(std::move(pieces)) {
  for (const Piece& piece : pieces_) {
    const Source& from = *piece.from;
    const auto base = static_cast<std::uint32_t>(bytes_.size());
    const std::uint32_t begin = from.origin_[piece.span.begin];
    starts_.push_back(static_cast<std::uint32_t>(folded_.size()));
    for (std::uint32_t i = piece.span.begin; i < piece.span.end; ++i)
      origin_.push_back(from.origin_[i] - begin + base);
    bytes_ += from.original(piece.span);
    folded_ += from.folded(piece.span);
    const char end = piece.ends_line ? '\n' : ' ';
    origin_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    bytes_ += end;
    folded_ += end;
  }
  origin_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  lines_.push_back(0);
  for (std::uint32_t i = 0; i < folded_.size(); ++i) {
    if (folded_[i] == '\n') lines_.push_back(i + 1);
  }
}

std::uint32_t Source::line(Span span) const {
  return static_cast<std::uint32_t>(std::upper_bound(lines_.begin(), lines_.end(), span.begin) -
                                    lines_.begin());
}

std::string_view Source::original(Span span) const {
  return std::string_view(bytes_).substr(origin_[span.begin], origin_[span.end] - origin_[span.begin]);
}

Place Source::place(Span span) const {
  if (!pieces_.empty()) {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), span.begin);
    const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
    const Piece& piece = pieces_[index];
    const auto there = [&](std::uint32_t offset) {
      return std::min(piece.span.begin + (offset - starts_[index]), piece.span.end);
    };
    return piece.from->place({there(span.begin), there(std::max(span.begin, span.end))});
  }
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), span.begin);
  const std::uint32_t start = *std::prev(after);
  // The line's end: before its line feed, which is the last character of every line but the file's last.
  const auto end = after == lines_.end() ? static_cast<std::uint32_t>(folded_.size()) : *after - 1;

  Place place;
  place.file = name_;
  place.line = line(span);
  place.column = count_characters(folded({start, span.begin})) + 1;
  place.width =
      std::max(1u, count_characters(folded({span.begin, std::max(span.begin, std::min(span.end, end))})));
  const std::string_view typed = original({start, end});
  if (typed.size() <= max_line_text) place.line_text = typed;
  return place;
}

}  // namespace rubric::dsl
