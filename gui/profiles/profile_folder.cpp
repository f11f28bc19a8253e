// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Listing, creating, copying, and moving away.

#include "gui/profiles/profile_folder.h"

#include <QDir>
#include <QFileInfo>
#include <system_error>

#include "gui/base/text.h"
#include "server/base/time.h"
#include "server/base/xdg_directories.h"
#include "server/config/config_edit.h"

namespace fs = std::filesystem;

namespace profileFolder {

namespace {

constexpr int longestName = 40;

base::Result<void> write(const QString& id, const std::string& text) {
  const fs::path file = fileOf(id);
  if (auto made = base::createPrivateDirectory(file.parent_path()); !made) return made;
  return base::writeFileAtomically(file, text, 0600);
}

base::Result<void> move(const fs::path& from, const fs::path& to) {
  if (auto made = base::createPrivateDirectory(to.parent_path()); !made) return made;
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return base::failure("cannot move " + from.string() + " to " + to.string() + ": " + error.message());
  return {};
}

}  // namespace

fs::path path() {
  return base::configDirectory() / "servers";
}

fs::path fileOf(const QString& id) {
  return path() / id.toStdString() / "forkyard.toml";
}

std::vector<Profile> read() {
  if (!QDir(toQt(path())).exists()) {
    // A failure shows as an empty list, and its reason when the person adds a server.
    (void)create(config::demo());
  }
  std::vector<Profile> profiles;
  for (const QString& id : QDir(toQt(path())).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
    const QFileInfo found(toQt(fileOf(id)));
    if (!found.exists() && !found.isSymLink()) continue;
    // A link is followed here, once: written through, it would be replaced by a file. One that leads nowhere is said.
    std::error_code error;
    const fs::path file = fs::canonical(fileOf(id), error);
    profiles.push_back(readProfile(id, error ? fileOf(id) : file));
  }
  return profiles;
}

QString freeName(const QString& wish, const QStringList& taken) {
  QString base;
  for (const QChar letter : wish.toLower()) {
    const bool plain = (letter >= QLatin1Char('a') && letter <= QLatin1Char('z')) || letter.isDigit();
    if (plain && letter.unicode() < 128)
      base += letter;
    else if (!base.isEmpty() && !base.endsWith(QLatin1Char('-')))
      base += QLatin1Char('-');
  }
  while (base.endsWith(QLatin1Char('-'))) base.chop(1);
  if (base.isEmpty()) base = QStringLiteral("server");
  base.truncate(longestName - 4);
  QString name = base;
  for (int number = 2; taken.contains(name); ++number) name = QStringLiteral("%1-%2").arg(base).arg(number);
  return name;
}

base::Result<void> create(const config::Config& config) {
  return write(toQt(config.name), config::compose(config));
}

base::Result<void> duplicate(const Profile& profile, const QString& name, const QString& title, int port) {
  std::vector<config::Change> changes{{{"name"}, config::tomlString(name.toStdString())},
                                      {{"title"}, config::tomlString(title.toStdString())}};
  if (profile.config && !profile.config->listeners.empty())
    changes.push_back({{"listener", std::size_t{0}, "port"}, std::to_string(port)});
  // Under another name it shares TLS sessions with nobody, and the file of the secret is the other one's.
  if (profile.config && !profile.config->sessions.ticketSecret.empty())
    changes.push_back({{"sessions", "ticket_secret"}, ""});
  auto text = config::applyChanges(profile.text, changes, fileOf(name));
  if (!text) return base::failure(std::move(text.error()));
  return write(name, *text);
}

base::Result<void> adopt(const fs::path& file, const QString& id) {
  const fs::path link = fileOf(id);
  if (auto made = base::createPrivateDirectory(link.parent_path()); !made) return made;
  std::error_code error;
  fs::create_symlink(fs::absolute(file), link, error);
  if (error) return base::failure("cannot make " + link.string() + ": " + error.message());
  return {};
}

base::Result<fs::path> remove(const QString& id) {
  const fs::path target =
      base::configDirectory() / "removed" / (id.toStdString() + "-" + std::to_string(base::unixNow()));
  if (auto moved = move(path() / id.toStdString(), target); !moved) return base::failure(std::move(moved.error()));
  return target;
}

base::Result<void> restore(const fs::path& removed, const QString& id) {
  return move(removed, path() / id.toStdString());
}

}  // namespace profileFolder
