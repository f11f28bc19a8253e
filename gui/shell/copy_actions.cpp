// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// To the clipboard.

#include "gui/shell/copy_actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QList>
#include <QPair>

#include "gui/base/text.h"
#include "gui/shell/actions.h"
#include "gui/shell/command_text.h"
#include "gui/shell/diagnostics.h"
#include "gui/shell/server_page.h"

namespace {

void copyCommand(const ServerPage& page, commandText::Action action) {
  const Profile& profile = page.draft().profile();
  const Cluster* cluster = page.cluster();
  const int workers = cluster ? cluster->status().workersWanted : 0;
  QGuiApplication::clipboard()->setText(commandText::of(action, profile.name(), toQt(profile.file), workers));
}

}  // namespace

void connectCopies(Actions& actions, ServerPage& page) {
  using commandText::Action;
  const QList<QPair<QAction*, Action>> copies{
      {actions.copyStart, Action::Start},     {actions.copyStop, Action::Stop},    {actions.copyReload, Action::Reload},
      {actions.copyRestart, Action::Restart}, {actions.copyScale, Action::Scale},  {actions.copyCheck, Action::Check},
      {actions.copyStatus, Action::Status},   {actions.copyEvents, Action::Events}};
  for (const auto& [action, command] : copies)
    QObject::connect(action, &QAction::triggered, &page, [&page, copied = command] { copyCommand(page, copied); });
  QObject::connect(actions.copyDiagnostics, &QAction::triggered, &page, [&page] {
    if (const Cluster* cluster = page.cluster())
      QGuiApplication::clipboard()->setText(diagnosticsText(page.draft().profile(), *cluster));
  });
}
