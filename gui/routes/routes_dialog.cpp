// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// RouteModel above, its chosen row below.

#include "gui/routes/routes_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>

#include "gui/base/text.h"
#include "gui/routes/handler_editor.h"
#include "gui/routes/http_redirect.h"
#include "gui/routes/words_line.h"
#include "gui/style/dialog_layout.h"
#include "gui/style/icon.h"

RoutesDialog::RoutesDialog(const config::Config& config, QWidget* parent)
    : QDialog(parent),
      m_config(config),
      m_model(config.routes),
      m_introduction(new QLabel(this)),
      m_table(new QTableView(this)),
      m_add(new QPushButton(this)),
      m_duplicate(new QPushButton(this)),
      m_remove(new QPushButton(this)),
      m_hostLabel(new QLabel(this)),
      m_host(new QLineEdit(this)),
      m_pathLabel(new QLabel(this)),
      m_path(new QLineEdit(this)),
      m_matchWords(new WordsLine(this)),
      m_serveLabel(new QLabel(this)),
      m_served(new HandlerEditor(this)) {
  build();
  connectFields();
  retranslate();
  choose(0);
}

void RoutesDialog::build() {
  m_introduction->setWordWrap(true);
  m_table->setModel(&m_model);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->horizontalHeader()->setStretchLastSection(true);
  const int letter = fontMetrics().averageCharWidth();
  m_table->setColumnWidth(RouteModel::Host, letter * 26);
  m_table->setColumnWidth(RouteModel::Path, letter * 22);
  m_table->setMinimumHeight((fontMetrics().height() + 10) * 4);

  auto* actions = new QHBoxLayout;
  actions->setSpacing(8);
  actions->addWidget(m_add);
  actions->addWidget(m_duplicate);
  actions->addWidget(m_remove);
  actions->addStretch(1);

  const dialogLayout::Buttons buttons = dialogLayout::makeButtons(this, [this] { accept(); });
  m_use = buttons.accept;

  QVBoxLayout* layout = dialogLayout::makeOutline(this, 12);
  layout->addWidget(m_introduction);
  layout->addWidget(m_table, 1);
  layout->addLayout(actions);
  layout->addWidget(buildEditor());
  layout->addWidget(buttons.box);
  resize(820, 520);
}

QWidget* RoutesDialog::buildEditor() {
  auto* editor = new QWidget(this);
  m_hostLabel->setBuddy(m_host);
  m_pathLabel->setBuddy(m_path);
  m_serveLabel->setBuddy(m_served->kinds());
  m_serveLabel->setMinimumHeight(m_served->kinds()->sizeHint().height());
  auto* match = new QHBoxLayout;
  match->setSpacing(8);
  match->addWidget(m_host, 1);
  match->addSpacing(8);
  match->addWidget(m_pathLabel);
  match->addWidget(m_path, 1);
  auto* grid = new QGridLayout(editor);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  grid->addWidget(m_hostLabel, 0, 0);
  grid->addLayout(match, 0, 1);
  grid->addWidget(m_matchWords, 1, 1);
  grid->setRowMinimumHeight(2, 4);
  grid->addWidget(m_serveLabel, 3, 0, Qt::AlignTop);
  grid->addWidget(m_served, 3, 1);
  return editor;
}

void RoutesDialog::connectFields() {
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RoutesDialog::showChosen);
  connect(m_add, &QPushButton::clicked, this, [this] {
    config::Route route;
    if (httpRedirect::find(m_config)) route.scheme = config::Scheme::Https;
    add(route);
  });
  connect(m_duplicate, &QPushButton::clicked, this, [this] { add(m_model.route(chosen())); });
  connect(m_remove, &QPushButton::clicked, this, &RoutesDialog::removeChosen);
  connect(m_host, &QLineEdit::textEdited, this, &RoutesDialog::handleMatch);
  connect(m_path, &QLineEdit::textEdited, this, &RoutesDialog::handleMatch);
  connect(m_served, &HandlerEditor::edited, this, &RoutesDialog::handleServed);
}

