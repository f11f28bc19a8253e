// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the person has changed in a server's setup and not applied yet, against the file as it was read. Knows when the
// file changed meanwhile. Writes nothing: the new text is the owner's to save.

#pragma once

#include <QObject>
#include <string>
#include <vector>

#include "gui/profiles/profile.h"
#include "server/base/error.h"
#include "server/config/config_edit.h"

class SetupDraft : public QObject {
  Q_OBJECT

 public:
  explicit SetupDraft(QObject* parent = nullptr);

  /// Another server, or the same one after a save: the draft starts anew.
  void reset(const Profile& profile);
  /// The file was read again. Without changes of the person it is simply taken; else it is a conflict, unless the text
  /// is the known one.
  void handleFileRead(const Profile& profile);

  [[nodiscard]] const Profile& profile() const { return m_profile; }
  /// Only while the file is valid, and one of the person's.
  [[nodiscard]] bool isEditable() const { return m_profile.config.has_value() && !m_profile.elsewhere; }
  [[nodiscard]] const config::Config& edited() const { return m_edited; }
  void edit(const config::Config& config);
  void discard();

  [[nodiscard]] std::vector<config::Change> changes() const;
  [[nodiscard]] int changeCount() const { return static_cast<int>(changes().size()); }
  /// The file's text with the changes in it.
  [[nodiscard]] base::Result<std::string> text() const;

  [[nodiscard]] bool isConflict() const { return m_newer.has_value(); }
  [[nodiscard]] const std::optional<Profile>& newer() const { return m_newer; }
  /// Forgets the person's changes and takes the file as it is now.
  void takeFile();
  /// Puts the person's changes on top of the file as it is now.
  base::Result<void> keepMine();

 signals:
  /// The edited config, the number of changes, or the conflict.
  void changed();

 private:
  Profile m_profile;
  config::Config m_edited;
  std::optional<Profile> m_newer;
};
