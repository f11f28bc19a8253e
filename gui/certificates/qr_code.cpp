// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// libqrencode makes the modules; they are painted in whole pixels.

#include "gui/certificates/qr_code.h"

#include <qrencode.h>

#include <QPainter>
#include <memory>

namespace {

constexpr int moduleSize = 5;
constexpr int quietZone = 4;  ///< modules of white around it (ISO/IEC 18004)

}  // namespace

QrCode::QrCode(QWidget* parent) : QWidget(parent) {
  hide();
}

void QrCode::setText(const QString& text) {
  const QByteArray bytes = text.toUtf8();
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      bytes.isEmpty() ? nullptr : QRcode_encodeString8bit(bytes.constData(), 0, QR_ECLEVEL_M), &QRcode_free);
  m_width = code ? code->width : 0;
  m_modules.clear();
  for (int at = 0; at < m_width * m_width; ++at) m_modules.push_back((code->data[at] & 1) != 0);
  setVisible(m_width > 0);
  setFixedSize(sizeHint());
  update();
}

QSize QrCode::sizeHint() const {
  const int side = (m_width + 2 * quietZone) * moduleSize;
  return {side, side};
}

void QrCode::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.fillRect(rect(), Qt::white);
  for (int at = 0; at < m_width * m_width; ++at) {
    if (!m_modules[static_cast<std::size_t>(at)]) continue;
    const QPoint place(at % m_width + quietZone, at / m_width + quietZone);
    painter.fillRect(QRect(place * moduleSize, QSize(moduleSize, moduleSize)), Qt::black);
  }
}
