// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "easel-store-drafts.h"
#include "easel-store-interactions.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "store-kill-chat.h"
#include "store-test-util.h"

/*
 * A child writes and says on a pipe what is saved. It is stopped at each of its
 * system calls, before and after, in all of its threads; at one of these stops,
 * chosen by a seed, it is killed. Then everything that it said must be there.
 * The child is forked, so this process never starts a thread of its own.
 */

#define ROUNDS 3
#define KILLS_A_DATABASE 8
#define SEED 20261120

typedef enum
{
  STATE_OPENING,
  STATE_IDLE,
  STATE_WRITING,
  STATE_SYNCING,
  STATE_FILES,
  STATE_ANSWERING,
  STATE_COMPUTING,
  N_STATES
} State;

static const char *const state_names[N_STATES] = {
  "before the first answer",
  "waiting",
  "at a write to a file",
  "at a sync",
  "at open, close, lock or truncate",
  "at the answer",
  "elsewhere",
};

/* Among which stops the one to kill at is counted. */
typedef enum
{
  COUNT_ALL,
  COUNT_FILES,
  COUNT_SYNCS,
  N_COUNTS
} Count;

typedef struct
{
  guint stops[N_COUNTS];
  gboolean killed;
  gboolean at_entry;
  State state;
} Run;

static gboolean have_ptrace = TRUE;

/* ---------------------------------------------------------------- the child */

G_GNUC_PRINTF (2, 3)
static void
say (int fd, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  gssize n;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  n = write (fd, text, strlen (text));
  if (n != (gssize) strlen (text))
    _exit (3);
}

static void
child_edit (EaselStore *store, int fd, gint64 prompt)
{
  g_autoptr (EaselInteractionRow) row = easel_interaction_row_new ();

  row->prompt_id = prompt;
  row->provider_slug = g_strdup ("sandbox");
  row->provider_name = g_strdup ("Sandbox");
  row->model_id = g_strdup ("editor");
  row->instruction = g_strdup ("vivid");
  row->prompt_before = g_strdup ("before");
  row->id = test_wait_int64 (easel_store_interactions_start (store, row));
  say (fd, "I %d 0\n", (int) row->id);
  for (int i = 1; i <= 4; i++)
    {
      test_wait_true (easel_store_interactions_append (store, row->id, "chunk "));
      say (fd, "I %d %d\n", (int) row->id, i);
    }
  row->state = EASEL_INTERACTION_FINISHED;
  test_wait_true (easel_store_interactions_finish (store, row));
  say (fd, "F %d 4\n", (int) row->id);
}

static void
child_round (EaselStore *store, int fd, int round)
{
  g_autofree char *title = g_strdup_printf ("title %d", round);
  gint64 prompt = test_wait_int64 (easel_store_prompts_create (store, title, 0));
  gint64 revision = 0;
  DexFuture *settings[3];

  say (fd, "P %d %d\n", (int) prompt, round);
  for (int i = 1; i <= 3; i++)
    {
      g_autoptr (EaselDraftRow) draft = easel_draft_row_new ();
      g_autofree char *text = g_strdup_printf ("text %d", i);

      draft->prompt_id = prompt;
      draft->revision_id = revision;
      draft->text = g_strdup (text);
      test_wait_true (easel_store_drafts_save (store, draft));
      say (fd, "D %d %d\n", (int) prompt, i);
      revision = test_add_revision (store, prompt, revision, text);
      say (fd, "R %d %d\n", (int) prompt, i);
    }
  child_edit (store, fd, prompt);
  test_kill_chat_round (store, fd, round, say);

  /* These wait together and share a transaction. */
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %d %d", (int) prompt, i);

      settings[i] = easel_store_settings_set (store, key, "set");
    }
  for (int i = 0; i < 3; i++)
    {
      test_wait_true (settings[i]);
      say (fd, "S %d %d\n", (int) prompt, i);
    }
}

static G_NORETURN void
child_main (const char *path, int fd, gboolean traced)
{
  EaselStore *store;

  if (traced)
    {
      if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit (4);
      raise (SIGSTOP);
    }
  dex_init ();
  store = test_open (path);
  for (int i = 0; i < ROUNDS; i++)
    child_round (store, fd, i);
  test_close (store);
  _exit (0);
}

