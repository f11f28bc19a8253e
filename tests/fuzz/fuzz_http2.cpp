// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whatever a client sends as HTTP/2, in pieces of any size: nothing breaks. The first byte is the size of the pieces;
// with its highest bit set, the preface and empty SETTINGS (RFC 9113 3.4) come by themselves, so that frames are
// reached.

#include <cstdint>
#include <string>

#include "server/http/http2_codec.h"
#include "tests/server/http/codec_harness.h"

namespace {

struct Http2Harness : CodecHarness {
  Http2Harness() {
    limits.body = 4096;
    codec = std::make_unique<http::Http2Codec>(*this, settings(), shared);
  }
  ~Http2Harness() override { codec.reset(); }

  http::Http2Shared shared;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::string_view_literals;
  if (size == 0) return 0;
  Http2Harness harness;
  if ((data[0] & 0x80U) != 0) harness.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"sv);
  const std::size_t piece = data[0] & 0x7fU;
  harness.exchange({reinterpret_cast<const char*>(data) + 1, size - 1}, piece == 0 ? SIZE_MAX : piece);
  harness.codec->inputEnded();
  harness.produce();
  return 0;
}
