// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "service-test.h"

/* Chats into files and out of them, with the real store. */

#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static EaselExchangeService *
get_exchange (ServiceFixture *fixture)
{
  return easel_context_get_exchange (fixture->context);
}

static char *
write_file (ServiceFixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
read_file (const char *path)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Exports to a file of that name and returns what is in it. */
static char *
export_as (ServiceFixture *fixture, gint64 thread_id, EaselExportFormat format, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  EaselExportReport *report =
      service_await_boxed (easel_exchange_service_export (get_exchange (fixture), thread_id, format, path));

  g_assert_nonnull (report);
  g_boxed_free (EASEL_TYPE_EXPORT_REPORT, report);
  return read_file (path);
}

static EaselImport *
import_path (ServiceFixture *fixture, const char *path)
{
  g_autoptr (EaselImport) import = easel_exchange_service_import (get_exchange (fixture), path);

  service_await (easel_import_wait (import));
  return g_steal_pointer (&import);
}

static EaselImport *
import_text (ServiceFixture *fixture, const char *text)
{
  g_autofree char *path = write_file (fixture, "import.json", text);

  return import_path (fixture, path);
}

/* A chat of @n_messages in Easel's own form, each the answer to the one before, and
 * a second answer to the first one. */
static char *
make_chat (const char *source, guint n_messages)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (
      json,
      "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"Chat %s\", \"titled\": true, "
      "\"pinned\": false, \"folder\": \"Sea\", \"source\": \"%s\", "
      "\"created_at\": \"2025-01-02T03:04:05.000006Z\", "
      "\"updated_at\": \"2025-01-03T03:04:05.000007Z\", \"model\": \"mine:m\", "
      "\"system_prompt\": \"Be short.\", \"temperature\": 0.700, \"max_tokens\": 99, "
      "\"draft\": \"not sent\", \"view\": %u, \"messages\": [\n",
      source, source, n_messages);
  for (guint i = 1; i <= n_messages; i++)
    {
      g_autofree char *parent = i == 1 ? g_strdup ("null") : g_strdup_printf ("%u", i - 1);

      g_string_append_printf (
          json,
          "{\"id\": %u, \"parent\": %s, \"kind\": \"%s\", \"state\": \"done\", "
          "\"created_at\": \"2025-01-02T03:05:00.000000Z\", "
          "\"text\": \"lighthouse \\\"%u\\\"\\n\\n- a\\n- b\"%s},\n",
          i, parent, i % 2 == 1 ? "user" : "assistant", i,
          i % 2 == 1
              ? ""
              : ", \"reasoning\": \"hm\", \"reasoning_duration_us\": 5, \"sources\": "
                "[{\"address\":\"https://example.org/a\",\"title\":\"A\"},{\"title\":\"B\"}], \"provider\": "
                "\"mine\", \"provider_name\": \"Mine\", \"model\": \"m\", \"model_name\": "
                "\"M\", \"input_tokens\": 3, \"output_tokens\": 4, \"cost_microusd\": 7");
    }
  g_string_append_printf (json,
                          "{\"id\": %u, \"parent\": 1, \"kind\": \"assistant\", \"state\": \"failed\", "
                          "\"created_at\": \"2025-01-02T03:06:00.000000Z\", \"text\": \"cut\", \"error\": "
                          "{\"message\": \"The service is busy.\", \"code\": \"unavailable\"}}\n]}",
                          n_messages + 1);
  return g_string_free (json, FALSE);
}

static guint
count_threads (ServiceFixture *fixture)
{
  service_await (easel_chat_service_load (easel_context_get_chats (fixture->context)));
  return g_list_model_get_n_items (
      easel_chat_service_get_threads (easel_context_get_chats (fixture->context)));
}

static void
assert_same_text (const char *first, const char *second)
{
  gsize at = 0;

  while (first[at] != '\0' && first[at] == second[at])
    at++;
  g_test_message ("From byte %" G_GSIZE_FORMAT " on: %.80s | %.80s", at, first + at, second + at);
  g_assert_true (strcmp (first, second) == 0);
}