static pid_t
start_child (const char *path, int *fd, gboolean traced)
{
  int pipe_fds[2];
  pid_t pid;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  fflush (NULL);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      close (pipe_fds[0]);
      child_main (path, pipe_fds[1], traced);
    }
  close (pipe_fds[1]);
  *fd = pipe_fds[0];
  return pid;
}

/* --------------------------------------------------------------- the tracer */

static State
classify (guint64 number)
{
  switch (number)
    {
    case SYS_pwrite64:
    case SYS_pwritev:
      return STATE_WRITING;
    case SYS_fsync:
    case SYS_fdatasync:
      return STATE_SYNCING;
#ifdef SYS_open
    case SYS_open:
#endif
#ifdef SYS_unlink
    case SYS_unlink:
#endif
    case SYS_openat:
    case SYS_close:
    case SYS_ftruncate:
    case SYS_fallocate:
    case SYS_unlinkat:
    case SYS_fcntl:
    case SYS_fchmod:
    case SYS_pread64:
      return STATE_FILES;
    case SYS_write:
      return STATE_ANSWERING;
    case SYS_futex:
    case SYS_ppoll:
#ifdef SYS_poll
    case SYS_poll:
#endif
      return STATE_IDLE;
    default:
      return STATE_COMPUTING;
    }
}

static State
look_at_stop (pid_t thread, Run *run)
{
  /* What each thread is in, for the stop after the call. */
  static GHashTable *inside = NULL;
  struct __ptrace_syscall_info info;

  memset (&info, 0, sizeof info);
  if (ptrace (PTRACE_GET_SYSCALL_INFO, thread, (void *) sizeof info, &info) <= 0)
    return STATE_COMPUTING;
  if (inside == NULL)
    inside = g_hash_table_new (NULL, NULL);
  run->at_entry = info.op == PTRACE_SYSCALL_INFO_ENTRY;
  if (run->at_entry)
    g_hash_table_insert (inside, GINT_TO_POINTER (thread), GINT_TO_POINTER (classify (info.entry.nr)));
  return GPOINTER_TO_INT (g_hash_table_lookup (inside, GINT_TO_POINTER (thread)));
}

/*
 * Lets the child go from stop to stop; kills it at stop number kill_at of those
 * that count counts. 0 lets it run to its end.
 */
