// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Chooses the sentence.

#include "gui/shell/elsewhere_bar.h"

#include <QEvent>
#include <QPushButton>
#include <system_error>

#include "gui/base/text.h"

ElsewhereBar::ElsewhereBar(QWidget* parent)
    : Banner(style::Tone::Busy, parent), m_adopt(addButton(QString(), QStringLiteral("add"))) {
  connect(m_adopt, &QPushButton::clicked, this, &ElsewhereBar::adoptAsked);
  hide();
}

ElsewhereBar::Fact ElsewhereBar::factOf(const Profile& profile, const Cluster* cluster) {
  const bool stopped = cluster == nullptr || cluster->isStopped();
  if (profile.elsewhere) {
    if (stopped) return Fact::Ended;
    return profile.file.empty() ? Fact::RunningDemo : Fact::Running;
  }
  if (stopped || !cluster->isAttached() || cluster->status().pid == 0) return Fact::None;
  const std::string& used = cluster->status().config;
  if (used == profile.file.string()) return Fact::None;
  std::error_code error;  // one of them may be a link, or gone
  return std::filesystem::equivalent(used, profile.file, error) ? Fact::None : Fact::OtherFile;
}

void ElsewhereBar::show(const Profile& profile, const Cluster* cluster) {
  m_fact = factOf(profile, cluster);
  m_file = toQt(profile.file);
  if (m_fact == Fact::OtherFile) m_file = QString::fromStdString(cluster->status().config);
  setTone(m_fact == Fact::OtherFile ? style::Tone::Warning : style::Tone::Busy);
  retranslate();
  m_adopt->setVisible(profile.elsewhere && !profile.file.empty());
  setVisible(m_fact != Fact::None);
}

void ElsewhereBar::retranslate() {
  m_adopt->setText(tr("Add to my servers"));
  switch (m_fact) {
    case Fact::None:
      return setText(QString());
    case Fact::Running:
      return setText(
          tr("This server was started elsewhere, from %1. It can be watched and steered from here.").arg(m_file));
    case Fact::RunningDemo:
      return setText(tr("This server was started elsewhere, without a file. It can be watched and steered from here."));
    case Fact::Ended:
      return setText(
          tr("This server, which was started elsewhere, has ended. It leaves the list when you turn to another."));
    case Fact::OtherFile:
      return setText(
          m_file.isEmpty()
              ? tr("The server of this name that runs now was started elsewhere, without a file. Changes made "
                   "here do not reach it.")
              : tr("The server of this name that runs now uses another file, %1. Changes made here do not "
                   "reach it.")
                    .arg(m_file));
  }
}

void ElsewhereBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  Banner::changeEvent(event);
}
