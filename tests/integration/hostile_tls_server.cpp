// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificate is the one for localhost that the server makes in its new home.

#include "tests/integration/hostile_tls_server.h"

#include <algorithm>

#include "tests/integration/tls_peer.h"
#include "tests/support/processes.h"

namespace {

constexpr int workerCount = 2;
constexpr int firstVisits = 20;
constexpr int startPatience = 20'000;
constexpr int settlePatience = 5'000;
constexpr qsizetype longestLine = 4096;

bool serves(int port) {
  TlsPeer peer(port);
  return peer.handshake() && peer.get() == 200;
}

}  // namespace

bool HostileTlsServer::start(const QByteArray& more, const QByteArray& timeouts) {
  const QByteArray configuration = "name = \"hostile\"\n[cluster]\nworkers = " + QByteArray::number(workerCount) +
                                   "\n[timeouts]\nhandshake = \"1s\"\n" + timeouts +
                                   "[[listener]]\naddress = \"127.0.0.1\"\nport = 0\nprotocol = \"http2\"\n";
  if (!m_server.start(configuration + more)) return false;
  if (!waitUntil([this] { return m_server.workers().size() == workerCount; }, startPatience)) return false;
  // Where client certificates are required nobody is served yet.
  for (int visit = 0; visit < firstVisits; ++visit) serves(port());
  return true;
}

std::map<pid_t, int> HostileTlsServer::descriptors() {
  std::map<pid_t, int> counts;
  for (const auto& [slot, pid] : m_server.workers()) counts[pid] = descriptorCount(pid);
  return counts;
}

void HostileTlsServer::remember() {
  // Connections of before are closed once their clients' FIN was read: two equal looks in a row.
  std::map<pid_t, int> last;
  waitUntil(
      [&] {
        m_remembered = std::exchange(last, descriptors());
        return m_remembered == last;
      },
      settlePatience);
}

QString HostileTlsServer::difference() {
  std::map<pid_t, int> now;
  // Fewer are those of a client from before, whose FIN the worker had not read when it was looked at.
  const auto hasMore = [&](const auto& each) {
    const auto found = now.find(each.first);
    return found != now.end() && found->second > each.second;
  };
  waitUntil(
      [&] {
        now = descriptors();
        return std::ranges::none_of(m_remembered, hasMore);
      },
      settlePatience);
  for (const auto& [pid, count] : m_remembered) {
    if (!now.contains(pid)) return QString("worker %1 is gone\n").arg(pid) + complaint();
    if (now[pid] > count) return QString("worker %1 had %2 descriptors and has %3").arg(pid).arg(count).arg(now[pid]);
  }
  if (now.size() != m_remembered.size()) return "there are more workers";
  return faultInLog();
}

QString HostileTlsServer::faultInLog() const {
  const QByteArray text = m_server.text();
  for (const char* words : {"Sanitizer", "runtime error:"}) {
    if (text.contains(words)) return QString("sanitizer text:\n") + text;
  }
  for (const QByteArray& line : text.split('\n')) {
    if (line.size() > longestLine) return QString("a line of the log has %1 bytes").arg(line.size());
    const bool escaped = std::none_of(line.begin(), line.end(), [](char character) {
      return static_cast<unsigned char>(character) < 0x20 && character != '\t';
    });
    if (!escaped) return QString("a line of the log holds control characters: ") + line.toPercentEncoding();
  }
  return {};
}

QString HostileTlsServer::aftermath() {
  if (!serves(port())) return "an ordinary client is not answered with 200\n" + complaint();
  return difference();
}
