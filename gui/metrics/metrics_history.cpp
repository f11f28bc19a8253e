// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Counters belong to lives: a worker that starts again counts from zero, and that is no negative rate.

#include "gui/metrics/metrics_history.h"

#include <algorithm>
#include <set>

#include "gui/cluster/cluster.h"
#include "server/control/latency.h"

using base::UnixMilliseconds;

namespace {

constexpr std::int64_t shortestSpan = 800;  // milliseconds between two samples

std::vector<std::int64_t> difference(const std::vector<std::int64_t>& now, const std::vector<std::int64_t>& before) {
  std::vector<std::int64_t> result = now;
  for (std::size_t i = 0; i < result.size() && i < before.size(); ++i)
    result[i] = std::max<std::int64_t>(0, result[i] - before[i]);
  return result;
}

}  // namespace

MetricsHistory::MetricsHistory(QObject* parent) : QObject(parent) {}

MetricsHistory* MetricsHistory::of(Cluster* cluster) {
  if (auto* known = cluster->findChild<MetricsHistory*>(QString(), Qt::FindDirectChildrenOnly)) return known;
  auto* history = new MetricsHistory(cluster);
  connect(cluster, &Cluster::statusChanged, history,
          [history](const control::Status& status) { history->takeStatus(status, base::unixNow()); });
  connect(cluster, &Cluster::instanceChanged, history, &MetricsHistory::takeEnd);
  connect(cluster, &Cluster::stateChanged, history, [history, cluster] {
    if (cluster->isStopped()) history->takeEnd();
  });
  return history;
}

void MetricsHistory::takeStatus(const control::Status& status, UnixMilliseconds now) {
  const bool first = !m_uptime || status.uptimeMs < *m_uptime;
  const std::int64_t span = first ? 0 : status.uptimeMs - *m_uptime;
  if (!first && span < shortestSpan) return;
  MetricsSample sample;
  sample.time = now;
  std::int64_t requests = 0;
  std::int64_t cpuMs = 0;
  Lives lives;
  std::set<pid_t> processes;
  for (const control::WorkerStatus& worker : status.workers) {
    sample.connections += static_cast<double>(worker.connections);
    // The threads of one process have its memory in common.
    if (processes.insert(worker.pid).second) sample.memory += static_cast<double>(worker.rss);
    if (worker.pid == 0) continue;
    const auto key = std::pair(worker.slot, worker.pid);
    lives[key] = {worker.requests, worker.cpuMs};
    const Counted before = m_lives.contains(key) ? m_lives[key] : Counted{};
    requests += std::max<std::int64_t>(0, worker.requests - before.requests);
    cpuMs += std::max<std::int64_t>(0, worker.cpuMs - before.cpuMs);
  }
  const std::vector<std::int64_t> latency = difference(status.latency, m_latency);
  m_lives = std::move(lives);
  m_latency = status.latency;
  m_uptime = status.uptimeMs;
  if (first) return;
  sample.requestRate = static_cast<double>(requests) * 1000.0 / static_cast<double>(span);
  sample.cpu = static_cast<double>(cpuMs) * 100.0 / static_cast<double>(span);
  sample.p99 = control::latencyQuantile(latency, 0.99);
  sample.median = control::latencyQuantile(latency, 0.5);
  add(sample);
}

void MetricsHistory::takeEnd() {
  m_uptime.reset();
  m_lives.clear();
  m_latency.clear();
  m_running = false;
  emit changed();
}

void MetricsHistory::add(const MetricsSample& sample) {
  m_seconds.push_back(sample);
  if (m_seconds.size() > seconds) m_seconds.pop_front();
  addToMinute(sample);
  m_running = true;
  emit changed();
}

void MetricsHistory::addToMinute(const MetricsSample& sample) {
  if (m_minutes.empty() || m_minutes.back().time / minute != sample.time / minute) {
    m_minutes.push_back(sample);
    m_inMinute = 1;
    if (m_minutes.size() > minutes) m_minutes.pop_front();
    return;
  }
  MetricsSample& whole = m_minutes.back();
  const auto mean = [this](double sum, double next) { return (sum * m_inMinute + next) / (m_inMinute + 1); };
  whole.requestRate = mean(whole.requestRate, sample.requestRate);
  whole.cpu = mean(whole.cpu, sample.cpu);
  whole.connections = mean(whole.connections, sample.connections);
  whole.memory = mean(whole.memory, sample.memory);
  // The worst second is what a p99 is looked at for: a mean would hide it.
  if (sample.p99) whole.p99 = std::max(whole.p99.value_or(0), *sample.p99);
  if (sample.median) whole.median = whole.median ? mean(*whole.median, *sample.median) : *sample.median;
  ++m_inMinute;
}

std::optional<MetricsSample> MetricsHistory::newest() const {
  if (!m_running || m_seconds.empty()) return std::nullopt;
  return m_seconds.back();
}

std::vector<MetricsSample> MetricsHistory::since(UnixMilliseconds from) const {
  const bool secondsReach = m_seconds.size() < seconds || m_seconds.front().time <= from;
  const std::deque<MetricsSample>& source = secondsReach ? m_seconds : m_minutes;
  const auto first = std::partition_point(source.begin(), source.end(),
                                          [from](const MetricsSample& sample) { return sample.time < from; });
  return {first, source.end()};
}
