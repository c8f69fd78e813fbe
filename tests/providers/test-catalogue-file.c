// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "easel-catalogue-file.h"
#include "easel-error.h"
#include "easel-test-server.h"

/* The catalogue that is shipped, what no catalogue may hold, and how it is
 * brought up to date. */

static GPtrArray *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return easel_catalogue_file_parse (bytes, NULL, error);
}

static void
assert_plausible (const EaselModelInfo *info)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_nonnull (info->source);
  g_assert_true (info->context < 0 || info->context >= 2048);
  g_assert_true (info->max_output < 0 || info->context < 0 || info->max_output <= info->context);
  g_assert_true (info->price.cached < 0 || info->price.cached <= info->price.input);
  g_assert_true (info->kinds != EASEL_KIND_LLM || info->price.output < 0 ||
                 info->price.output >= info->price.input);
  g_assert_true (info->above < 0 || info->price_above.input > info->price.input);
  g_assert_true ((info->flags & EASEL_MODEL_REASONING) != 0 || info->efforts == 0);
  /* Nothing is free but what says so. */
  g_assert_true (info->price.output != 0 || g_str_has_suffix (info->id, "free"));
}

/* Each shipped file is read, plausible, in order, and written again as it is. */
static void
test_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (CATALOGUE, 0, &error);
  const char *name;
  guint n_files = 0, n_models = 0, n_priced = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (CATALOGUE, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *service = NULL;
      g_autofree char *again = NULL;
      g_autofree char *file = NULL;
      g_autoptr (GPtrArray) models = NULL;
      g_autoptr (GBytes) bytes = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      n_files++;
      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      /* More is not parsed on the thread of the window. */
      g_assert_cmpuint (length, <, 64 * 1024);
      bytes = g_bytes_new (text, length);
      models = easel_catalogue_file_parse (bytes, &service, &error);
      g_assert_no_error (error);
      file = g_strconcat (service, ".json", NULL);
      g_assert_cmpstr (file, ==, name);
      for (guint i = 0; i < models->len; i++)
        {
          const EaselModelInfo *info = g_ptr_array_index (models, i);

          assert_plausible (info);
          n_models++;
          n_priced += easel_model_info_has_price (info) ? 1 : 0;
          if (i > 0)
            g_assert_cmpstr (((EaselModelInfo *) g_ptr_array_index (models, i - 1))->id, <, info->id);
        }
      again = easel_catalogue_file_write (service, models);
      g_assert_cmpstr (again, ==, text);
    }
  g_test_message ("%u files, %u models, %u of them with prices", n_files, n_models, n_priced);
  g_assert_cmpuint (n_files, >=, 10);
  g_assert_cmpuint (n_models, >, 400);
  g_assert_cmpuint (n_priced, >, 200);
}

#define FILE_OF(models) "{\"format\":1,\"service\":\"mine\",\"models\":[" models "]}"
#define MODEL(members) FILE_OF ("{\"id\":\"m\",\"kinds\":[\"llm\"],\"source\":\"me, 2026-11-10\"" members "}")

