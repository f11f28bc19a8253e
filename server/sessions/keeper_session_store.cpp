// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See keeper_session_store.h.

#include "server/sessions/keeper_session_store.h"

#include <utility>

#include "server/sessions/keeper_frame.h"

namespace sessions {

KeeperSessionStore::KeeperSessionStore(net::EventLoop& loop, StateChanged changed)
    : m_loop(loop), m_changed(std::move(changed)), m_refusals(loop), m_timer(loop, [this] { handleTime(); }) {}

void KeeperSessionStore::connect(base::UniqueFd end) {
  auto channel =
      net::MessageChannel::create(m_loop, std::move(end),
                                  {.received = [this](std::string_view frame, base::UniqueFd) { handleFrame(frame); },
                                   .closed = [this] { handleClosed(); }});
  if (!channel) return setState(channel.error().sentence);
  m_channel = std::move(*channel);
  m_isConnected = true;
  for (Pending& each : m_pending) {
    if (!each.unsent.empty()) m_channel->send(std::exchange(each.unsent, {}));
  }
  setState({});
}

void KeeperSessionStore::ask(Question question, Answered answered) {
  if (isTooLarge(question)) return m_refusals.add(StoreError::TooLarge, std::move(answered));
  if (m_pending.size() >= mostPending) return m_refusals.add(StoreError::Unavailable, std::move(answered));
  const std::uint64_t number = ++m_lastNumber;
  std::string frame = frameOf(number, question);
  if (m_isConnected) {
    if (!m_channel->send(frame)) return m_refusals.add(StoreError::Unavailable, std::move(answered));
    frame.clear();
  }
  m_pending.push_back({.number = number,
                       .deadline = m_loop.now() + longestWait,
                       .answered = std::move(answered),
                       .unsent = std::move(frame)});
  if (!m_timer.isRunning()) m_timer.startAt(m_pending.front().deadline);
}

void KeeperSessionStore::answerFirst(const Answer& answer) {
  const Answered answered = std::move(m_pending.front().answered);
  m_pending.pop_front();
  answered(answer);
}

void KeeperSessionStore::handleFrame(std::string_view frame) {
  const auto read = answerIn(frame);
  if (!read) return;
  setState({});
  // Older: its time was over. Newer than the first: what was asked in between got no answer, and will get none.
  while (!m_pending.empty() && m_pending.front().number < read->number)
    answerFirst(tl::unexpected(StoreError::Unavailable));
  if (!m_pending.empty() && m_pending.front().number == read->number) answerFirst(read->answer);
}

void KeeperSessionStore::handleClosed() {
  m_isConnected = false;  // the channel itself, which calls us, stays until the next one
  setState("its process has ended");
  // Asked of the one that is gone. What is asked from now on waits for the next one.
  for (std::size_t left = m_pending.size(); left > 0; --left) answerFirst(tl::unexpected(StoreError::Unavailable));
}

void KeeperSessionStore::handleTime() {
  while (!m_pending.empty() && m_pending.front().deadline <= m_loop.now()) {
    setState("its process does not answer");
    answerFirst(tl::unexpected(StoreError::Unavailable));
  }
  if (!m_pending.empty()) m_timer.startAt(m_pending.front().deadline);
}

void KeeperSessionStore::setState(const std::string& reason) {
  const bool isUp = reason.empty();
  if (m_isUp == isUp) return;
  m_isUp = isUp;
  m_changed(reason);
}

}  // namespace sessions
