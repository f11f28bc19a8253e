// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One client: its stream, its codec once the handshake told which, and the timeouts of DESIGN. Reads in its turn,
// flushes once at the turn's end.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/config/config.h"
#include "server/http/codec.h"
#include "server/net/byte_stream.h"
#include "server/net/event_loop.h"

namespace http {

/// What every connection of one loop shares: buffers that are only used inside a turn, and what never changes.
struct ConnectionShared {
  net::EventLoop& loop;
  const config::Config& config;
  RequestHandler& handler;  ///< the router
  Counters& counters;
  std::string readBuffer;  ///< 64 KiB
  std::string writeBuffer;
};

class Connection final : public net::Destroyable, private net::Watcher, private net::Deferred, private CodecHost {
 public:
  /// `closed` is called once, when the connection is over; the owner then hands it to EventLoop::destroyLater.
  Connection(ConnectionShared& shared, std::unique_ptr<net::ByteStream> stream, Client client,
             config::Protocol protocol, std::function<void(Connection&)> closed);
  ~Connection() override;

  /// Registers with the loop and starts the handshake.
  base::Result<void> start();
  /// Draining as in DESIGN section 2: idle ones close once idle for 500 ms, open requests finish.
  void drain();
  /// At once, whatever is open.
  void cut();
};

}  // namespace http
