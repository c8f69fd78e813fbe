// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-role.h"

#include "easel-role-row.h"

G_BEGIN_DECLS

EaselRole *_easel_role_new (EaselRoleRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