/* What was written and read in on an empty home is written the same there. */
static void
test_round_trip (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *first_chat = make_chat ("a:1", 300);
  g_autofree char *second_chat = make_chat ("a:2", 2);
  g_autofree char *both = g_strdup_printf ("[%s, %s]", first_chat, second_chat);
  g_autoptr (EaselImport) import = import_text (fixture, both);
  g_autofree char *exported = NULL;
  g_autofree char *again = NULL;
  ServiceFixture other = { 0 };

  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 2);
  g_assert_cmpuint (easel_import_get_n_done (import), ==, 2);
  g_assert_cmpuint (easel_import_get_n_all (import), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (easel_import_get_notes (import)), ==, 0);
  exported = export_as (fixture, 0, EASEL_EXPORT_JSON, "all.json");

  service_set_up (&other, NULL);
  {
    g_autoptr (EaselImport) second = import_text (&other, exported);

    g_assert_cmpuint (easel_import_get_n_imported (second), ==, 2);
  }
  again = export_as (&other, 0, EASEL_EXPORT_JSON, "all.json");
  assert_same_text (again, exported);
  /* And nothing of what came in was lost on its way to the file. */
  g_assert_nonnull (strstr (again, "\"source\": \"a:1\""));
  g_assert_nonnull (
      strstr (again, "\"temperature\": 0.700, \"max_tokens\": 99, \"draft\": \"not sent\", \"view\": 300"));
  g_assert_nonnull (strstr (again, "\"created_at\": \"2025-01-02T03:04:05.000006Z\", \"updated_at\": "
                                   "\"2025-01-03T03:04:05.000007Z\""));
  g_assert_nonnull (strstr (again, "\"lighthouse \\\"299\\\"\\n\\n- a\\n- b\""));
  g_assert_nonnull (strstr (again, "\"cost_microusd\": 7"));
  g_assert_nonnull (strstr (
      again,
      "\"sources\": [{\"address\": \"https://example.org/a\", \"title\": \"A\"}, {\"title\": \"B\"}]"));
  g_assert_nonnull (
      strstr (again, "{\"id\": 301, \"parent\": 1, \"kind\": \"assistant\", \"state\": \"failed\""));
  g_assert_nonnull (strstr (again, "\"code\": \"unavailable\""));
  service_tear_down (&other, NULL);
}

/* A picture and a text come along, with what they hold; what is not there, or is
 * no such file, does not. */
