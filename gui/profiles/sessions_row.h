// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a server keeps what it remembers of visitors, and what that means; of a Redis also whether it answers now.

#pragma once

#include <QWidget>

#include "gui/profiles/redis_watch.h"
#include "gui/routes/handler_fields.h"
#include "server/config/config.h"

class ElidedLabel;
class QLabel;
class QLineEdit;
class QPushButton;
class SegmentedControl;
class WordsLine;

class SessionsRow : public QWidget {
  Q_OBJECT

 public:
  explicit SessionsRow(QWidget* parent = nullptr);

  /// Emits nothing. What is being typed stays as it is spelled.
  void setConfig(const config::Config& config);

 signals:
  /// By the person. An address that is none is told as its text alone, which reading the configuration refuses.
  void chosen(const config::Sessions& sessions);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void build();
  void retranslate();
  void tell();
  void fillFields();
  void handleStore(config::SessionStoreKind store);
  void handleTyped();
  void movePassword();
  void pickFiles();
  void shareTickets();
  void change(const config::Sessions& sessions);
  [[nodiscard]] config::RedisAddress typed() const;
  [[nodiscard]] QString meaning() const;
  [[nodiscard]] FieldWords words() const;
  [[nodiscard]] FieldWords redisWords() const;

  config::Config m_config;
  RedisWatch m_watch;
  std::filesystem::path m_left;  ///< the tickets' secret, when another store was chosen: it comes back with Redis
  SegmentedControl* m_choice;
  ElidedLabel* m_meaning;
  QPushButton* m_machines;
  QWidget* m_redis;
  QLabel* m_addressLabel;
  QLineEdit* m_address;
  QLabel* m_passwordLabel;
  QLineEdit* m_password;
  QPushButton* m_files;
  WordsLine* m_words;
};
