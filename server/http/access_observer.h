// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hears of every request that is over, for an access log.

#pragma once

#include <cstdint>

#include "server/base/time.h"
#include "server/http/request.h"

namespace http {

struct ServedRequest {
  const Request& request;
  int status = 0;           ///< 0: the client was gone, or the request cut off, before there was an answer
  std::uint64_t bytes = 0;  ///< of the answer's body, handed on to be sent
  base::MonotonicTime began;
};

class AccessObserver {
 public:
  /// Once a request, at its end, well or not.
  virtual void requestServed(const ServedRequest& served) = 0;

 protected:
  ~AccessObserver() = default;
};

}  // namespace http
