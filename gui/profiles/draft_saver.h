// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Carries a draft into its file and back: all of it when it is applied, or one change apart from what else is being
// edited.

#pragma once

#include <QObject>
#include <functional>
#include <string>

#include "server/base/error.h"
#include "server/config/config.h"

class ProfileStore;
class SetupDraft;

class DraftSaver : public QObject {
  Q_OBJECT

 public:
  DraftSaver(ProfileStore& store, SetupDraft& draft, QObject* parent = nullptr);

  /// While a save is under way, the store tells of a change that is our own.
  [[nodiscard]] bool isSaving() const { return m_saving; }
  /// Writes the draft and starts it anew; `then` only if that went well and it is still the same server's.
  void save(std::function<void()> then);
  /// Writes one change of the file as it was read; the draft keeps its other changes.
  void saveAtOnce(const std::function<void(config::Config&)>& change);

 signals:
  /// By saveAtOnce(): the file's text before and after.
  void savedAtOnce(const std::string& before, const std::string& after);
  void failed(const base::Error& error);

 private:
  ProfileStore& m_store;
  SetupDraft& m_draft;
  bool m_saving = false;
};