static void
test_files (ServiceFixture *fixture, gconstpointer data)
{
  static const char chat[] =
      "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"Files\", \"source\": \"a:1\", \"messages\": "
      "[\n"
      "{\"id\": 1, \"parent\": null, \"kind\": \"user\", \"state\": \"done\", \"text\": \"look\", "
      "\"attachments\": ["
      "{\"name\": \"dot.png\", \"type\": \"image/png\", \"size\": 70, \"data\": \"" PNG "\"},"
      "{\"name\": \"note.txt\", \"type\": \"text/plain\", \"data\": \"aGVsbG8gdGhlcmU=\"},"
      "{\"name\": \"odd.bin\", \"type\": \"application/x-odd\", \"data\": \"AAECAwQFBgc=\"},"
      "{\"name\": \"gone.png\", \"type\": \"image/png\"}]},\n"
      "{\"id\": 2, \"parent\": 1, \"kind\": \"user\", \"state\": \"done\", \"text\": \"\", \"attachments\": ["
      "{\"name\": \"only.png\", \"type\": \"image/png\"}]}]}";
  g_autoptr (EaselImport) import = import_text (fixture, chat);
  g_autoptr (EaselConversation) conversation =
      service_await_object (easel_chat_service_open (easel_context_get_chats (fixture->context), 1));
  g_autoptr (EaselMessage) message = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  g_autoptr (EaselMessage) empty = g_list_model_get_item (G_LIST_MODEL (conversation), 1);
  g_autoptr (EaselAttachment) picture = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *again = NULL;
  g_autofree char *page = NULL;
  ServiceFixture other = { 0 };

  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  g_assert_cmpuint (easel_import_get_n_left_out (import), ==, 3);
  service_await (easel_message_load (message));
  service_await (easel_message_load (empty));
  g_assert_cmpuint (easel_message_get_n_attachments (message), ==, 2);
  g_assert_cmpstr (easel_message_get_text (empty), ==, "(only.png was not in the file.)");
  picture = g_list_model_get_item (easel_message_get_attachments (message), 0);
  g_assert_cmpstr (easel_attachment_get_name (picture), ==, "dot.png");
  bytes = service_await_boxed (easel_attachment_load (picture));
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 70);

  exported = export_as (fixture, 0, EASEL_EXPORT_JSON, "all.json");
  g_assert_nonnull (strstr (exported, "\"data\": \"" PNG "\""));
  g_assert_nonnull (strstr (exported, "\"data\": \"aGVsbG8gdGhlcmU=\""));
  page = export_as (fixture, 1, EASEL_EXPORT_HTML, "one.html");
  g_assert_nonnull (strstr (page, "src=\"data:image/png;base64," PNG "\""));
  service_set_up (&other, NULL);
  {
    g_autoptr (EaselImport) second = import_text (&other, exported);

    g_assert_cmpuint (easel_import_get_n_imported (second), ==, 1);
    g_assert_cmpuint (easel_import_get_n_left_out (second), ==, 0);
  }
  again = export_as (&other, 0, EASEL_EXPORT_JSON, "all.json");
  assert_same_text (again, exported);
  service_tear_down (&other, NULL);
}

static void
add_entry (struct archive *archive, const char *name, gconstpointer bytes, gsize length)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) length);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, bytes, length), ==, (la_ssize_t) length);
  archive_entry_free (entry);
}

/* The pictures of a service's ZIP come along; what only is called a picture does not. */
static void
test_zipped_pictures (ServiceFixture *fixture, gconstpointer data)
{
  static const char chat[] =
      "[{\"title\": \"Lamp\", \"conversation_id\": \"c1\", \"create_time\": 1700000000, \"current_node\": "
      "\"m\", "
      "\"mapping\": {\"r\": {\"id\": \"r\", \"parent\": null, \"children\": [\"m\"]}, \"m\": {\"id\": \"m\", "
      "\"parent\": \"r\", \"children\": [], \"message\": {\"id\": \"m\", \"author\": {\"role\": \"user\"}, "
      "\"create_time\": 1700000000, \"content\": {\"content_type\": \"multimodal_text\", \"parts\": ["
      "{\"content_type\": \"image_asset_pointer\", \"asset_pointer\": \"file-service://file-AbCdEf12\"},"
      "{\"content_type\": \"image_asset_pointer\", \"asset_pointer\": \"sediment://file_0000abcd\"},"
      "{\"content_type\": \"image_asset_pointer\", \"asset_pointer\": \"file-service://file-Absent12\"}, "
      "\"\"]}}}}}]";
  g_autofree char *path = g_build_filename (fixture->dir, "export.zip", NULL);
  g_autofree guint8 *png = NULL;
  g_autoptr (EaselImport) import = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (EaselAttachment) picture = NULL;
  struct archive *archive = archive_write_new ();
  gsize size;

  png = g_base64_decode (PNG, &size);
  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  add_entry (archive, "conversations.json", chat, strlen (chat));
  add_entry (archive, "../../file-AbCdEf12-lamp.png", png, size);
  add_entry (archive, "file_0000abcd.dat", "#!/bin/sh", 9);
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);

  import = import_path (fixture, path);
  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  g_assert_cmpuint (easel_import_get_n_left_out (import), ==, 2);
  conversation =
      service_await_object (easel_chat_service_open (easel_context_get_chats (fixture->context), 1));
  message = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  service_await (easel_message_load (message));
  g_assert_cmpstr (easel_message_get_text (message), ==, "");
  g_assert_cmpuint (easel_message_get_n_attachments (message), ==, 1);
  picture = g_list_model_get_item (easel_message_get_attachments (message), 0);
  g_assert_cmpstr (easel_attachment_get_name (picture), ==, "file-AbCdEf12.png");
  g_assert_cmpstr (easel_attachment_get_mime_type (picture), ==, "image/png");
}

