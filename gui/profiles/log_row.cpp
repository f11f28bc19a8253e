// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See log_row.h.

#include "gui/profiles/log_row.h"

#include "gui/base/text.h"
#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

LogRow::LogRow(QWidget* parent) : ChoiceRow(parent) {
  choice()->setObjectName(QStringLiteral("logRequests"));
  for (const config::AccessLog access : {config::AccessLog::Off, config::AccessLog::Events, config::AccessLog::File})
    choice()->addSegment(int(access), QString(), QString());
  connect(choice(), &SegmentedControl::chosen, this, [this](int id) {
    config::Log log{.access = static_cast<config::AccessLog>(id)};
    if (log.access == config::AccessLog::File) log.file = m_file;
    emit chosen(log);
  });
  retranslate();
}

void LogRow::setConfig(const config::Config& config) {
  m_log = config.log;
  if (config.file != m_configFile) m_file = config.file.parent_path() / "access.log";
  m_configFile = config.file;
  if (m_log.access == config::AccessLog::File) m_file = m_log.file;
  tell();
}

void LogRow::tell() {
  choice()->setChoice(int(m_log.access));
  switch (m_log.access) {
    case config::AccessLog::Off:
      return meaning()->setFullText(tr("Requests are only counted."));
    case config::AccessLog::Events:
      return meaning()->setFullText(tr("At most about 1000 a second are shown, the others only counted."));
    case config::AccessLog::File:
      return meaning()->setFullText(toQt(m_log.file));
  }
}

void LogRow::retranslate() {
  choice()->setSegmentText(int(config::AccessLog::Off), tr("Off"), tr("Requests are not written down"));
  choice()->setSegmentText(int(config::AccessLog::Events), tr("In this window"),
                           tr("Each request is an event in the log below"));
  choice()->setSegmentText(int(config::AccessLog::File), tr("To a file"),
                           tr("Each request is a line of a file, in the combined format"));
  tell();
}
