// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-store-interactions.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "store-test-util.h"

/*
 * Several programs on one database. Each child is this program anew, called with
 * a role, the database and a number: forked ones would share the main loop's
 * wake-up with their parent, and take it from each other.
 */

#define N_PROCESSES 3
#define N_PROMPTS 40
#define N_TOGETHER 20

typedef struct
{
  EaselStore *store;
  guint wanted;
  guint signals;
  gboolean asking;
  gboolean seen;
} Watch;

static DexFuture *
on_listed_cb (DexFuture *future, gpointer user_data)
{
  Watch *watch = user_data;
  const GValue *value = dex_future_get_value (future, NULL);

  watch->asking = FALSE;
  if (value != NULL && ((GPtrArray *) g_value_get_boxed (value))->len >= watch->wanted)
    watch->seen = TRUE;
  return NULL;
}

/* The list is read again only when the store says that it changed. */
static void
on_changed_cb (EaselStore *store, guint groups, gpointer user_data)
{
  Watch *watch = user_data;

  watch->signals++;
  if ((groups & EASEL_STORE_PROMPTS) == 0)
    return;
  watch->asking = TRUE;
  dex_future_disown (
      dex_future_finally (easel_store_prompts_list (store, NULL, 0, 0), on_listed_cb, watch, NULL));
}

static gboolean
has_seen (gpointer data)
{
  return ((Watch *) data)->seen;
}

static void
write_together (EaselStore *store)
{
  g_autoptr (GPtrArray) prompts = test_wait_boxed (easel_store_prompts_list (store, "together", 1, 0));
  EaselPromptRow *prompt = prompts->pdata[0];

  for (int i = 0; i < N_TOGETHER; i++)
    test_add_revision (store, prompt->id, 0, "by one of us");
}

static void
child_main (const char *path, int number)
{
  EaselStore *store;
  Watch watch = { 0 };

  /* All of them make the database at once. */
  store = test_open (path);
  watch.store = store;
  watch.wanted = N_PROCESSES * N_PROMPTS;
  g_signal_connect (store, "changed", G_CALLBACK (on_changed_cb), &watch);
  for (int i = 0; i < N_PROMPTS; i++)
    {
      g_autofree char *title = g_strdup_printf ("prompt %d of %d", i, number);
      gint64 id = test_wait_int64 (easel_store_prompts_create (store, title, 0));

      test_add_revision (store, id, 0, title);
    }
  test_iterate_until (has_seen, &watch, 60);
  g_assert_cmpint (watch.signals, >, 0);
  g_signal_handlers_disconnect_by_data (store, &watch);
  test_close (store);
}

static void
together_main (const char *path, int number)
{
  EaselStore *store;

  store = test_open (path);
  write_together (store);
  test_close (store);
}

