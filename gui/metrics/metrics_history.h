// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A cluster's figures over time: one sample a second for the last hour, one a minute for the last day. Made of the
// differences between two statuses. Knows no widget.

#pragma once

#include <QObject>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "server/control/message.h"

class Cluster;

struct MetricsSample {
  base::UnixMilliseconds time = 0;
  double requestRate = 0;        ///< answered a second
  std::optional<double> p99;     ///< milliseconds; empty: nothing was answered, or the server does not tell
  std::optional<double> median;  ///< likewise
  double connections = 0;        ///< open now
  double cpu = 0;                ///< percent of one CPU, all workers together
  double memory = 0;             ///< bytes, resident, all workers together
};

class MetricsHistory : public QObject {
  Q_OBJECT

 public:
  static constexpr base::UnixMilliseconds minute = 60'000;
  static constexpr std::size_t seconds = 3'600;
  static constexpr std::size_t minutes = 24 * 60;

  explicit MetricsHistory(QObject* parent = nullptr);
  /// The history of a cluster, made at the first call and fed from then on, whoever looks. Owned by the cluster.
  static MetricsHistory* of(Cluster* cluster);

  void takeStatus(const control::Status& status, base::UnixMilliseconds now);
  /// What comes next is another run: no difference is taken across.
  void takeEnd();

  [[nodiscard]] bool isEmpty() const { return m_seconds.empty(); }
  /// Empty after takeEnd() until the next sample.
  [[nodiscard]] std::optional<MetricsSample> newest() const;
  /// Samples from then on, oldest first; by the minute when the seconds do not reach back so far.
  [[nodiscard]] std::vector<MetricsSample> since(base::UnixMilliseconds from) const;

 signals:
  void changed();

 private:
  struct Counted {
    std::int64_t requests = 0;
    std::int64_t cpuMs = 0;
  };
  using Lives = std::map<std::pair<int, pid_t>, Counted>;

  void add(const MetricsSample& sample);
  void addToMinute(const MetricsSample& sample);

  std::deque<MetricsSample> m_seconds;
  std::deque<MetricsSample> m_minutes;
  int m_inMinute = 0;
  Lives m_lives;
  std::vector<std::int64_t> m_latency;
  std::optional<std::int64_t> m_uptime;  ///< the master's, of the last counted status
  bool m_running = false;
};
