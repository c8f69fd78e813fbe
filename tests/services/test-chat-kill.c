// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chat-test.h"

/*
 * A child talks with a server that never stops, edits, and says on a pipe what
 * it has in memory and when. It is killed at a moment that a seed chooses. Then
 * everything that is older than 250 ms must be on disk, and nothing be torn.
 */

#define SEED 20261120
#define OLD (250 * 1000)
/* Which this process looks at as often; late itself, it cannot ask others to be on time. */
#define TICK 10

static const char *program;

/* ---- the child ---- */

typedef struct
{
  gint64 last_tick;
  gint64 lag;
} Pulse;

static gboolean
on_tick_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now = g_get_monotonic_time ();

  /* The latest delay counts, earlier ones fade. */
  pulse->lag = MAX (now - pulse->last_tick - TICK * 1000, pulse->lag * 9 / 10);
  pulse->last_tick = now;
  return G_SOURCE_CONTINUE;
}

static void
on_text_cb (EaselMessage *message, GParamSpec *pspec, Pulse *pulse)
{
  printf ("T %lld %lld %zu %lld\n", (long long) easel_message_get_id (message),
          (long long) g_get_monotonic_time (), easel_message_get_length (message), (long long) pulse->lag);
  fflush (stdout);
}

/* A disk that takes long for this takes long for the answer that waits behind it. */
static void
save_something (EaselConversation *conversation, guint i, Pulse *pulse)
{
  gint64 begun = g_get_monotonic_time ();
  g_autofree char *text = g_strdup_printf ("note %u", i);
  g_autoptr (EaselMessage) message =
      service_await_object (easel_conversation_save (conversation, text, NULL));

  pulse->lag = MAX (pulse->lag, g_get_monotonic_time () - begun);
  printf ("S %lld %u\n", (long long) easel_message_get_id (message), i);
  fflush (stdout);
}

static G_NORETURN void
run_child (const char *dir)
{
  ServiceFixture fixture = { .dir = (char *) dir, .context = service_open (dir) };
  g_autoptr (EaselConversation) first = chat_begin (&fixture, TEST_MODEL);
  g_autoptr (EaselConversation) second = chat_begin (&fixture, TEST_MODEL);
  g_autoptr (EaselMessage) answer = NULL;
  Pulse pulse = { g_get_monotonic_time (), 0 };

  g_timeout_add_full (G_PRIORITY_HIGH, TICK, on_tick_cb, &pulse, NULL);
  answer = chat_send (first, "count");
  g_signal_connect (answer, "notify::text", G_CALLBACK (on_text_cb), &pulse);
  for (guint i = 0;; i++)
    {
      gint64 end = g_get_monotonic_time () + 30 * 1000;

      save_something (second, i, &pulse);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* ---- the parent ---- */

typedef struct
{
  guint texts;
  guint notes;
  gint64 longest;
} Counts;

static char *
read_said (GSubprocess *child, gint64 kill_after)
{
  GInputStream *out = g_subprocess_get_stdout_pipe (child);
  GString *said = g_string_new (NULL);
  gboolean killed = FALSE;
  char buffer[4096];
  gint64 begun = 0;
  gssize n;

  while ((n = g_input_stream_read (out, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      g_string_append_len (said, buffer, n);
      if (begun == 0 && strstr (said->str, "T ") != NULL)
        begun = g_get_monotonic_time ();
      if (!killed && begun != 0 && g_get_monotonic_time () - begun >= kill_after)
        {
          g_string_append_printf (said, "\nK %lld\n", (long long) g_get_monotonic_time ());
          kill ((pid_t) atoi (g_subprocess_get_identifier (child)), SIGKILL);
          killed = TRUE;
        }
    }
  g_assert_true (killed);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  return g_string_free (said, FALSE);
}

static gint64
get_stored (const char *dir, gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT octet_length(text) + ifnull((SELECT "
                                          "sum(octet_length(text)) FROM message_chunks WHERE message_id "
                                          "= %lld), 0) FROM message_texts WHERE message_id = %lld",
                                          (long long) id, (long long) id);

  return service_sql_int (dir, sql);
}

static void
check_note (const char *dir, const char *line)
{
  long long id;
  guint number;
  g_autofree char *sql = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (sscanf (line, "S %lld %u", &id, &number), ==, 2);
  sql = g_strdup_printf ("SELECT text FROM message_texts WHERE message_id = %lld", id);
  text = service_sql_text (dir, sql);
  wanted = g_strdup_printf ("note %u", number);
  g_assert_cmpstr (text, ==, wanted);
}

/* Checks what was said against what is stored. */
static void
check_said (const char *dir, const char *said, Counts *counts)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);
  const char *mark = strstr (said, "\nK ");
  long long killed = strtoll (mark + 3, NULL, 10);
  long long lag = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      long long id, time, line_lag;
      gsize length;

      if (lines[i][0] == 'S' && lines[i + 1] != NULL && strchr (lines[i], ' ') != strrchr (lines[i], ' '))
        {
          check_note (dir, lines[i]);
          counts->notes++;
        }
      if (sscanf (lines[i], "T %lld %lld %zu %lld", &id, &time, &length, &line_lag) != 4)
        continue;
      lag = MAX (lag, line_lag);
      if ((gint64) length <= get_stored (dir, id))
        {
          counts->texts++;
          continue;
        }
      counts->longest = MAX (counts->longest, killed - time);
      g_assert_cmpint (killed - time, <=, OLD + 2 * lag);
    }
}

static void
test_kill (ServiceFixture *fixture, gconstpointer data)
{
  const char *wanted = g_getenv ("EASEL_TEST_KILLS");
  guint n_kills = wanted != NULL ? (guint) atoi (wanted) : g_getenv ("EASEL_TEST_LONG") != NULL ? 200 : 6;
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *script = NULL;
  Counts counts = { 0 };

  for (guint i = 0; i < 4000; i++)
    g_string_append (words, "word ");
  script = g_strdup_printf ("[{\"chat\": \"%s\", \"piece\": 300, \"delay_ms\": 4}]", words->str);
  service_script (fixture, script);
  for (guint i = 0; i < n_kills; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child =
          g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", fixture->dir, NULL);
      g_autofree char *said = NULL;

      g_assert_no_error (error);
      said = read_said (child, g_rand_int_range (rand, 0, 900000));
      check_said (fixture->dir, said, &counts);
    }
  g_test_message ("%u kills: %u states of an answer and %u notes were on disk; the oldest text that was not "
                  "was %d ms old",
                  n_kills, counts.texts, counts.notes, (int) (counts.longest / 1000));
  g_assert_cmpuint (counts.texts, >, 0);
  g_assert_cmpuint (counts.notes, >, 0);

  /* All of them are marked as cut by the next program. */
  service_restart (fixture);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages WHERE state = 'cut'"), ==,
                   n_kills);
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  dex_init ();
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    run_child (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/services/chat-kill", ServiceFixture, NULL, service_set_up, test_kill, service_tear_down);
  return g_test_run ();
}
