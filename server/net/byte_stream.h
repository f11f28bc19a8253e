// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A non-blocking two-way stream of bytes over one descriptor: plain TCP, a Unix socket, or TLS over either.

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "server/net/socket_address.h"

namespace net {

enum class HandshakeOutcome {
  Done,
  WouldBlock,  ///< call again when the descriptor is ready (either way)
  PlainHttp,   ///< the other side speaks HTTP without TLS: write() is plain from here on, to answer 400
  Failed,      ///< flush() what is buffered (an alert), then close
};
enum class ReadOutcome { Data, WouldBlock, Closed, Failed };
enum class FlushOutcome { Done, WouldBlock, Failed };

struct ReadResult {
  ReadOutcome outcome{};
  std::size_t bytes = 0;  ///< with Data: 1 or more
};

/// What a TLS handshake told; the views live as long as the stream.
struct TlsFacts {
  std::string_view version;          ///< "TLSv1.3"; empty: no TLS
  std::string_view serverName;       ///< SNI, lower case, [a-z0-9._-] only; empty: none
  std::string_view certificateName;  ///< subject of the client's verified certificate, one line; empty: none
  bool resumed = false;
};

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  [[nodiscard]] virtual int fd() const = 0;
  /// Done at once for a plain stream. Nothing else but flush() is called before it said Done or PlainHttp.
  virtual HandshakeOutcome handshake() = 0;
  /// The protocol both sides agreed on ("h2", "http/1.1"); empty: none (no ALPN, or plain).
  [[nodiscard]] virtual std::string_view protocol() const = 0;
  [[nodiscard]] virtual TlsFacts tls() const { return {}; }
  /// Who is at the other end, where a proxy stands between and said so in the handshake; null: whoever is connected.
  [[nodiscard]] virtual const SocketAddress* client() const { return nullptr; }
  /// Why something was Failed, in plain words for the log; empty: nothing was.
  [[nodiscard]] virtual std::string_view failure() const { return {}; }

  /// Closed is an orderly end (FIN, or close_notify with TLS); a FIN without close_notify is Failed: cut off.
  virtual ReadResult read(std::span<char> into) = 0;
  /// True: another read() is worth while before the descriptor becomes ready again (bytes inside TLS, or the last
  /// receive took all that it had room for). Who is told edges reads on to Closed or WouldBlock after EPOLLRDHUP, even
  /// so.
  [[nodiscard]] virtual bool hasBuffered() const = 0;

  /// Takes bytes for sending and says how many: fewer than given means that the buffer is full until flush() says Done.
  /// The rest is to be given again first.
  virtual std::size_t write(std::span<const char> bytes) = 0;
  /// Sends what write() took; called once a turn.
  virtual FlushOutcome flush() = 0;
  /// Bytes taken but not yet given to the kernel.
  [[nodiscard]] virtual std::size_t unsent() const = 0;

  /// Ends our direction after what was written: close_notify where there is TLS, then FIN once flushed.
  virtual void shutdownWrite() = 0;
};

}  // namespace net
