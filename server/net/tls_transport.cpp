// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The BIO (BIO_meth_new(3)).

#include "server/net/tls_transport.h"

#include <algorithm>
#include <cerrno>

namespace net {

namespace {

using MethodPointer = certificates::OpenSslPointer<BIO_METHOD, BIO_meth_free>;
constexpr char handshakeRecord = 22;

TlsTransport& transportOf(BIO* bio) {
  return *static_cast<TlsTransport*>(BIO_get_data(bio));
}

bool looksLikeHttp(std::span<const char> bytes) {
  const auto end = std::find(bytes.begin(), bytes.end(), ' ');
  return end != bytes.begin() && std::all_of(bytes.begin(), end, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

const BIO_METHOD* TlsTransport::method() {
  // Made once and never changed, so that threads may share it.
  static const MethodPointer made = [] {
    MethodPointer fresh(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gathering socket"));
    BIO_meth_set_read(fresh.get(), &TlsTransport::readCallback);
    BIO_meth_set_write(fresh.get(), &TlsTransport::writeCallback);
    BIO_meth_set_ctrl(fresh.get(), &TlsTransport::controlCallback);
    return fresh;
  }();
  return made.get();
}

certificates::BioPointer TlsTransport::createBio() {
  certificates::BioPointer bio(BIO_new(method()));
  if (bio) {
    BIO_set_data(bio.get(), this);
    BIO_set_init(bio.get(), 1);
  }
  return bio;
}

int TlsTransport::readCallback(BIO* bio, char* into, int size) {
  return transportOf(bio).receive(bio, {into, static_cast<std::size_t>(size)});
}

int TlsTransport::receive(BIO* bio, std::span<char> into) {
  BIO_clear_retry_flags(bio);
  if (m_mayReceive == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const ReadResult result = m_socket.read(into);
  switch (result.outcome) {
    case ReadOutcome::Data:
      m_mayReceive -= std::min(m_mayReceive, result.bytes);
      if (m_opening == TlsOpening::Unknown && !acceptOpening(into.first(result.bytes))) return -1;
      return static_cast<int>(result.bytes);
    case ReadOutcome::WouldBlock:
      BIO_set_retry_read(bio);
      return -1;
    case ReadOutcome::Closed:
      m_ended = true;
      return 0;
    case ReadOutcome::Failed:
      m_error = errno;
      return -1;
  }
  return -1;
}

bool TlsTransport::acceptOpening(std::span<const char> bytes) {
  if (bytes.front() == handshakeRecord) {
    m_opening = TlsOpening::Tls;
    return true;
  }
  if (looksLikeHttp(bytes)) {
    m_opening = TlsOpening::PlainHttp;
    m_firstBytes.assign(bytes.begin(), bytes.end());
  } else {
    m_opening = TlsOpening::Other;
  }
  return false;
}

int TlsTransport::writeCallback(BIO* bio, const char* bytes, int size) {
  TlsTransport& transport = transportOf(bio);
  BIO_clear_retry_flags(bio);
  // TlsStream keeps to its limit; past it come only answers to what the other side asks for and does not read.
  if (transport.m_socket.unsent() > unsentAtMost) {
    BIO_set_retry_write(bio);
    return -1;
  }
  transport.m_socket.append({bytes, static_cast<std::size_t>(size)});
  return size;
}

long TlsTransport::controlCallback(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;  // gathering is the point
    case BIO_CTRL_EOF:
      return transportOf(bio).m_ended ? 1 : 0;
    default:
      return 0;
  }
}

}  // namespace net
