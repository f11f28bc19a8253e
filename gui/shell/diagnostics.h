// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What somebody who helps wants to know of a server and this machine, as text to paste. In English on purpose: it goes
// into reports. Holds no key and no certificate, only names of files.

#pragma once

#include <QString>

#include "gui/cluster/cluster.h"
#include "gui/profiles/profile.h"

QString diagnosticsText(const Profile& profile, const Cluster& cluster);
