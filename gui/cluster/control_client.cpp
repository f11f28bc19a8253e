// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hello, status, subscribe, then whatever comes. Bytes are read as they are into LineFraming: QLocalSocket's
// canReadLine() never turns true once a line is longer than its read buffer.

#include "gui/cluster/control_client.h"

#include <sys/socket.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "server/base/xdg_directories.h"

namespace {

constexpr qint64 helloId = 1;
constexpr qint64 statusId = 2;
constexpr qint64 subscribeId = 3;
constexpr qint64 firstCallId = 100;
constexpr qint64 chunk = 256 * 1024;

/// The server names both versions in its problem, its own as "ours"; 0 where it does not say.
int theirProtocol(const control::RpcError& error) {
  for (const base::Problem& problem : error.problems) {
    const auto found = problem.arguments.find("ours");
    if (found != problem.arguments.end()) return QByteArray::fromStdString(found->second).toInt();
  }
  return 0;
}

}  // namespace

ControlClient::ControlClient(const QString& name) : m_name(name) {
  m_batchTimer.setSingleShot(true);
  m_silenceTimer.setSingleShot(true);
  m_silenceTimer.setInterval(silenceLimit);
  connect(&m_batchTimer, &QTimer::timeout, this, &ControlClient::handBatchOver);
  connect(&m_silenceTimer, &QTimer::timeout, this, [this] {
    m_silent = true;
    emit silenceChanged(true);
  });
}

ControlClient::~ControlClient() {
  // A socket that ends tells that it is gone, to whoever is half destroyed by then.
  if (m_socket) m_socket->disconnect(this);
}

void ControlClient::open() {
  if (m_socket) return;
  m_pathsLeft.clear();
  for (const std::filesystem::path& directory : base::runtimeDirectories())
    m_pathsLeft << QString::fromStdString((directory / (m_name.toStdString() + ".sock")).string());
  tryNextPath();
}

void ControlClient::tryNextPath() {
  if (m_socket) m_socket.release()->deleteLater();
  if (m_pathsLeft.isEmpty()) {
    emit unreachable();
    return;
  }
  const QString path = m_pathsLeft.takeFirst();
  m_socket = std::make_unique<QLocalSocket>();
  // What we do not read stays with the server, whose queue is bounded and counts what it drops.
  m_socket->setReadBufferSize(chunk);
  connect(m_socket.get(), &QLocalSocket::connected, this, &ControlClient::handleConnected);
  connect(m_socket.get(), &QLocalSocket::readyRead, this, &ControlClient::handleReadable);
  connect(m_socket.get(), &QLocalSocket::disconnected, this, &ControlClient::handleGone);
  connect(m_socket.get(), &QLocalSocket::errorOccurred, this, [this] {
    if (!m_connected) QMetaObject::invokeMethod(this, &ControlClient::tryNextPath, Qt::QueuedConnection);
  });
  m_socket->connectToServer(path);
}

void ControlClient::handleConnected() {
  m_connected = true;
  m_framing = std::make_unique<control::LineFraming>(control::maximumLine);
  m_silenceTimer.start();
  write({helloId, control::HelloCall{control::protocolVersion, "panel"}});
}

void ControlClient::close() {
  m_pathsLeft.clear();
  m_silenceTimer.stop();
  if (!m_socket) return;
  m_socket->disconnect(this);
  m_socket.release()->deleteLater();
  m_connected = false;
}

void ControlClient::handleGone() {
  if (!m_connected) return;
  while (m_connected && m_socket->bytesAvailable() > 0 && m_events.size() < maximumWaiting) handleReadable();
  close();
  if (std::exchange(m_silent, false)) emit silenceChanged(false);
  // What came before the end is told before the end.
  while (!m_events.empty() || m_status) handBatchOver();
  emit detached();
}

void ControlClient::send(qint64 id, const control::Call& call) {
  if (m_connected) write({firstCallId + id, call});
}

void ControlClient::askForStatus() {
  if (m_connected) write({statusId, control::StatusCall{}});
}

void ControlClient::write(const control::Request& request) {
  const std::string line = control::toJson(request) + "\n";
  m_socket->write(line.data(), static_cast<qint64>(line.size()));
}

