// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What turns one Config into another, key by key.

#include <algorithm>

#include "server/config/config_removed.h"
#include "server/config/config_settings.h"

namespace config {

namespace {

class Comparison {
 public:
  explicit Comparison(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  void table(const KeyPath& path, const Settings& before, const Settings& after) {
    for (const Setting& setting : after) {
      if (!setting.value.empty() && !contains(before, setting)) change(path, setting.key, setting.value);
    }
    for (const Setting& setting : before) {
      const bool stays = std::ranges::any_of(
          after, [&setting](const Setting& other) { return other.key == setting.key && !other.value.empty(); });
      if (!setting.value.empty() && !stays) change(path, setting.key, "");
    }
  }

  void listeners(const Config& before, const Config& after);
  void routes(const Config& before, const Config& after);
  void rateLimits(const Config& before, const Config& after);
  [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
  [[nodiscard]] std::vector<Change> changes() && { return std::move(m_changes); }

 private:
  static bool contains(const Settings& settings, const Setting& setting) {
    return std::ranges::find(settings, setting) != settings.end();
  }
  void change(KeyPath path, const std::string& key, std::string value) {
    path.emplace_back(key);
    m_changes.push_back({std::move(path), std::move(value)});
  }
  void listenerTls(const KeyPath& listener, const Listener* before, const Listener& after, const Config& was,
                   const Config& is);
  /// What is left, in its order; from the last to the first, so that no index moves under the next one.
  template<typename Element>
  std::vector<Element> remove(const char* array, std::vector<Element> elements, const std::vector<std::size_t>& gone) {
    for (auto index = gone.rbegin(); index != gone.rend(); ++index) {
      m_changes.push_back({{array, *index}, ""});
      elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(*index));
    }
    return elements;
  }

  std::filesystem::path m_folder;
  std::vector<Change> m_changes;
};

void Comparison::listenerTls(const KeyPath& listener, const Listener* before, const Listener& after, const Config& was,
                             const Config& is) {
  const bool had = before != nullptr && before->tls;
  if (had && !after.tls) change(listener, "tls", "");
  if (!after.tls) return;
  KeyPath path = listener;
  path.emplace_back("tls");
  const Settings wanted = settingsOf(*after.tls, m_folder);
  const Settings inherited = settingsOf(is.tls, m_folder);
  if (!had) {
    // All of it: which keys it takes from [tls] is not told by a Config, and no key at all would be no table.
    for (const Setting& setting : wanted) {
      if (!setting.value.empty()) change(path, setting.key, setting.value);
    }
    return;
  }
  table(path, settingsOf(*before->tls, m_folder), wanted);
  // A key that it took from [tls] must not follow when [tls] changes: then it is written out.
  const Settings inheritedBefore = settingsOf(was.tls, m_folder);
  const Settings own = settingsOf(*before->tls, m_folder);
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    const bool same = own[index] == wanted[index] && own[index] == inheritedBefore[index];
    if (same && inherited[index] != wanted[index] && !wanted[index].value.empty()) {
      change(path, wanted[index].key, wanted[index].value);
    }
  }
}

void Comparison::listeners(const Config& before, const Config& after) {
  const std::vector<Listener> kept =
      remove("listener", before.listeners, removedListeners(before.listeners, after.listeners));
  for (std::size_t index = 0; index < after.listeners.size(); ++index) {
    const bool added = index >= kept.size();
    const KeyPath path = {"listener", index};
    const Listener& listener = after.listeners[index];
    table(path, added ? Settings{} : settingsOf(kept[index], m_folder), settingsOf(listener, m_folder));
    listenerTls(path, added ? nullptr : &kept[index], listener, before, after);
  }
}

void Comparison::routes(const Config& before, const Config& after) {
  const std::vector<Route> kept = remove("route", before.routes, removedRoutes(before.routes, after.routes));
  for (std::size_t index = 0; index < after.routes.size(); ++index) {
    const KeyPath path = {"route", index};
    Settings wanted = settingsOf(after.routes[index], m_folder);
    if (index >= kept.size()) {
      table(path, {}, wanted);
      continue;
    }
    Settings present = settingsOf(kept[index], m_folder);
    const auto isHeaders = [](const Setting& setting) { return setting.key == "headers"; };
    std::erase_if(wanted, isHeaders);
    std::erase_if(present, isHeaders);
    table(path, present, wanted);
    // One by one: they may stand in a [route.headers] of their own.
    table({"route", index, "headers"}, settingsOf(kept[index].headers), settingsOf(after.routes[index].headers));
  }
}

void Comparison::rateLimits(const Config& before, const Config& after) {
  const std::vector<RateLimit> kept =
      remove("rate_limit", before.rateLimits, removedRateLimits(before.rateLimits, after.rateLimits));
  for (std::size_t index = 0; index < after.rateLimits.size(); ++index) {
    table({"rate_limit", index}, index < kept.size() ? settingsOf(kept[index]) : Settings{},
          settingsOf(after.rateLimits[index]));
  }
}

}  // namespace

std::vector<Change> difference(const Config& before, const Config& after) {
  Comparison comparison(before.file.parent_path());
  comparison.table({}, settingsOf(before), settingsOf(after));
  comparison.table({"cluster"}, settingsOf(before.cluster), settingsOf(after.cluster));
  comparison.table({"restart"}, settingsOf(before.restart), settingsOf(after.restart));
  comparison.table({"tls"}, settingsOf(before.tls, comparison.folder()), settingsOf(after.tls, comparison.folder()));
  comparison.listeners(before, after);
  comparison.routes(before, after);
  comparison.table({"limits"}, settingsOf(before.limits), settingsOf(after.limits));
  comparison.table({"timeouts"}, settingsOf(before.timeouts), settingsOf(after.timeouts));
  comparison.table({"sessions"}, settingsOf(before.sessions, comparison.folder()),
                   settingsOf(after.sessions, comparison.folder()));
  comparison.rateLimits(before, after);
  comparison.table({"control"}, settingsOf(before.control), settingsOf(after.control));
  comparison.table({"log"}, settingsOf(before.log, comparison.folder()), settingsOf(after.log, comparison.folder()));
  comparison.table({"metrics"}, settingsOf(before.metrics), settingsOf(after.metrics));
  return std::move(comparison).changes();
}

}  // namespace config
