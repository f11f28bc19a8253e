// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Fields one after the other, in this machine's byte order: a frame never leaves it. The last field has the rest.

#include "server/sessions/keeper_frame.h"

#include <cstring>
#include <type_traits>

namespace sessions {

namespace {

/// Of an answer, where a Reply has Found or NotFound.
enum class Outcome : std::uint8_t { Found, NotFound, Unavailable, TooLarge, NotANumber };

template<typename Number>
void append(std::string& frame, Number number) {
  static_assert(std::is_trivially_copyable_v<Number>);
  frame.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Takes fields off the front; once one was not whole, all that follows is nothing.
class FieldReader {
 public:
  explicit FieldReader(std::string_view frame) : m_rest(frame) {}

  template<typename Number>
  Number number() {
    Number number{};
    const std::string_view bytes = take(sizeof number);
    if (m_whole) std::memcpy(&number, bytes.data(), sizeof number);
    return number;
  }
  std::string_view take(std::size_t count) {
    if (m_rest.size() < count) m_whole = false;
    if (!m_whole) return {};
    const std::string_view bytes = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return bytes;
  }
  [[nodiscard]] std::string_view rest() const { return m_rest; }
  [[nodiscard]] bool isWhole() const { return m_whole; }

 private:
  std::string_view m_rest;
  bool m_whole = true;
};

/// All of its tokens come back within a time that a clock can tell.
bool isBucket(const Question& question) {
  constexpr std::chrono::microseconds longest = std::chrono::hours(24);
  return question.by > 0 && question.interval.count() > 0 && question.interval <= longest / question.by;
}

Outcome outcomeOf(const Answer& answer) {
  if (answer) return answer->found ? Outcome::Found : Outcome::NotFound;
  switch (answer.error()) {
    case StoreError::TooLarge:
      return Outcome::TooLarge;
    case StoreError::NotANumber:
      return Outcome::NotANumber;
    case StoreError::Unavailable:
      break;
  }
  return Outcome::Unavailable;
}

}  // namespace

std::string frameOf(std::uint64_t number, const Question& question) {
  std::string frame;
  append(frame, number);
  append(frame, question.operation);
  append(frame, question.when);
  append(frame, question.by);
  append(frame, std::int64_t{question.lifetime.count()});
  append(frame, std::int64_t{question.interval.count()});
  append(frame, static_cast<std::uint16_t>(question.key.size()));
  return frame.append(question.key).append(question.value);
}

std::string frameOf(std::uint64_t number, const Answer& answer) {
  std::string frame;
  append(frame, number);
  append(frame, outcomeOf(answer));
  append(frame, answer ? answer->number : 0);
  return answer ? frame.append(answer->value) : frame;
}

std::optional<NumberedQuestion> questionIn(std::string_view frame) {
  FieldReader reader(frame);
  NumberedQuestion read;
  read.number = reader.number<std::uint64_t>();
  read.question.operation = static_cast<Operation>(reader.number<std::uint8_t>());
  read.question.when = static_cast<When>(reader.number<std::uint8_t>());
  read.question.by = reader.number<std::int64_t>();
  read.question.lifetime = base::Milliseconds(reader.number<std::int64_t>());
  read.question.interval = std::chrono::microseconds(reader.number<std::int64_t>());
  const std::size_t keyLength = reader.number<std::uint16_t>();
  read.question.key = reader.take(keyLength);
  read.question.value = reader.rest();
  constexpr std::chrono::hours longestLife{24 * 366};
  const bool isSound = reader.isWhole() && read.question.operation <= Operation::Take &&
                       (read.question.operation != Operation::Take || isBucket(read.question)) &&
                       read.question.when <= When::IfAbsent && read.question.lifetime.count() >= 0 &&
                       read.question.lifetime <= longestLife;
  if (!isSound) return std::nullopt;
  return read;
}

std::optional<NumberedAnswer> answerIn(std::string_view frame) {
  FieldReader reader(frame);
  NumberedAnswer read;
  read.number = reader.number<std::uint64_t>();
  const auto outcome = static_cast<Outcome>(reader.number<std::uint8_t>());
  Reply reply;
  reply.number = reader.number<std::int64_t>();
  if (!reader.isWhole()) return std::nullopt;
  switch (outcome) {
    case Outcome::Found:
    case Outcome::NotFound:
      reply.found = outcome == Outcome::Found;
      reply.value = reader.rest();
      read.answer = std::move(reply);
      return read;
    case Outcome::Unavailable:
      read.answer = tl::unexpected(StoreError::Unavailable);
      return read;
    case Outcome::TooLarge:
      read.answer = tl::unexpected(StoreError::TooLarge);
      return read;
    case Outcome::NotANumber:
      read.answer = tl::unexpected(StoreError::NotANumber);
      return read;
  }
  return std::nullopt;
}

}  // namespace sessions
