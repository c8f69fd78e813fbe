// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-store-interactions.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "store-test-util.h"

/* Several programs on one database. Forked before this process has a thread. */

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

static G_NORETURN void
child_main (const char *path, int number)
{
  EaselStore *store;
  Watch watch = { 0 };

  dex_init ();
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
  _exit (0);
}

static G_NORETURN void
together_main (const char *path, int number)
{
  EaselStore *store;

  dex_init ();
  store = test_open (path);
  write_together (store);
  test_close (store);
  _exit (0);
}

/* A program that is killed while a call runs; it says when the row is there. */
static G_NORETURN void
running_main (const char *path, int fd)
{
  EaselStore *store;
  g_autoptr (EaselInteractionRow) row = easel_interaction_row_new ();
  g_autofree char *line = NULL;
  gint64 id;

  dex_init ();
  store = test_open (path);
  row->provider_slug = g_strdup ("sandbox");
  row->provider_name = g_strdup ("Sandbox");
  row->model_id = g_strdup ("editor");
  row->instruction = g_strdup ("vivid");
  row->prompt_before = g_strdup ("before");
  id = test_wait_int64 (easel_store_interactions_start (store, row));
  test_wait_true (easel_store_interactions_append (store, id, "half"));
  line = g_strdup_printf ("%d\n", (int) id);
  if (write (fd, line, strlen (line)) < 0)
    _exit (1);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static void
fork_all (const char *path, void (*child) (const char *path, int number), int n)
{
  for (int i = 0; i < n; i++)
    {
      pid_t pid = fork ();

      g_assert_cmpint (pid, >=, 0);
      if (pid == 0)
        child (path, i);
    }
  for (int i = 0; i < n; i++)
    {
      int status = 0;

      g_assert_cmpint (wait (&status), >, 0);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }
}

/* The parent's own use of a store begins threads: in a child too. */
static void
verify_main (const char *path, int number)
{
  EaselStore *store;
  g_autoptr (GPtrArray) prompts = NULL;
  g_auto (GStrv) problems = NULL;

  dex_init ();
  store = test_open (path);
  prompts = test_wait_boxed (easel_store_prompts_list (store, "prompt", 0, 0));
  g_assert_cmpint (prompts->len, ==, N_PROCESSES * N_PROMPTS);
  for (guint i = 0; i < prompts->len; i++)
    g_assert_cmpint (((EaselPromptRow *) prompts->pdata[i])->revision_count, ==, 1);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
  test_close (store);
  _exit (0);
}

static void
verify_together_main (const char *path, int number)
{
  EaselStore *store;
  g_autoptr (GPtrArray) prompts = NULL;
  g_autoptr (GPtrArray) revisions = NULL;
  EaselPromptRow *prompt;

  dex_init ();
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
  _exit (0);
}

static void
make_shared_main (const char *path, int number)
{
  EaselStore *store;

  dex_init ();
  store = test_open (path);
  test_wait_int64 (easel_store_prompts_create (store, "together", 0));
  test_close (store);
  _exit (0);
}

static void
recover_main (const char *path, int expected)
{
  EaselStore *store;
  g_autoptr (GPtrArray) list = NULL;

  dex_init ();
  store = test_open (path);
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (store)), ==, expected);
  list = test_wait_boxed (easel_store_interactions_list (store, 0, NULL, 0, 0));
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (((EaselInteractionRow *) list->pdata[0])->state, ==,
                   expected != 0 ? EASEL_INTERACTION_CUT : EASEL_INTERACTION_RUNNING);
  g_assert_cmpstr (((EaselInteractionRow *) list->pdata[0])->output, ==, "half");
  test_close (store);
  _exit (0);
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

static void
test_writers (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", "easel.db", NULL);

  fork_all (path, child_main, N_PROCESSES);
  fork_all (path, verify_main, 1);
  test_remove_folder (folder);
}

static void
test_one_prompt (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);

  fork_all (path, make_shared_main, 1);
  fork_all (path, together_main, N_PROCESSES);
  fork_all (path, verify_together_main, 1);
  test_remove_folder (folder);
}

static void
test_cut (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  int fds[2], status;
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  if (pid == 0)
    running_main (path, fds[1]);
  close (fds[1]);
  g_assert_cmpint (read (fds[0], &byte, 1), ==, 1);
  close (fds[0]);

  /* Alive: not touched. fork_all() waits for its own child only, this one never ends by itself. */
  fork_all (path, recover_alive_main, 1);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  fork_all (path, recover_dead_main, 1);
  test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/shared/writers", test_writers);
  g_test_add_func ("/store/shared/one-prompt", test_one_prompt);
  g_test_add_func ("/store/shared/cut", test_cut);

  return g_test_run ();
}