static Run
trace (pid_t pid, guint kill_at, Count count)
{
  Run run = { 0 };
  int status;
  pid_t thread;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (!WIFSTOPPED (status))
    {
      have_ptrace = FALSE;
      return run;
    }
  ptrace (PTRACE_SETOPTIONS, pid, NULL,
          (void *) (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
  ptrace (PTRACE_SYSCALL, pid, NULL, NULL);

  while ((thread = waitpid (-1, &status, __WALL)) > 0)
    {
      int number = 0;

      if (!WIFSTOPPED (status))
        continue;
      if (WSTOPSIG (status) == (SIGTRAP | 0x80))
        {
          State state = look_at_stop (thread, &run);
          gboolean at_file = state == STATE_WRITING || state == STATE_SYNCING || state == STATE_FILES;

          gboolean counted[N_COUNTS] = { TRUE, at_file, state == STATE_SYNCING };

          for (int i = 0; i < N_COUNTS; i++)
            run.stops[i] += counted[i];
          run.state = state;
          if (kill_at > 0 && counted[count] && run.stops[count] == kill_at)
            {
              run.killed = TRUE;
              kill (pid, SIGKILL);
              break;
            }
        }
      else if (WSTOPSIG (status) != SIGTRAP && WSTOPSIG (status) != SIGSTOP)
        number = WSTOPSIG (status);
      ptrace (PTRACE_SYSCALL, thread, NULL, (void *) (gintptr) number);
    }
  while (waitpid (-1, &status, __WALL) > 0)
    ;
  return run;
}

/* ----------------------------------------------------------------- the check */

static char *
read_all (int fd)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  close (fd);
  return g_string_free (text, FALSE);
}

static gint64
ask (sqlite3 *db, const char *sql, gint64 first, gint64 second)
{
  sqlite3_stmt *s = NULL;
  gint64 answer = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &s, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  if (sqlite3_bind_parameter_count (s) > 0)
    sqlite3_bind_int64 (s, 1, first);
  if (sqlite3_bind_parameter_count (s) > 1)
    sqlite3_bind_int64 (s, 2, second);
  if (sqlite3_step (s) == SQLITE_ROW)
    answer = sqlite3_column_int64 (s, 0);
  sqlite3_finalize (s);
  return answer;
}

/* One line that the child said: is it so? */
static void
check_line (sqlite3 *db, const char *line)
{
  int a = 0, b = 0;
  char kind = line[0];
  gboolean good = FALSE;

  g_assert_cmpint (sscanf (line + 1, "%d %d", &a, &b), ==, 2);
  switch (kind)
    {
    case 'P':
      good = ask (db, "SELECT title = 'title ' || ?2 FROM prompts WHERE id = ?1", a, b) == 1;
      break;
    case 'D':
      /* The draft, a later one, or the revision that took it. */
      good = ask (db,
                  "SELECT (SELECT count(*) FROM drafts WHERE prompt_id = ?1 AND CAST(substr(text, 6) AS "
                  "INTEGER) >= ?2) "
                  "+ (SELECT count(*) FROM revisions WHERE prompt_id = ?1 AND text = 'text ' || ?2)",
                  a, b) > 0;
      break;
    case 'R':
      good = ask (db, "SELECT text = 'text ' || ?2 FROM revisions WHERE prompt_id = ?1 AND number = ?2", a,
                  b) == 1 &&
             ask (db, "SELECT revision_count >= ?2 FROM prompts WHERE id = ?1", a, b) == 1;
      break;
    case 'I':
      good = ask (db,
                  "SELECT length(output || ifnull((SELECT group_concat(text, '') FROM ai_interaction_chunks "
                  "WHERE interaction_id = ?1), '')) >= 6 * ?2 FROM ai_interactions WHERE id = ?1",
                  a, b) == 1;
      break;
    case 'F':
      good = ask (db,
                  "SELECT state = 'finished' AND output = 'chunk chunk chunk chunk ' FROM ai_interactions "
                  "WHERE id = ?1",
                  a, b) == 1;
      break;
    case 'S':
      good = ask (db, "SELECT count(*) FROM settings WHERE key = 'key ' || ?1 || ' ' || ?2", a, b) == 1;
      break;
    default:
      good = test_kill_chat_check_line (db, kind, a, b, ask);
    }
  if (!good)
    g_error ("Said to be saved, but is not: %s", line);
}

/* What never may be seen, whatever was cut. */
static void
check_consistency (sqlite3 *db)
{
  sqlite3_stmt *s = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &s, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (s), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (s, 0), ==, "ok");
  sqlite3_finalize (s);
  if (ask (db, "PRAGMA user_version", 0, 0) == 0)
    return;
  g_assert_cmpint (ask (db, "SELECT count(*) FROM pragma_foreign_key_check", 0, 0), ==, 0);
  g_assert_cmpint (
      ask (db,
           "SELECT count(*) FROM prompts AS p WHERE revision_count <> (SELECT count(*) FROM revisions "
           "WHERE prompt_id = p.id) OR revision_id IS NOT (SELECT max(id) FROM revisions "
           "WHERE prompt_id = p.id)",
           0, 0),
      ==, 0);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM prompt_search", 0, 0), ==,
                   ask (db, "SELECT count(*) FROM prompts", 0, 0));
  test_kill_chat_check_all (db, ask);
}

static void
check_said (const char *path, const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  sqlite3 *db = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpstr (said, ==, "");
      return;
    }
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  check_consistency (db);
  /* The last piece has no line end: it was never said. */
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    check_line (db, lines[i]);
  sqlite3_close (db);
}

static char *
database_path (const char *folder, int number)
{
  return g_strdup_printf ("%s/%d/easel.db", folder, number);
}

