// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes to requests and answers to bytes, for one client connection. Knows no socket and no clock: the connection feeds
// it what it read, asks it for what to send, and guards it with timeouts by what it waits for.

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "server/base/time.h"
#include "server/config/config.h"
#include "server/http/access_observer.h"
#include "server/http/buffer.h"
#include "server/http/counters.h"
#include "server/http/request_handler.h"

namespace http {

/// What a codec needs of the connection around it.
class CodecHost {
 public:
  /// The head of a request is complete and sound. Answered now or later through the writer.
  virtual void handleRequest(Request& request, ResponseWriter& writer) = 0;
  /// Output became available outside of receive(): flush at the end of this turn.
  virtual void outputReady() = 0;
  /// Reading was held back and may go on: feed input again at the end of this turn.
  virtual void inputWanted() = 0;
  virtual std::string_view httpDate() = 0;
  /// The time of this turn.
  virtual base::MonotonicTime now() = 0;

 protected:
  ~CodecHost() = default;
};

/// What the connection waits for, so that the right timeout runs.
enum class Phase {
  Idle,     ///< between requests: timeouts.keepAlive
  Header,   ///< a request has begun: timeouts.requestHeader in all, not per byte
  Body,     ///< a body is under way: timeouts.requestBody
  Handler,  ///< the handler thinks: no timeout of ours
  Client,   ///< there is output the client does not take: timeouts.send
};

struct CodecSettings {
  const config::Limits* limits = nullptr;
  const Client* client = nullptr;
  Counters* counters = nullptr;
  BufferPool* buffers = nullptr;
  AccessObserver* access = nullptr;  ///< null: nobody wants to know
};

class Codec {
 public:
  virtual ~Codec() = default;

  /// Takes all bytes, or keeps what it cannot take yet (bounded: see wantsInput).
  virtual void receive(std::span<const char> bytes) = 0;
  /// The client ended its direction in good order. What is unfinished is cut off.
  virtual void inputEnded() = 0;
  /// False: back-pressure; the connection reads no more until CodecHost::inputWanted.
  [[nodiscard]] virtual bool wantsInput() const = 0;

  /// Appends what is to be sent, about `room` bytes at the most. Appending nothing means there is nothing now. What
  /// follows from calls of writers since the last turn happens here: observers are told, the next request is begun.
  virtual void produce(Buffer& out, std::size_t room) = 0;
  /// True: nothing more will be sent or taken; close once flushed.
  [[nodiscard]] virtual bool finished() const = 0;

  [[nodiscard]] virtual Phase phase() const = 0;
  /// Requests begun and not yet answered whole.
  [[nodiscard]] virtual std::size_t openRequests() const = 0;
  /// The phase's timeout ran out: 408, GOAWAY or nothing, then finished.
  virtual void timedOut() = 0;

  /// Draining, step one: HTTP/1.1 answers with "Connection: close"; HTTP/2 sends GOAWAY(2^31-1).
  virtual void startDrain() = 0;
  /// Step two, a round trip later: HTTP/2 sends GOAWAY(last stream); idle HTTP/1.1 becomes finished.
  virtual void finishDrain() = 0;
};

}  // namespace http
