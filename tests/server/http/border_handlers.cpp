// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See border_handlers.h.

#include "tests/server/http/border_handlers.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "server/http/status.h"

namespace {

class EchoSource final : public http::BodySource, public http::ExchangeObserver {
 public:
  EchoSource(http::Request& request, http::ResponseWriter& writer) : m_request(&request), m_writer(&writer) {
    writer.observe(this);
  }
  http::BodyRead read(std::span<char> into) override {
    if (m_request == nullptr) return {http::BodyState::Failed};
    return m_request->body->read(into);
  }
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_request->body->length(); }
  void bodyReadable() override { m_writer->resume(); }
  void abandoned() override { m_request = nullptr; }

 private:
  http::Request* m_request;
  http::ResponseWriter* m_writer;
};

/// As EchoSource, of unknown length: after an upgrade there is none.
class DuplexSource final : public http::BodySource, public http::ExchangeObserver {
 public:
  DuplexSource(http::Request& request, http::ResponseWriter& writer) : m_request(&request), m_writer(&writer) {
    writer.observe(this);
  }
  http::BodyRead read(std::span<char> into) override { return m_request->body->read(into); }
  void bodyReadable() override { m_writer->resume(); }
  void abandoned() override {}

 private:
  http::Request* m_request;
  http::ResponseWriter* m_writer;
};

}  // namespace

void EchoHandler::handle(http::Request& request, http::ResponseWriter& writer) {
  writer.respond(200, {{"content-type", "application/octet-stream"}}, std::make_unique<EchoSource>(request, writer));
}

class EventsHandler::Source final : public http::BodySource, public http::ExchangeObserver {
 public:
  Source(EventsHandler& handler, http::ResponseWriter& writer) : m_handler(handler), m_writer(&writer) {
    m_handler.m_sources.push_back(this);
    writer.observe(this);
  }
  ~Source() override { std::erase(m_handler.m_sources, this); }
  http::BodyRead read(std::span<char> into) override {
    if (m_events == 0) return {http::BodyState::Wait};
    --m_events;
    const std::string event = "data: " + std::to_string(++m_sent) + "\n\n";
    std::memcpy(into.data(), event.data(), event.size());
    return {http::BodyState::Data, event.size()};
  }
  void abandoned() override { m_writer = nullptr; }
  void send() {
    ++m_events;
    if (m_writer != nullptr) m_writer->resume();
  }

 private:
  EventsHandler& m_handler;
  http::ResponseWriter* m_writer;
  int m_events = 1;
  int m_sent = 0;
};

EventsHandler::EventsHandler(net::EventLoop& loop, base::Milliseconds interval) : m_interval(interval) {
  m_timer = std::make_unique<net::Timer>(loop, [this] {
    sendEvent();
    m_timer->startIn(m_interval);
  });
  m_timer->startIn(interval);
}

EventsHandler::~EventsHandler() = default;

void EventsHandler::handle(http::Request&, http::ResponseWriter& writer) {
  writer.respond(200, {{"content-type", "text/event-stream"}}, std::make_unique<Source>(*this, writer));
}

void EventsHandler::sendEvent() {
  for (Source* source : m_sources) source->send();
}

void UpgradeHandler::handle(http::Request& request, http::ResponseWriter& writer) {
  if (request.version == http::Version::Http2 || request.headers.find("upgrade") != "echo") {
    http::respondWithError(writer, 426, {{"upgrade", "echo"}});
    return;
  }
  writer.upgrade({{"upgrade", "echo"}}, std::make_unique<DuplexSource>(request, writer));
}