void ControlClient::handleReadable() {
  m_readPosted = false;
  if (!m_connected || m_events.size() >= maximumWaiting) return;
  const QByteArray bytes = m_socket->read(chunk);
  if (bytes.isEmpty()) return;
  m_silenceTimer.start();
  if (std::exchange(m_silent, false)) emit silenceChanged(false);
  const bool withinBounds = m_framing->append({bytes.constData(), static_cast<std::size_t>(bytes.size())});
  while (m_connected) {
    const auto line = m_framing->next();
    if (!line) break;
    handleLine(*line);
  }
  if (!withinBounds && m_socket) {
    m_socket->abort();
    return;
  }
  // One chunk a turn: the batch timer must run while a busy server fills the socket.
  if (m_connected && m_socket->bytesAvailable() > 0 && !std::exchange(m_readPosted, true))
    QMetaObject::invokeMethod(this, &ControlClient::handleReadable, Qt::QueuedConnection);
}

void ControlClient::handleLine(std::string_view line) {
  auto message = control::serverMessageFromJson(line);
  if (!message || !*message) return;  // a newer server's: skipped
  if (auto* event = std::get_if<control::Event>(&**message)) return take(std::move(*event));
  if (auto* status = std::get_if<control::Status>(&**message)) return take(std::move(*status));
  if (auto* answer = std::get_if<control::Answer>(&**message)) return handleAnswer(*answer);
  if (auto* error = std::get_if<control::RpcError>(&**message)) return handleError(*error);
}

void ControlClient::handleAnswer(const control::Answer& answer) {
  if (answer.id == helloId) return handleHello(answer);
  if (answer.id == statusId) {
    if (auto status = control::statusFromJson(answer.resultJson)) take(std::move(*status));
    return;
  }
  if (answer.id >= firstCallId) emit answered(answer.id - firstCallId);
}

void ControlClient::handleHello(const control::Answer& answer) {
  const auto hello = control::helloResultFromJson(answer.resultJson);
  if (!hello) {
    m_socket->abort();
    return;
  }
  const QString instance = QString::fromStdString(hello->instance);
  const bool sameRun = instance == m_instance;
  if (!sameRun) m_lastSeq = 0;
  m_instance = instance;
  emit attached(*hello, sameRun);
  control::SubscribeCall subscribe;
  subscribe.after = m_lastSeq;
  write({statusId, control::StatusCall{}});
  write({subscribeId, subscribe});
}

void ControlClient::handleError(const control::RpcError& error) {
  if (error.code == control::RpcErrorCode::OtherProtocol) {
    const qint64 pid = peer();
    close();
    emit protocolRefused(control::protocolVersion, theirProtocol(error), pid);
    return;
  }
  if (error.id && *error.id >= firstCallId)
    emit refused(*error.id - firstCallId, QString::fromStdString(error.message), error.problems);
}

// unix(7): whoever called listen() on the socket, so the master.
qint64 ControlClient::peer() const {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  const auto descriptor = static_cast<int>(m_socket->socketDescriptor());
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 ? credentials.pid : 0;
}

void ControlClient::take(control::Event event) {
  m_lastSeq = std::max(m_lastSeq, event.seq);
  m_events.push_back(std::move(event));
  scheduleBatch();
}

void ControlClient::take(control::Status status) {
  m_status = std::move(status);
  scheduleBatch();
}

void ControlClient::scheduleBatch() {
  if (m_batchOut || m_batchTimer.isActive()) return;
  const qint64 since = m_sinceBatch.isValid() ? m_sinceBatch.elapsed() : batchInterval;
  m_batchTimer.start(static_cast<int>(std::clamp<qint64>(batchInterval - since, 0, batchInterval)));
}

void ControlClient::handBatchOver() {
  auto batch = std::make_shared<ControlBatch>();
  if (m_events.size() <= maximumBatch) {
    batch->events = std::exchange(m_events, {});
  } else {
    const auto end = m_events.begin() + static_cast<std::ptrdiff_t>(maximumBatch);
    batch->events.assign(std::make_move_iterator(m_events.begin()), std::make_move_iterator(end));
    m_events.erase(m_events.begin(), end);
  }
  batch->status = std::exchange(m_status, std::nullopt);
  m_sinceBatch.start();
  m_batchOut = true;
  emit delivered(batch);
}

void ControlClient::takeNext() {
  m_batchOut = false;
  if (!m_events.empty() || m_status) scheduleBatch();
  handleReadable();
}
