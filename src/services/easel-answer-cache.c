// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-answer-cache-private.h"

#include "easel-fiber.h"
#include "easel-store-answers.h"
#include "easel-store-settings.h"

/* Answers to identical requests. Whoever switches it on wants the same answer
 * again, so that a request that is sampled (a temperature above 0) counts like
 * any other. One with pictures does not: it is never the same twice in effect,
 * and its answer may be large. */

#define SETTING "answer-cache"

static void
add (GChecksum *sum, const char *text)
{
  /* With its end, so that no two lists of texts are the same bytes. */
  g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
  g_checksum_update (sum, (const guchar *) "", 1);
}

static gboolean
is_text_only (const EaselTextRequest *request)
{
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *message = g_ptr_array_index (request->messages, i);

      for (guint j = 0; j < message->parts->len; j++)
        if (((const EaselTextPart *) g_ptr_array_index (message->parts, j))->kind == EASEL_TEXT_PART_IMAGE)
          return FALSE;
    }
  return TRUE;
}

/* A key that is not in the keyring may be another's in the next process, so that
 * what it brought is for this one. */
static void
add_process (GChecksum *sum)
{
  static guint32 random[4];

  for (guint i = 0; random[0] == 0 && i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int () | 1;
  g_checksum_update (sum, (const guchar *) random, sizeof random);
}

/* What the request is as a hash: where it goes, as whom, and every byte of it
 * but the key. An account that was changed, or got another key, is another; so
 * is one that has the name of one that is gone. %NULL if the answer is not to be
 * kept. */
char *
_easel_answer_cache_make_key (const EaselProviderRow *row,
                              gboolean borrowed_key,
                              EaselConnection *connection,
                              const EaselTextRequest *request)
{
  g_autofree char *account =
      g_strdup_printf ("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, row->id, row->updated_at);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GBytes) body = NULL;
  gconstpointer data;
  gsize length;

  if (!is_text_only (request))
    return NULL;
  body = easel_text_protocol_build_body (connection->protocol, request, connection->account, NULL);
  if (body == NULL)
    return NULL;
  add (sum, connection->protocol->id);
  add (sum, connection->account->base_url);
  add (sum, connection->account->slug);
  add (sum, account);
  if (borrowed_key)
    add_process (sum);
  add (sum, request->model);
  data = g_bytes_get_data (body, &length);
  g_checksum_update (sum, data, (gssize) length);
  return g_strdup (g_checksum_get_string (sum));
}

/* Only on a fiber. */
gboolean
_easel_answer_cache_is_on (EaselStore *store)
{
  g_autofree char *value = dex_await_string (easel_store_settings_get (store, SETTING), NULL);

  return g_strcmp0 (value, "1") == 0;
}

/* Only on a fiber. A cache that cannot be read has nothing. */
char *
_easel_answer_cache_look_up (EaselStore *store, const char *key)
{
  return dex_await_string (easel_store_answers_get (store, key), NULL);
}

static DexFuture *
get_fiber (gpointer data)
{
  return dex_future_new_for_boolean (_easel_answer_cache_is_on (data));
}

/* Resolves to whether answers are kept. */
DexFuture *
_easel_answer_cache_get (EaselStore *store)
{
  return easel_fiber_spawn (get_fiber, g_object_ref (store), g_object_unref);
}

/* Once it is off nothing of it stays. */
DexFuture *
_easel_answer_cache_set (EaselStore *store, gboolean on)
{
  if (!on)
    dex_future_disown (easel_store_answers_clear (store));
  return easel_store_settings_set (store, SETTING, on ? "1" : NULL);
}
