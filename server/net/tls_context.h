// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What all TLS connections of one listener share: certificates by name, versions and ciphers (Mozilla's server side TLS
// guidelines 5.7), client certificates, ALPN, tickets. One a loop; its connections are TlsStream's.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/client_authorities.h"
#include "server/certificates/identity.h"
#include "server/certificates/openssl_pointers.h"
#include "server/config/config.h"
#include "server/net/tls_tickets.h"

namespace net {

class TlsContext {
 public:
  /// `identities` are one or more, and need not outlive this; the first answers clients that ask for no name, or for
  /// one that none has (unless Tls::unknownNames is Refuse: then those get the alert unrecognized_name). A name is
  /// looked for exactly, then as "*.rest"; the first identity that has it wins. `ticketKeys` outlives this and may
  /// change at any time between handshakes. Reads Tls::clientCa from the disk.
  static base::Result<std::unique_ptr<TlsContext>> create(const std::vector<const certificates::Identity*>& identities,
                                                          const config::Tls& tls, config::Protocol protocol,
                                                          const TicketKeys& ticketKeys);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  /// The server's side of a new connection, without a BIO; null: out of memory.
  [[nodiscard]] certificates::SslPointer newServerConnection() const;

 private:
  TlsContext(TlsTickets tickets, config::Protocol protocol, config::UnknownNames unknownNames);
  base::Result<void> add(const certificates::Identity& identity, const config::Tls& tls,
                         const certificates::ClientAuthorities& clientAuthorities);
  [[nodiscard]] SSL_CTX* contextFor(std::string_view serverName) const;
  static int chooseIdentity(SSL* ssl, int* alert, void* self);
  static int chooseProtocol(SSL* ssl, const unsigned char** chosen, unsigned char* chosenLength,
                            const unsigned char* offered, unsigned int offeredLength, void* self);

  TlsTickets m_tickets;
  config::UnknownNames m_unknownNames;
  std::string_view m_protocols;                             ///< best first, in the form of RFC 7301 3.1
  std::vector<certificates::SslContextPointer> m_contexts;  ///< one an identity
  std::unordered_map<std::string, SSL_CTX*> m_byName;       ///< lower case; "*.example.test" too
};

}  // namespace net
