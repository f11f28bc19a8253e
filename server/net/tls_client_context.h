// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What TLS connections to backends share: whom to trust, who we are, and the protocol. Its connections are TlsStream's.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"

namespace net {

struct TlsClientSettings {
  std::filesystem::path authorities{};     ///< PEM: whom to trust; empty: the system's
  std::filesystem::path certificate{};     ///< PEM, the chain after it: who we are; empty: nobody in particular
  std::filesystem::path key{};             ///< PEM, of the certificate
  std::string_view protocol = "http/1.1";  ///< offered by ALPN; empty: none
};

class TlsClientContext {
 public:
  static base::Result<std::unique_ptr<TlsClientContext>> create(const TlsClientSettings& settings);

  /// The client's side of a new connection, without a BIO: asks for `host` (a name or an address, without brackets) and
  /// fails unless the certificate is valid for it. Null: out of memory.
  [[nodiscard]] certificates::SslPointer newConnection(const std::string& host) const;

 private:
  explicit TlsClientContext(certificates::SslContextPointer context) : m_context(std::move(context)) {}
  certificates::SslContextPointer m_context;
};

}  // namespace net
