// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/**
 * EaselStoreGroups:
 * @EASEL_STORE_PROVIDERS: providers and their models
 * @EASEL_STORE_PROMPTS: the list of prompts: titles, snippets, order
 * @EASEL_STORE_REVISIONS: revisions
 * @EASEL_STORE_DRAFTS: drafts
 * @EASEL_STORE_INTERACTIONS: the edit log
 * @EASEL_STORE_RECIPES: recipes
 * @EASEL_STORE_USAGE: the ledger
 * @EASEL_STORE_SETTINGS: settings
 * @EASEL_STORE_THREADS: the list of threads: titles, order, options
 * @EASEL_STORE_MESSAGES: messages
 * @EASEL_STORE_ROLES: roles
 * @EASEL_STORE_ASSETS: assets, tags, collections, saved searches
 * @EASEL_STORE_JOBS: the journal of paid work
 * @EASEL_STORE_ALL: all of them
 *
 * Which tables a change touched.
 */
typedef enum
{
  EASEL_STORE_PROVIDERS = 1 << 0,
  EASEL_STORE_PROMPTS = 1 << 1,
  EASEL_STORE_REVISIONS = 1 << 2,
  EASEL_STORE_DRAFTS = 1 << 3,
  EASEL_STORE_INTERACTIONS = 1 << 4,
  EASEL_STORE_RECIPES = 1 << 5,
  EASEL_STORE_USAGE = 1 << 6,
  EASEL_STORE_SETTINGS = 1 << 7,
  EASEL_STORE_THREADS = 1 << 8,
  EASEL_STORE_MESSAGES = 1 << 9,
  EASEL_STORE_ROLES = 1 << 10,
  EASEL_STORE_ASSETS = 1 << 11,
  EASEL_STORE_JOBS = 1 << 12,
  EASEL_STORE_ALL = 0x1fff,
} EaselStoreGroups;

/* The longest text that a row takes, in bytes. */
#define EASEL_STORE_MAX_TEXT (16 * 1024 * 1024)

#define EASEL_TYPE_STORE (easel_store_get_type ())
G_DECLARE_FINAL_TYPE (EaselStore, easel_store, EASEL, STORE, GObject)

EaselStore *easel_store_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
const char *easel_store_get_path (EaselStore *self);
gboolean easel_store_get_read_only (EaselStore *self);
const char *easel_store_get_problem (EaselStore *self);

DexFuture *easel_store_open (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_close (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_check (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean easel_store_check_text (const char *text, gssize length, GError **error);

G_END_DECLS
