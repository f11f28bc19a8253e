// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The client's way to a connected stream: finds the addresses of a name, tries each in turn, and shakes hands where TLS
// is wanted. How long that may take is its user's to say, who ends it then.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/net/byte_stream.h"
#include "server/net/event_loop.h"
#include "server/net/resolver.h"
#include "server/net/send_buffer.h"
#include "server/net/tls_client_context.h"

namespace net {

struct StreamTarget {
  std::string host;     ///< a name or an address, without brackets; or a Unix socket's absolute path
  int port = 0;         ///< 0: a Unix socket
  bool secure = false;  ///< TLS, which needs a context
};

class StreamConnector final : private Watcher, private Deferred {
 public:
  /// The stream; or null, and why there is none: "connection refused".
  using Connected = std::function<void(std::unique_ptr<ByteStream>, std::string failure)>;

  /// `loop` and `buffers` outlive the stream, the others this. `resolver` may be null for a Unix socket, `tls` where
  /// nothing is secure. `connected` is called once, never from in here; it may destroy this.
  StreamConnector(EventLoop& loop, SendBufferPool& buffers, StreamTarget target, Resolver* resolver,
                  const TlsClientContext* tls, Connected connected);
  ~StreamConnector() override;

 private:
  void handleReady(std::uint32_t events) override;
  void runDeferred() override;
  void handleAddresses(const Resolution& resolution);
  void connectToUnixSocket();
  void connectToNext();
  bool beginConnecting(const sockaddr* address, socklen_t length, int family);
  void finishConnecting();
  void shakeHands();
  void fail(std::string reason);
  void end();

  EventLoop& m_loop;
  SendBufferPool& m_buffers;
  StreamTarget m_target;
  const TlsClientContext* m_tls;
  Connected m_connected;
  std::unique_ptr<Resolver::Query> m_query;
  Resolution m_addresses;
  std::size_t m_nextAddress = 0;
  base::UniqueFd m_socket;  ///< until connected
  std::unique_ptr<ByteStream> m_stream;
  std::string m_failure;
  bool m_hangUp = false;
  bool m_ended = false;
  Watch m_watch;
};

}  // namespace net
