// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reading a signalfd.

#include "server/net/signal_watch.h"

#include <cerrno>
#include <csignal>

namespace net {

base::Result<std::unique_ptr<SignalWatch>> SignalWatch::create(EventLoop& loop, std::span<const int> numbers,
                                                               Callback callback) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : numbers) ::sigaddset(&set, signal);
  if (const int number = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); number != 0) {
    return base::failure("cannot block signals: " + base::errnoText(number));
  }
  base::UniqueFd fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) return base::failure("cannot create a signalfd: " + base::errnoText(errno));

  std::unique_ptr<SignalWatch> signalWatch(new SignalWatch(std::move(fd), std::move(callback)));
  auto watch = loop.watch(signalWatch->m_fd.get(), EPOLLIN, *signalWatch);
  if (!watch) return base::failure(watch.error());
  signalWatch->m_watch = std::move(*watch);
  return signalWatch;
}

void SignalWatch::handleReady(std::uint32_t) {
  signalfd_siginfo info;
  while (::read(m_fd.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) m_callback(info);
}

}  // namespace net
