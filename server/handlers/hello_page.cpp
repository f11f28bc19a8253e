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
    : m_headers{{"content-type", "text/html; charset=utf-8"},
                {"cache-control", "no-store"},
                {"x-worker", fmt::format("{}/{}", slot, pid)}},
      m_crashAfter(route.crashAfter) {
  const std::string greeting = workers > 1 ? "Hello Cluster!" : "Hello Server!";
  const std::string text = route.text.empty() ? greeting : http::escapeHtml(route.text);
  m_page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Forkyard</title>\n"
      "<style>body{{font:18px system-ui;margin:12vh auto;max-width:30em;color-scheme:light dark}}</style>\n"
      "<h1>Hello Forkyard!</h1>\n<p>{}</p>\n<p>Worker {}, PID {}</p>\n"
      "<small>A browser keeps one connection, and a connection stays with its worker: reloading shows the same one.\n"
      "</small></html>\n",
      text, slot, pid);
}

void HelloPage::crashAfterFirstAnswer(net::EventLoop& loop, std::function<void()> crash) {
  if (m_crashAfter) m_crashTimer.emplace(loop, std::move(crash));
}

void HelloPage::handle(http::Request& request, http::ResponseWriter& writer) {
  if (request.method != "GET" && request.method != "HEAD") {
    http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
    return;
  }
  writer.respond(200, m_headers, m_page);
  if (m_crashTimer && m_crashAfter) m_crashTimer->startIn(*std::exchange(m_crashAfter, std::nullopt));
}

}  // namespace handlers
