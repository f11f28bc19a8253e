// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See scripted_redis.h.

#include "tests/integration/scripted_redis.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

ScriptedRedis::ScriptedRedis(const QByteArray& path) : m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.constData(), std::min<std::size_t>(path.size(), sizeof address.sun_path - 1));
  ::bind(m_listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::listen(m_listener.get(), 64);
  m_accepting = std::thread([this] { accept(); });
}

ScriptedRedis::~ScriptedRedis() {
  ::shutdown(m_listener.get(), SHUT_RDWR);
  m_accepting.join();
  play({});
  for (std::thread& each : m_threads) each.join();
  for (const int fd : m_open) ::close(fd);
}

void ScriptedRedis::play(const Script& script) {
  const std::scoped_lock lock(m_mutex);
  m_script = script;
  m_trials = m_questions = 0;
  for (const int fd : m_open) ::shutdown(fd, SHUT_RDWR);
}

void ScriptedRedis::accept() {
  for (;;) {
    const int fd = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::scoped_lock lock(m_mutex);
    m_open.push_back(fd);  // closed at the very end, so that no number is taken for another
    m_threads.emplace_back([this, fd] { serve(fd); });
  }
}

void ScriptedRedis::serve(int fd) {
  std::array<char, 65536> bytes;
  for (ssize_t got = 0; (got = ::read(fd, bytes.data(), bytes.size())) > 0;) {
    const auto received = QByteArray::fromRawData(bytes.data(), got);
    Script script;
    const int trials = static_cast<int>(received.count("forkyard:trial"));
    const int questions = static_cast<int>(received.count("INCRBY"));
    {
      const std::scoped_lock lock(m_mutex);
      script = m_script;
      m_trials += trials;
      m_questions += questions;
    }
    std::this_thread::sleep_for(script.delay);
    const QByteArray answer = script.trial.repeated(trials) + script.question.repeated(questions);
    ::send(fd, answer.constData(), answer.size(), MSG_NOSIGNAL);
    if (script.closes && questions > 0) ::shutdown(fd, SHUT_RDWR);
  }
}
