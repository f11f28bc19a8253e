// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A file's path to type, paste, drop or browse for.

#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QPushButton;

class FileField : public QWidget {
  Q_OBJECT

 public:
  /// Several: paths are separated by ";" in the box.
  enum class Count { One, Several };

  explicit FileField(Count count, QWidget* parent = nullptr);

  void setPaths(const QStringList& paths);
  [[nodiscard]] QStringList paths() const;
  /// `label` names the field for screen readers and titles the file dialog.
  void retranslate(const QString& label, const QString& placeholder);
  [[nodiscard]] QLineEdit* lineEdit() const { return m_edit; }
  /// Where the file dialog starts while the field is empty.
  void setStartFolder(const QString& folder) { m_startFolder = folder; }
  /// What the file dialog lists first: "Secrets (*.secret)". Without a call, certificates and keys.
  void setKind(const QString& filter) { m_kind = filter; }

 signals:
  void pathsChanged();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void browse();

  Count m_count;
  QLineEdit* m_edit;
  QPushButton* m_browse;
  QString m_label;
  QString m_startFolder;
  QString m_kind;
};
