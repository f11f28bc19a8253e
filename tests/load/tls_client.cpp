// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/load/tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>

TlsClient::TlsClient(int port, std::string_view protocol, std::chrono::milliseconds wait)
    : m_port(port),
      m_protocol(protocol),
      m_wait(wait),
      m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      m_ssl(nullptr, SSL_free) {
  SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT);
}

TlsClient::~TlsClient() {
  if (m_ssl) SSL_shutdown(m_ssl.get());
  ERR_clear_error();
  m_ssl.reset();
  if (m_fd >= 0) ::close(m_fd);
}

ClientOutcome TlsClient::connect(SSL_SESSION* session) {
  m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (m_fd < 0) return ClientOutcome::Refused;
  const timeval wait{.tv_sec = m_wait.count() / 1000, .tv_usec = m_wait.count() % 1000 * 1000};
  const int one = 1;
  ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(m_port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return errno == ECONNREFUSED ? ClientOutcome::Refused : ClientOutcome::Hung;
  m_ssl.reset(SSL_new(m_context.get()));
  std::string offered(1, static_cast<char>(m_protocol.size()));
  offered += m_protocol;
  SSL_set_alpn_protos(m_ssl.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                      static_cast<unsigned>(offered.size()));
  SSL_set_fd(m_ssl.get(), m_fd);
  if (session) SSL_set_session(m_ssl.get(), session);
  const int result = SSL_connect(m_ssl.get());
  return result == 1 ? ClientOutcome::Ok : outcomeOf(result);
}

ClientOutcome TlsClient::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const int result = SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (result <= 0) return outcomeOf(result);
    bytes.remove_prefix(static_cast<std::size_t>(result));
  }
  return ClientOutcome::Ok;
}

ClientOutcome TlsClient::read(std::span<char> into, std::size_t& bytes) {
  bytes = 0;
  const int result = SSL_read(m_ssl.get(), into.data(), static_cast<int>(into.size()));
  if (result > 0) {
    bytes = static_cast<std::size_t>(result);
    return ClientOutcome::Ok;
  }
  if (SSL_get_error(m_ssl.get(), result) == SSL_ERROR_ZERO_RETURN) return ClientOutcome::Ok;
  return outcomeOf(result);
}

ClientOutcome TlsClient::outcomeOf(int result) const {
  const int number = errno;
  const int error = SSL_get_error(m_ssl.get(), result);
  ERR_clear_error();
  const bool late = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ||
                    (error == SSL_ERROR_SYSCALL && (number == EAGAIN || number == EWOULDBLOCK));
  return late ? ClientOutcome::Hung : ClientOutcome::Cut;
}

bool TlsClient::resumed() const {
  return SSL_session_reused(m_ssl.get()) == 1;
}

SSL_SESSION* TlsClient::takeSession() {
  return SSL_get1_session(m_ssl.get());
}
