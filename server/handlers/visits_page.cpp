// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See visits_page.h.

#include "server/handlers/visits_page.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "server/handlers/visitor_cookie.h"
#include "server/http/status.h"

namespace handlers {

namespace {

constexpr std::string_view totalKey = "visits:total";

/// What is said of the store on the page.
std::string_view wordsFor(std::string_view store) {
  if (store == "worker")
    return "Each worker counts for itself, in its own memory: another worker, another count. It forgets when it ends.";
  if (store == "redis")
    return "Redis counts for all workers of all machines that use it: whichever answers, the counts go on.";
  return "The keeper process counts for all workers: whichever answers, the counts go on, also when one is killed.";
}

}  // namespace

/// One request, until the store has answered both of its questions.
class VisitsPage::Visit final : public net::Destroyable, public http::ExchangeObserver {
 public:
  Visit(VisitsPage& askedPage, const http::Request& request, http::ResponseWriter& askedWriter, bool asJson)
      : page(askedPage),
        number(++page.m_lastNumber),
        writer(askedWriter),
        isSecure(request.client->secure),
        wantsJson(asJson),
        visitor(visitorIn(request.headers, isSecure).value_or(std::string())) {
    if (visitor.empty()) visitor = newVisitor();
  }
  void abandoned() override { page.forget(number); }

  VisitsPage& page;
  const std::uint64_t number;
  http::ResponseWriter& writer;
  const bool isSecure;
  const bool wantsJson;
  std::string visitor;
  std::optional<std::int64_t> visits{};
  std::optional<std::int64_t> total{};
  std::optional<sessions::StoreError> error{};
};

VisitsPage::VisitsPage(net::EventLoop& loop, sessions::SessionStore& store, Settings settings)
    : m_loop(loop),
      m_store(store),
      m_settings(std::move(settings)),
      m_folder(m_settings.path.ends_with('/') ? m_settings.path.substr(0, m_settings.path.size() - 1)
                                              : m_settings.path) {}

VisitsPage::~VisitsPage() = default;

void VisitsPage::handle(http::Request& request, http::ResponseWriter& writer) {
  if (std::string_view(request.method) != "GET" && !request.isHead())
    return http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
  const std::string_view path = request.path();
  const std::string_view below = path.starts_with(m_folder) ? path.substr(m_folder.size()) : path;
  const bool wantsJson = below == "/visits.json";
  if (!wantsJson && !below.empty() && below != "/") return http::respondWithError(writer, 404);
  begin(std::make_unique<Visit>(*this, request, writer, wantsJson));
}

void VisitsPage::begin(std::unique_ptr<Visit> visit) {
  const std::uint64_t number = visit->number;
  std::string key = "visits:" + visit->visitor;
  visit->writer.observe(visit.get());
  m_visits.emplace(number, std::move(visit));
  m_store.increment(std::move(key), 1, m_settings.lifetime,
                    [this, number](const auto& answered) { handleAnswer(number, false, answered); });
  m_store.increment(std::string(totalKey), 1, m_settings.lifetime,
                    [this, number](const auto& answered) { handleAnswer(number, true, answered); });
}

void VisitsPage::handleAnswer(std::uint64_t number, bool isTotal, const sessions::Answer& answered) {
  const auto found = m_visits.find(number);
  if (found == m_visits.end()) return;  // the client is gone, or has its answer
  Visit& visit = *found->second;
  if (!answered) {
    visit.error = answered.error();
  } else {
    (isTotal ? visit.total : visit.visits) = answered->number;
    if (!visit.total || !visit.visits) return;
  }
  const std::unique_ptr<Visit> ready = std::move(found->second);
  m_visits.erase(found);
  ready->writer.observe(nullptr);
  answer(*ready);
}

void VisitsPage::forget(std::uint64_t number) {
  const auto found = m_visits.find(number);
  if (found == m_visits.end()) return;
  m_loop.destroyLater(std::move(found->second));
  m_visits.erase(found);
}

http::Headers VisitsPage::headersFor(const Visit& visit) const {
  return {{"content-type", visit.wantsJson ? "application/json" : "text/html; charset=utf-8"},
          {"cache-control", "no-store"},
          {"x-content-type-options", "nosniff"},
          {"x-worker", fmt::format("{}/{}", m_settings.slot, m_settings.pid)}};
}

std::string VisitsPage::pageFor(const Visit& visit) const {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Visits</title>\n"
      "<style>body{{font:18px system-ui;margin:12vh auto;max-width:30em;color-scheme:light dark}}</style>\n"
      "<h1>Visits: {}</h1>\n<p>Yours; {} in all.</p>\n<p>Worker {}, PID {}; store: {}</p>\n<small>{}</small></html>\n",
      *visit.visits, *visit.total, m_settings.slot, m_settings.pid, m_store.name(), wordsFor(m_store.name()));
}

void VisitsPage::answer(const Visit& visit) const {
  http::Headers headers = headersFor(visit);
  if (visit.error) {
    const bool comesBack = *visit.error == sessions::StoreError::Unavailable;
    const int status = comesBack ? 503 : 500;
    if (comesBack) headers.add("retry-after", "1");
    constexpr std::string_view hint =
        "The store that holds the sessions did not answer in time. Pages without sessions are served as ever, and this "
        "one comes back by itself.";
    return visit.writer.respond(status, headers,
                                visit.wantsJson ? std::string("{\"error\": \"the session store did not answer\"}\n")
                                                : http::errorPage(status, comesBack ? hint : std::string_view()));
  }
  headers.add("set-cookie", visitorCookie(visit.visitor, visit.isSecure, m_settings.lifetime));
  if (!visit.wantsJson) return visit.writer.respond(200, headers, pageFor(visit));
  const std::string json = fmt::format("{{\"visits\": {}, \"total\": {}, \"worker\": \"{}/{}\", \"store\": \"{}\"}}\n",
                                       *visit.visits, *visit.total, m_settings.slot, m_settings.pid, m_store.name());
  visit.writer.respond(200, headers, json);
}

}  // namespace handlers
