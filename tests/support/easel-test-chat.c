// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-chat.h"

static void
write_message (GString *json, guint id, guint parent, const char *kind, const char *text)
{
  g_string_append_printf (json, "%s{\"id\": %u, \"parent\": ", id > 1 ? "," : "", id);
  if (parent > 0)
    g_string_append_printf (json, "%u", parent);
  else
    g_string_append (json, "null");
  g_string_append_printf (json, ", \"kind\": \"%s\", \"state\": \"done\", \"text\": \"%s\"}", kind, text);
}

/**
 * easel_test_chat_write:
 * @folder: where the file goes
 * @n_messages: at least 8
 *
 * Writes a chat in Easel's own format: "Message 1" to "Message @n_messages" on the
 * branch in view, and beside the second and the last but one another one each.
 *
 * Returns: (transfer full): the file
 */
char *
easel_test_chat_write (const char *folder, guint n_messages)
{
  char *path = g_build_filename (folder, "long-chat.json", NULL);
  g_autoptr (GString) json = g_string_new ("{\"format\": \"easel-chat\", \"version\": 1, \"title\": "
                                           "\"Long\", \"source\": \"test:long\", \"messages\": [");
  g_autoptr (GError) error = NULL;
  guint id = 0, parent = 0;

  g_assert_cmpuint (n_messages, >=, 8);
  for (guint i = 1; i <= n_messages; i++)
    {
      const char *kind = i % 2 == 1 ? "user" : "assistant";
      g_autofree char *text = g_strdup_printf ("Message %u", i);

      if (i == 2 || i == n_messages - 1)
        write_message (json, ++id, parent, kind, "Another branch");
      write_message (json, ++id, parent, kind, text);
      parent = id;
    }
  g_string_append (json, "]}");
  g_file_set_contents (path, json->str, (gssize) json->len, &error);
  g_assert_no_error (error);
  return path;
}
