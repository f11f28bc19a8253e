// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A dialog that asks for something, does it off the panel's thread, says inline why it could not be done, and closes
// once it is. What is asked for stands in content().

#pragma once

#include <QDialog>
#include <utility>

#include "gui/base/background.h"
#include "server/base/error.h"

class ProblemList;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

class TaskDialog : public QDialog {
  Q_OBJECT

 protected:
  TaskDialog(const QString& title, const QString& introduction, const QString& primary, QWidget* parent);

  [[nodiscard]] QVBoxLayout* content() const { return m_content; }
  /// A form at the end of content().
  QFormLayout* addForm();
  /// A row for a passphrase, which is never shown nor kept.
  QLineEdit* addPassphrase(QFormLayout* form, const QString& label);
  [[nodiscard]] QLabel* introduction() const { return m_introduction; }
  [[nodiscard]] QPushButton* primary() const { return m_primary; }
  [[nodiscard]] ProblemList* problems() const { return m_problems; }
  [[nodiscard]] QDialogButtonBox* buttons() const { return m_buttons; }
  /// The primary button was pressed.
  virtual void perform() = 0;

  /// `work` owns all it uses and returns a base::Result; `done` gets what is in it. Meanwhile nothing can be changed.
  template<typename Work, typename Done>
  void attempt(Work work, Done done) {
    setBusy(true);
    inBackground(this, std::move(work), [this, done = std::move(done)](auto result) mutable {
      setBusy(false);
      if (!result) return showError(result.error());
      if constexpr (requires { done(std::move(*result)); })
        done(std::move(*result));
      else
        done();
    });
  }
  void setBusy(bool busy);
  virtual void showError(const base::Error& error);
  /// A button of a problem has done its work; unless overridden, the problems are gone, and the person tries again.
  virtual void handleMended();
  bool event(QEvent* event) override;

 private:
  void focusFirstField();

  QLabel* m_introduction;
  QWidget* m_body;
  QVBoxLayout* m_content;
  ProblemList* m_problems;
  QProgressBar* m_progress;
  QDialogButtonBox* m_buttons = nullptr;
  QPushButton* m_primary = nullptr;
};
