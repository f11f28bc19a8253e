// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Choices and a Close button.

#include "gui/settings/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>

#include "gui/base/text.h"
#include "gui/settings/autostart.h"
#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/style/dialog_layout.h"

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent)
    : QDialog(parent),
      m_settings(settings),
      m_languageLabel(new QLabel(this)),
      m_language(new QComboBox(this)),
      m_themeLabel(new QLabel(this)),
      m_theme(new QComboBox(this)),
      m_closingLabel(new QLabel(this)),
      m_closing(new QComboBox(this)),
      m_tray(new QCheckBox(this)),
      m_notifications(new QCheckBox(this)),
      m_login(new QCheckBox(this)),
      m_failure(new QLabel(this)) {
  m_languageLabel->setBuddy(m_language);
  m_themeLabel->setBuddy(m_theme);
  m_closingLabel->setBuddy(m_closing);

  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(12);
  form->addRow(m_languageLabel, m_language);
  form->addRow(m_themeLabel, m_theme);
  form->addRow(m_closingLabel, m_closing);
  for (QCheckBox* box : {m_tray, m_notifications, m_login}) form->addRow(box);
  form->addRow(m_failure);
  m_failure->setWordWrap(true);
  m_failure->hide();
  m_tray->setChecked(m_settings.tray());
  m_notifications->setChecked(m_settings.notifications());
  m_login->setChecked(autostart::isOn());

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  QVBoxLayout* layout = dialogLayout::makeOutline(this, 24);
  layout->addLayout(form);
  layout->addWidget(buttons);

  connect(m_tray, &QCheckBox::clicked, &m_settings, &Settings::setTray);
  connect(m_notifications, &QCheckBox::clicked, &m_settings, &Settings::setNotifications);
  connect(m_login, &QCheckBox::clicked, this, [this](bool on) {
    const auto done = autostart::setOn(on);
    m_login->setChecked(autostart::isOn());
    m_failure->setVisible(!done);
    if (!done) m_failure->setText(toQt(done.error().sentence));
  });
  connect(m_language, &QComboBox::activated, this,
          [this] { m_settings.setLanguage(m_language->currentData().toString()); });
  connect(m_theme, &QComboBox::activated, this,
          [this] { m_settings.setTheme(m_theme->currentData().value<Theme::Choice>()); });
  connect(m_closing, &QComboBox::activated, this,
          [this] { m_settings.setClosing(m_closing->currentData().value<Settings::Closing>()); });
  retranslate();
}

void SettingsDialog::retranslate() {
  setWindowTitle(tr("Settings"));
  m_languageLabel->setText(tr("&Language"));
  m_themeLabel->setText(tr("&Colours"));
  m_closingLabel->setText(tr("&When the window is closed while servers run"));
  m_tray->setText(tr("Stay in the &tray when the window is closed"));
  m_notifications->setText(tr("&Notify me when a server fails or a certificate expires"));
  m_login->setText(tr("&Start at login"));
  fill();
  adjustSize();
}

void SettingsDialog::fill() {
  m_language->clear();
  m_language->addItem(tr("As the system"), QString());
  for (const QString& code : Language::available()) m_language->addItem(Language::nameOf(code), code);
  m_language->setCurrentIndex(m_language->findData(m_settings.language()));

  m_theme->clear();
  m_theme->addItem(tr("As the system"), QVariant::fromValue(Theme::Choice::System));
  m_theme->addItem(tr("Light"), QVariant::fromValue(Theme::Choice::Light));
  m_theme->addItem(tr("Dark"), QVariant::fromValue(Theme::Choice::Dark));
  m_theme->setCurrentIndex(m_theme->findData(QVariant::fromValue(m_settings.theme())));

  m_closing->clear();
  m_closing->addItem(tr("Ask"), QVariant::fromValue(Settings::Closing::Ask));
  m_closing->addItem(tr("Keep them running"), QVariant::fromValue(Settings::Closing::KeepRunning));
  m_closing->addItem(tr("Stop them"), QVariant::fromValue(Settings::Closing::Stop));
  m_closing->setCurrentIndex(m_closing->findData(QVariant::fromValue(m_settings.closing())));
}

void SettingsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}