/* A program that is killed while a call runs; it says when the row is there. */
static void
running_main (const char *path, int number)
{
  EaselStore *store;
  g_autoptr (EaselInteractionRow) row = easel_interaction_row_new ();
  g_autofree char *line = NULL;
  gint64 id;

  store = test_open (path);
  row->provider_slug = g_strdup ("sandbox");
  row->provider_name = g_strdup ("Sandbox");
  row->model_id = g_strdup ("editor");
  row->instruction = g_strdup ("vivid");
  row->prompt_before = g_strdup ("before");
  id = test_wait_int64 (easel_store_interactions_start (store, row));
  test_wait_true (easel_store_interactions_append (store, id, "half"));
  line = g_strdup_printf ("%d\n", (int) id);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (1);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static void
verify_main (const char *path, int number)
{
  EaselStore *store;
  g_autoptr (GPtrArray) prompts = NULL;
  g_auto (GStrv) problems = NULL;

  store = test_open (path);
  prompts = test_wait_boxed (easel_store_prompts_list (store, "prompt", 0, 0));
  g_assert_cmpint (prompts->len, ==, N_PROCESSES * N_PROMPTS);
  for (guint i = 0; i < prompts->len; i++)
    g_assert_cmpint (((EaselPromptRow *) prompts->pdata[i])->revision_count, ==, 1);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
  test_close (store);
}

static void
verify_together_main (const char *path, int number)
{
  EaselStore *store;
  g_autoptr (GPtrArray) prompts = NULL;
  g_autoptr (GPtrArray) revisions = NULL;
  EaselPromptRow *prompt;

  store = test_open (path);
  prompts = test_wait_boxed (easel_store_prompts_list (store, "together", 0, 0));
  g_assert_cmpint (prompts->len, ==, 1);
  prompt = prompts->pdata[0];
  revisions = test_wait_boxed (easel_store_revisions_list (store, prompt->id));
  g_assert_cmpint (revisions->len, ==, N_PROCESSES * N_TOGETHER);
  g_assert_cmpint (prompt->revision_count, ==, N_PROCESSES * N_TOGETHER);
  g_assert_cmpint (prompt->revision_id, ==, ((EaselRevisionRow *) revisions->pdata[0])->id);
  for (guint i = 0; i < revisions->len; i++)
    g_assert_cmpint (((EaselRevisionRow *) revisions->pdata[i])->number, ==, revisions->len - i);
  test_close (store);
}

static void
make_shared_main (const char *path, int number)
{
  EaselStore *store;

  store = test_open (path);
  test_wait_int64 (easel_store_prompts_create (store, "together", 0));
  test_close (store);
}

static void
recover_main (const char *path, int expected)
{
  EaselStore *store;
  g_autoptr (GPtrArray) list = NULL;

  store = test_open (path);
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (store)), ==, expected);
  list = test_wait_boxed (easel_store_interactions_list (store, 0, NULL, 0, 0));
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (((EaselInteractionRow *) list->pdata[0])->state, ==,
                   expected != 0 ? EASEL_INTERACTION_CUT : EASEL_INTERACTION_RUNNING);
  g_assert_cmpstr (((EaselInteractionRow *) list->pdata[0])->output, ==, "half");
  test_close (store);
}

static void
recover_alive_main (const char *path, int number)
{
  recover_main (path, 0);
}

static void
recover_dead_main (const char *path, int number)
{
  recover_main (path, 1);
}

typedef void (*Role) (const char *path, int number);

static const struct
{
  const char *name;
  Role role;
} roles[] = {
  { "writer", child_main },
  { "together", together_main },
  { "running", running_main },
  { "verify", verify_main },
  { "verify-together", verify_together_main },
  { "make-shared", make_shared_main },
  { "recover-alive", recover_alive_main },
  { "recover-dead", recover_dead_main },
};

static GSubprocess *
spawn (const char *role, const char *path, int number, GSubprocessFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%d", number);
  GSubprocess *child = g_subprocess_new (flags, &error, "/proc/self/exe", "--role", role, path, text, NULL);

  g_assert_no_error (error);
  return child;
}

static void
run_all (const char *role, const char *path, int n)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (children, spawn (role, path, i, G_SUBPROCESS_FLAGS_NONE));
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_subprocess_wait_check (children->pdata[i], NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_writers (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", "easel.db", NULL);

  run_all ("writer", path, N_PROCESSES);
  run_all ("verify", path, 1);
  test_remove_folder (folder);
}

static void
test_one_prompt (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);

  run_all ("make-shared", path, 1);
  run_all ("together", path, N_PROCESSES);
  run_all ("verify-together", path, 1);
  test_remove_folder (folder);
}

static void
test_cut (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autoptr (GSubprocess) running = spawn ("running", path, 0, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  char byte;

  /* It says when its row is there. */
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (running), &byte, 1, NULL, NULL), ==, 1);
  run_all ("recover-alive", path, 1);
  g_subprocess_force_exit (running);
  g_subprocess_wait (running, NULL, NULL);
  run_all ("recover-dead", path, 1);
  test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--role"))
    {
      dex_init ();
      for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
        if (g_str_equal (roles[i].name, argv[2]))
          roles[i].role (argv[3], atoi (argv[4]));
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/shared/writers", test_writers);
  g_test_add_func ("/store/shared/one-prompt", test_one_prompt);
  g_test_add_func ("/store/shared/cut", test_cut);

  return g_test_run ();
}
