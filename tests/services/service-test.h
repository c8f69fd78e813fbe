// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-context.h"
#include "easel-error.h"
#include "easel-test-future.h"
#include "easel-test-script.h"
#include "easel-test-server.h"

G_BEGIN_DECLS

/* The provider that a fixture's test server is, and its one model. */
#define TEST_SLUG "mine"
#define TEST_MODEL "mine:test-model"
#define SAMPLES "sandbox:editor"

/* Runs the main context until CONDITION holds; fails after 20 seconds. */
#define service_wait_until(condition)                                                                        \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 service_end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                      \
    while (!(condition) && g_get_monotonic_time () < service_end)                                            \
      if (!g_main_context_iteration (NULL, FALSE))                                                           \
        g_usleep (500);                                                                                      \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

typedef struct
{
  char *dir;
  EaselContext *context;
  EaselTestServer *server;
} ServiceFixture;

void service_set_up (ServiceFixture *fixture, gconstpointer data);
void service_tear_down (ServiceFixture *fixture, gconstpointer data);
void service_restart (ServiceFixture *fixture);

EaselContext *service_open (const char *dir);
void service_close (EaselContext *context);
void service_add_provider (ServiceFixture *fixture);
void service_script (ServiceFixture *fixture, const char *json);

void service_await (DexFuture *future);
gpointer service_await_object (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
gpointer service_await_boxed (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
void service_await_error (DexFuture *future, EaselError code);

EaselPromptContent *service_content (const char *text, const char *locked, const char *off);
EaselEditRun *service_start (ServiceFixture *fixture,
                             const char *model,
                             const char *instruction,
                             EaselPromptContent *content,
                             gint64 prompt_id);
EaselEditRun *service_edit (ServiceFixture *fixture,
                            const char *model,
                            const char *instruction,
                            EaselPromptContent *content);
gint64 service_create_prompt (ServiceFixture *fixture, const char *title, const char *text);
EaselInteraction *service_get_newest (ServiceFixture *fixture);

gint64 service_sql_int (const char *dir, const char *sql);
char *service_sql_text (const char *dir, const char *sql);
void service_sql_run (const char *dir, const char *sql);

G_END_DECLS
