// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One request on its way to an application and its answer on the way back. Both bodies are pulled: the client's as the
// backend has room, the backend's as the client has. Told of every change by both sides, it looks at what can be done
// now.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/handlers/backend_pool.h"
#include "server/http/http1_response_reader.h"
#include "server/http/request_handler.h"

namespace handlers {

/// What all exchanges of one route share; outlives them.
struct ProxyShared {
  net::EventLoop& loop;
  const config::ProxyRoute& route;
  base::Milliseconds patience;  ///< timeouts.backend
  std::string pseudonym;
  BackendPool pool;
};

class ProxyExchange final : public net::Destroyable, private http::ExchangeObserver, private BackendConnection::User {
 public:
  /// `over` is called once, from inside its own callbacks: the owner hands it to EventLoop::destroyLater.
  ProxyExchange(ProxyShared& shared, http::Request& request, http::ResponseWriter& writer,
                std::function<void(ProxyExchange&)> over);
  ~ProxyExchange() override;
  void start();

 private:
  enum class Stage {
    Connecting,
    Asking,     ///< the request is being sent, no answer's head came yet
    Answering,  ///< the client has the head
    Tunnel,     ///< after 101
    Leaving,    ///< the client is gone: the backend is told, and given a moment to notice
    Over
  };
  class Source;

  void bodyReadable() override;
  void clientEnded() override;
  void abandoned() override;
  void completed() override;
  void backendChanged() override { advance(); }

  void connect(std::size_t backend, BackendPool::Wanted wanted);
  void connectToNext();
  void advance();
  void ask();
  void pumpBody();
  [[nodiscard]] bool pumpPiece();
  void readHead();
  void handleHead(http::ResponseHead& head);
  void handleInterim(http::ResponseHead& head);
  void beginAnswer(const http::ResponseHead& head);
  void beginTunnel(const http::ResponseHead& head);
  /// The backend's side is over before an answer's head came.
  void handleSilentEnd();
  http::BodyRead pullAnswer(std::span<char> into);

  void noteProgress() { m_timer.startIn(m_quietTime); }
  void handleTimeout();
  /// The backend's time is over.
  void failInTime();
  /// Answers with an error page, where nothing was answered; `sentence` may hold HTML.
  void fail(int status, const std::string& sentence);
  void dropConnection();
  void end();
  [[nodiscard]] std::string backendText() const;

  ProxyShared& m_shared;
  http::Request& m_request;
  http::ResponseWriter& m_writer;
  std::function<void(ProxyExchange&)> m_over;
  std::unique_ptr<BackendConnection> m_connection;
  std::vector<bool> m_tried;  ///< backends that could not be reached
  http::Http1ResponseReader m_reader;
  std::string m_upgrade;  ///< asked for; empty: nothing
  Source* m_source = nullptr;
  net::Timer m_timer;
  base::Milliseconds m_quietTime;  ///< how long the backend may say nothing
  Stage m_stage = Stage::Connecting;
  int m_interims = 0;
  bool m_chunkedBody = false;
  bool m_bodySent = false;
  bool m_bodyTouched = false;  ///< some of it was read: it cannot be sent again
  bool m_waitsForBody = false;
  bool m_waitsFor100 = false;
  bool m_pullWaits = false;  ///< the client has room and there is nothing to give it
  bool m_mayKeep = false;    ///< the backend keeps the connection after this answer
  bool m_lengthKnown = false;
  bool m_retried = false;
};

}  // namespace handlers
