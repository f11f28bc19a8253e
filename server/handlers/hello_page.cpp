// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See hello_page.h.

#include "server/handlers/hello_page.h"

#include <fmt/format.h>

#include <utility>

#include "server/http/status.h"

namespace handlers {

HelloPage::HelloPage(const config::HelloRoute& route, int workers, int slot, pid_t pid)
    : m_greetingHeaders{{"content-type", "text/html; charset=utf-8"},
                        {"x-content-type-options", "nosniff"},
                        {"x-worker", fmt::format("{}/{}", slot, pid)}},
      m_pageHeaders(m_greetingHeaders),
      m_crashAfter(route.crashAfter) {
  m_pageHeaders.add("cache-control", "no-store");
  m_greetingHeaders.declareSendable();
  m_pageHeaders.declareSendable();
  const std::string greeting = workers > 1 ? "Hello Cluster!" : "Hello Server!";
  const std::string text = route.text.empty() ? greeting : http::escapeHtml(route.text);
  m_greeting = fmt::format("<h1>Hello Forkyard!</h1>\n<p>{}</p>\n<p>Worker {}, PID {}</p>\n", text, slot, pid);
  m_page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Forkyard</title>\n"
      "<style>body{{font:18px system-ui;margin:12vh auto;max-width:30em;color-scheme:light dark}}</style>\n{}"
      "<small>A browser keeps one connection, and a connection stays with its worker: reloading shows the same one.\n"
      "</small></html>\n",
      m_greeting);
}

void HelloPage::crashAfterFirstAnswer(net::EventLoop& loop, std::function<void()> crash) {
  if (m_crashAfter) m_crashTimer.emplace(loop, std::move(crash));
}

void HelloPage::handle(http::Request& request, http::ResponseWriter& writer) {
  if (std::string_view(request.method) != "GET" && !request.isHead()) {
    http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
    return;
  }
  const auto accepted = request.headers.find("accept");
  const bool isBrowser = accepted && accepted->find("text/html") != std::string_view::npos;
  if (isBrowser)
    writer.respond(200, m_pageHeaders, m_page);
  else
    writer.respond(200, m_greetingHeaders, m_greeting);
  if (m_crashTimer && m_crashAfter) m_crashTimer->startIn(*std::exchange(m_crashAfter, std::nullopt));
}

}  // namespace handlers
