// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/control_server.h"

#include <sys/random.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "server/cluster/control_session.h"

namespace cluster {

namespace {

using namespace std::chrono_literals;

constexpr auto acceptPause = 500ms;  ///< after EMFILE and its kin: the listener stays readable, and we must not spin

std::string newInstance() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<std::uint64_t>(base::unixNow());
  return fmt::format("{:016x}", number);
}

class LocalControlServer final : public ControlServer, private net::Watcher {
 public:
  LocalControlServer(net::EventLoop& loop, ControlHost& host, EventHistory& history, ControlSocket socket,
                     std::string instance)
      : m_surroundings{loop, host, history, std::move(instance), [this](ControlSession& session) { forget(session); }},
        m_socket(std::move(socket)),
        m_everySecond(loop, [this] { handleSecond(); }),
        m_acceptAgain(loop, [this] { m_watch.change(EPOLLIN); }) {
    // The history lives longer than we do; what it holds of us is a pointer that can be emptied.
    history.listen([self = m_self](const control::Event& event) {
      if (*self != nullptr) (*self)->handleEvent(event);
    });
  }
  ~LocalControlServer() override {
    *m_self = nullptr;
    if (!m_abandoned) close();
  }
  LocalControlServer(const LocalControlServer&) = delete;
  LocalControlServer& operator=(const LocalControlServer&) = delete;

  base::Result<void> start() {
    auto watch = m_surroundings.loop.watch(m_socket.descriptor(), 0, *this);
    if (!watch) return base::failure(std::move(watch.error()));
    m_watch = std::move(*watch);
    return {};
  }

  void takeCharge() override {
    m_inCharge = true;
    m_socket.claim();
    m_watch.change(EPOLLIN);
  }

  [[nodiscard]] const std::string& instance() const override { return m_surroundings.instance; }
  [[nodiscard]] const ControlSocket& socket() const override { return m_socket; }

  void close() override {
    endSessions();
    if (m_inCharge)
      m_socket.remove();
    else
      m_socket.abandon();
  }

  void handOver() override {
    m_inCharge = false;
    close();
  }

  void abandonInChild() override {
    // The epoll instance is shared with the master: nothing may be unregistered here, only closed.
    m_abandoned = true;
    *m_self = nullptr;
    for (const auto& session : m_sessions) session->abandonInChild();
    m_socket.abandon();
  }

 private:
  void endSessions() {
    for (const auto& session : m_sessions) session->sendWhatGoes();
    m_sessions.clear();
    m_everySecond.stop();
    m_acceptAgain.stop();
    m_watch.stop();
  }

  void handleReady(std::uint32_t /*events*/) override {
    while (true) {
      base::UniqueFd connection(::accept4(m_socket.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (connection) {
        admit(std::move(connection));
        continue;
      }
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno != EAGAIN) {
        m_watch.change(0);
        m_acceptAgain.startIn(acceptPause);
      }
      return;
    }
  }

  void admit(base::UniqueFd connection) {
    const ControlSocket::Peer peer = m_socket.peerOf(connection.get());
    const bool full = m_sessions.size() >= maximumClients;
    // One more than the cap is held for the moment that its refusal takes; beyond that they are closed unanswered.
    if (m_sessions.size() >= 2 * maximumClients) return;
    ControlSession& session =
        *m_sessions.emplace_back(std::make_unique<ControlSession>(m_surroundings, std::move(connection), peer));
    if (peer == ControlSocket::Peer::Stranger)
      session.refuse("this server belongs to another user");
    else if (full)
      session.refuse(fmt::format("too many clients (at most {})", maximumClients));
    if (!m_everySecond.isRunning()) m_everySecond.startIn(1s);
  }

  void handleEvent(const control::Event& event) {
    const auto wants = [](const auto& session) { return session->wantsEvents(); };
    if (std::none_of(m_sessions.begin(), m_sessions.end(), wants)) return;
    const std::string notification = control::eventNotification(event);
    for (const auto& session : m_sessions) session->tellEvent(event, notification);
  }

  void handleSecond() {
    const auto wants = [](const auto& session) { return session->wantsStats(); };
    if (std::any_of(m_sessions.begin(), m_sessions.end(), wants)) {
      const std::string notification = control::statsNotification(m_surroundings.host.status());
      for (const auto& session : m_sessions) session->tellStats(notification);
    }
    for (const auto& session : m_sessions) session->checkPatience();
    if (!m_sessions.empty()) m_everySecond.startIn(1s);
  }

  void forget(ControlSession& session) {
    const auto found =
        std::find_if(m_sessions.begin(), m_sessions.end(), [&](const auto& each) { return each.get() == &session; });
    m_surroundings.loop.destroyLater(std::move(*found));
    m_sessions.erase(found);
  }

  ControlSession::Surroundings m_surroundings;
  ControlSocket m_socket;
  net::Watch m_watch;
  net::Timer m_everySecond;
  net::Timer m_acceptAgain;
  std::vector<std::unique_ptr<ControlSession>> m_sessions;
  std::shared_ptr<LocalControlServer*> m_self = std::make_shared<LocalControlServer*>(this);
  bool m_inCharge = false;
  bool m_abandoned = false;
};

}  // namespace

base::Result<std::unique_ptr<ControlServer>> ControlServer::create(net::EventLoop& loop, ControlHost& host,
                                                                   EventHistory& history,
                                                                   const std::filesystem::path& directory,
                                                                   const std::string& name, const std::string& group) {
  auto socket = ControlSocket::bind(directory, name, group);
  if (!socket) return base::failure(std::move(socket.error()));
  auto server = adopt(loop, host, history, std::move(*socket), newInstance());
  if (server) (*server)->takeCharge();
  return server;
}

base::Result<std::unique_ptr<ControlServer>> ControlServer::adopt(net::EventLoop& loop, ControlHost& host,
                                                                  EventHistory& history, ControlSocket socket,
                                                                  std::string instance) {
  auto server = std::make_unique<LocalControlServer>(loop, host, history, std::move(socket), std::move(instance));
  if (auto started = server->start(); !started) return base::failure(std::move(started.error()));
  return server;
}

}  // namespace cluster
