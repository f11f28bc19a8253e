// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// SSL_ functions and what their answers mean.

#include "server/net/tls_stream.h"

#include <algorithm>
#include <cstring>

#include "server/certificates/certificate.h"
#include "server/net/tls_failure.h"
#include "server/net/tls_server_name.h"

namespace net {

namespace {

constexpr std::size_t largestRecord = 16 * 1024;  // of plain text, RFC 8446 5.1

std::string oneLine(const X509_NAME* name) {
  const certificates::BioPointer text(BIO_new(BIO_s_mem()));
  if (!text || X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) return {};
  char* bytes = nullptr;
  const long length = BIO_ctrl(text.get(), BIO_CTRL_INFO, 0, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace

TlsStream::TlsStream(base::UniqueFd fd, const TlsContext& context, SendBufferPool& pool)
    : m_transport(std::move(fd), pool), m_ssl(context.newServerConnection()) {
  useTransport();
}

TlsStream::TlsStream(base::UniqueFd fd, certificates::SslPointer client, SendBufferPool& pool)
    : m_transport(std::move(fd), pool), m_ssl(std::move(client)) {
  m_transport.trustOpening();
  useTransport();
}

void TlsStream::useTransport() {
  certificates::BioPointer bio = m_transport.createBio();
  if (!m_ssl || !bio) {
    fail("out of memory");
    return;
  }
  BIO* const both = bio.release();
  SSL_set_bio(m_ssl.get(), both, both);
}

HandshakeOutcome TlsStream::handshake() {
  if (m_state != State::Handshake) return endHandshake();
  dropStaleTlsErrors();
  m_transport.allowReading();
  for (;;) {
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1) {
      learnFacts();
      m_state = State::Open;
      return HandshakeOutcome::Done;
    }
    if (m_transport.opening() == TlsOpening::PlainHttp || m_transport.opening() == TlsOpening::Other) {
      return endHandshake();
    }
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ) return HandshakeOutcome::WouldBlock;
    if (error != SSL_ERROR_WANT_WRITE) {
      fail(takeTlsFailure(m_ssl.get(), result, m_transport.error()));
      return HandshakeOutcome::Failed;
    }
    // Our flight is longer than what is gathered at once.
    if (flush() != FlushOutcome::Done) return HandshakeOutcome::WouldBlock;
  }
}

/// The handshake is over, or never was one.
HandshakeOutcome TlsStream::endHandshake() {
  if (m_state == State::Open) return HandshakeOutcome::Done;
  if (m_state == State::Handshake && m_transport.opening() == TlsOpening::PlainHttp) {
    m_state = State::PlainHttp;
    m_firstBytes = m_transport.takeFirstBytes();
    dropStaleTlsErrors();
  }
  if (m_state == State::PlainHttp) return HandshakeOutcome::PlainHttp;
  if (m_state != State::Failed) fail("not a TLS handshake");
  dropStaleTlsErrors();
  return HandshakeOutcome::Failed;
}

std::string_view TlsStream::protocol() const {
  if (m_state != State::Open) return {};
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(m_ssl.get(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

TlsFacts TlsStream::tls() const {
  if (m_state != State::Open) return {};
  return {.version = SSL_get_version(m_ssl.get()),
          .serverName = m_serverName,
          .certificateName = m_certificateName,
          .resumed = SSL_session_reused(m_ssl.get()) == 1};
}

ReadResult TlsStream::read(std::span<char> into) {
  if (m_state == State::PlainHttp) return readPlain(into);
  if (m_state != State::Open) return {ReadOutcome::Failed};
  dropStaleTlsErrors();
  m_transport.allowReading();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(m_ssl.get(), into.data(), into.size(), &bytes);
  if (result == 1) return {ReadOutcome::Data, bytes};
  switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:  // an answer to a key update waits for flush()
      return {ReadOutcome::WouldBlock};
    case SSL_ERROR_ZERO_RETURN:
      return {ReadOutcome::Closed};
    default:
      fail(takeTlsFailure(m_ssl.get(), result, m_transport.error()));
      return {ReadOutcome::Failed};
  }
}

ReadResult TlsStream::readPlain(std::span<char> into) {
  if (m_firstBytes.empty()) return m_transport.socket().read(into);
  const std::size_t count = std::min(into.size(), m_firstBytes.size());
  std::memcpy(into.data(), m_firstBytes.data(), count);
  m_firstBytes.erase(0, count);
  return {ReadOutcome::Data, count};
}

bool TlsStream::hasBuffered() const {
  if (m_state == State::Open && SSL_has_pending(m_ssl.get()) == 1) return true;
  return !m_firstBytes.empty() || m_transport.socket().hasBuffered();
}

std::size_t TlsStream::write(std::span<const char> bytes) {
  if (m_state == State::PlainHttp) return m_transport.socket().write(bytes);
  if (m_state != State::Open) return 0;
  dropStaleTlsErrors();
  std::size_t taken = 0;
  // Only whole records, so that OpenSSL never holds half of one back.
  while (taken < bytes.size() && unsent() < SendBuffer::limit) {
    const std::span<const char> record = bytes.subspan(taken, std::min(bytes.size() - taken, largestRecord));
    std::size_t written = 0;
    const int result = SSL_write_ex(m_ssl.get(), record.data(), record.size(), &written);
    if (result != 1) {
      const int error = SSL_get_error(m_ssl.get(), result);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        fail(takeTlsFailure(m_ssl.get(), result, m_transport.error()));
      }
      break;
    }
    taken += written;
  }
  return taken;
}

FlushOutcome TlsStream::flush() {
  const FlushOutcome outcome = m_transport.socket().flush();
  if (outcome == FlushOutcome::Failed && m_failure.empty()) m_failure = m_transport.socket().failure();
  return outcome;
}

void TlsStream::shutdownWrite() {
  if (m_state == State::Open) {
    dropStaleTlsErrors();
    SSL_shutdown(m_ssl.get());  // close_notify into the send buffer; whether one came back, reading tells
    dropStaleTlsErrors();
  }
  m_transport.socket().shutdownWrite();
}

void TlsStream::fail(std::string reason) {
  m_state = State::Failed;
  m_failure = std::move(reason);
}

void TlsStream::learnFacts() {
  m_serverName = serverNameOf(m_ssl.get());
  const X509* const certificate = SSL_get0_peer_certificate(m_ssl.get());
  if (certificate != nullptr && SSL_get_verify_result(m_ssl.get()) == X509_V_OK) {
    m_certificateName = oneLine(X509_get_subject_name(certificate));
    // Verified all the same: "no name" would read as "no certificate".
    if (m_certificateName.empty()) m_certificateName = "SHA256=" + certificates::factsOf(certificate).fingerprint;
  }
}

}  // namespace net
