// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One process a look; the address goes through its standard input, as others may read its arguments.

#include "gui/profiles/redis_watch.h"

#include <QProcess>
#include <tuple>

#include "gui/base/text.h"
#include "gui/cluster/server_start.h"

namespace {

constexpr int typingPauseMs = 400;
constexpr int askAgainMs = 3000;

}  // namespace

/// Waiting for its end here would hold the window up, and it may be the one whose signal is being handled.
void RedisWatch::EndLater::operator()(QProcess* process) const {
  process->disconnect();
  if (process->state() == QProcess::NotRunning) return process->deleteLater();
  QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
  process->kill();
}

RedisWatch::RedisWatch(QObject* parent) : QObject(parent) {
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &RedisWatch::ask);
}

RedisWatch::~RedisWatch() = default;

void RedisWatch::setSessions(const config::Sessions& sessions) {
  const auto files = [](const config::Sessions& of) {
    return std::tie(of.redis, of.redisCa, of.redisCertificate, of.redisKey);
  };
  if (files(sessions) == files(m_sessions)) return;
  m_sessions = sessions;
  m_process.reset();
  if (m_isActive) m_timer.start(typingPauseMs);
  settle(State::Asking, {});
}

void RedisWatch::setActive(bool active) {
  if (active == m_isActive) return;
  m_isActive = active;
  m_timer.stop();
  m_process.reset();
  if (active) ask();
}

QStringList RedisWatch::arguments() const {
  QStringList all{QStringLiteral("probe"), QStringLiteral("redis"), QStringLiteral("-"), QStringLiteral("--json")};
  if (!m_sessions.redisCa.empty()) all += {QStringLiteral("--ca"), toQt(m_sessions.redisCa)};
  if (!m_sessions.redisCertificate.empty()) all += {QStringLiteral("--certificate"), toQt(m_sessions.redisCertificate)};
  if (!m_sessions.redisKey.empty()) all += {QStringLiteral("--key"), toQt(m_sessions.redisKey)};
  return all;
}

void RedisWatch::ask() {
  m_timer.start(askAgainMs);
  if (m_process) return;
  const QString program = ServerStart::program();
  if (program.isEmpty()) return settle(State::CannotAsk, {});
  auto* process = new QProcess;
  m_process.reset(process);
  process->setStandardErrorFile(QProcess::nullDevice());
  connect(process, &QProcess::finished, this, &RedisWatch::take);
  connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) settle(State::CannotAsk, {});
  });
  process->start(program, arguments());
  if (m_process.get() != process) return;
  process->write(QByteArray::fromStdString(m_sessions.redis.text) + '\n');
  process->closeWriteChannel();
}

void RedisWatch::take() {
  const QByteArray line = m_process->readAllStandardOutput().trimmed();
  const auto report = control::redisReportFromJson({line.constData(), static_cast<std::size_t>(line.size())});
  if (!report) return settle(State::CannotAsk, {});
  settle(report->error.empty() ? State::Answers : State::Refuses, *report);
}

void RedisWatch::settle(State state, const control::RedisReport& report) {
  if (state != State::Asking) m_process.reset();
  m_state = state;
  m_report = report;
  emit changed();
}
