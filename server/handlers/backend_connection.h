// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One connection to an application: connects, over TLS where it is https, and then moves bytes. What they mean is its
// user's.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/config/backend_address.h"
#include "server/http/buffer.h"
#include "server/net/stream_connector.h"

namespace handlers {

class BackendConnection final : public net::Destroyable, private net::Watcher {
 public:
  enum class State { Connecting, Open, Failed };
  /// Who has it at the moment; told of every change, as the last thing done in a turn: it may destroy it later.
  class User {
   public:
    virtual void backendChanged() = 0;

   protected:
    ~User() = default;
  };

  /// All outlive it, `tls` where it is needed. `resolver` may be null for a Unix socket.
  BackendConnection(net::EventLoop& loop, const config::BackendAddress& address, std::size_t backend);
  ~BackendConnection() override;

  /// Begins; fails later at the earliest.
  void connect(net::Resolver* resolver, const net::TlsClientContext* tls);
  void setUser(User* user) { m_user = user; }

  [[nodiscard]] State state() const { return m_state; }
  /// Why it is Failed, or was cut off: "connection refused".
  [[nodiscard]] const std::string& failure() const { return m_failure; }
  /// Of one that is Failed, for a person: a sentence in HTML.
  [[nodiscard]] std::string whyUnreachable() const;
  [[nodiscard]] std::size_t backend() const { return m_backend; }
  /// It served another request before.
  [[nodiscard]] bool isReused() const { return m_reused; }
  void markReused();
  /// The backend ended its direction, or the connection broke.
  [[nodiscard]] bool hasHungUp() const { return m_hangUp; }

  /// Bytes to send; flush() gives them to the stream as it has room.
  http::Buffer& output() { return m_output; }
  [[nodiscard]] bool hasRoom() const;
  /// False: it takes nothing more, ever.
  bool flush();
  void endSending() { m_endWanted = true; }

  /// Looks, rather than waits to be told: there is nothing unread, and no end.
  bool isQuiet();
  /// Received and not yet taken.
  [[nodiscard]] std::string_view unread() const { return m_input.view(); }
  void take(std::size_t bytes) { m_input.consume(bytes); }
  /// Receives more, up to 64 KiB unread. Not Data: there is nothing new.
  net::ReadOutcome fill();

 private:
  void handleReady(std::uint32_t events) override;
  void handleConnected(std::unique_ptr<net::ByteStream> stream, std::string failure);

  net::EventLoop& m_loop;
  const config::BackendAddress& m_address;
  std::size_t m_backend;
  User* m_user = nullptr;
  net::SendBufferPool m_sendBuffers;  ///< its own: a stream may outlive what others share
  std::unique_ptr<net::StreamConnector> m_connector;
  std::unique_ptr<net::ByteStream> m_stream;
  net::Watch m_watch;
  http::Buffer m_input;
  http::Buffer m_output;
  std::string m_failure;
  State m_state = State::Connecting;
  bool m_reused = false;
  bool m_readable = false;
  bool m_hangUp = false;
  bool m_endWanted = false;
  bool m_endSent = false;
};

}  // namespace handlers
