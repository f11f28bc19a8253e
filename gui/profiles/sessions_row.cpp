// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See sessions_row.h. RedisWatch says who answers.

#include "gui/profiles/sessions_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <utility>

#include "gui/base/text.h"
#include "gui/log/session_store_reason.h"
#include "gui/profiles/redis_files_dialog.h"
#include "gui/profiles/shared_tickets_dialog.h"
#include "gui/profiles/typed_redis.h"
#include "gui/routes/words_line.h"
#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

namespace {

using Store = config::SessionStoreKind;

constexpr int passwordWidth = 110;

/// "64 MiB", "1.5 GiB": without a fraction where there is none.
QString sizeText(std::uint64_t bytes) {
  const QString text = QLocale().formattedDataSize(static_cast<qint64>(bytes), 1);
  const QString whole = QLocale().decimalPoint() + QLocale().zeroDigit();
  return QString(text).replace(whole + QLatin1Char(' '), QStringLiteral(" "));
}

using Kind = config::RedisAddress::Kind;

/// Without it there is nothing that machines could share.
bool hasTls(const config::Config& config) {
  return std::ranges::any_of(
      config.listeners, [](const config::Listener& listener) { return listener.protocol != config::Protocol::Http; });
}

constexpr auto untrusted = "its certificate is not trusted: ";

/// Of the frequent reasons, what a person does about them.
QString refusalWords(const QString& reason, Kind kind) {
  if (reason == QLatin1String("connection refused"))
    return SessionsRow::tr("Nothing listens there: the connection is refused. Is Redis started?");
  if (reason == QLatin1String("no such file or directory"))
    return SessionsRow::tr("There is no such socket. Is Redis started?");
  if (reason.startsWith(QLatin1String("the name has no address")))
    return SessionsRow::tr("No computer of that name is found.");
  if (reason == QLatin1String("it wants a password")) return SessionsRow::tr("It wants a password.");
  if (reason == QLatin1String("it refuses the user or the password"))
    return SessionsRow::tr("It refuses the user or the password.");
  if (reason == QLatin1String("what it says is not Redis"))
    return SessionsRow::tr("Something answers there, but it is not a Redis.");
  if (reason == QLatin1String("the sentinels know no master of that name"))
    return SessionsRow::tr("The sentinels answer, but know no master of that name.");
  if (reason.startsWith(QLatin1String(untrusted)))
    return SessionsRow::tr("Its certificate is not trusted: %1. Choose its authority under Certificates.")
        .arg(sessionStoreReason(reason.mid(QLatin1String(untrusted).size())));
  // Redis itself says nothing where one side encrypts and the other does not.
  if (kind == Kind::Tls && reason == QLatin1String("it cannot be reached"))
    return SessionsRow::tr("It does not answer encrypted. Is it perhaps redis:// instead of rediss://?");
  if (kind == Kind::Plain && reason == QLatin1String("it closed the connection"))
    return SessionsRow::tr("It closes the connection. Is it perhaps rediss:// instead of redis://?");
  return SessionsRow::tr("It cannot keep sessions: %1.").arg(sessionStoreReason(reason));
}

}  // namespace

SessionsRow::SessionsRow(QWidget* parent)
    : QWidget(parent),
      m_choice(new SegmentedControl(this)),
      m_meaning(new ElidedLabel(this)),
      m_machines(new QPushButton(this)),
      m_redis(new QWidget(this)),
      m_addressLabel(new QLabel(m_redis)),
      m_address(new QLineEdit(m_redis)),
      m_passwordLabel(new QLabel(m_redis)),
      m_password(new QLineEdit(m_redis)),
      m_files(new QPushButton(m_redis)),
      m_words(new WordsLine(this)) {
  build();
  connect(m_choice, &SegmentedControl::chosen, this, [this](int id) { handleStore(static_cast<Store>(id)); });
  connect(m_address, &QLineEdit::textEdited, this, &SessionsRow::handleTyped);
  connect(m_address, &QLineEdit::editingFinished, this, &SessionsRow::movePassword);
  connect(m_password, &QLineEdit::textEdited, this, &SessionsRow::handleTyped);
  connect(m_files, &QPushButton::clicked, this, &SessionsRow::pickFiles);
  connect(m_machines, &QPushButton::clicked, this, &SessionsRow::shareTickets);
  connect(&m_watch, &RedisWatch::changed, this, [this] { m_words->setWords(words()); });
  retranslate();
}