int RoutesDialog::chosen() const {
  return m_table->currentIndex().row();
}

void RoutesDialog::choose(int row) {
  m_table->selectRow(row);
  showChosen();
}

void RoutesDialog::add(config::Route route) {
  route.path = m_model.freePath(route);
  choose(m_model.add(route));
  m_path->setFocus();
  m_path->selectAll();
}

void RoutesDialog::removeChosen() {
  const int row = chosen();
  m_model.remove(row);
  choose(std::min(row, m_model.rowCount() - 1));
}

void RoutesDialog::showChosen() {
  if (chosen() < 0) return;
  const config::Route& route = m_model.route(chosen());
  m_host->setText(toQt(route.host));
  m_path->setText(toQt(route.path));
  m_served->setHandler(route.handler, m_config);
  m_served->forget();
  check();
}

void RoutesDialog::handleMatch() {
  config::Route route = m_model.route(chosen());
  const bool stripped = !route.strip.empty() && route.strip == route.path;
  const QString host = m_host->text().trimmed().toLower();
  route.host = host.isEmpty() ? "*" : host.toStdString();
  route.path = m_path->text().trimmed().toStdString();
  if (stripped) route.strip = route.path;
  m_model.setRoute(chosen(), route);
  check();
}

void RoutesDialog::handleServed(const config::RouteHandler& handler) {
  config::Route route = m_model.route(chosen());
  route.handler = handler;
  m_model.setRoute(chosen(), route);
  check();
}

void RoutesDialog::check() {
  const bool isAny = chosen() >= 0 && m_model.route(chosen()).host == "*";
  switch (chosen() < 0 ? RouteModel::Fault::None : m_model.fault(chosen())) {
    case RouteModel::Fault::None:
      m_matchWords->setWords({style::Tone::Quiet, isAny ? tr("For every host name that visitors use.")
                                                        : tr("Only for visitors who use this host name.")});
      break;
    case RouteModel::Fault::BadHost:
      m_matchWords->setWords({style::Tone::Bad, tr("A host is a name such as shop.test, *.shop.test, or * for any.")});
      break;
    case RouteModel::Fault::BadPath:
      m_matchWords->setWords({style::Tone::Bad, tr("A path starts with / and has no spaces, ? or #.")});
      break;
    case RouteModel::Fault::Repeated:
      m_matchWords->setWords({style::Tone::Bad, tr("Another route is for this host and path already.")});
      break;
  }
  m_remove->setEnabled(m_model.rowCount() > 1);
  m_use->setEnabled(m_model.firstFault() < 0);
}

void RoutesDialog::retranslate() {
  setWindowTitle(tr("Routes"));
  m_introduction->setText(
      tr("Each request goes to one route: of those for its host the one with the longest path that fits."));
  m_table->setAccessibleName(tr("Routes"));
  m_add->setText(tr("Add"));
  m_add->setIcon(style::icon(QStringLiteral("add"), style::Ink::Muted));
  m_duplicate->setText(tr("Duplicate"));
  m_duplicate->setIcon(style::icon(QStringLiteral("duplicate"), style::Ink::Muted));
  m_remove->setText(tr("Remove"));
  m_remove->setIcon(style::icon(QStringLiteral("remove"), style::Ink::Muted));
  m_hostLabel->setText(tr("Host"));
  m_host->setAccessibleName(m_hostLabel->text());
  m_host->setPlaceholderText(QStringLiteral("*"));
  m_pathLabel->setText(tr("Path"));
  m_path->setAccessibleName(m_pathLabel->text());
  m_path->setPlaceholderText(QStringLiteral("/"));
  m_serveLabel->setText(tr("Serve"));
  m_use->setText(tr("Use these routes"));
  check();
}

void RoutesDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}