static void
test_bad (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"format\":2,\"service\":\"mine\",\"models\":[]}",
    "{\"format\":1,\"models\":[]}",
    "{\"format\":1,\"service\":\"mine\",\"models\":[],\"more\":1}",
    FILE_OF ("7"),
    FILE_OF ("{}"),
    FILE_OF ("{\"id\":\"\"}"),
    FILE_OF ("{\"id\":\"m\",\"source\":\"me, 2026-11-10\"}"),
    FILE_OF ("{\"id\":\"m\",\"kinds\":[\"llm\"]}"),
    FILE_OF ("{\"id\":\"m\",\"kinds\":[\"llm\"],\"source\":\"me\"}"),
    FILE_OF ("{\"id\":\"m\",\"kinds\":[\"llm\"],\"source\":\"me, 2026-13-10\"}"),
    FILE_OF ("{\"id\":\"m\",\"kinds\":[],\"source\":\"me, 2026-11-10\"}"),
    FILE_OF ("{\"id\":\"m\",\"kinds\":[\"dragon\"],\"source\":\"me, 2026-11-10\"}"),
    MODEL ("},{\"id\":\"m\",\"kinds\":[\"llm\"],\"source\":\"me, 2026-11-10\""),
    MODEL (",\"contxt\":1"),
    MODEL (",\"context\":0"),
    MODEL (",\"context\":\"8192\""),
    MODEL (",\"max_output\":-1"),
    MODEL (",\"can\":[\"vision\",\"vision\"]"),
    MODEL (",\"can\":\"vision\""),
    MODEL (",\"efforts\":[\"huge\"]"),
    MODEL (",\"price\":3"),
    MODEL (",\"price\":{}"),
    MODEL (",\"price\":{\"input\":-1}"),
    MODEL (",\"price\":{\"input\":\"1\"}"),
    MODEL (",\"price\":{\"input\":1e9}"),
    MODEL (",\"price\":{\"input\":1,\"ouput\":2}"),
    MODEL (",\"price\":{\"input\":1,\"from\":\"me\"}"),
    MODEL (",\"price\":{\"input\":1,\"above\":7}"),
    MODEL (",\"price\":{\"input\":1,\"above\":{\"tokens\":5}}"),
    MODEL (",\"price\":{\"input\":1,\"above\":{\"tokens\":5,\"input\":2,\"output\":3,\"more\":1}}"),
    MODEL (",\"retires\":\"soon\""),
    MODEL (",\"retires\":7"),
  };
  g_autoptr (GError) none = NULL;
  g_autoptr (GPtrArray) good = parse (MODEL (""), &none);

  g_assert_no_error (none);
  g_assert_cmpuint (good->len, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &error));
      g_assert_nonnull (error);
      g_assert_null (parse (bad[i], NULL));
    }
}

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models =
      parse (MODEL (",\"name\":\"M\",\"context\":8192,\"max_output\":4096,\"can\":[\"vision\",\"reasoning\"],"
                    "\"efforts\":[\"none\",\"max\"],\"price\":{\"input\":0.3,\"cached\":0.006,\"output\":1.2,"
                    "\"above\":{\"tokens\":1000,\"input\":0.6,\"output\":2.4},\"image\":0.04,\"second\":0.1,"
                    "\"from\":\"you, 2026-10-01\"},\"retires\":\"2027-01-31\""),
             &error);
  const EaselModelInfo *info;

  g_assert_no_error (error);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->name, ==, "M");
  g_assert_cmpint (info->context, ==, 8192);
  g_assert_cmpint (info->max_output, ==, 4096);
  g_assert_cmpint (info->flags, ==, EASEL_MODEL_VISION | EASEL_MODEL_REASONING | EASEL_MODEL_RETIRING);
  g_assert_cmpint (info->efforts, ==, EASEL_EFFORT_NONE | EASEL_EFFORT_MAX);
  g_assert_cmpint (info->price.input, ==, 300000);
  g_assert_cmpint (info->price.cached, ==, 6000);
  g_assert_cmpint (info->price.cache_write, ==, -1);
  g_assert_cmpint (info->above, ==, 1000);
  g_assert_cmpint (info->price_above.output, ==, 2400000);
  g_assert_cmpint (info->price_image, ==, 40000);
  g_assert_cmpint (info->price_second, ==, 100000);
  g_assert_cmpstr (info->price_source, ==, "you, 2026-10-01");
  g_assert_cmpstr (info->source, ==, "me, 2026-11-10");
  g_assert_cmpstr (info->retires, ==, "2027-01-31");
}

/* The user beats the provider, the provider beats the catalogue; prices are one
 * thing, and tell whose they are. */
static void
test_merge (void)
{
  g_autoptr (EaselModelInfo) user = easel_model_info_new ("m", NULL);
  g_autoptr (EaselModelInfo) provider = easel_model_info_new ("m", "Listed");
  g_autoptr (EaselModelInfo) catalogue = easel_model_info_new ("m", "Known");

  catalogue->context = 1000;
  catalogue->max_output = 500;
  catalogue->efforts = EASEL_EFFORT_HIGH;
  catalogue->price = (EaselPrice) { 1, 2, 3, 4 };
  g_set_str (&catalogue->price_source, "models.dev, 2026-11-10");
  g_set_str (&catalogue->retires, "2027-01-31");
  provider->context = 2000;
  provider->price.input = 7;
  g_set_str (&provider->price_source, "OpenRouter, 2026-11-20");

  easel_model_info_merge (user, provider);
  easel_model_info_merge (user, catalogue);
  g_assert_cmpstr (user->name, ==, "Listed");
  g_assert_cmpint (user->context, ==, 2000);
  g_assert_cmpint (user->max_output, ==, 500);
  g_assert_cmpint (user->efforts, ==, EASEL_EFFORT_HIGH);
  g_assert_cmpint (user->price.input, ==, 7);
  g_assert_cmpint (user->price.output, ==, -1);
  g_assert_cmpstr (user->price_source, ==, "OpenRouter, 2026-11-20");
  g_assert_cmpstr (user->retires, ==, "2027-01-31");

  provider->price = (EaselPrice) EASEL_PRICE_INIT;
  provider->price_image = 9;
  g_set_str (&provider->price_source, EASEL_PRICE_FROM_USER);
  easel_model_info_merge (provider, catalogue);
  g_assert_cmpint (provider->price.input, ==, -1);
  g_assert_cmpint (provider->price_image, ==, 9);
  g_assert_cmpstr (provider->price_source, ==, EASEL_PRICE_FROM_USER);
}

