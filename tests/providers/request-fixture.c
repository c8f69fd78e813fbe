// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "request-fixture.h"

#include "easel-json.h"

JsonNode *
request_build (const EaselTextProtocol *protocol, const EaselTextRequest *request, const char *base_url)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", base_url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = easel_text_protocol_build_body (protocol, request, account, &error);
  JsonNode *root;
  gsize length;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (body, &length);
  root = easel_json_parse (data, (gssize) length, &error);
  g_assert_no_error (error);
  return root;
}

EaselTextRequest *
request_new (const char *model)
{
  EaselTextRequest *request = easel_text_request_new (model);

  easel_text_request_set_system (request, "Edit.");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "a fox");
  return request;
}

void
request_assert_text (JsonNode *root, const char *path, const char *expected)
{
  g_assert_cmpstr (easel_json_get_string (root, path), ==, expected);
}

void
request_assert_int (JsonNode *root, const char *path, gint64 expected)
{
  gint64 value = G_MININT64;

  easel_json_get_int (root, path, &value);
  g_assert_cmpint (value, ==, expected);
}

void
request_assert_none (JsonNode *root, const char *path)
{
  g_assert_null (easel_json_get_node (root, path));
}

void
request_assert_flag (JsonNode *root, const char *path, gboolean expected)
{
  g_assert_nonnull (easel_json_get_node (root, path));
  g_assert_cmpint (easel_json_get_boolean (root, path, !expected), ==, expected);
}

/* @expected is the names, joined by spaces. */
void
request_assert_list (GPtrArray *list, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (list, i));
  g_assert_cmpstr (text->str, ==, expected);
}
