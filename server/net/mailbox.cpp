// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See mailbox.h.

#include "server/net/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

namespace net {

base::Result<std::unique_ptr<Mailbox>> Mailbox::create(EventLoop& loop) {
  base::UniqueFd wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake) return base::failure("cannot create an eventfd: " + base::errnoText(errno));
  std::unique_ptr<Mailbox> mailbox(new Mailbox(std::move(wake)));
  auto watch = loop.watch(mailbox->m_wake.get(), EPOLLIN, *mailbox);
  if (!watch) return base::failure(std::move(watch.error()));
  mailbox->m_watch = std::move(*watch);
  return mailbox;
}

void Mailbox::post(std::function<void()> work) {
  const std::lock_guard lock(m_mutex);
  m_posted.push_back(std::move(work));
  // Fails only at 2^64 - 1, and then the loop is awake in any case.
  if (m_posted.size() == 1) static_cast<void>(::eventfd_write(m_wake.get(), 1));
}

void Mailbox::deliver() {
  eventfd_t count = 0;
  static_cast<void>(::eventfd_read(m_wake.get(), &count));
  std::vector<std::function<void()>> posted;
  {
    const std::lock_guard lock(m_mutex);
    posted.swap(m_posted);
  }
  for (const auto& work : posted) work();
}

void Mailbox::handleReady(std::uint32_t) {
  deliver();
}

}  // namespace net
