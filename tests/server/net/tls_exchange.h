// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A TlsStream and OpenSSL's own client on the two ends of a socket pair, turned by hand, for the tests of net.

#pragma once

#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "server/certificates/identity.h"
#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"
#include "server/net/tls_context.h"
#include "server/net/tls_stream.h"

namespace test {

inline certificates::Identity makeIdentity(const std::vector<std::string>& names) {
  certificates::Identity identity;
  identity.key = std::move(*certificates::generateKey(certificates::KeyType::P256));
  identity.leaf = std::move(*certificates::makeSelfSigned({names, 30}, identity.key.get(), base::unixNow()));
  identity.facts = certificates::factsOf(identity.leaf.get());
  return identity;
}

/// As above, for the client's side: no extensions, so that it may be used for anything.
inline certificates::Identity makeClientIdentity(const std::string& name) {
  certificates::Identity identity;
  identity.key = std::move(*certificates::generateKey(certificates::KeyType::P256));
  identity.leaf.reset(X509_new());
  X509* const leaf = identity.leaf.get();
  ASN1_INTEGER_set(X509_get_serialNumber(leaf), 1);
  X509_gmtime_adj(X509_getm_notBefore(leaf), -3600);
  X509_gmtime_adj(X509_getm_notAfter(leaf), 86'400);
  const certificates::OpenSslPointer<X509_NAME, X509_NAME_free> subject(X509_NAME_new());
  X509_NAME_add_entry_by_txt(subject.get(), "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                             -1, -1, 0);
  X509_set_subject_name(leaf, subject.get());
  X509_set_issuer_name(leaf, subject.get());
  X509_set_pubkey(leaf, identity.key.get());
  X509_sign(leaf, identity.key.get(), EVP_sha256());
  return identity;
}

struct TlsClientSettings {
  std::string protocols = {};  ///< ALPN as on the wire, "\x02h2"; empty: none
  std::string serverName = {};
  int oldest = 0;
  int newest = 0;
  std::string ciphers = {};  ///< of TLS 1.2
  std::string suites = {};   ///< of TLS 1.3
  std::string groups = {};
  SSL_SESSION* session = nullptr;
  const certificates::Identity* identity = nullptr;
};

using SessionPointer = certificates::OpenSslPointer<SSL_SESSION, SSL_SESSION_free>;

/// The client's side: what it sees of the handshake, and the newest session it was given.
class TlsClient {
 public:
  TlsClient(base::UniqueFd fd, const TlsClientSettings& settings) : m_fd(std::move(fd)) {
    m_context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(m_context.get(), settings.oldest);
    SSL_CTX_set_max_proto_version(m_context.get(), settings.newest);
    SSL_CTX_set_security_level(m_context.get(), 0);  // it may offer what our side has to refuse
    if (!settings.ciphers.empty()) SSL_CTX_set_cipher_list(m_context.get(), settings.ciphers.c_str());
    if (!settings.suites.empty()) SSL_CTX_set_ciphersuites(m_context.get(), settings.suites.c_str());
    // SSL_CTX_set1_groups_list is a macro with an old-style cast.
    if (!settings.groups.empty()) {
      SSL_CTX_ctrl(m_context.get(), SSL_CTRL_SET_GROUPS_LIST, 0, const_cast<char*>(settings.groups.c_str()));
    }
    SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(m_context.get(), &TlsClient::keepSession);
    SSL_CTX_set_app_data(m_context.get(), this);
    if (settings.identity != nullptr) {
      SSL_CTX_use_certificate(m_context.get(), settings.identity->leaf.get());
      SSL_CTX_use_PrivateKey(m_context.get(), settings.identity->key.get());
    }
    ssl.reset(SSL_new(m_context.get()));
    SSL_set_fd(ssl.get(), m_fd.get());
    if (!settings.serverName.empty()) {
      // SSL_set_tlsext_host_name(3) without its macro, whose cast C++ warns of.
      SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(settings.serverName.c_str()));
    }
    if (!settings.protocols.empty()) {
      SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(settings.protocols.data()),
                          static_cast<unsigned int>(settings.protocols.size()));
    }
    if (settings.session != nullptr) SSL_set_session(ssl.get(), settings.session);
    SSL_set_connect_state(ssl.get());
  }

  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  /// OpenSSL does not resume the session of a connection that ended without a shutdown.
  ~TlsClient() { SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN); }

