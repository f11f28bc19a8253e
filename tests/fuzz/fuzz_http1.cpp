// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whatever a client sends as HTTP/1.1, in pieces of any size: nothing breaks, and a handler gets sound requests only.
// The first byte is the size of the pieces.

#include <cstdint>
#include <cstdlib>

#include "server/http/http1_codec.h"
#include "server/http/request_rules.h"
#include "tests/server/http/codec_harness.h"

namespace {

struct Http1Harness : CodecHarness {
  Http1Harness() {
    limits.body = 4096;
    handle = [this](http::Request& request, http::ResponseWriter& writer) {
      if (!http::isToken(request.method) || request.target.find_first_of(" \r\n") != std::string::npos) std::abort();
      answerWithRequest(request, writer);
    };
    codec = std::make_unique<http::Http1Codec>(*this, settings(), pool);
  }
  ~Http1Harness() override { codec.reset(); }

  http::Http1ExchangePool pool;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Http1Harness harness;
  harness.exchange({reinterpret_cast<const char*>(data) + 1, size - 1}, data[0] == 0 ? SIZE_MAX : data[0]);
  harness.codec->inputEnded();
  harness.produce();
  return 0;
}
