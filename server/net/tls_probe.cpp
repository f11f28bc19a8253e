// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/net/tls_probe.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <memory>

#include "server/base/unique_fd.h"
#include "server/certificates/openssl_error.h"
#include "server/net/tls_failure.h"
#include "server/net/tls_host.h"

namespace net {

namespace {

struct SystemAddressRelease {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

base::UniqueFd connectTo(const addrinfo& address, base::Milliseconds patience) {
  base::UniqueFd socket(::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol));
  const timeval wait{.tv_sec = patience.count() / 1000, .tv_usec = patience.count() % 1000 * 1000};
  // They bound connect(2) too (socket(7)).
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  const int error = errno == EINPROGRESS ? ETIMEDOUT : errno;
  socket.reset();
  errno = error;
  return socket;
}

/// Every address of the host in turn, as a browser would.
base::Result<base::UniqueFd> connectTo(const std::string& host, int port, base::Milliseconds patience) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  const std::unique_ptr<addrinfo, SystemAddressRelease> found(list);
  if (error != 0) return base::failure("cannot find the address of " + host + ": " + ::gai_strerror(error));
  int lastError = 0;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (base::UniqueFd socket = connectTo(*each, patience)) return socket;
    lastError = errno;
  }
  return base::failure("cannot connect to " + host + ":" + std::to_string(port) + ": " + base::errnoText(lastError));
}

/// What SSL_get_peer_cert_chain(3) shows a client, without its stack.
std::vector<certificates::X509Pointer> chainOf(const SSL* ssl) {
  std::vector<certificates::X509Pointer> chain;
  const auto* const sent = SSL_get_peer_cert_chain(ssl);
  // The macros sk_X509_num and sk_X509_value, less their casts.
  const auto* const stack = reinterpret_cast<const OPENSSL_STACK*>(sent);
  for (int index = 0; index < OPENSSL_sk_num(stack); ++index) {
    auto* const certificate = static_cast<X509*>(OPENSSL_sk_value(stack, index));
    X509_up_ref(certificate);
    chain.emplace_back(certificate);
  }
  return chain;
}

TlsHandshake findingsOf(const SSL* ssl, const X509* certificate) {
  TlsHandshake handshake;
  handshake.version = SSL_get_version(ssl);
  handshake.cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(ssl));
  const unsigned char* protocol = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &protocol, &length);
  handshake.protocol.assign(protocol, protocol + length);
  handshake.certificate = certificates::factsOf(certificate);
  handshake.chain = chainOf(ssl);
  const long result = SSL_get_verify_result(ssl);
  handshake.trusted = result == X509_V_OK;
  if (!handshake.trusted) handshake.distrust = X509_verify_cert_error_string(result);
  return handshake;
}

}  // namespace

base::Result<TlsHandshake> probeTls(const std::string& host, int port, base::Milliseconds patience,
                                    const std::vector<certificates::X509Pointer>& anchors) {
  auto socket = connectTo(host, port, patience);
  if (!socket) return base::failure(std::move(socket.error()));
  constexpr unsigned char offered[] = "\x02h2\x08http/1.1";
  const certificates::SslContextPointer context(SSL_CTX_new(TLS_client_method()));
  for (const certificates::X509Pointer& anchor : anchors) {
    if (context) X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), anchor.get());
  }
  const certificates::SslPointer ssl(context ? SSL_new(context.get()) : nullptr);
  const bool ready = ssl && SSL_CTX_set_default_verify_paths(context.get()) == 1 &&
                     SSL_set_alpn_protos(ssl.get(), offered, sizeof offered - 1) == 0 &&
                     expectTlsHost(ssl.get(), host) && SSL_set_fd(ssl.get(), socket->get()) == 1;
  if (!ready) return base::failure(certificates::openSslError("cannot prepare a TLS handshake"));
  dropStaleTlsErrors();
  if (const int result = SSL_connect(ssl.get()); result != 1) {
    const int error = errno == EAGAIN ? ETIMEDOUT : errno;
    return base::failure("no TLS handshake with " + host + ":" + std::to_string(port) + ": " +
                         takeTlsFailure(ssl.get(), result, error));
  }
  const certificates::X509Pointer certificate(SSL_get1_peer_certificate(ssl.get()));
  if (!certificate) return base::failure("the server showed no certificate");
  return findingsOf(ssl.get(), certificate.get());
}

}  // namespace net
