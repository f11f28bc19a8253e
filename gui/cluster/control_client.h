// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The panel's end of a control socket. Lives in a thread of its own: it reads, frames and parses there, and hands over
// finished batches, so that the panel's thread only ever takes values. When to connect is Cluster's decision.

#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QLocalSocket>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "server/control/line_framing.h"
#include "server/control/message.h"

/// What is handed over at once: events in order, and the newest status if one came.
struct ControlBatch {
  std::vector<control::Event> events;
  std::optional<control::Status> status;
};
using ControlBatchPointer = std::shared_ptr<const ControlBatch>;

class ControlClient : public QObject {
  Q_OBJECT

 public:
  static constexpr int batchInterval = 50;            ///< milliseconds: at most 20 batches a second
  static constexpr std::size_t maximumBatch = 5'000;  ///< events
  static constexpr std::size_t maximumWaiting =
      20'000;                                 ///< events; then it stops reading, and the server's queue fills
  static constexpr int silenceLimit = 5'000;  ///< milliseconds without a byte, though stats come every second

  /// `name` as in the configuration: the socket is NAME.sock in one of the runtime directories.
  explicit ControlClient(const QString& name);
  ~ControlClient() override;

 public slots:
  /// One attempt: every place where the socket may be. Ends in `attached` or `unreachable`; nothing while one is open.
  void open();
  void close();
  void send(qint64 id, const control::Call& call);
  /// The answer comes with a batch, as a status that comes by itself does.
  void askForStatus();
  /// The panel has taken the last batch: the next one may come.
  void takeNext();

 signals:
  /// After hello; events and status follow. `sameRun`: the same master as before, only what was missed follows.
  void attached(const control::HelloResult& hello, bool sameRun);
  /// The server, which is this process, refuses our protocol version; the connection is closed. 0: not known.
  void protocolRefused(int ours, int theirs, qint64 pid);
  void unreachable();
  void detached();
  void silenceChanged(bool silent);
  void delivered(const ControlBatchPointer& batch);
  void answered(qint64 id);
  void refused(qint64 id, const QString& sentence, const std::vector<base::Problem>& problems);

 private:
  void tryNextPath();
  [[nodiscard]] qint64 peer() const;
  void handleConnected();
  void handleGone();
  void handleReadable();
  void handleLine(std::string_view line);
  void handleAnswer(const control::Answer& answer);
  void handleError(const control::RpcError& error);
  void handleHello(const control::Answer& answer);
  void take(control::Event event);
  void take(control::Status status);
  void scheduleBatch();
  void handBatchOver();
  void write(const control::Request& request);

  QString m_name;
  QStringList m_pathsLeft;
  std::unique_ptr<QLocalSocket> m_socket;
  std::unique_ptr<control::LineFraming> m_framing;
  QTimer m_batchTimer{this};
  QTimer m_silenceTimer{this};
  QElapsedTimer m_sinceBatch;
  std::vector<control::Event> m_events;
  std::optional<control::Status> m_status;
  QString m_instance;
  std::uint64_t m_lastSeq = 0;
  bool m_connected = false;
  bool m_silent = false;
  bool m_batchOut = false;
  bool m_readPosted = false;
};
