// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/gui/cluster/fake_master.h"

#include "server/base/xdg_directories.h"

FakeMaster::FakeMaster(const QString& name) {
  const auto directory = base::createRuntimeDirectory();
  if (!directory) qFatal("no runtime directory: %s", directory.error().sentence.c_str());
  status.name = name.toStdString();
  status.state = control::MasterState::Running;
  const QString path = QString::fromStdString(directory->string()) + QLatin1Char('/') + name + QStringLiteral(".sock");
  QLocalServer::removeServer(path);
  if (!m_server.listen(path)) qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
  connect(&m_server, &QLocalServer::newConnection, this, [this] {
    m_client = m_server.nextPendingConnection();
    m_bytes.clear();
    connect(m_client, &QLocalSocket::readyRead, this, [this] {
      m_bytes += m_client->readAll();
      while (m_bytes.contains('\n')) {
        const qsizetype end = m_bytes.indexOf('\n');
        handleLine(m_bytes.left(end));
        m_bytes.remove(0, end + 1);
      }
    });
  });
}

void FakeMaster::send(const std::string& line) {
  if (m_client) m_client->write(QByteArray::fromStdString(line) + '\n');
}

void FakeMaster::sendEvent(control::EventKind kind, int slot) {
  control::Event event;
  event.seq = ++seq;
  event.time = base::unixNow();
  event.kind = kind;
  if (slot >= 0) {
    event.slot = slot;
    event.pid = 100 + slot;
    event.generation = 1;
  }
  send(control::eventNotification(event));
}

void FakeMaster::dropClient() {
  if (m_client) m_client->disconnectFromServer();
}

void FakeMaster::handleLine(const QByteArray& line) {
  if (!answers) return;
  const auto request = control::requestFromJson({line.constData(), static_cast<std::size_t>(line.size())});
  if (!request) qFatal("the panel sent %s", line.constData());
  if (request->id) send(answerTo(*request));
}

std::string FakeMaster::answerTo(const control::Request& request) {
  if (std::holds_alternative<control::HelloCall>(request.call)) {
    if (!refusesProtocol)
      return control::answerJson(*request.id, control::helloResult(status.name, instance, 1, "0.1.0", seq));
    base::Problem problem;
    problem.code = base::ProblemCode::ProtocolMismatch;
    problem.arguments = {{"ours", "7"}, {"theirs", "1"}};
    return control::errorJson({control::RpcErrorCode::OtherProtocol, "other protocol", request.id, {problem}});
  }
  if (std::holds_alternative<control::StatusCall>(request.call))
    return control::answerJson(*request.id, control::toJson(status));
  if (const auto* subscribe = std::get_if<control::SubscribeCall>(&request.call)) {
    subscribedAfter.push_back(subscribe->after);
    return control::answerJson(*request.id);
  }
  calls.push_back(request.call);
  emit called();
  const std::string answer = carryOut ? carryOut(request) : std::string();
  return answer.empty() ? control::answerJson(*request.id) : answer;
}
