// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The client's end of a control socket, for a program that has nothing else to do: every call waits, but never longer
// than it is told to.

#pragma once

#include <deque>
#include <filesystem>
#include <optional>

#include "server/base/time.h"
#include "server/base/unique_fd.h"
#include "server/control/line_framing.h"
#include "server/control/message.h"

namespace command_line {

class ControlClient {
 public:
  /// Connects and says hello. Errors: NotRunning where nobody listens, ControlUnavailable, ControlOtherUser,
  /// ProtocolMismatch.
  static base::Result<ControlClient> connect(const std::filesystem::path& socket, const std::string& name);

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  [[nodiscard]] const control::HelloResult& server() const { return m_server; }
  static constexpr auto answerPatience = std::chrono::seconds(10);
  /// The result, as JSON; what the server refused is the error. Notifications that come in between are kept.
  base::Result<std::string> call(const control::Call& call, std::chrono::seconds patience = answerPatience);
  /// The next notification. Empty: the server closed the connection, or `deadline` passed.
  std::optional<control::ServerMessage> next(base::MonotonicTime deadline);
  [[nodiscard]] bool isClosed() const { return m_closed; }

 private:
  ControlClient(base::UniqueFd socket, std::filesystem::path path)
      : m_socket(std::move(socket)), m_path(std::move(path)) {}
  std::optional<control::ServerMessage> receive(base::MonotonicTime deadline);

  base::UniqueFd m_socket;
  std::filesystem::path m_path;
  control::LineFraming m_lines{control::maximumLine};
  std::deque<control::ServerMessage> m_kept;
  control::HelloResult m_server;
  std::int64_t m_lastId = 0;
  bool m_closed = false;
};

}  // namespace command_line
