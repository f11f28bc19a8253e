// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is to be known of a server that was started elsewhere: that it is not of the list, or that it runs with another
// file than the one on the page.

#pragma once

#include "gui/cluster/cluster.h"
#include "gui/profiles/profile.h"
#include "gui/style/banner.h"

class QPushButton;

class ElsewhereBar : public Banner {
  Q_OBJECT

 public:
  explicit ElsewhereBar(QWidget* parent = nullptr);

  /// Hides itself where there is nothing to say. `cluster` may be null.
  void show(const Profile& profile, const Cluster* cluster);

 signals:
  void adoptAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  enum class Fact { None, Running, RunningDemo, Ended, OtherFile };

  static Fact factOf(const Profile& profile, const Cluster* cluster);
  void retranslate();

  Fact m_fact = Fact::None;
  QString m_file;
  QPushButton* m_adopt;
};
