// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/control_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

namespace command_line {

namespace {

base::Problem problemOf(base::ProblemCode code, std::map<std::string, std::string> arguments) {
  base::Problem problem;
  problem.code = code;
  problem.arguments = std::move(arguments);
  return problem;
}

base::Problem connectProblem(int number, const std::filesystem::path& path, const std::string& name) {
  if (number == ENOENT || number == ECONNREFUSED) return problemOf(base::ProblemCode::NotRunning, {{"name", name}});
  if (number == EACCES) return problemOf(base::ProblemCode::ControlOtherUser, {{"path", path.string()}});
  return problemOf(base::ProblemCode::ControlUnavailable,
                   {{"path", path.string()}, {"reason", base::errnoText(number)}});
}

}  // namespace

base::Result<ControlClient> ControlClient::connect(const std::filesystem::path& path, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path)
    return base::failure(problemOf(base::ProblemCode::ControlPathTooLong,
                                   {{"path", path.string()}, {"limit", std::to_string(sizeof address.sun_path - 1)}}));
  path.native().copy(address.sun_path, sizeof address.sun_path - 1);
  base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return base::failure(connectProblem(errno, path, name));
  ControlClient client(std::move(socket), path);
  const auto answer = client.call(control::HelloCall{control::protocolVersion, "command line"});
  if (!answer) return base::failure(answer.error());
  auto hello = control::helloResultFromJson(*answer);
  if (!hello) return base::failure(std::move(hello.error()));
  client.m_server = std::move(*hello);
  return client;
}

base::Result<std::string> ControlClient::call(const control::Call& call, std::chrono::seconds patience) {
  const std::int64_t id = ++m_lastId;
  const std::string line = control::toJson(control::Request{id, call}) + "\n";
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t count = ::send(m_socket.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;  // an answer that tells why may still be there to be read
    sent += static_cast<std::size_t>(count);
  }
  const auto deadline = base::MonotonicClock::now() + patience;
  while (auto message = receive(deadline)) {
    if (auto* answer = std::get_if<control::Answer>(&*message)) {
      if (answer->id == id) return std::move(answer->resultJson);
    } else if (auto* error = std::get_if<control::RpcError>(&*message)) {
      base::Error refused(error->message);
      refused.problems = std::move(error->problems);
      return base::failure(std::move(refused));
    } else {
      m_kept.push_back(std::move(*message));
    }
  }
  return base::failure(problemOf(base::ProblemCode::ControlUnavailable,
                                 {{"path", m_path.string()},
                                  {"reason", m_closed ? "the server closed the connection"
                                                      : "no answer within " + base::durationWords(patience)}}));
}

std::optional<control::ServerMessage> ControlClient::next(base::MonotonicTime deadline) {
  if (!m_kept.empty()) {
    control::ServerMessage message = std::move(m_kept.front());
    m_kept.pop_front();
    return message;
  }
  return receive(deadline);
}

std::optional<control::ServerMessage> ControlClient::receive(base::MonotonicTime deadline) {
  while (true) {
    while (const auto line = m_lines.next()) {
      auto message = control::serverMessageFromJson(*line);
      if (message && *message) return std::move(**message);
    }
    const auto left = std::chrono::ceil<base::Milliseconds>(deadline - base::MonotonicClock::now()).count();
    if (m_closed || left <= 0) return std::nullopt;
    pollfd ready{.fd = m_socket.get(), .events = POLLIN, .revents = 0};
    const int count = ::poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(left, 3'600'000)));
    if (count < 0 && errno != EINTR) m_closed = true;
    if (count <= 0) continue;
    char bytes[64 * 1024];
    const ssize_t size = ::recv(m_socket.get(), bytes, sizeof bytes, 0);
    if (size < 0 && errno == EINTR) continue;
    m_closed = size <= 0 || !m_lines.append(std::string_view(bytes, static_cast<std::size_t>(size)));
  }
}

}  // namespace command_line
