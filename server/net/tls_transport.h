// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The socket below TLS, as OpenSSL sees it: a BIO that receives directly, and that gathers what it is given to send
// until the stream is flushed. Looks at a client's first bytes: not all that comes to a TLS port is TLS.

#pragma once

#include <cstddef>
#include <string>

#include "server/base/unique_fd.h"
#include "server/certificates/openssl_pointers.h"
#include "server/net/plain_stream.h"

namespace net {

/// What a connection began with.
enum class TlsOpening {
  Unknown,    ///< nothing came yet, or nobody asked
  Tls,        ///< the type of a handshake record (RFC 8446 5.1)
  PlainHttp,  ///< upper-case letters up to a space or to the end of what came: an HTTP method
  Other,
};

class TlsTransport {
 public:
  TlsTransport(base::UniqueFd fd, SendBufferPool& pool) : m_socket(std::move(fd), pool) {}
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  /// A BIO on this, which outlives it; null: out of memory.
  certificates::BioPointer createBio();
  [[nodiscard]] PlainStream& socket() { return m_socket; }
  [[nodiscard]] const PlainStream& socket() const { return m_socket; }
  /// To be called before each operation that may read: TLS records without data (key updates, empty ones) may come
  /// without end, and must not keep the loop from its other connections.
  void allowReading() { m_mayReceive = receivedAtOnce; }
  /// OpenSSL is to judge the first bytes by itself, as a client does: a server's first record may be an alert.
  void trustOpening() { m_opening = TlsOpening::Tls; }
  /// An errno value of the socket; 0: none.
  [[nodiscard]] int error() const { return m_error; }
  [[nodiscard]] TlsOpening opening() const { return m_opening; }
  /// With PlainHttp: the bytes that were looked at, taken away.
  std::string takeFirstBytes() { return std::move(m_firstBytes); }

 private:
  static constexpr std::size_t receivedAtOnce = 256 * 1024;
  static constexpr std::size_t unsentAtMost = 256 * 1024;
  static const BIO_METHOD* method();
  static int readCallback(BIO* bio, char* into, int size);
  static int writeCallback(BIO* bio, const char* bytes, int size);
  static long controlCallback(BIO* bio, int command, long number, void* pointer);
  int receive(BIO* bio, std::span<char> into);
  bool acceptOpening(std::span<const char> bytes);

  PlainStream m_socket;
  std::string m_firstBytes;
  std::size_t m_mayReceive = receivedAtOnce;
  int m_error = 0;
  TlsOpening m_opening = TlsOpening::Unknown;
  bool m_ended = false;
};

}  // namespace net
