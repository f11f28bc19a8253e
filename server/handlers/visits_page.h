// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Counts visits, by visitor and in all, in the session store, and says which worker answered: what workers that share
// a store have in common, and those that do not, to be seen with one's own eyes.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "server/http/request_handler.h"
#include "server/net/event_loop.h"
#include "server/sessions/session_store.h"

namespace handlers {

class VisitsPage final : public http::RequestHandler {
 public:
  struct Settings {
    std::string path;               ///< the route's: the page is there, and visits.json below it
    base::Milliseconds lifetime{};  ///< of a visitor, from the last visit on
    int slot = 0;
    pid_t pid = 0;
  };
  /// Both outlive it; answers of the store that come when it is gone must not come.
  VisitsPage(net::EventLoop& loop, sessions::SessionStore& store, Settings settings);
  ~VisitsPage() override;

  /// GET and HEAD, 405 otherwise. 503 where the store does not answer.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  class Visit;
  void begin(std::unique_ptr<Visit> visit);
  void handleAnswer(std::uint64_t number, bool isTotal, const sessions::Answer& answer);
  void forget(std::uint64_t number);
  void answer(const Visit& visit) const;
  [[nodiscard]] http::Headers headersFor(const Visit& visit) const;
  [[nodiscard]] std::string pageFor(const Visit& visit) const;

  net::EventLoop& m_loop;
  sessions::SessionStore& m_store;
  const Settings m_settings;
  const std::string m_folder;                                          ///< the route's path without a slash at its end
  std::unordered_map<std::uint64_t, std::unique_ptr<Visit>> m_visits;  ///< that wait for the store
  std::uint64_t m_lastNumber = 0;
};

}  // namespace handlers