/* What was said here, branches and all, goes the same way. */
static void
test_own_chat (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = easel_context_get_chats (fixture->context);
  const EaselThreadOptions options = { .model = SAMPLES, .temperature = -1 };
  const EaselSendRequest request = { .text = "Make it blue" };
  const EaselSendRequest retry = { .text = NULL };
  g_autoptr (EaselThread) thread = service_await_object (easel_chat_service_create (chats, &options));
  g_autoptr (EaselConversation) conversation =
      service_await_object (easel_chat_service_open (chats, easel_thread_get_id (thread)));
  g_autoptr (EaselMessage) answer = service_await_object (easel_conversation_send (conversation, &request));
  g_autoptr (EaselMessage) second = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *again = NULL;
  g_autofree char *page = NULL;
  ServiceFixture other = { 0 };

  service_await (easel_message_wait (answer));
  second = service_await_object (easel_conversation_regenerate (conversation, answer, &retry));
  service_await (easel_message_wait (second));
  exported = export_as (fixture, 0, EASEL_EXPORT_JSON, "all.json");
  page = export_as (fixture, easel_thread_get_id (thread), EASEL_EXPORT_HTML, "one.html");
  g_assert_nonnull (strstr (page, "Make it blue"));
  g_assert_nonnull (strstr (page, "1 message on another branch"));

  {
    /* It is here already. */
    g_autoptr (EaselImport) import = import_text (fixture, exported);

    g_assert_cmpuint (easel_import_get_n_known (import), ==, 1);
    g_assert_cmpuint (easel_import_get_n_imported (import), ==, 0);
  }
  service_set_up (&other, NULL);
  {
    g_autoptr (EaselImport) import = import_text (&other, exported);

    g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  }
  again = export_as (&other, 0, EASEL_EXPORT_JSON, "all.json");
  assert_same_text (again, exported);
  service_tear_down (&other, NULL);
}

/* The chat is found by its words, opens at its branch, and is not new. */
static void
test_imported_chat (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = easel_context_get_chats (fixture->context);
  g_autofree char *chat = make_chat ("a:1", 6);
  g_autoptr (EaselImport) import = import_text (fixture, chat);
  g_autoptr (GListModel) hits = service_await_object (easel_chat_service_search (chats, "lighthouse", 50));
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) message = NULL;

  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (hits), >=, 6);
  g_assert_cmpuint (count_threads (fixture), ==, 1);
  thread = g_list_model_get_item (easel_chat_service_get_threads (chats), 0);
  g_assert_cmpstr (easel_thread_get_title (thread), ==, "Chat a:1");
  g_assert_cmpstr (easel_thread_get_folder (thread), ==, "Sea");
  g_assert_cmpstr (easel_thread_get_system_prompt (thread), ==, "Be short.");
  g_assert_cmpint (easel_thread_get_cost (thread), ==, 21);
  g_assert_false (easel_thread_is_unread (thread));
  conversation = service_await_object (easel_chat_service_open (chats, easel_thread_get_id (thread)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 6);
  message = g_list_model_get_item (G_LIST_MODEL (conversation), 1);
  g_assert_cmpuint (easel_message_get_sibling_count (message), ==, 2);
  g_assert_cmpuint (easel_message_get_block_count (message), >, 0);
  service_await (easel_message_load (message));
  g_assert_cmpstr (easel_message_get_text (message), ==, "lighthouse \"2\"\n\n- a\n- b");
  g_assert_cmpstr (easel_message_get_reasoning (message), ==, "hm");
}

