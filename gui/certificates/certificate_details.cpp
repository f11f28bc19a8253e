// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A tree: one branch a certificate, the issuer below what it issued.

#include "gui/certificates/certificate_details.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/style/icon.h"

namespace {

constexpr int rowGap = 4;
constexpr int labelGap = 8;

QString joined(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& text : texts) list += toQt(text);
  return list.join(QStringLiteral(", "));
}

QString dateText(base::UnixMilliseconds time) {
  // A certificate may be good for decades: "29" alone says neither which year nor that it is one.
  QString format = QLocale().dateTimeFormat(QLocale::ShortFormat);
  if (!format.contains(QLatin1String("yyyy"))) format.replace(QLatin1String("yy"), QLatin1String("yyyy"));
  return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time), format);
}

/// A tree's rows are one line high, unless their delegate knows how wide its column is.
class WrappingDelegate : public QStyledItemDelegate {
 public:
  explicit WrappingDelegate(QTreeWidget* tree) : QStyledItemDelegate(tree), m_tree(tree) {}

  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    QStyleOptionViewItem sized(option);
    sized.rect = QRect(0, 0, m_tree->columnWidth(index.column()), option.fontMetrics.height());
    // Letters of different fonts in one row: no row is lower than the others for that.
    const QSize size = QStyledItemDelegate::sizeHint(sized, index);
    return size.expandedTo({0, option.fontMetrics.height() + rowGap});
  }

 private:
  const QTreeWidget* m_tree;
};

}  // namespace

CertificateDetails::CertificateDetails(QWidget* parent)
    : QWidget(parent), m_tree(new QTreeWidget(this)), m_copy(new QPushButton(this)) {
  m_tree->setColumnCount(2);
  m_tree->setHeaderHidden(true);
  m_tree->setFrameShape(QFrame::NoFrame);
  m_tree->setTabKeyNavigation(false);
  m_tree->header()->setStretchLastSection(true);
  m_tree->setWordWrap(true);
  m_tree->setItemDelegateForColumn(1, new WrappingDelegate(m_tree));
  connect(m_tree->header(), &QHeaderView::sectionResized, m_tree, &QTreeWidget::doItemsLayout);
  m_copy->setIcon(style::icon(QStringLiteral("copy")));
  connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_pem); });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_tree, 1);
  layout->addWidget(m_copy, 0, Qt::AlignLeft);
  retranslate();
}

void CertificateDetails::retranslate() {
  m_tree->setAccessibleName(tr("Details of the certificate"));
  m_copy->setText(tr("Copy as PEM"));
  read();
}

void CertificateDetails::setFiles(const certificates::IdentityFiles& files) {
  m_files = files;
  m_text.clear();
  read();
}

void CertificateDetails::setText(const std::string& pem) {
  m_files = {};
  m_text = pem;
  read();
}

void CertificateDetails::read() {
  const int number = ++m_number;
  m_copy->setEnabled(false);
  if (m_files.certificate.empty() && m_text.empty()) return m_tree->clear();
  inBackground(
      this,
      [files = m_files, text = m_text] {
        return text.empty() ? certificates::inspectFiles(files) : certificates::inspectText(text);
      },
      [this, number](const base::Result<certificates::Inspection>& inspection) {
        if (number != m_number) return;
        m_tree->clear();
        if (inspection) show(*inspection);
      });
}

void CertificateDetails::show(const certificates::Inspection& inspection) {
  m_pem.clear();
  QTreeWidgetItem* parent = m_tree->invisibleRootItem();
  // The root first, as a chain is drawn: what it issued stands below it.
  for (auto each = inspection.chain.rbegin(); each != inspection.chain.rend(); ++each) {
    auto* item = new QTreeWidgetItem(parent, {toQt(each->facts.subject)});
    item->setFirstColumnSpanned(true);
    item->setIcon(0, style::icon(each->facts.authority ? QStringLiteral("key") : QStringLiteral("certificate")));
    parent = item;
  }
  if (inspection.chain.empty()) return;
  for (const auto& each : inspection.chain) m_pem += toQt(each.pem);
  addFields(parent, inspection.chain.front());
  m_tree->expandAll();
  m_tree->resizeColumnToContents(0);
  m_tree->setColumnWidth(0, m_tree->columnWidth(0) + labelGap);
  m_copy->setEnabled(true);
}

void CertificateDetails::addFields(QTreeWidgetItem* item, const certificates::CertificateDetails& details) {
  const auto add = [item](const QString& label, const QString& text) {
    if (text.isEmpty()) return;
    auto* field = new QTreeWidgetItem(item, {label, text});
    field->setTextAlignment(0, Qt::AlignLeft | Qt::AlignTop);
  };
  add(tr("Names"), joined(details.facts.names));
  add(tr("Subject"), toQt(details.subject));
  add(tr("Issuer"), toQt(details.issuer));
  add(tr("Valid from"), dateText(details.facts.notBefore));
  add(tr("Valid until"), dateText(details.facts.notAfter));
  add(tr("Key"), toQt(details.facts.key));
  add(tr("Signature"), toQt(details.signature));
  add(tr("Use"), joined(details.usage));
  add(tr("Can vouch only for"), details.constraints ? toQt(details.constraints->text()) : QString());
  add(tr("SHA-256"), certificateWords::blocks(details.facts.fingerprint));
  add(tr("SHA-1"), certificateWords::blocks(details.sha1));
  add(tr("Serial number"), certificateWords::blocks(details.serial));
}
