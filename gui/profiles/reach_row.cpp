// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An address of a person's own choice is told and left alone.

#include "gui/profiles/reach_row.h"

#include <QNetworkInterface>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

namespace {

enum Reach { ThisComputer, Network, Other };

constexpr qsizetype mostAddresses = 3;

Reach reachOf(const std::string& address) {
  if (address == "127.0.0.1" || address == "::1" || address == "localhost") return ThisComputer;
  return address == "0.0.0.0" || address == "::" ? Network : Other;
}

}  // namespace

ReachRow::ReachRow(QWidget* parent) : ChoiceRow(parent) {
  choice()->addSegment(ThisComputer, QString(), QString());
  choice()->addSegment(Network, QString(), QString());
  connect(choice(), &SegmentedControl::chosen, this, [this](int reach) {
    emit chosen(reach == Network ? QStringLiteral("0.0.0.0") : QStringLiteral("127.0.0.1"));
  });
  retranslate();
}

void ReachRow::setListener(const config::Listener& listener) {
  if (listener == m_listener) return;
  m_listener = listener;
  tell();
}

QStringList ReachRow::addresses() {
  QStringList found;
  QStringList six;
  for (const QHostAddress& address : QNetworkInterface::allAddresses()) {
    if (address.isLoopback() || address.isLinkLocal()) continue;
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
      found << address.toString();
    else
      six << QLatin1Char('[') + address.toString() + QLatin1Char(']');
  }
  return (found + six).mid(0, mostAddresses);
}

void ReachRow::tell() {
  const Reach reach = reachOf(m_listener.address);
  choice()->setVisible(reach != Other);
  choice()->setChoice(reach);
  if (reach == ThisComputer) return meaning()->setFullText(tr("Only programs on this computer reach it."));
  if (reach == Other)
    return meaning()->setFullText(tr("It listens on %1, as the file says.").arg(toQt(m_listener.address)));
  const bool encrypted = m_listener.protocol != config::Protocol::Http;
  QStringList urls;
  for (const QString& address : addresses())
    urls << QStringLiteral("%1://%2:%3")
                .arg(encrypted ? QStringLiteral("https") : QStringLiteral("http"), address,
                     QString::number(m_listener.port));
  meaning()->setFullText(urls.isEmpty() ? tr("This computer has no address in a network now.")
                                        : tr("Others open %1").arg(urls.join(QStringLiteral("  ·  "))));
}

void ReachRow::retranslate() {
  choice()->setSegmentText(ThisComputer, tr("This computer"), tr("Only programs on this computer reach it."));
  choice()->setSegmentText(Network, tr("Local network"), tr("Other computers and phones of the network reach it too."));
  tell();
}
