// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// chmod, clipboard and the person's editor.

#include "gui/problems/file_mend.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>
#include <system_error>

#include "gui/base/background.h"
#include "gui/base/text.h"

namespace fileMend {

QList<Mend::Kind> kinds() {
  return {Mend::Kind::FixPermissions, Mend::Kind::CopyCommand, Mend::Kind::OpenFile};
}

bool apply(const Mend& mend, QObject* context, std::function<void()> done) {
  switch (mend.kind) {
    case Mend::Kind::CopyCommand:
      QGuiApplication::clipboard()->setText(mend.argument);
      return true;
    case Mend::Kind::OpenFile:
      QDesktopServices::openUrl(QUrl::fromLocalFile(mend.argument));
      return true;
    case Mend::Kind::FixPermissions:
      inBackground(
          context,
          [file = toPath(mend.argument)] {
            using std::filesystem::perms;
            std::error_code error;
            std::filesystem::permissions(file, perms::owner_read | perms::owner_write, error);
            return !error;
          },
          [done = std::move(done)](bool) { done(); });
      return true;
    default:
      return false;
  }
}

}  // namespace fileMend
