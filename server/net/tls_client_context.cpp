// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See tls_client_context.h.

#include "server/net/tls_client_context.h"

#include "server/certificates/openssl_error.h"
#include "server/net/tls_host.h"

namespace net {

base::Result<std::unique_ptr<TlsClientContext>> TlsClientContext::create(const std::filesystem::path& authorities) {
  certificates::SslContextPointer context(SSL_CTX_new(TLS_client_method()));
  constexpr unsigned char offered[] = "\x08http/1.1";
  SSL_CTX* const raw = context.get();
  if (raw == nullptr || SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_alpn_protos(raw, offered, sizeof offered - 1) != 0) {
    return base::failure(certificates::openSslError("cannot prepare TLS to backends"));
  }
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(raw, 1);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  const int trusting =
      authorities.empty() ? SSL_CTX_set_default_verify_paths(raw) : SSL_CTX_load_verify_file(raw, authorities.c_str());
  if (trusting != 1) {
    return base::failure(certificates::openSslError(
        "cannot use " + (authorities.empty() ? "the system's authorities" : authorities.string())));
  }
  return std::unique_ptr<TlsClientContext>(new TlsClientContext(std::move(context)));
}

certificates::SslPointer TlsClientContext::newConnection(const std::string& host) const {
  certificates::SslPointer ssl(SSL_new(m_context.get()));
  if (!ssl || !expectTlsHost(ssl.get(), host)) return nullptr;
  SSL_set_connect_state(ssl.get());
  return ssl;
}

}  // namespace net
