// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See proxy_header.h. Section numbers are those of the protocol's text.

#include "server/net/proxy_header.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace net {

namespace {

// Section 2.2. What no other protocol begins with.
constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr unsigned char localCommand = 0x20;
constexpr unsigned char proxyCommand = 0x21;
constexpr unsigned char tcpOverIpv4 = 0x11;
constexpr unsigned char tcpOverIpv6 = 0x21;

/// Both addresses and both ports; 0: not for a family that we take.
std::size_t addressBytes(unsigned char family) {
  if (family == tcpOverIpv4) return 12;
  return family == tcpOverIpv6 ? 36 : 0;
}

}  // namespace

std::span<char> ProxyHeader::room() {
  const std::size_t left = m_partEnd - m_received;
  // Nobody looks at additions: they go over what was read before.
  if (m_part == Part::Additions) return std::span(m_bytes).first(std::min(left, m_bytes.size()));
  return std::span(m_bytes).subspan(m_received, left);
}

ProxyHeader::Outcome ProxyHeader::take(std::size_t received) {
  m_received += received;
  // At the first byte that is wrong: whoever sends something else may wait for an answer to less than 16 bytes.
  const std::size_t compared = std::min(m_received, signature.size());
  if (m_part == Part::Fixed && std::string_view(m_bytes.data(), compared) != signature.substr(0, compared))
    return refuse("no PROXY header of version 2");
  if (m_received < m_partEnd) return Outcome::More;
  if (m_part == Part::Fixed) return judgeFixedPart();
  if (m_part == Part::Addresses) readClient();
  m_part = Part::Additions;
  m_partEnd = m_end;
  return m_received == m_end ? Outcome::Done : Outcome::More;
}

ProxyHeader::Outcome ProxyHeader::judgeFixedPart() {
  const std::size_t length = 256U * byte(14) + byte(15);
  if (length > longest) return refuse("a PROXY header that is too long");
  m_end = fixedBytes + length;
  if (byte(12) == localCommand) {
    // Whatever family it names, it says nothing of a client.
    m_part = Part::Additions;
    m_partEnd = m_end;
    return length == 0 ? Outcome::Done : Outcome::More;
  }
  if (byte(12) != proxyCommand) return refuse("a PROXY header of another version or with an unknown command");
  // UNSPEC too: the proxy's own address would stand for all its clients (2.2 leaves that to the receiver).
  const std::size_t addresses = addressBytes(byte(13));
  if (addresses == 0) return refuse("a PROXY header without TCP addresses");
  if (length < addresses) return refuse("a PROXY header too short for its addresses");
  m_part = Part::Addresses;
  m_partEnd = fixedBytes + addresses;
  return Outcome::More;
}

void ProxyHeader::readClient() {
  // Source address, destination address, source port, destination port.
  sockaddr_storage storage{};
  const char* const addresses = m_bytes.data() + fixedBytes;
  if (byte(13) == tcpOverIpv4) {
    sockaddr_in client{};
    client.sin_family = AF_INET;
    std::memcpy(&client.sin_addr, addresses, sizeof client.sin_addr);
    std::memcpy(&client.sin_port, addresses + 8, sizeof client.sin_port);
    std::memcpy(&storage, &client, sizeof client);
  } else {
    sockaddr_in6 client{};
    client.sin6_family = AF_INET6;
    std::memcpy(&client.sin6_addr, addresses, sizeof client.sin6_addr);
    std::memcpy(&client.sin6_port, addresses + 32, sizeof client.sin6_port);
    std::memcpy(&storage, &client, sizeof client);
  }
  m_client = socketAddress(storage);
}

ProxyHeader::Outcome ProxyHeader::refuse(std::string_view why) {
  m_refusal = why;
  return Outcome::Refused;
}

}  // namespace net
