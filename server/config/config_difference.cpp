// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What turns one Config into another, key by key.

#include <algorithm>

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
  void removeFrom(const char* array, std::size_t count, std::size_t wanted) {
    for (; count > wanted; --count) m_changes.push_back({{array, count - 1}, ""});
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
  removeFrom("listener", before.listeners.size(), after.listeners.size());
  for (std::size_t index = 0; index < after.listeners.size(); ++index) {
    const bool added = index >= before.listeners.size();
    const KeyPath path = {"listener", index};
    const Listener& listener = after.listeners[index];
    table(path, added ? Settings{} : settingsOf(before.listeners[index], m_folder), settingsOf(listener, m_folder));
    listenerTls(path, added ? nullptr : &before.listeners[index], listener, before, after);
  }
}

void Comparison::routes(const Config& before, const Config& after) {
  removeFrom("route", before.routes.size(), after.routes.size());
  for (std::size_t index = 0; index < after.routes.size(); ++index) {
    const bool added = index >= before.routes.size();
    table({"route", index}, added ? Settings{} : settingsOf(before.routes[index], m_folder),
          settingsOf(after.routes[index], m_folder));
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
  comparison.table({"control"}, settingsOf(before.control), settingsOf(after.control));
  return std::move(comparison).changes();
}

}  // namespace config
