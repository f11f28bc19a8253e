// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An HTTP/2 client over TLS that sends the frames it is told to, and of which every frame that comes back is seen.

#pragma once

#include <functional>
#include <string>

#include "tests/integration/tls_peer.h"
#include "tests/server/http/http2_client.h"

struct Http2Peer {
  TlsPeer tls;
  FrameReader frames;

  /// `prepare` may change what is offered in the handshake.
  explicit Http2Peer(int port, const std::function<void(SSL_CTX*)>& prepare = {});

  bool send(const std::string& bytes) { return tls.write(QByteArray::fromStdString(bytes)); }
  /// Reads until that holds of the frames. False: the server ended it before, or was silent for 10 s.
  bool readUntil(const std::function<bool(const FrameReader&)>& enough);
  /// Takes in what is here already.
  void readWhatIsHere();
  /// Asks for the page and takes it.
  bool askForPage();
  /// Asks for the page without room for any of it.
  bool askAndTakeNothing();
  bool openWindow(std::uint32_t bytes);

 private:
  void add(const QByteArray& bytes);
};
