// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A blocking TLS client over one loopback connection, for the load generator's threads: every wait has an end, and
// every end says which kind it was. Verifies no certificate.

#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

enum class ClientOutcome {
  Ok,
  Refused,  ///< no TCP connection
  Cut,      ///< the connection ended where it should not
  Hung,     ///< nothing came in time
};

class TlsClient {
 public:
  /// `protocol` is offered by ALPN: "h2" or "http/1.1". `wait` bounds each read and write.
  TlsClient(int port, std::string_view protocol, std::chrono::milliseconds wait);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  ClientOutcome connect(SSL_SESSION* session = nullptr);
  ClientOutcome write(std::string_view bytes);
  /// Reads what there is, at least one byte. `bytes` is 0 with Ok after an orderly end (close_notify, or FIN).
  ClientOutcome read(std::span<char> into, std::size_t& bytes);

  [[nodiscard]] bool resumed() const;
  /// The newest session ticket that came; owned by the caller.
  [[nodiscard]] SSL_SESSION* takeSession();

 private:
  ClientOutcome outcomeOf(int result) const;

  int m_port;
  int m_fd = -1;
  std::string m_protocol;
  std::chrono::milliseconds m_wait;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
  std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
};
