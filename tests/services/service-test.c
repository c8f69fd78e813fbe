// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Opens the services on a folder. */
EaselContext *
service_open (const char *dir)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  EaselContext *context = easel_context_new (dir, environment);

  service_await (easel_context_open (context));
  return context;
}

/* Closes them (taken); nothing of theirs is left. */
void
service_close (EaselContext *context)
{
  service_await (easel_context_close (context));
  easel_test_settle ();
  g_assert_finalize_object (context);
}

void
service_set_up (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("easel-services-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->server = easel_test_server_new ();
  fixture->context = service_open (fixture->dir);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
service_tear_down (ServiceFixture *fixture, gconstpointer data)
{
  if (fixture->context != NULL)
    {
      /* However a test ended: the file is sound, and no call is still open. */
      g_auto (GStrv) problems = service_await_boxed (easel_context_check (fixture->context));

      g_assert_cmpuint (g_strv_length (problems), ==, 0);
      service_close (fixture->context);
      g_assert_cmpint (
          service_sql_int (fixture->dir, "SELECT count(*) FROM ai_interactions WHERE state = 'running'"), ==,
          0);
      g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE state = 'reserved'"),
                       ==, 0);
      g_assert_cmpint (
          service_sql_int (fixture->dir, "SELECT count(*) FROM messages WHERE state = 'streaming'"), ==, 0);
    }
  easel_test_server_free (fixture->server);
  remove_folder (fixture->dir);
  g_free (fixture->dir);
}

/* Closes the program and starts it again. */
void
service_restart (ServiceFixture *fixture)
{
  service_close (fixture->context);
  fixture->context = service_open (fixture->dir);
}

/* Makes the test server a provider with one model. */
void
service_add_provider (ServiceFixture *fixture)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->context);
  g_autofree char *url = easel_test_server_dup_url (fixture->server, "/v1");
  g_autoptr (EaselProvider) provider = service_await_object (
      easel_provider_service_add (providers, "openai", "Mine", TEST_SLUG, url, NULL, FALSE));

  g_assert_cmpstr (easel_provider_get_slug (provider), ==, TEST_SLUG);
  service_await (easel_provider_service_add_model (
      providers, TEST_MODEL, &(EaselModelEdit) { .set = EASEL_FACT_NAME, .name = "Test model" }));
}

/* The same, and what it answers. */
void
service_script (ServiceFixture *fixture, const char *json)
{
  g_autoptr (GError) error = NULL;

  easel_test_server_run_script (fixture->server, json, &error);
  g_assert_no_error (error);
  service_add_provider (fixture);
}

void
service_await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

gpointer
service_await_object (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer object = easel_test_await_object (future, &error);

  g_assert_no_error (error);
  return object;
}

gpointer
service_await_boxed (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer boxed = easel_test_await_boxed (future, &error);

  g_assert_no_error (error);
  return boxed;
}

/* It is rejected, with a sentence. */
void
service_await_error (DexFuture *future, EaselError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (easel_test_await (future, &error));
  g_assert_error (error, EASEL_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
mark (GArray *spans, const char *text, const char *part)
{
  const char *at = part != NULL ? strstr (text, part) : NULL;
  EaselSpan span;

  g_assert_true (part == NULL || at != NULL);
  if (at == NULL)
    return;
  span = (EaselSpan) { (gsize) (at - text), strlen (part) };
  g_array_append_val (spans, span);
}

/* A prompt with, perhaps, one part locked and one switched off. */
EaselPromptContent *
service_content (const char *text, const char *locked, const char *off)
{
  EaselPromptContent *content = easel_prompt_content_new (text, NULL);

  mark (content->locks, text, locked);
  mark (content->offs, text, off);
  return content;
}

EaselEditRun *
service_start (ServiceFixture *fixture,
               const char *model,
               const char *instruction,
               EaselPromptContent *content,
               gint64 prompt_id)
{
  const EaselEditRequest request = {
    .model = model,
    .instruction = instruction,
    .content = content,
    .target = *content->negative != '\0' ? EASEL_EDIT_BOTH : EASEL_EDIT_PROMPT,
    .prompt_id = prompt_id,
    .temperature = -1,
  };
  EaselEditService *edits = easel_context_get_edits (fixture->context);
  g_autoptr (GError) error = NULL;

  easel_edit_service_check (edits, &request, &error);
  g_assert_no_error (error);
  return easel_edit_service_start (edits, &request);
}

/* Runs an edit to its end. */
EaselEditRun *
service_edit (ServiceFixture *fixture,
              const char *model,
              const char *instruction,
              EaselPromptContent *content)
{
  EaselEditRun *run = service_start (fixture, model, instruction, content, 0);

  service_await (easel_edit_run_wait (run));
  g_assert_true (easel_edit_run_is_final (run));
  return run;
}

gint64
service_create_prompt (ServiceFixture *fixture, const char *title, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (EaselPrompt) prompt = service_await_object (
      easel_prompt_service_create (easel_context_get_prompts (fixture->context), title, content));

  return easel_prompt_get_id (prompt);
}

/* The newest call of the log. */
EaselInteraction *
service_get_newest (ServiceFixture *fixture)
{
  g_autoptr (GListModel) log = service_await_object (
      easel_edit_service_list_log (easel_context_get_edits (fixture->context), 0, NULL, 1));

  g_assert_cmpuint (g_list_model_get_n_items (log), ==, 1);
  return g_list_model_get_item (log, 0);
}

/* ---- what is in the file ---- */

static sqlite3 *
open_database (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "easel.db", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, 5000);
  return database;
}

gint64
service_sql_int (const char *dir, const char *sql)
{
  g_autofree char *text = service_sql_text (dir, sql);

  g_assert_nonnull (text);
  return g_ascii_strtoll (text, NULL, 10);
}

/* The first column of the first row. */
char *
service_sql_text (const char *dir, const char *sql)
{
  sqlite3 *database = open_database (dir);
  sqlite3_stmt *statement = NULL;
  char *text = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return text;
}

void
service_sql_run (const char *dir, const char *sql)
{
  sqlite3 *database = open_database (dir);

  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}