static const char *
get_sentence (EaselImport *import, guint index)
{
  g_autoptr (EaselImportNote) note = g_list_model_get_item (easel_import_get_notes (import), index);

  g_assert_nonnull (note);
  g_test_message ("%s: %s", easel_import_note_get_title (note), easel_import_note_get_sentence (note));
  return easel_import_note_get_sentence (note);
}

/* What cannot be used is said, chat by chat; the others come in. */
static void
test_report (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *good = make_chat ("a:1", 2);
  g_autofree char *text = g_strdup_printf ("[%s, 7, {\"title\": \"Odd\"}, {\"format\": \"easel-chat\", "
                                           "\"version\": 9, \"title\": \"New\", \"messages\": []},"
                                           "{\"title\": \"Loose\", \"id\": \"c\", \"mapping\": {\"x\": "
                                           "{\"parent\": \"gone\", \"message\": {\"author\": "
                                           "{\"role\": \"user\"}, \"content\": {\"content_type\": \"text\", "
                                           "\"parts\": [\"hello\"]}, \"metadata\": "
                                           "{\"attachments\": [{\"name\": \"a.pdf\"}]}}}}}, %s]",
                                           good, good);
  g_autoptr (EaselImport) import = import_text (fixture, text);
  g_autofree char *summary = easel_import_describe (import);

  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 2);
  g_assert_cmpuint (easel_import_get_n_known (import), ==, 1);
  g_assert_cmpuint (easel_import_get_n_refused (import), ==, 3);
  g_assert_cmpuint (easel_import_get_n_left_out (import), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (easel_import_get_notes (import)), ==, 4);
  g_assert_nonnull (strstr (get_sentence (import, 0), "no chat of"));
  g_assert_nonnull (strstr (get_sentence (import, 1), "no chat of"));
  g_assert_nonnull (strstr (get_sentence (import, 2), "newer version"));
  g_assert_nonnull (strstr (get_sentence (import, 3), "the one before it is missing"));
  g_assert_cmpstr (
      summary, ==,
      "2 chats were imported. 1 was there already. 3 could not be used. 1 attachment did not come along.");
  g_assert_cmpuint (count_threads (fixture), ==, 2);
}

/* Names that fill a screen, turn what stands beside them about, or never grow old. */
static void
test_odd_names (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = easel_context_get_chats (fixture->context);
  g_autofree char *filler = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf (
      "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"a\\u202eb\\n%s\", \"titled\": true, "
      "\"folder\": \"c\\u2067d\\n%s\", \"source\": \"a:1\", \"updated_at\": \"9999-01-01T00:00:00Z\", "
      "\"messages\": [{\"id\": 1, \"kind\": \"assistant\", \"state\": \"failed\", \"text\": \"t\", "
      "\"created_at\": \"9999-01-01T00:00:00Z\", \"provider\": \"p\", \"provider_name\": \"%s\", "
      "\"model\": \"m\", \"model_name\": \"e\\u202ef%s\", \"error\": {\"message\": \"%s\"}, "
      "\"attachments\": [{\"name\": \"i%s.txt\", \"type\": \"text/plain\", \"data\": \"aGVsbG8=\"}]}]}",
      filler, filler, filler, filler, filler, filler);
  g_autofree char *unusable = g_strdup_printf ("{\"title\": \"g\\u202eh\\n%s\"}", filler);
  g_autoptr (EaselImport) import = import_text (fixture, text);
  g_autoptr (EaselImport) refused = import_text (fixture, unusable);
  g_autoptr (EaselImportNote) note = g_list_model_get_item (easel_import_get_notes (refused), 0);
  g_autoptr (EaselAttachment) attachment = NULL;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) message = NULL;

  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  g_assert_nonnull (note);
  g_assert_true (g_str_has_prefix (easel_import_note_get_title (note), "g\u2060h "));
  g_assert_cmpuint (strlen (easel_import_note_get_title (note)), <=, 1000);
  g_assert_cmpuint (count_threads (fixture), ==, 1);
  thread = g_list_model_get_item (easel_chat_service_get_threads (chats), 0);
  g_assert_true (g_str_has_prefix (easel_thread_get_title (thread), "a\u2060b "));
  g_assert_cmpuint (strlen (easel_thread_get_title (thread)), <=, 1000);
  g_assert_true (g_str_has_prefix (easel_thread_get_folder (thread), "c\u2060d "));
  g_assert_cmpuint (strlen (easel_thread_get_folder (thread)), <=, 1000);
  g_assert_cmpint (easel_thread_get_updated_at (thread), <=, g_get_real_time ());
  conversation = service_await_object (easel_chat_service_open (chats, easel_thread_get_id (thread)));
  message = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  service_await (easel_message_load (message));
  g_assert_true (g_str_has_prefix (easel_message_get_model_name (message), "e\u2060f"));
  g_assert_cmpuint (strlen (easel_message_get_model_name (message)), <=, 1000);
  g_assert_cmpuint (strlen (easel_message_get_error (message)->message), <=, 10000);
  g_assert_cmpuint (easel_message_get_n_attachments (message), ==, 1);
  attachment = g_list_model_get_item (easel_message_get_attachments (message), 0);
  g_assert_true (g_str_has_prefix (easel_attachment_get_name (attachment), "ixx"));
  g_assert_cmpuint (strlen (easel_attachment_get_name (attachment)), <=, 1000);
}

