// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// No fields.

#include "gui/routes/other_fields.h"

#include "gui/routes/route_words.h"

OtherFields::OtherFields(QWidget* parent) : HandlerFields(parent) {}

bool OtherFields::shows(const config::RouteHandler& handler) const {
  return routeWords::isOfFile(handler);
}

void OtherFields::setHandler(const config::RouteHandler& handler) {
  m_handler = handler;
}

QString OtherFields::kind() const {
  return tr("As the file says");
}

FieldWords OtherFields::words() const {
  return {style::Tone::Quiet, tr("%1. To change it, open the file.").arg(routeWords::served(m_handler))};
}
