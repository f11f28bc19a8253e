// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reading one file.

#include "gui/profiles/profile.h"

#include <QFile>
#include <QFileInfo>

#include "gui/base/text.h"
#include "server/config/config_toml.h"

QString Profile::name() const {
  return config ? toQt(config->name) : id;
}

QString Profile::title() const {
  return config && !config->title.empty() ? toQt(config->title) : name();
}

int Profile::port() const {
  return config && !config->listeners.empty() ? config->listeners.front().port : 0;
}

Profile readProfile(const QString& id, const std::filesystem::path& file) {
  Profile profile;
  profile.id = id;
  profile.file = file;
  // readFile() refuses what is no regular file or too large; the bytes are read only once it has looked.
  auto config = config::readFile(file);
  QFile bytes(toQt(file));
  if (QFileInfo(bytes).isFile() && bytes.size() <= static_cast<qint64>(config::maximumFileSize) &&
      bytes.open(QIODevice::ReadOnly))
    profile.text = bytes.readAll().toStdString();
  if (config) {
    // What is edited must belong to the text that is kept: the file may have changed between the two reads.
    config = config::parse(profile.text, file);
  }
  if (config)
    profile.config = std::move(*config);
  else
    profile.problems = std::move(config.error().problems);
  if (!profile.config && profile.problems.empty()) {
    base::Problem unreadable;
    unreadable.code = base::ProblemCode::ConfigUnreadable;
    unreadable.file = file.string();
    unreadable.arguments["reason"] = config.error().sentence;
    profile.problems.push_back(std::move(unreadable));
  }
  return profile;
}