void SessionsRow::build() {
  m_choice->setObjectName(QStringLiteral("sessionStore"));
  m_machines->setObjectName(QStringLiteral("otherMachines"));
  for (const Store store : {Store::Cluster, Store::Worker, Store::Redis})
    m_choice->addSegment(int(store), QString(), QString());
  m_meaning->setForegroundRole(QPalette::PlaceholderText);
  m_address->setMinimumWidth(140);
  m_address->setMaxLength(1000);  // the file takes 1024 bytes with the password
  m_password->setEchoMode(QLineEdit::Password);
  m_password->setFixedWidth(passwordWidth);
  m_addressLabel->setBuddy(m_address);
  m_passwordLabel->setBuddy(m_password);

  auto* first = new QHBoxLayout;
  first->setSpacing(12);
  first->addWidget(m_choice);
  first->addWidget(m_meaning, 1);
  first->addWidget(m_machines);
  auto* second = new QHBoxLayout(m_redis);
  second->setContentsMargins(0, 0, 0, 0);
  second->setSpacing(8);
  second->addWidget(m_addressLabel);
  second->addWidget(m_address, 1);
  second->addSpacing(8);
  second->addWidget(m_passwordLabel);
  second->addWidget(m_password);
  second->addWidget(m_files);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(6);
  all->addLayout(first);
  all->addWidget(m_redis);
  all->addWidget(m_words);
}

void SessionsRow::setConfig(const config::Config& config) {
  const bool isOfAnother = config.file != m_config.file;
  if (isOfAnother) m_left.clear();
  m_config = config;
  if (isOfAnother || !typedRedis::isSame(typed(), config.sessions.redis)) fillFields();
  tell();
}

void SessionsRow::fillFields() {
  const typedRedis::Fields fields = typedRedis::split(toQt(m_config.sessions.redis.text));
  m_address->setText(fields.address);
  m_password->setText(fields.password);
}

config::RedisAddress SessionsRow::typed() const {
  return typedRedis::read({m_address->text(), m_password->text()});
}

void SessionsRow::change(const config::Sessions& sessions) {
  if (sessions == m_config.sessions) return;
  m_config.sessions = sessions;
  tell();
  emit chosen(sessions);
}

void SessionsRow::handleStore(Store store) {
  config::Sessions sessions = m_config.sessions;
  // The secret is refused beside another store.
  if (sessions.store == Store::Redis) m_left = std::exchange(sessions.ticketSecret, {});
  if (store == Store::Redis) sessions.ticketSecret = std::exchange(m_left, {});
  sessions.store = store;
  change(sessions);
}

void SessionsRow::handleTyped() {
  config::Sessions sessions = m_config.sessions;
  sessions.redis = typed();
  change(sessions);
}

/// Pasted or typed as a whole: from now on nobody reads it over a shoulder.
void SessionsRow::movePassword() {
  const typedRedis::Fields fields = typedRedis::split(m_address->text());
  if (fields.password.isEmpty()) return;
  m_address->setText(fields.address);
  m_password->setText(fields.password);
  handleTyped();
}

void SessionsRow::pickFiles() {
  auto* dialog = new RedisFilesDialog(m_config.sessions, window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    config::Sessions sessions = m_config.sessions;
    const config::Sessions picked = dialog->sessions();
    sessions.redisCa = picked.redisCa;
    sessions.redisCertificate = picked.redisCertificate;
    sessions.redisKey = picked.redisKey;
    change(sessions);
  });
  dialog->open();
}

void SessionsRow::shareTickets() {
  auto* dialog = new SharedTicketsDialog(m_config, window());
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    config::Sessions sessions = m_config.sessions;
    if (sessions.store == Store::Redis) sessions.ticketSecret = dialog->secret();
    change(sessions);
  });
  dialog->open();
}

void SessionsRow::tell() {
  const config::Sessions& sessions = m_config.sessions;
  const bool isRedis = sessions.store == Store::Redis;
  const bool isUsable = typedRedis::isUsable(sessions.redis);
  m_choice->setChoice(int(sessions.store));
  m_meaning->setFullText(meaning());
  m_redis->setVisible(isRedis);
  m_files->setVisible(isUsable && sessions.redis.kind == Kind::Tls);
  m_machines->setVisible(isRedis && isUsable && (hasTls(m_config) || !sessions.ticketSecret.empty()));
  if (isRedis && isUsable) m_watch.setSessions(sessions);
  m_watch.setActive(isRedis && isUsable && isVisible());
  const FieldWords words = this->words();
  m_words->setVisible(!words.text.isEmpty());
  m_words->setWords(words);
}

