// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which servers show which certificate of the store.

#pragma once

#include <QHash>
#include <QStringList>

class ProfileStore;

/// Titles of servers, by the entry's name; that of those which name none is localhost.
QHash<QString, QStringList> certificateUsers(const ProfileStore& store);
