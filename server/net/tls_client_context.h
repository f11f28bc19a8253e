// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What TLS connections to backends share: whom to trust, and HTTP/1.1 as the protocol. Its connections are TlsStream's.

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"

namespace net {

class TlsClientContext {
 public:
  /// Trusts the authorities of that PEM file; empty: the system's.
  static base::Result<std::unique_ptr<TlsClientContext>> create(const std::filesystem::path& authorities);

  /// The client's side of a new connection, without a BIO: asks for `host` (a name or an address, without brackets) and
  /// fails unless the certificate is valid for it. Null: out of memory.
  [[nodiscard]] certificates::SslPointer newConnection(const std::string& host) const;

 private:
  explicit TlsClientContext(certificates::SslContextPointer context) : m_context(std::move(context)) {}
  certificates::SslContextPointer m_context;
};

}  // namespace net