QString SessionsRow::meaning() const {
  const QString memory = sizeText(m_config.sessions.memory);
  switch (m_config.sessions.store) {
    case Store::Cluster:
      return tr("Survive crashes and reloads, not a stop; up to %1.").arg(memory);
    case Store::Worker:
      return m_config.cluster.model == config::Model::Threads
                 ? tr("Lost by a crash or a reload; up to %1 in all.").arg(memory)
                 : tr("Lost by a crash or a reload; up to %1 each.").arg(memory);
    case Store::Redis:
      return m_config.sessions.ticketSecret.empty() ? tr("Kept outside the server.")
                                                    : tr("TLS sessions are shared too.");
  }
  return {};
}

FieldWords SessionsRow::words() const {
  const bool isUsed = config::needsSessions(m_config);
  if (m_config.sessions.store == Store::Redis) return redisWords();
  if (m_config.sessions.store == Store::Cluster) return {};
  if (!isUsed) return {style::Tone::Quiet, tr("No page of this server keeps anything of its visitors yet.")};
  const int workers = config::workerCount(m_config.cluster);
  if (workers < 2 || m_config.cluster.model == config::Model::Threads) return {};
  return {style::Tone::Warning,
          tr("A visitor's count jumps between %n workers: each knows only what it answered itself.", nullptr, workers)};
}

FieldWords SessionsRow::redisWords() const {
  if (m_address->text().trimmed().isEmpty())
    return {style::Tone::Warning, tr("Where does Redis listen? On this computer mostly at redis://127.0.0.1:6379")};
  if (!typedRedis::isUsable(m_config.sessions.redis)) {
    const bool hasUserAlone = m_address->text().contains(QLatin1Char('@')) && m_password->text().isEmpty();
    return {style::Tone::Bad,
            hasUserAlone ? tr("A user needs a password too.")
                         : tr("That is no address. Examples: localhost:6379, rediss://redis.example, /run/redis.sock")};
  }
  switch (m_watch.state()) {
    case RedisWatch::State::Asking:
      return {style::Tone::Busy, tr("Asking it…")};
    case RedisWatch::State::CannotAsk:
      return {style::Tone::Warning, tr("Whether it answers is not known: the server program cannot be run.")};
    case RedisWatch::State::Refuses:
      return {style::Tone::Bad, refusalWords(toQt(m_watch.report().error), m_config.sessions.redis.kind)};
    case RedisWatch::State::Answers:
      break;
  }
  const QString milliseconds = QLocale().toString(static_cast<qlonglong>(m_watch.report().durationMs));
  return {
      style::Tone::Good,
      config::needsSessions(m_config)
          ? tr("It answers in %1 ms, and can keep sessions.").arg(milliseconds)
          : tr("It answers in %1 ms. No page of this server keeps anything of its visitors yet.").arg(milliseconds)};
}

void SessionsRow::retranslate() {
  m_choice->setSegmentText(
      int(Store::Cluster), tr("In this server"),
      tr("A process beside the workers keeps them for all of them, in its memory; other machines do not see them"));
  m_choice->setSegmentText(int(Store::Worker), tr("Each worker alone"),
                           tr("Each worker keeps those that it answered, in its own memory"));
  m_choice->setSegmentText(int(Store::Redis), QStringLiteral("Redis"),
                           tr("A Redis keeps them, for the servers of several machines too"));
  m_addressLabel->setText(tr("Address"));
  m_address->setAccessibleName(tr("Address of Redis"));
  m_address->setPlaceholderText(QStringLiteral("redis://127.0.0.1:6379"));
  m_address->setToolTip(
      tr("redis://localhost:6379/0, rediss:// with encryption, unix:/run/redis.sock, or by sentinels: "
         "redis+sentinel://one.example,two.example/mymaster"));
  m_passwordLabel->setText(tr("Password"));
  m_password->setAccessibleName(tr("Password for Redis"));
  m_password->setPlaceholderText(tr("none", "no password"));
  m_files->setText(tr("Certificates…"));
  m_machines->setText(tr("Other machines…"));
  tell();
}

void SessionsRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void SessionsRow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  tell();
}

void SessionsRow::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_watch.setActive(false);
}
