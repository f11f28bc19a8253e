// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See tls_client_context.h.

#include "server/net/tls_client_context.h"

#include "server/certificates/openssl_error.h"
#include "server/net/tls_host.h"

namespace net {

namespace {

bool offer(SSL_CTX* context, std::string_view protocol) {
  if (protocol.empty()) return true;
  const std::string list = static_cast<char>(protocol.size()) + std::string(protocol);
  return SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(list.data()),
                                 static_cast<unsigned>(list.size())) == 0;
}

/// What it could not use; empty: nothing.
std::string load(SSL_CTX* context, const TlsClientSettings& settings) {
  if (settings.authorities.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1) return "the system's authorities";
  } else if (SSL_CTX_load_verify_file(context, settings.authorities.c_str()) != 1) {
    return settings.authorities.string();
  }
  if (settings.certificate.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, settings.certificate.c_str()) != 1)
    return settings.certificate.string();
  // Also where the two do not belong together.
  const bool usable = SSL_CTX_use_PrivateKey_file(context, settings.key.c_str(), SSL_FILETYPE_PEM) == 1;
  return usable ? std::string() : settings.key.string();
}

}  // namespace

base::Result<std::unique_ptr<TlsClientContext>> TlsClientContext::create(const TlsClientSettings& settings) {
  certificates::SslContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const raw = context.get();
  if (raw == nullptr || SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 || !offer(raw, settings.protocol))
    return base::failure(certificates::openSslError("cannot prepare TLS to backends"));
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(raw, 1);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  // A key with a passphrase is an error, and no question at a terminal.
  SSL_CTX_set_default_passwd_cb(raw, [](char*, int, int, void*) { return -1; });
  if (const std::string unusable = load(raw, settings); !unusable.empty())
    return base::failure(certificates::openSslError("cannot use " + unusable));
  return std::unique_ptr<TlsClientContext>(new TlsClientContext(std::move(context)));
}

certificates::SslPointer TlsClientContext::newConnection(const std::string& host) const {
  certificates::SslPointer ssl(SSL_new(m_context.get()));
  if (!ssl || !expectTlsHost(ssl.get(), host)) return nullptr;
  SSL_set_connect_state(ssl.get());
  return ssl;
}

}  // namespace net
