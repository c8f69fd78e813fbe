// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-role-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_roles_list (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_roles_add (EaselStore *self, EaselRoleRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_roles_update (EaselStore *self, EaselRoleRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_roles_remove (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_roles_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