static const struct
{
  const char *text;
  EaselError code;
} unusable[] = {
  { "", EASEL_ERROR_INVALID_INPUT },
  { "a picture", EASEL_ERROR_UNSUPPORTED },
  { "PK\3\4 and so on", EASEL_ERROR_INVALID_INPUT },
  { "[{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"\", \"messages\": []}, {\"format\": ",
    EASEL_ERROR_INVALID_INPUT },
  { "[{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"\", \"messages\": []}} ",
    EASEL_ERROR_INVALID_INPUT },
};

/* A file that is broken is refused before anything of it is taken. */
static void
test_unusable (ServiceFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autofree char *path = write_file (fixture, "bad.json", unusable[i].text);
      g_autoptr (EaselImport) import = easel_exchange_service_import (get_exchange (fixture), path);

      service_await_error (easel_import_wait (import), unusable[i].code);
      g_assert_cmpuint (easel_import_get_n_imported (import), ==, 0);
    }
  {
    g_autoptr (EaselImport) import =
        easel_exchange_service_import (get_exchange (fixture), "/nowhere/at all");

    service_await_error (easel_import_wait (import), EASEL_ERROR_NOT_FOUND);
  }
  {
    g_autoptr (EaselImport) import = easel_exchange_service_import (get_exchange (fixture), fixture->dir);

    service_await_error (easel_import_wait (import), EASEL_ERROR_INVALID_INPUT);
  }
  g_assert_cmpuint (count_threads (fixture), ==, 0);
}

static void
on_done_cb (EaselImport *import, GParamSpec *pspec, gpointer user_data)
{
  if (easel_import_get_n_done (import) == GPOINTER_TO_UINT (user_data))
    easel_import_cancel (import);
}

static char *
make_many (guint n_chats, guint n_messages)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < n_chats; i++)
    {
      g_autofree char *source = g_strdup_printf ("a:%u", i);
      g_autofree char *chat = make_chat (source, n_messages);

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", chat);
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* What came in before stays; nothing of any other. */
static void
test_cancel (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *many = make_many (8, 60);
  g_autofree char *path = write_file (fixture, "many.json", many);
  g_autoptr (EaselImport) import = easel_exchange_service_import (get_exchange (fixture), path);

  g_signal_connect (import, "notify::n-done", G_CALLBACK (on_done_cb), GUINT_TO_POINTER (3));
  service_await_error (easel_import_wait (import), EASEL_ERROR_CANCELLED);
  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 3);
  g_assert_cmpuint (count_threads (fixture), ==, 3);
  {
    /* The next time the others come in. */
    g_autoptr (EaselImport) second = import_path (fixture, path);

    g_assert_cmpuint (easel_import_get_n_known (second), ==, 3);
    g_assert_cmpuint (easel_import_get_n_imported (second), ==, 5);
  }
}