static void
kill_by_steps (const char *folder, int n_kills)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autofree char *path = database_path (folder, -1);
  g_autofree char *whole = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  guint counts[N_STATES][2] = { { 0 } };
  guint n_killed = 0, n_ended = 0, n_lines = 0;
  Run dry;
  int fd;

  dry = trace (start_child (path, &fd, TRUE), 0, COUNT_ALL);
  whole = read_all (fd);
  if (!have_ptrace)
    return;
  g_assert_cmpint (dry.stops[COUNT_ALL], >, 1000);
  g_assert_nonnull (strstr (whole, "S "));
  check_said (path, whole);
  g_test_message ("A whole run has %u stops, %u of them at files, %u at syncs", dry.stops[COUNT_ALL],
                  dry.stops[COUNT_FILES], dry.stops[COUNT_SYNCS]);

  for (int i = 0; i < n_kills; i++)
    {
      Count count = (Count) (i % N_COUNTS);
      /* The first runs of a database die early, so that its making is cut too. */
      guint range = dry.stops[count] / (i % KILLS_A_DATABASE < 2 ? 6 : 1);
      g_autofree char *now = NULL;
      gboolean opening;
      Run run;

      if (i % KILLS_A_DATABASE == 0)
        {
          g_string_truncate (said, 0);
          g_free (path);
          path = database_path (folder, i);
        }
      run = trace (start_child (path, &fd, TRUE), 1 + (guint) g_rand_int_range (rand, 0, (gint32) range),
                   count);
      now = read_all (fd);
      opening = *now == '\0';
      g_string_append (said, now);
      if (said->len > 0 && said->str[said->len - 1] != '\n')
        g_string_truncate (said, strrchr (said->str, '\n') != NULL
                                     ? (gsize) (strrchr (said->str, '\n') + 1 - said->str)
                                     : 0);
      n_killed += run.killed;
      n_ended += !run.killed;
      if (run.killed)
        counts[opening ? STATE_OPENING : run.state][run.at_entry]++;
      check_said (path, said->str);
      for (const char *p = now; *p != '\0'; p++)
        n_lines += *p == '\n';
    }

  g_test_message ("%u kills between system calls, %u runs ended first, %u acknowledged things checked",
                  n_killed, n_ended, n_lines);
  for (int i = 0; i < N_STATES; i++)
    g_test_message ("  %s: %u before the call, %u after it", state_names[i], counts[i][TRUE],
                    counts[i][FALSE]);
  g_assert_cmpint (n_killed, >, n_kills * 3 / 4);
  g_assert_cmpint (counts[STATE_WRITING][0] + counts[STATE_WRITING][1], >, 0);
  g_assert_cmpint (counts[STATE_SYNCING][0] + counts[STATE_SYNCING][1], >, 0);
  g_assert_cmpint (counts[STATE_OPENING][0] + counts[STATE_OPENING][1], >, 0);
}

/* Where tracing is not allowed: at random moments. */
static void
kill_by_time (const char *folder, int n_kills)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autofree char *path = NULL;
  g_autoptr (GString) said = g_string_new (NULL);

  g_test_message ("Tracing is not permitted here: killing at random moments instead");
  for (int i = 0; i < n_kills; i++)
    {
      g_autofree char *now = NULL;
      int fd;
      pid_t pid;

      if (i % KILLS_A_DATABASE == 0)
        {
          g_string_truncate (said, 0);
          g_free (path);
          path = database_path (folder, i);
        }
      pid = start_child (path, &fd, FALSE);
      g_usleep ((gulong) g_rand_int_range (rand, 0, 150000));
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      now = read_all (fd);
      g_string_append (said, now);
      check_said (path, said->str);
    }
}

static void
test_kill (void)
{
  const char *wanted = g_getenv ("EASEL_TEST_KILLS");
  int n_kills = wanted != NULL ? atoi (wanted) : g_getenv ("EASEL_TEST_LONG") != NULL ? 4000 : 200;
  g_autofree char *folder = test_make_folder ();

  kill_by_steps (folder, n_kills);
  if (!have_ptrace)
    kill_by_time (folder, n_kills);
  test_remove_folder (folder);
}

/* The check itself must see a loss. */
static void
test_catches_loss (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = database_path (folder, 0);

  if (g_test_subprocess ())
    {
      const char *base = g_getenv ("EASEL_TEST_FOLDER");
      g_autofree char *database = database_path (base, 0);
      int fd;
      pid_t pid = start_child (database, &fd, FALSE);
      g_autofree char *said = read_all (fd);
      sqlite3 *db = NULL;

      waitpid (pid, NULL, 0);
      check_said (database, said);
      sqlite3_open (database, &db);
      sqlite3_exec (db, "DELETE FROM settings WHERE key = 'key 1 1'", NULL, NULL, NULL);
      sqlite3_close (db);
      check_said (database, said);
      return;
    }
  g_setenv ("EASEL_TEST_FOLDER", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Said to be saved, but is not: S 1 1*");
  test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill/catches-loss", test_catches_loss);
  g_test_add_func ("/store/kill/between-system-calls", test_kill);

  return g_test_run ();
}
