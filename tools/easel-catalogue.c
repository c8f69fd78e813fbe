// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "easel-catalogue-file.h"
#include "easel-models-call.h"
#include "easel-provider-registry.h"

/* Brings a file of the catalogue up to date with the service's own list of
 * models. The key, where one is needed, is taken from the environment. */

static char *base_url;

static const GOptionEntry entries[] = {
  { "base-url", 0, 0, G_OPTION_ARG_STRING, &base_url, "ask there instead of at the service's own address",
    "URL" },
  { NULL },
};

typedef struct
{
  GMainLoop *loop;
  GPtrArray *listed;
  GError *error;
} Answer;

static DexFuture *
on_listed_cb (DexFuture *future, gpointer user_data)
{
  Answer *answer = user_data;
  const GValue *value = dex_future_get_value (future, &answer->error);

  if (value != NULL)
    answer->listed = g_value_dup_boxed (value);
  g_main_loop_quit (answer->loop);
  return dex_ref (future);
}

static GPtrArray *
fetch_list (const EaselService *service, GError **error)
{
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselAccount) account =
      easel_account_new (service->id, base_url != NULL ? base_url : service->base_url);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const char *key = service->key_env != NULL ? g_getenv (service->key_env) : NULL;
  Answer answer = { .loop = loop };
  DexFuture *future;

  account->service = g_strdup (service->id);
  future = dex_future_finally (
      easel_models_call_run (client, easel_provider_registry_find_protocol (service->protocol), account, key),
      on_listed_cb, &answer, NULL);
  g_main_loop_run (loop);
  dex_unref (future);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.listed;
}

static gboolean
write_file (const char *path, const char *service, GPtrArray *models, GError **error)
{
  g_autofree char *text = easel_catalogue_file_write (service, models);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) again = easel_catalogue_file_parse (bytes, NULL, error);

  /* What could not be read again is not written. */
  return again != NULL && g_file_set_contents (path, text, -1, error);
}

static gboolean
refresh (const char *path, GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *source = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  const EaselService *service;
  gsize length;
  guint n_changed;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  bytes = g_bytes_new (text, length);
  models = easel_catalogue_file_parse (bytes, &id, error);
  if (models == NULL)
    return FALSE;
  service = easel_provider_registry_find_service (id);
  if (service == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” has no list of models to ask for",
                   id);
      return FALSE;
    }
  listed = fetch_list (service, error);
  if (listed == NULL)
    return FALSE;
  source = g_strdup_printf ("%s, %s", service->label, date);
  n_changed = easel_catalogue_file_update (models, listed, source);
  if (n_changed > 0 && !write_file (path, id, models, error))
    return FALSE;
  printf ("%s: %u listed, %u added or changed\n", id, listed->len, n_changed);
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");
  g_autoptr (GError) error = NULL;
  gboolean fine = TRUE;

  g_option_context_set_summary (context,
                                "Brings files of the catalogue of models up to date with the lists of the "
                                "services, whose keys are taken from the environment.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    {
      fprintf (stderr, "easel-catalogue: %s\n", error != NULL ? error->message : "name a file");
      return 2;
    }
  dex_init ();
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (refresh (argv[i], &local_error))
        continue;
      fprintf (stderr, "easel-catalogue: %s: %s\n", argv[i], local_error->message);
      fine = FALSE;
    }
  return fine ? 0 : 1;
}