/* ---- the program that brings a file up to date ---- */

static int
run_tool (const char *base_url, const char *path, char **output)
{
  char *argv[] = { (char *) TOOL, (char *) "--base-url", (char *) base_url, (char *) path, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;
  int status = -1;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, &problem, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", *output, problem);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static GPtrArray *
parse_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *models;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  models = parse (text, &error);
  g_assert_no_error (error);
  return models;
}

#define LINE_OF(id, more)                                                                                    \
  "{\"id\":\"" id "\",\"kinds\":[\"llm\"]" more ",\"source\":\"models.dev, 2026-11-10\"}"

static void
test_refresh (void)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-catalogue-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "openrouter.json", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  const EaselModelInfo *info;

  g_assert_true (g_file_set_contents (
      path,
      "{\"format\":1,\"service\":\"openrouter\",\"models\":[" LINE_OF (
          "a/kept",
          ",\"price\":{\"input\":1,"
          "\"output\":2}") "," LINE_OF ("b/dearer", ",\"name\":\"B\",\"max_output\":100,\"price\":{\"input\":"
                                                    "1,\"output\":2}") "," LINE_OF ("c/same", ",\"name\":"
                                                                                              "\"C\","
                                                                                              "\"context"
                                                                                              "\":4096,"
                                                                                              "\"price\":"
                                                                                              "{\"input\""
                                                                                              ":1,"
                                                                                              "\"output\""
                                                                                              ":2}") "]}",
      -1, NULL));
  easel_test_server_add (
      server, "/v1/models", 200, "application/json",
      "{\"data\":[{\"id\":\"d/"
      "new\",\"name\":\"D\",\"context_length\":8192,\"pricing\":{\"prompt\":\"0.000003\","
      "\"completion\":\"0.000015\"}},{\"id\":\"b/"
      "dearer\",\"name\":\"B\",\"pricing\":{\"prompt\":\"0.000004\","
      "\"completion\":\"0.000008\"}},{\"id\":\"c/same\",\"name\":\"C\",\"context_length\":4096,\"pricing\":{"
      "\"prompt\":\"0.000001\",\"completion\":\"0.000002\"}},{\"id\":\"e/"
      "varies\",\"pricing\":{\"prompt\":\"-1\","
      "\"completion\":\"-1\"}}]}");
  url = easel_test_server_dup_url (server, "/v1");
  g_assert_cmpint (run_tool (url, path, &first), ==, 0);
  g_assert_cmpstr (first, ==, "openrouter: 4 listed, 3 added or changed\n");

  models = parse_file (path);
  g_assert_cmpuint (models->len, ==, 5);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->source, ==, "models.dev, 2026-11-10");
  info = g_ptr_array_index (models, 1);
  g_assert_cmpint (info->price.input, ==, 4000000);
  g_assert_cmpint (info->max_output, ==, 100);
  g_assert_true (g_str_has_prefix (info->price_source, "OpenRouter, 2"));
  info = g_ptr_array_index (models, 2);
  g_assert_cmpstr (info->id, ==, "c/same");
  g_assert_cmpstr (info->source, ==, "models.dev, 2026-11-10");
  g_assert_cmpstr (info->price_source, ==, "models.dev, 2026-11-10");
  info = g_ptr_array_index (models, 3);
  g_assert_cmpstr (info->name, ==, "D");
  g_assert_cmpint (info->price.output, ==, 15000000);
  info = g_ptr_array_index (models, 4);
  g_assert_false (easel_model_info_has_price (info));

  /* Nothing new, nothing changed. */
  g_assert_cmpint (run_tool (url, path, &second), ==, 0);
  g_assert_cmpstr (second, ==, "openrouter: 4 listed, 0 added or changed\n");

  /* An answer that is no list leaves the file alone. */
  easel_test_server_clear (server);
  easel_test_server_add (server, "/v1/models", 200, "application/json", "{\"hello\":1}");
  g_assert_cmpint (run_tool (url, path, &third), ==, 1);
  g_ptr_array_unref (models);
  models = parse_file (path);
  g_assert_cmpuint (models->len, ==, 5);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue-file/shipped", test_shipped);
  g_test_add_func ("/catalogue-file/bad", test_bad);
  g_test_add_func ("/catalogue-file/whole", test_whole);
  g_test_add_func ("/catalogue-file/merge", test_merge);
  g_test_add_func ("/catalogue-file/refresh", test_refresh);
  return g_test_run ();
}