  /// 1: done; 0: not yet; -1: failed, for the reason in `failure`.
  int handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl.get());
    if (result == 1) return 1;
    const int error = SSL_get_error(ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
    noteFailure();
    return -1;
  }
  /// What there is to read; empty: nothing now, or the end (see `ended`, `failure`).
  std::string read() {
    std::array<char, 20'000> buffer{};
    ERR_clear_error();
    const int count = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count > 0) return {buffer.data(), static_cast<std::size_t>(count)};
    const int error = SSL_get_error(ssl.get(), count);
    ended = error == SSL_ERROR_ZERO_RETURN;
    if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) noteFailure();
    return {};
  }
  std::size_t write(std::string_view bytes) {
    ERR_clear_error();
    std::size_t written = 0;
    SSL_set_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return SSL_write_ex(ssl.get(), bytes.data(), bytes.size(), &written) == 1 ? written : 0;
  }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(ssl.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }
  /// The common name that the server showed.
  [[nodiscard]] std::string certificateName() const {
    const X509* certificate = SSL_get0_peer_certificate(ssl.get());
    return certificate == nullptr ? "" : certificates::factsOf(certificate).subject;
  }
  /// The newest session it was given. TLS 1.2 renews a resumed session without telling the callback.
  SessionPointer newestSession() { return session ? std::move(session) : SessionPointer(SSL_get1_session(ssl.get())); }
  [[nodiscard]] bool resumed() const { return SSL_session_reused(ssl.get()) == 1; }
  [[nodiscard]] int fd() const { return m_fd.get(); }
  void disconnect() { m_fd.reset(); }

  certificates::SslPointer ssl;
  SessionPointer session;
  int sessions = 0;
  std::string failure;  ///< the first
  bool ended = false;

 private:
  void noteFailure() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    if (failure.empty()) failure = reason == nullptr ? "connection ended" : reason;
    ERR_clear_error();
  }
  static int keepSession(SSL* from, SSL_SESSION* fresh) {
    auto* self = static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(from)));
    self->session.reset(fresh);
    ++self->sessions;
    return 1;
  }

  base::UniqueFd m_fd;
  certificates::SslContextPointer m_context;
};

/// A non-blocking socket pair.
inline std::pair<base::UniqueFd, base::UniqueFd> socketPair() {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
  return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

/// Both sides of one connection.
struct TlsExchange {
  net::SendBufferPool pool;
  std::unique_ptr<net::TlsStream> server;
  std::unique_ptr<TlsClient> client;
  net::HandshakeOutcome outcome = net::HandshakeOutcome::WouldBlock;
  int clientOutcome = 0;

  TlsExchange(const net::TlsContext& context, const TlsClientSettings& settings = {}) {
    auto [left, right] = socketPair();
    server = std::make_unique<net::TlsStream>(std::move(left), context, pool);
    client = std::make_unique<TlsClient>(std::move(right), settings);
  }

  /// Turns both until each is done or failed. True: both are done.
  bool handshake() {
    for (int turn = 0; turn < 100; ++turn) {
      if (clientOutcome == 0) clientOutcome = client->handshake();
      if (outcome == net::HandshakeOutcome::WouldBlock) outcome = server->handshake();
      server->flush();
      if (clientOutcome != 0 && outcome != net::HandshakeOutcome::WouldBlock) break;
    }
    // Alerts and tickets that are still under way.
    if (clientOutcome == 1) clientRead += client->read();
    return outcome == net::HandshakeOutcome::Done && clientOutcome == 1;
  }

  std::string serverRead() {
    std::array<char, 20'000> buffer{};
    lastRead = server->read(buffer);
    return lastRead.outcome == net::ReadOutcome::Data ? std::string(buffer.data(), lastRead.bytes) : std::string();
  }
  net::ReadResult lastRead;
  std::string clientRead;
};

}  // namespace test
