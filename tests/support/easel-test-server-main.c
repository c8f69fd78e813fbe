// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-script.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

/* The test server as a program, for tests that are none in C. It prints its
 * port and runs until its standard input ends or it is told to. */

static char *mode, *text, *script, *requests;
static int after = 200, piece, delay_ms;
static gboolean echo;

static const GOptionEntry entries[] = {
  { "mode", 0, 0, G_OPTION_ARG_STRING, &mode, "ok, slow, stall, die, cut, mute, 401, 429, 429-then-ok, …",
    "MODE" },
  { "text", 0, 0, G_OPTION_ARG_STRING, &text, "what it answers", "TEXT" },
  { "script", 0, 0, G_OPTION_ARG_FILENAME, &script, "answers as a JSON file instead of a mode", "FILE" },
  { "requests", 0, 0, G_OPTION_ARG_FILENAME, &requests, "where to write what came, at the end", "FILE" },
  { "after", 0, 0, G_OPTION_ARG_INT, &after, "bytes of the answer before the fault", "N" },
  { "piece", 0, 0, G_OPTION_ARG_INT, &piece, "bytes that are sent at once", "N" },
  { "echo", 0, 0, G_OPTION_ARG_NONE, &echo, "say the request's key in each answer's head", NULL },
  { "delay-ms", 0, 0, G_OPTION_ARG_INT, &delay_ms, "milliseconds between pieces", "N" },
  { NULL },
};

static gboolean
on_input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char byte;

  if (read (fd, &byte, 1) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
write_requests (EaselTestServer *server)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < easel_test_server_get_n_requests (server); i++)
    {
      const EaselTestRequest *request = easel_test_server_get_request (server, i);
      gsize length;
      const char *body = g_bytes_get_data (request->body, &length);

      g_string_append (all, request->head);
      g_string_append_len (all, body, (gssize) length);
      g_string_append (all, "\n----\n");
    }
  g_file_set_contents (requests, all->str, (gssize) all->len, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTestServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *json = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (script != NULL && !g_file_get_contents (script, &json, NULL, &error)))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }

  server = easel_test_server_new ();
  easel_test_server_set_echo (server, echo);
  if (json != NULL && !easel_test_server_run_script (server, json, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  if (json == NULL && !easel_test_server_run_mode (server, mode != NULL ? mode : "ok",
                                                   text != NULL ? text : "a castle at dawn", after,
                                                   (guint) piece, (guint) delay_ms))
    {
      fprintf (stderr, "there is no mode %s\n", mode);
      return 2;
    }

  printf ("%u\n", easel_test_server_get_port (server));
  fflush (stdout);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input_cb, loop);
  g_unix_signal_add (SIGTERM, on_signal_cb, loop);
  g_unix_signal_add (SIGINT, on_signal_cb, loop);
  g_main_loop_run (loop);
  if (requests != NULL)
    write_requests (server);
  return 0;
}
