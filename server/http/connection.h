// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One client: its stream, its codec once the handshake told which, and the timeouts. Reads, writes and flushes
// once when its turn comes.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "server/config/config.h"
#include "server/http/codec.h"
#include "server/http/connection_deadline.h"
#include "server/http/http1_codec.h"
#include "server/http/http2_codec.h"
#include "server/net/byte_stream.h"
#include "server/net/event_loop.h"

namespace http {

/// What every connection of one loop shares: buffers that are only used inside a turn, pools, and what never changes.
/// Outlives the connections.
struct ConnectionShared {
  ConnectionShared(net::EventLoop& itsLoop, const config::Config& itsConfig, RequestHandler& itsHandler,
                   Counters& itsCounters);

  net::EventLoop& loop;
  const config::Config& config;
  RequestHandler& handler;  ///< the router
  Counters& counters;
  AccessObserver* access = nullptr;  ///< set before the first connection; outlives them
  std::vector<char> readBuffer;
  Buffer writeBuffer;
  BufferPool buffers;
  Http1ExchangePool http1Exchanges;
  Http2Shared http2;
};

class Connection final : public net::Destroyable, private net::Watcher, private net::Deferred, private CodecHost {
 public:
  /// `closed` is called once, when the connection is over, from inside its own callbacks or cut(); the owner then hands
  /// it to EventLoop::destroyLater. Counts itself as accepted and as open.
  Connection(ConnectionShared& shared, std::unique_ptr<net::ByteStream> stream, Client client,
             config::Protocol protocol, std::function<void(Connection&)> closed);
  ~Connection() override;

  /// Registers with the loop and starts the handshake. On failure the connection is not over: just destroy it.
  base::Result<void> start();
  /// HTTP/1.1 is closed once idle for 500 ms, and a request before that is answered with "Connection: close". HTTP/2
  /// is told twice, 250 ms apart, so that requests on their way are still served. Open requests finish.
  void drain();
  /// At once, whatever is open. Counted as cut.
  void cut();

 private:
  enum class State { Handshake, Open, Lingering, Over };

  void handleReady(std::uint32_t events) override;
  void runDeferred() override;
  void handleRequest(Request& request, ResponseWriter& writer) override;
  // From inside its turn there is nothing to do: it writes, and looks for more to read, at its end.
  void outputReady() override {
    if (!m_inTurn) again();
  }
  void inputWanted() override { outputReady(); }
  std::string_view httpDate() override { return m_shared.loop.httpDate(); }
  base::MonotonicTime now() override { return m_shared.loop.now(); }

  /// Reads, then writes and flushes, each as far as it goes.
  void takeTurn();
  /// Another turn, after the others had theirs.
  void again() { m_shared.loop.defer(*this); }
  void continueHandshake();
  void open();
  void refusePlainHttp();
  void readInput();
  void writeOutput();
  /// False: the stream takes no more now.
  bool writeSome(Buffer& from);
  bool flush();
  void linger();
  void discardInput();
  void beginDrain();
  void handleDrainStep();
  void handleTimeout();
  void updateTimer();
  [[nodiscard]] ConnectionDeadline::Activity activity() const;
  void end();

  ConnectionShared& m_shared;
  std::unique_ptr<net::ByteStream> m_stream;
  Client m_client;
  config::Protocol m_protocol;
  std::function<void(Connection&)> m_closed;
  std::unique_ptr<Codec> m_codec;
  net::Watch m_watch;
  net::Timer m_timer;
  std::unique_ptr<net::Timer> m_drainTimer;
  ConnectionDeadline m_deadline;
  Buffer m_leftOver;  ///< produced, and not yet taken by the stream
  std::uint64_t m_requests = 0;
  std::uint64_t m_bytesIn = 0;
  std::uint64_t m_bytesOut = 0;
  State m_state = State::Handshake;
  bool m_isHttp2 = false;
  bool m_readable = false;
  bool m_hangUp = false;  ///< the end of input is near: read on to it
  bool m_inputEnded = false;
  bool m_draining = false;
  bool m_counted = false;
  bool m_inTurn = false;
};

}  // namespace http
