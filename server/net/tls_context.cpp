// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// SSL_CTX, one an identity, and the choice among them.

#include "server/net/tls_context.h"

#include <array>

#include "server/certificates/certificate.h"
#include "server/certificates/openssl_error.h"
#include "server/net/tls_server_name.h"

namespace net {

namespace {

using certificates::ClientAuthorities;
using certificates::Identity;
using certificates::X509Pointer;
using config::ClientCertificates;

// Version 5.7 of Mozilla's guidelines, which let the client choose. Their intermediate list also has three ciphers with
// finite-field Diffie-Hellman, left out here: they only serve clients that can do better, and cost a server far more
// than a client (CVE-2002-20001).
constexpr const char* tls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* tls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";

constexpr std::string_view offersHttp2 = "\x02h2\x08http/1.1";
constexpr std::string_view offersHttp1 = "\x08http/1.1";

bool setProtocols(SSL_CTX* context, const config::Tls& tls) {
  const int oldest = tls.profile == config::TlsProfile::Modern ? TLS1_3_VERSION : TLS1_2_VERSION;
  // Renegotiation lets a client cost us a handshake for a few bytes; compression leaks (CRIME).
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_clear_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  return SSL_CTX_set_min_proto_version(context, oldest) == 1 && SSL_CTX_set_cipher_list(context, tls12Ciphers) == 1 &&
         SSL_CTX_set_ciphersuites(context, tls13Ciphers) == 1 && SSL_CTX_set1_groups_list(context, groups) == 1;
}

void setBuffersAndTickets(SSL_CTX* context) {
  // Idle connections give their buffers back; one receive takes all that is there, not a record's head first.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_read_ahead(context, 1);
  // Tickets carry the sessions. A cache of a worker's own would only help clients that come back to it by chance.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // One new ticket a connection, where OpenSSL gives two: each costs about a tenth of a handshake, and a client that
  // spends one on every connection gets one back on every connection.
  SSL_CTX_set_num_tickets(context, 1);
}

bool setIdentity(SSL_CTX* context, const Identity& identity) {
  if (SSL_CTX_use_certificate(context, identity.leaf.get()) != 1) return false;
  for (const X509Pointer& certificate : identity.chain) {
    if (SSL_CTX_add1_chain_cert(context, certificate.get()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, identity.key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool setClientCertificates(SSL_CTX* context, ClientCertificates mode, const ClientAuthorities& authorities) {
  if (mode == ClientCertificates::Off) return true;
  const int required = mode == ClientCertificates::Required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | required, nullptr);
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  for (const X509Pointer& authority : authorities.certificates) {
    if (X509_STORE_add_cert(store, authority.get()) != 1) return false;
    if (SSL_CTX_add_client_CA(context, authority.get()) != 1) return false;
  }
  for (const certificates::CrlPointer& list : authorities.revocations) {
    if (X509_STORE_add_crl(store, list.get()) != 1) return false;
  }
  // Also a list that is too old, or none for an authority, refuses its clients.
  return authorities.revocations.empty() || X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1;
}

/// Listeners share the ticket keys, so a ticket says by this which clients' certificates were asked for when it was
/// made: one from a listener that asks for none must not open one that does.
bool setSessionContext(SSL_CTX* context, ClientCertificates mode, const ClientAuthorities& authorities) {
  std::string rules = "forkyard " + std::to_string(static_cast<int>(mode));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  for (const X509Pointer& authority : authorities.certificates) {
    if (X509_digest(authority.get(), EVP_sha256(), digest.data(), &length) != 1) return false;
    rules.append(digest.begin(), digest.begin() + length);
  }
  // A session of before a revocation must not outlive it.
  for (const certificates::CrlPointer& list : authorities.revocations) {
    if (X509_CRL_digest(list.get(), EVP_sha256(), digest.data(), &length) != 1) return false;
    rules.append(digest.begin(), digest.begin() + length);
  }
  return EVP_Digest(rules.data(), rules.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1 &&
         SSL_CTX_set_session_id_context(context, digest.data(), length) == 1;
}

std::string described(const Identity& identity) {
  return identity.files.empty() ? "the certificate of " + identity.facts.subject : identity.files.front().string();
}

}  // namespace

TlsContext::TlsContext(TlsTickets tickets, config::Protocol protocol, config::UnknownNames unknownNames)
    : m_tickets(std::move(tickets)),
      m_unknownNames(unknownNames),
      m_protocols(protocol == config::Protocol::Http2 ? offersHttp2 : offersHttp1) {}

// Out of line: inlined into a Result's destructor, gcc 12 takes the moved-from pointer for the Error beside it and
// warns.
TlsContext::~TlsContext() = default;

base::Result<std::unique_ptr<TlsContext>> TlsContext::create(const std::vector<const Identity*>& identities,
                                                             const config::Tls& tls, config::Protocol protocol,
                                                             const TicketKeys& ticketKeys) {
  if (identities.empty()) return base::failure("a TLS listener needs a certificate");
  ClientAuthorities clientAuthorities;
  if (tls.clientCertificates != ClientCertificates::Off) {
    auto read = certificates::readClientAuthorities(tls.clientCa);
    if (!read) return base::failure(read.error());
    clientAuthorities = std::move(*read);
  }
  auto tickets = TlsTickets::create(ticketKeys);
  if (!tickets) return base::failure(tickets.error());
  std::unique_ptr<TlsContext> context(new TlsContext(std::move(*tickets), protocol, tls.unknownNames));
  for (const Identity* identity : identities) {
    auto added = context->add(*identity, tls, clientAuthorities);
    if (!added) return base::failure(added.error());
  }
  return context;
}

base::Result<void> TlsContext::add(const Identity& identity, const config::Tls& tls,
                                   const ClientAuthorities& clientAuthorities) {
  certificates::SslContextPointer owner(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = owner.get();
  if (context == nullptr || !setProtocols(context, tls) || !setIdentity(context, identity) ||
      !setClientCertificates(context, tls.clientCertificates, clientAuthorities) ||
      !setSessionContext(context, tls.clientCertificates, clientAuthorities)) {
    return base::failure(certificates::openSslError("cannot use " + described(identity)));
  }
  setBuffersAndTickets(context);
  m_tickets.useIn(context);
  SSL_CTX_set_alpn_select_cb(context, &TlsContext::chooseProtocol, this);
  // The function behind SSL_CTX_set_tlsext_servername_callback, whose macro has a cast that C++ warns of.
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(&TlsContext::chooseIdentity));
  SSL_CTX_set_tlsext_servername_arg(context, this);
  for (const std::string& name : identity.facts.names) m_byName.emplace(lowerCase(name), context);
  m_contexts.push_back(std::move(owner));
  return {};
}

certificates::SslPointer TlsContext::newServerConnection() const {
  certificates::SslPointer ssl(SSL_new(m_contexts.front().get()));
  if (ssl) SSL_set_accept_state(ssl.get());
  return ssl;
}

SSL_CTX* TlsContext::contextFor(std::string_view serverName) const {
  if (const auto found = m_byName.find(std::string(serverName)); found != m_byName.end()) return found->second;
  const std::size_t dot = serverName.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto found = m_byName.find("*" + std::string(serverName.substr(dot)));
  return found == m_byName.end() ? nullptr : found->second;
}

int TlsContext::chooseIdentity(SSL* ssl, int* alert, void* self) {
  const auto& us = *static_cast<const TlsContext*>(self);
  const std::string name = serverNameOf(ssl);
  SSL_CTX* const context = name.empty() ? nullptr : us.contextFor(name);
  if (context == nullptr) {
    // RFC 6066 3. Who asks by address sends no name at all, and is answered.
    const bool asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr;
    if (!asked || us.m_unknownNames == config::UnknownNames::Default) return SSL_TLSEXT_ERR_NOACK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  if (context != SSL_get_SSL_CTX(ssl)) SSL_set_SSL_CTX(ssl, context);
  return SSL_TLSEXT_ERR_OK;
}

int TlsContext::chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosenLength,
                               const unsigned char* offered, unsigned int offeredLength, void* self) {
  const std::string_view ours = static_cast<const TlsContext*>(self)->m_protocols;
  unsigned char* match = nullptr;
  const int outcome = SSL_select_next_proto(&match, chosenLength, reinterpret_cast<const unsigned char*>(ours.data()),
                                            static_cast<unsigned int>(ours.size()), offered, offeredLength);
  // RFC 7301 3.2: no protocol in common ends the handshake with no_application_protocol.
  if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace net
