// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/metrics_page.h"

#include <fmt/format.h>

#include <iterator>

#include "server/http/status.h"

namespace cluster {

namespace {

using Lines = std::back_insert_iterator<std::string>;

struct Family {
  std::int64_t http::CounterSums::*figure;
  const char* name;
  const char* type;
  const char* help;
};

constexpr Family families[] = {
    {&http::CounterSums::accepted, "forkyard_connections_accepted_total", "counter", "Connections accepted."},
    {&http::CounterSums::connections, "forkyard_connections", "gauge", "Connections open now."},
    {&http::CounterSums::openRequests, "forkyard_requests_open", "gauge", "Requests under way."},
    {&http::CounterSums::bytesIn, "forkyard_received_bytes_total", "counter", "Bytes received, inside TLS."},
    {&http::CounterSums::bytesOut, "forkyard_sent_bytes_total", "counter", "Bytes sent, inside TLS."},
    {&http::CounterSums::handshakes, "forkyard_tls_handshakes_total", "counter", "TLS handshakes done."},
    {&http::CounterSums::resumptions, "forkyard_tls_resumptions_total", "counter",
     "TLS handshakes that resumed a session."},
    {&http::CounterSums::handshakeFailures, "forkyard_tls_handshake_failures_total", "counter",
     "TLS handshakes that failed."},
    {&http::CounterSums::badRequests, "forkyard_requests_refused_total", "counter",
     "Requests refused for their form or size."},
    {&http::CounterSums::rateLimited, "forkyard_rate_limited_total", "counter", "Requests over a rate limit."},
    {&http::CounterSums::floods, "forkyard_http2_floods_total", "counter",
     "HTTP/2 connections ended for frames that do nothing but cost."},
    {&http::CounterSums::timeouts, "forkyard_timeouts_total", "counter", "Connections ended by a timeout."},
    {&http::CounterSums::acceptFailures, "forkyard_accept_failures_total", "counter",
     "Connections that could not be accepted."},
    {&http::CounterSums::cut, "forkyard_connections_cut_total", "counter", "Connections cut by the end of a drain."},
    {&http::CounterSums::logLost, "forkyard_access_log_lost_lines_total", "counter",
     "Lines that the access log did not take."},
};

void head(Lines out, const char* name, const char* type, const char* help) {
  fmt::format_to(out, "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void writeRequests(Lines out, const std::vector<SlotFigures>& slots) {
  head(out, "forkyard_requests_total", "counter", "Requests answered whole, by the class of their status.");
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    const auto& answers = slots[slot].sums.answers;
    for (std::size_t each = 0; each < answers.size(); ++each) {
      fmt::format_to(out, "forkyard_requests_total{{slot=\"{}\",status=\"{}xx\"}} {}\n", slot, each + 1, answers[each]);
    }
  }
}

void writeDurations(Lines out, const std::vector<SlotFigures>& slots) {
  http::CounterSums all;
  for (const SlotFigures& slot : slots) all.add(slot.sums);
  head(out, "forkyard_request_duration_seconds", "histogram", "From a request's head to its answer's end.");
  std::int64_t below = 0;
  double bound = 64e-6;
  for (std::size_t bucket = 0; bucket + 1 < all.latency.size(); ++bucket, bound *= 2) {
    below += all.latency[bucket];
    fmt::format_to(out, "forkyard_request_duration_seconds_bucket{{le=\"{:.6f}\"}} {}\n", bound, below);
  }
  below += all.latency.back();
  fmt::format_to(out, "forkyard_request_duration_seconds_bucket{{le=\"+Inf\"}} {}\n", below);
  fmt::format_to(out, "forkyard_request_duration_seconds_sum {:.6f}\n", static_cast<double>(all.latencyUs) / 1e6);
  fmt::format_to(out, "forkyard_request_duration_seconds_count {}\n", below);
}

}  // namespace

std::string metricsText(const Scoreboard& scoreboard) {
  const std::vector<SlotFigures> slots = scoreboard.bySlot();
  std::string text;
  const Lines out(text);
  head(out, "forkyard_worker_starts_total", "counter", "Workers begun, the first one too.");
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    fmt::format_to(out, "forkyard_worker_starts_total{{slot=\"{}\"}} {}\n", slot, slots[slot].starts);
  head(out, "forkyard_workers", "gauge", "Workers that live now.");
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    fmt::format_to(out, "forkyard_workers{{slot=\"{}\"}} {}\n", slot, slots[slot].lives);
  for (const Family& family : families) {
    head(out, family.name, family.type, family.help);
    for (std::size_t slot = 0; slot < slots.size(); ++slot)
      fmt::format_to(out, "{}{{slot=\"{}\"}} {}\n", family.name, slot, slots[slot].sums.*family.figure);
  }
  writeRequests(out, slots);
  writeDurations(out, slots);
  return text;
}

void MetricsPage::handle(http::Request& request, http::ResponseWriter& writer) {
  if (request.path() != "/metrics") return http::respondWithError(writer, 404);
  if (std::string_view(request.method) != "GET" && !request.isHead())
    return http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
  writer.respond(200, {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}, {"cache-control", "no-store"}},
                 metricsText(m_scoreboard));
}

}  // namespace cluster
