// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What every dialog has in common for somebody at the keyboard, and for a screen reader.

#include <QAbstractButton>
#include <QApplication>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTest>

#include "gui/certificates/authority_card.h"
#include "gui/certificates/certificate_page.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/local_authority.h"
#include "gui/settings/settings.h"
#include "gui/style/forkyard_style.h"
#include "server/base/time.h"
#include "tests/gui/shell/dialogs.h"
#include "tests/gui/shell/nameless.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

using Opening = std::function<void(const Dialogs&)>;
Q_DECLARE_METATYPE(Opening)

class TestDialogs : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void suitsTheKeyboard_data();
  void suitsTheKeyboard();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
};

namespace {

/// In the order of Tab, from the first one.
QList<QWidget*> stopsOf(QWidget* dialog) {
  QList<QWidget*> stops;
  for (QWidget* next = dialog->nextInFocusChain(); next != dialog; next = next->nextInFocusChain()) {
    const bool isStop = (next->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && next->focusProxy() == nullptr;
    if (isStop && next->isVisible() && next->isEnabled()) stops += next;
  }
  return stops;
}

QRect placeOf(const QWidget* widget, const QWidget* dialog) {
  return {widget->mapTo(dialog, QPoint(0, 0)), widget->size()};
}

QString nameOf(const QWidget* widget) {
  const auto* button = qobject_cast<const QAbstractButton*>(widget);
  return QStringLiteral("%1 “%2”").arg(QString::fromLatin1(widget->metaObject()->className()),
                                       button ? button->text() : widget->accessibleName());
}

/// Empty: Tab goes to the right, and down.
QString stepUp(const QList<QWidget*>& stops, const QWidget* dialog) {
  for (qsizetype index = 1; index < stops.size(); ++index) {
    const QRect before = placeOf(stops[index - 1], dialog);
    const QRect now = placeOf(stops[index], dialog);
    const bool isBelow = now.center().y() > before.bottom();
    const bool isBeside = now.left() >= before.right() && now.bottom() > before.top();
    if (!isBelow && !isBeside && !before.contains(now))
      return QStringLiteral("%1, then %2").arg(nameOf(stops[index - 1]), nameOf(stops[index]));
  }
  return {};
}

bool isBelowButton(const QWidget* widget) {
  return qobject_cast<const QDialogButtonBox*>(widget->parentWidget()) != nullptr;
}

}  // namespace

void TestDialogs::initTestCase() {
  QApplication::setStyle(new ForkyardStyle);
  QAccessible::setActive(true);
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  QVERIFY(certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow()));
  for (const char* name : {"shop.test", "www.example.com"}) {
    certificateTask::Order order;
    order.signer =
        name == std::string("shop.test") ? certificateTask::Signer::Authority : certificateTask::Signer::Elsewhere;
    order.request.names = certificates::parseNames({name}).names;
    QVERIFY(certificateTask::make(order));
  }
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
  QVERIFY(click(m_window.get(), QStringLiteral("Certificates")));
  m_window->findChild<CertificatePage*>()->showEntry(QStringLiteral("shop.test"));
  QTRY_VERIFY(button(m_window.get(), QStringLiteral("Remove…"))->isEnabled());
}

void TestDialogs::cleanupTestCase() {
  m_window.reset();
  m_settings.reset();
  m_home.reset();
}

void TestDialogs::suitsTheKeyboard_data() {
  QTest::addColumn<Opening>("open");
  const auto add = [](const char* name, Opening open) { QTest::newRow(name) << std::move(open); };
  add("new certificate", &Dialogs::newCertificate);
  add("new certificate, advanced", &Dialogs::advancedCertificate);
  add("import", &Dialogs::importFiles);
  add("files", &Dialogs::linkFiles);
  add("ladder", &Dialogs::ladder);
  add("export", &Dialogs::exportSelected);
  add("renew", &Dialogs::renewSelected);
  add("remove", &Dialogs::removeSelected);
  add("intermediate", &Dialogs::addIntermediate);
  add("authority", &Dialogs::makeAuthority);
  add("authority's names", &Dialogs::addAuthorityNames);
  add("trust", &Dialogs::trustAuthority);
  add("phone", [this](const Dialogs&) { m_window->findChild<AuthorityCard*>()->giveToPhone(); });
  add("sign", &Dialogs::signRequest);
  add("inspect", [this](const Dialogs&) { m_window->findChild<CertificatePage*>()->moreActions().at(3)->trigger(); });
  add("public name", [](const Dialogs& dialogs) { dialogs.certify(0); });
  add("public name by DNS", [](const Dialogs& dialogs) { dialogs.certify(1); });
  add("routes", &Dialogs::routes);
  add("compare", &Dialogs::compare);
  add("browser's warning", &Dialogs::browserWarning);
  add("settings", &Dialogs::settings);
  add("about", &Dialogs::about);
}

void TestDialogs::suitsTheKeyboard() {
  QFETCH(Opening, open);
  const Dialogs dialogs(*m_window, m_home->path(QStringLiteral("site.pem")));
  open(dialogs);
  const QPointer<QWidget> dialog = Dialogs::shown();
  QVERIFY(dialog);
  QVERIFY(QTest::qWaitForWindowActive(dialog));

  const QString nameless = namelessIn(*dialog);
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
  const QList<QWidget*> stops = stopsOf(dialog);
  QVERIFY(!stops.isEmpty());
  const QString up = stepUp(stops, dialog);
  QVERIFY2(up.isEmpty(), qPrintable(up));
  QVERIFY2(dialog->focusWidget() && (!isBelowButton(dialog->focusWidget()) || isBelowButton(stops.first())),
           "it opens on its buttons");

  QTest::keyClick(dialog, Qt::Key_Escape);
  QTRY_VERIFY(!dialog || !dialog->isVisible());
}

QTEST_MAIN(TestDialogs)
#include "test_dialogs.moc"
