// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store.h"

/*
 * fill-database FILE TEXT N: makes a database with N prompts. The last one has
 * TEXT; its id is printed.
 */

static DexFuture *
on_done_cb (DexFuture *future, gpointer done)
{
  *(gboolean *) done = TRUE;
  return NULL;
}

static const GValue *
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gboolean done = FALSE;
  g_autoptr (DexFuture) waiting = dex_future_finally (dex_ref (future), on_done_cb, &done, NULL);

  while (!done)
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, &error);
  if (value == NULL)
    g_error ("%s", error->message);
  return value;
}

static gint64
add_prompt (EaselStore *store, const char *title, const char *text)
{
  g_autoptr (DexFuture) created = easel_store_prompts_create (store, title, 0);
  gint64 id = g_value_get_int64 (wait_for (created));
  g_autoptr (EaselRevisionRow) row = easel_revision_row_new ();
  g_autoptr (DexFuture) added = NULL;

  row->prompt_id = id;
  row->text = g_strdup (text);
  row->negative_text = g_strdup ("");
  row->origin = EASEL_REVISION_TYPED;
  added = easel_store_revisions_add (store, row);
  wait_for (added);
  return id;
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselStore) store = NULL;
  g_autoptr (DexFuture) opened = NULL;
  g_autoptr (DexFuture) closed = NULL;
  guint64 n_prompts;
  gint64 id;

  g_assert_cmpint (argc, ==, 4);
  g_assert_true (g_ascii_string_to_unsigned (argv[3], 10, 1, 100000, &n_prompts, NULL));
  dex_init ();
  store = easel_store_new (argv[1]);
  opened = easel_store_open (store);
  wait_for (opened);
  for (guint i = 1; i < n_prompts; i++)
    {
      g_autofree char *title = g_strdup_printf ("Prompt %u", i);
      g_autofree char *text = g_strdup_printf ("a lighthouse no. %u in the fog, (waves:1.2), --ar 16:9", i);

      add_prompt (store, title, text);
    }
  id = add_prompt (store, "Castle", argv[2]);
  closed = easel_store_close (store);
  wait_for (closed);
  g_print ("%" G_GINT64_FORMAT "\n", id);
  return 0;
}
