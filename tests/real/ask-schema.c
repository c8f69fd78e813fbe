// SPDX-License-Identifier: GPL-3.0-or-later
/* Asks a server for an answer by a schema, and writes it:
 *
 *     ask-schema PROTOCOL BASE-URL MODEL NAME SCHEMA
 *
 * The call checks the answer itself, so what it writes keeps to the schema. */
#include "config.h"

#include <stdio.h>

#include "easel-http-client.h"
#include "easel-provider-registry.h"
#include "easel-test-future.h"
#include "easel-text-call.h"

static void
on_event_cb (const EaselTextEvent *event, gpointer user_data)
{
  if (event->kind == EASEL_TEXT_EVENT_TEXT)
    g_string_append (user_data, event->text);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EaselTextRequest) request = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (EaselAccount) account = NULL;
  g_autoptr (EaselHttpClient) client = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 6)
    return 2;
  dex_init ();
  client = easel_http_client_new ();
  account = easel_account_new ("mine", argv[2]);
  request = easel_text_request_new (argv[3]);
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "a question");
  easel_text_request_set_schema (request, argv[4], argv[5]);
  result =
      easel_test_await_boxed (easel_text_call_run (client, easel_provider_registry_find_protocol (argv[1]),
                                                   account, NULL, request, on_event_cb, text, NULL),
                              &error);
  if (result == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  printf ("%s\n", text->str);
  return 0;
}
