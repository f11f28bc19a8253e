// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_protocol.h. hiredis allocates what a header announces, 16 GiB for "*2147483647": our own functions make the
// objects, and may refuse.

#include "server/sessions/redis_protocol.h"

#include <hiredis/hiredis.h>

#include <utility>

namespace sessions {

namespace {

/// Where the reply goes: into its array, or a new one of its own.
RedisReply* place(const redisReadTask* task, RedisReply reply) {
  if (task->parent == nullptr) return new RedisReply(std::move(reply));
  RedisReply& target = static_cast<RedisReply*>(task->parent->obj)->elements[static_cast<std::size_t>(task->idx)];
  target = std::move(reply);
  return &target;
}

void* createString(const redisReadTask* task, char* bytes, std::size_t length) {
  if (length > RedisReader::mostBytes) return nullptr;
  const auto kind = task->type == REDIS_REPLY_ERROR    ? RedisReply::Kind::Error
                    : task->type == REDIS_REPLY_STATUS ? RedisReply::Kind::Status
                                                       : RedisReply::Kind::Text;
  return place(task, {.kind = kind, .text = std::string(bytes, length)});
}

void* createArray(const redisReadTask* task, int elements) {
  auto& sofar = *static_cast<std::size_t*>(task->privdata);
  if (elements < 0 || static_cast<std::size_t>(elements) > RedisReader::mostElements - sofar) return nullptr;
  sofar += static_cast<std::size_t>(elements);
  RedisReply array{.kind = RedisReply::Kind::Array};
  array.elements.resize(static_cast<std::size_t>(elements));
  return place(task, std::move(array));
}

void* createInteger(const redisReadTask* task, long long number) {
  return place(task, {.kind = RedisReply::Kind::Number, .number = number});
}

void* createNil(const redisReadTask* task) {
  return place(task, {});
}

void freeReply(void* reply) {
  delete static_cast<RedisReply*>(reply);
}

struct FreeCommand {
  void operator()(char* command) const { redisFreeCommand(command); }
};

redisReplyObjectFunctions functions{createString, createArray, createInteger, createNil, freeReply};

}  // namespace

std::string redisCommand(std::span<const std::string_view> words) {
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  for (const std::string_view word : words) {
    starts.push_back(word.data());
    lengths.push_back(word.size());
  }
  char* raw = nullptr;
  const int length = redisFormatCommandArgv(&raw, static_cast<int>(words.size()), starts.data(), lengths.data());
  const std::unique_ptr<char, FreeCommand> owner(raw);
  return length < 0 ? std::string() : std::string(raw, static_cast<std::size_t>(length));
}

void RedisReader::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

RedisReader::RedisReader() : m_reader(redisReaderCreateWithFunctions(&functions)) {
  m_broken = m_reader == nullptr;
  if (m_reader) m_reader->privdata = &m_elements;
}

RedisReader::~RedisReader() = default;

void RedisReader::feed(std::string_view bytes) {
  m_broken = m_broken || redisReaderFeed(m_reader.get(), bytes.data(), bytes.size()) != REDIS_OK;
}

RedisRead RedisReader::next(RedisReply& reply) {
  void* raw = nullptr;
  if (m_broken || redisReaderGetReply(m_reader.get(), &raw) != REDIS_OK) {
    m_broken = true;
    return RedisRead::Broken;
  }
  if (raw == nullptr) {
    m_broken = m_reader->len - m_reader->pos > mostBytes;
    return m_broken ? RedisRead::Broken : RedisRead::More;
  }
  const std::unique_ptr<RedisReply> owner(static_cast<RedisReply*>(raw));
  reply = std::move(*owner);
  m_elements = 0;
  return RedisRead::Reply;
}

}  // namespace sessions
