// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the desktop prefers, light or dark, from the portal's org.freedesktop.appearance color-scheme. Asynchronous; a
// desktop without portal simply never answers.

#pragma once

#include <QDBusVariant>
#include <QObject>
#include <optional>

#include "gui/style/palette.h"

class PortalColorScheme : public QObject {
  Q_OBJECT

 public:
  explicit PortalColorScheme(QObject* parent = nullptr);

  /// Asks once; answered() comes within 300 ms, whatever the desktop does. Later changes come by changed().
  void ask();

 signals:
  /// Empty: no portal, no answer in time, or no preference.
  void answered(std::optional<style::Shade> shade);
  void changed(std::optional<style::Shade> shade);

 private slots:
  void handleSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  void finish(std::optional<style::Shade> shade);

  bool m_answered = false;
};
