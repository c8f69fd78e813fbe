// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-error.h"
#include "easel-test-future.h"
#include "easel-test-server.h"
#include "easel-text-call.h"

#define KEY "sk-canary-7f3a9b21c4d5e6f7"

#define CHUNK(text)                                                                                          \
  "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"},\"finish_reason\":null}]}\n\n"
#define STOP "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define USAGE                                                                                                \
  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15,"       \
  "\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\n"
#define DONE "data: [DONE]\n\n"
#define WHOLE CHUNK ("a red ") CHUNK ("fox") STOP USAGE DONE

/* What a listener heard. */
typedef struct
{
  GString *text;
  GString *log;
  guint n_waits;
  guint n_restarts;
  guint n_finishes;
  gboolean destroyed;
} Heard;

typedef struct
{
  EaselTestServer *server;
  EaselHttpClient *client;
  EaselAccount *account;
  EaselTextRequest *request;
  const EaselTextProtocol *protocol;
  Heard heard;
} CallFixture;

void call_fixture_set_up (CallFixture *fixture, gconstpointer protocol);
void call_fixture_tear_down (CallFixture *fixture, gconstpointer data);
void call_fixture_on_destroyed_cb (gpointer user_data);
DexFuture *call_fixture_start (CallFixture *fixture);
EaselTextResult *call_fixture_run (CallFixture *fixture, GError **error);
void call_fixture_assert_fails (CallFixture *fixture, EaselError code);
EaselTestAnswer *call_fixture_answer (CallFixture *fixture, guint status, const char *body);
EaselTestAnswer *call_fixture_answer_once (CallFixture *fixture, guint status, const char *body);
JsonNode *call_fixture_sent_json (CallFixture *fixture, guint position);
void call_fixture_wait_until_over (Heard *heard);