/* The program ends in the middle of a long chat: not a word of it is left. */
static void
test_close (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *long_chat = make_chat ("a:1", 3000);
  g_autofree char *path = write_file (fixture, "long.json", long_chat);
  g_autoptr (EaselImport) import = easel_exchange_service_import (get_exchange (fixture), path);

  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM messages") > 100);
  service_restart (fixture);
  service_await_error (easel_import_wait (import), EASEL_ERROR_CANCELLED);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages"), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM threads"), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM message_search"), ==, 0);
}

/* A file that cannot be written is as it was, and nothing lies beside it. */
static void
test_export_fails (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *chat = make_chat ("a:1", 2);
  g_autoptr (EaselImport) import = import_text (fixture, chat);
  g_autofree char *folder = g_build_filename (fixture->dir, "folder.json", NULL);
  g_autofree char *inside = g_build_filename (folder, "kept", NULL);
  g_autofree char *first = g_build_filename (fixture->dir, "first.json", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  int full = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  service_await_error (
      easel_exchange_service_export (get_exchange (fixture), 0, EASEL_EXPORT_JSON, "/nowhere/at/all.json"),
      EASEL_ERROR_STORAGE);
  service_await_error (easel_exchange_service_export (get_exchange (fixture), 4711, EASEL_EXPORT_JSON, first),
                       EASEL_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "kept", -1, NULL));
  service_await_error (easel_exchange_service_export (get_exchange (fixture), 0, EASEL_EXPORT_JSON, folder),
                       EASEL_ERROR_STORAGE);
  g_assert_cmpint (full, >=, 0);
  service_await_error (
      easel_exchange_service_export_to_fd (get_exchange (fixture), 0, EASEL_EXPORT_TEXT, full),
      EASEL_ERROR_STORAGE);
  close (full);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, ".easel-export"));
  g_assert_true (g_file_test (inside, G_FILE_TEST_EXISTS));
}

/* None at all is a file, too; those in the trash are not in it. */
static void
test_export_all (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *empty = export_as (fixture, 0, EASEL_EXPORT_JSON, "all.json");
  g_autofree char *many = make_many (3, 2);
  g_autoptr (EaselImport) import = NULL;
  g_autoptr (EaselImport) nothing = NULL;

  g_assert_cmpstr (empty, ==, "[\n\n]\n");
  nothing = import_text (fixture, empty);
  g_assert_cmpuint (easel_import_get_n_all (nothing), ==, 0);
  import = import_text (fixture, many);
  service_await (easel_chat_service_remove (easel_context_get_chats (fixture->context), 2));
  for (guint format = 0; format < EASEL_EXPORT_N_FORMATS; format++)
    {
      g_autofree char *text = export_as (fixture, 0, (EaselExportFormat) format, "all");

      g_assert_nonnull (strstr (text, "Chat a:0"));
      g_assert_null (strstr (text, "Chat a:1"));
      g_assert_nonnull (strstr (text, "Chat a:2"));
    }
}

#define add(name, func)                                                                                      \
  g_test_add ("/services/exchange/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  add ("round-trip", test_round_trip);
  add ("files", test_files);
  add ("zipped-pictures", test_zipped_pictures);
  add ("own-chat", test_own_chat);
  add ("imported-chat", test_imported_chat);
  add ("report", test_report);
  add ("odd-names", test_odd_names);
  add ("unusable", test_unusable);
  add ("cancel", test_cancel);
  add ("close", test_close);
  add ("export-fails", test_export_fails);
  add ("export-all", test_export_all);
  return g_test_run ();
}
