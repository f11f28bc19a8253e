// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One socket an address and look.

#include "gui/routes/backend_watch.h"

#include <QLocalSocket>
#include <QTcpSocket>
#include <algorithm>

#include "gui/base/text.h"

namespace {

constexpr int askAgainMs = 2000;

}  // namespace

void BackendWatch::DeleteLater::operator()(QIODevice* socket) const {
  socket->disconnect();
  socket->deleteLater();  // it may be the one whose signal is being handled
}

BackendWatch::BackendWatch(QObject* parent) : QObject(parent) {
  m_timer.setInterval(askAgainMs);
  connect(&m_timer, &QTimer::timeout, this, &BackendWatch::look);
}

BackendWatch::~BackendWatch() = default;

void BackendWatch::setBackends(const std::vector<config::BackendAddress>& backends) {
  if (std::ranges::equal(backends, m_looks, {}, {}, &Look::backend)) return;
  m_looks.clear();
  for (const config::BackendAddress& backend : backends) m_looks.push_back({backend, nullptr, std::nullopt});
  emit changed();
  if (m_timer.isActive()) setActive(true);
}

void BackendWatch::setActive(bool active) {
  if (!active) {
    m_timer.stop();
    for (Look& look : m_looks) look.socket.reset();
    return;
  }
  m_timer.start();
  look();
}

int BackendWatch::answering() const {
  return static_cast<int>(std::ranges::count(m_looks, std::optional(true), &Look::answered));
}

bool BackendWatch::isKnown() const {
  return !m_looks.empty() && std::ranges::none_of(m_looks, [](const Look& look) { return !look.answered; });
}

void BackendWatch::look() {
  for (Look& look : m_looks) {
    if (look.socket) settle(look, false);
    ask(look);
  }
}

void BackendWatch::ask(Look& look) {
  if (look.backend.kind != config::BackendAddress::Kind::Unix) {
    auto* socket = new QTcpSocket(this);
    look.socket.reset(socket);
    connect(socket, &QTcpSocket::connected, this, [this, socket] { take(socket, true); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { take(socket, false); });
    socket->connectToHost(toQt(look.backend.host), static_cast<quint16>(look.backend.port));
  } else {
    auto* socket = new QLocalSocket(this);
    look.socket.reset(socket);
    connect(socket, &QLocalSocket::connected, this, [this, socket] { take(socket, true); });
    connect(socket, &QLocalSocket::errorOccurred, this, [this, socket] { take(socket, false); });
    socket->connectToServer(toQt(look.backend.host));
  }
}

void BackendWatch::take(const QIODevice* socket, bool answered) {
  const auto found = std::ranges::find(m_looks, socket, [](const Look& look) { return look.socket.get(); });
  if (found != m_looks.end()) settle(*found, answered);
}

void BackendWatch::settle(Look& look, bool answered) {
  look.socket.reset();
  if (look.answered == answered) return;
  look.answered = answered;
  emit changed();
}
