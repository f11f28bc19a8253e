// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Any line at the control socket, at a client of it and between master and worker: refused, or a message that can be
// said again. Lines are cut by the same framing as on the sockets.

#include <cstdint>
#include <cstdlib>

#include "server/control/line_framing.h"
#include "server/control/message.h"

namespace {

template<typename Read>
void sayAgain(std::string_view line, Read read) {
  if (const auto message = read(line); message && !read(control::toJson(*message))) std::abort();
}

void read(std::string_view line) {
  sayAgain(line, control::requestFromJson);
  sayAgain(line, control::statusFromJson);
  sayAgain(line, control::eventFromJson);
  sayAgain(line, control::detachReportFromJson);
  sayAgain(line, control::portReportFromJson);
  sayAgain(line, control::tlsReportFromJson);
  sayAgain(line, control::redisReportFromJson);
  (void)control::serverMessageFromJson(line);
  (void)control::helloResultFromJson(line);
  const auto worker = control::workerMessageFromJson(line);
  if (worker && *worker && !control::workerMessageFromJson(control::toJson(**worker))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  control::LineFraming framing(8192);
  if (framing.append(bytes)) {
    while (const auto line = framing.next()) read(*line);
  }
  read(bytes);
  return 0;
}
