// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_peer.h.

#include "tests/integration/http2_peer.h"

#include <QDeadlineTimer>

namespace {

constexpr int patience = 10'000;
constexpr int windowUpdateFrame = 8;
constexpr int initialWindowSize = 4;

}  // namespace

Http2Peer::Http2Peer(int port, const std::function<void(SSL_CTX*)>& prepare)
    : tls(port, [&](SSL_CTX* context) {
        SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>("\2h2"), 3);
        if (prepare) prepare(context);
      }) {}

void Http2Peer::add(const QByteArray& bytes) {
  frames.add(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

bool Http2Peer::readUntil(const std::function<bool(const FrameReader&)>& enough) {
  if (enough(frames)) return true;
  for (const QDeadlineTimer deadline(patience); !deadline.hasExpired();) {
    const QByteArray bytes = tls.read(patience, [](const QByteArray& some) { return !some.isEmpty(); });
    add(bytes);
    if (enough(frames)) return true;
    if (bytes.isEmpty()) return false;
  }
  return false;
}

void Http2Peer::readWhatIsHere() {
  add(tls.read(0));
}

bool Http2Peer::askForPage() {
  return tls.handshake() && send(preface() + settings({}) + headers(1, get())) &&
         readUntil([](const FrameReader& seen) { return seen.ended(1); });
}

bool Http2Peer::askAndTakeNothing() {
  return tls.handshake() && send(preface() + settings({{initialWindowSize, 0}}) + headers(1, get())) &&
         readUntil([](const FrameReader& seen) { return seen.field(1, ":status") == "200"; });
}

bool Http2Peer::openWindow(std::uint32_t bytes) {
  return send(frame(windowUpdateFrame, 0, 1, number(bytes)));
}
