// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-hash.h"
#include "easel-json.h"
#include "easel-redact.h"
#include "easel-money.h"
#include "easel-time.h"

#define KEY "sk-proj-AbCdEf0123456789xyzZYX"

static void
test_error (void)
{
  g_autoptr (GError) error = g_error_new (EASEL_ERROR, EASEL_ERROR_RATE_LIMIT, "Too many requests.");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");
  g_autofree char *text = NULL;

  g_assert_cmpint (easel_error_get_details (error)->retry_after, ==, -1);
  g_assert_true (easel_error_is_retryable (error));
  easel_error_set_provider (error, "acme", "big");
  easel_error_get_details (error)->http_status = 429;
  copy = g_error_copy (error);
  g_clear_error (&error);

  g_assert_cmpstr (easel_error_get_name (copy), ==, "rate-limit");
  g_assert_cmpstr (easel_error_get_details (copy)->provider, ==, "acme");
  text = easel_error_describe (copy);
  g_assert_cmpstr (
      text, ==, "error: rate-limit\nprovider: acme\nmodel: big\nstatus: 429\neasel: " PACKAGE_VERSION "\n");
  g_clear_pointer (&text, g_free);
  easel_error_set_account (copy, "Acme " KEY);
  easel_error_get_details (copy)->request_id = g_strdup ("req-1");
  easel_error_get_details (copy)->duration = 1250000;
  easel_error_get_details (copy)->retries = 2;
  easel_error_get_details (copy)->may_have_billed = TRUE;
  text = easel_error_describe (copy);
  g_assert_cmpstr (text, ==,
                   "error: rate-limit\naccount: Acme " EASEL_REDACTED
                   "\nprovider: acme\nmodel: big\nstatus: 429\nrequest id: req-1\nduration: 1.2 s\n"
                   "retries: 2\nmay have been billed: yes\neasel: " PACKAGE_VERSION "\n");
  g_assert_false (easel_error_is_retryable (copy));

  g_assert_null (easel_error_get_details (foreign));
  g_assert_cmpstr (easel_error_get_name (foreign), ==, "storage");
  g_assert_false (easel_error_is_retryable (foreign));
}

/* Each code has a name of its own, and tells what to do. */
static void
test_codes (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < EASEL_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (EASEL_ERROR, code, "No.");

      g_assert_true (g_hash_table_add (names, (gpointer) easel_error_get_name (error)));
      g_assert_cmpint (easel_error_get_action (error) == EASEL_ERROR_ACTION_NONE, ==,
                       code == EASEL_ERROR_CANCELLED);
      if (easel_error_is_retryable (error))
        g_assert_true (easel_error_get_action (error) == EASEL_ERROR_ACTION_WAIT ||
                       easel_error_get_action (error) == EASEL_ERROR_ACTION_TRY_AGAIN);
    }
}

static void
test_json (void)
{
  static const struct
  {
    const char *text;
    const char *value;
  } strings[] = {
    { "{\"a\":\"x\"}", "x" },
    { "{\"a\":\"\\ud83d\\ude00\"}", "😀" },
    /* Half an emoji, as it is cut between two deltas. */
    { "{\"a\":\"\\ud83d\"}", "\357\277\275" },
    { "{\"a\":\"\\ude00b\"}", "\357\277\275b" },
    { "{\"a\":\"x\\u0000y\"}", "x\357\277\275y" },
    { "{\"a\":\"\\\\ud83d\"}", "\\ud83d" },
    { "{\"a\":null}", NULL },
    { "{\"a\":1}", NULL },
    { " {\"a\":\"x\"}  \n", "x" },
  };
  static const char *const wrong[] = { "", "  ", "{", "{\"a\":}", "[1,]", "{\"a\":1} x", "nul", "\"\xff\"" };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = easel_json_parse (strings[i].text, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (easel_json_get_string (root, "a"), ==, strings[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (easel_json_parse (wrong[i], -1, &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      /* What was sent may be an answer, and an answer stands in no message. */
      g_assert_true (*wrong[i] == '\0' || *wrong[i] == ' ' || strstr (error->message, wrong[i]) == NULL);
    }
}

static void
test_json_depth (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (easel_json_parse (deep->str, (gssize) deep->len, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
}

static void
test_json_paths (void)
{
  g_autoptr (JsonNode) root = easel_json_parse (
      "{\"choices\":[{\"delta\":{\"content\":\"hi\"}}],\"n\":2.5,\"big\":9007199254740993,\"yes\":true}", -1,
      NULL);
  gint64 number = 7;
  double real = 0;

  g_assert_cmpstr (easel_json_get_string (root, "choices.0.delta.content"), ==, "hi");
  g_assert_null (easel_json_get_string (root, "choices.1.delta.content"));
  g_assert_null (easel_json_get_string (root, "choices.delta"));
  g_assert_true (easel_json_get_double (root, "n", &real) && real > 2.4 && real < 2.6);
  g_assert_true (easel_json_get_int (root, "big", &number));
  g_assert_cmpint (number, ==, 9007199254740993);
  g_assert_false (easel_json_get_int (root, "yes", &number));
  g_assert_true (easel_json_get_boolean (root, "yes", FALSE));
  g_assert_nonnull (easel_json_get_array (root, "choices"));
  g_assert_null (easel_json_get_object (root, "choices"));
}

static void
test_redact_secret (void)
{
  static const char awkward[] = "k/y+with=odd&signs";
  g_autofree char *escaped = g_uri_escape_string (awkward, NULL, FALSE);
  g_autofree char *encoded = g_base64_encode ((const guchar *) awkward, strlen (awkward));
  g_autofree char *text = g_strdup_printf ("a %s b %s c %s d", awkward, escaped, encoded);
  g_autofree char *clean = easel_redact_secret (text, awkward);
  g_autofree char *same = easel_redact_secret ("nothing here", NULL);

  g_assert_null (strstr (clean, awkward));
  g_assert_null (strstr (clean, escaped));
  g_assert_null (strstr (clean, encoded));
  g_assert_true (g_str_has_prefix (clean, "a " EASEL_REDACTED " b "));
  g_assert_cmpstr (same, ==, "nothing here");
}

static void
test_redact_patterns (void)
{
  g_autofree char *line = easel_redact_patterns ("GET / Authorization: Bearer abcdefghij and " KEY " end");

  g_assert_null (strstr (line, "abcdefghij"));
  g_assert_null (strstr (line, KEY));
  g_assert_nonnull (strstr (line, " end"));
}

static void
test_find_key (void)
{
  static const char *const with_key[] = {
    KEY,
    "use " KEY ", please",
    "muted palette" KEY,
    "夜" KEY,
    "sk-0123456789abcdef0",
    "AIzaSyA-0123456789_abcdefghijklmnopqrs",
    "gsk_0123456789abcdefghijABCD",
  };
  static const char *const without[] = {
    "",
    "a lonely lighthouse",
    "(castle:1.3), <lora:film-grain:0.7> --ar 16:9",
    "risk-oriented planning sketches",
    "sk-short",
    "https://example.com/a-long-path-with-many-words",
  };
  gsize start, length;

  for (guint i = 0; i < G_N_ELEMENTS (with_key); i++)
    g_assert_true (easel_redact_find_key (with_key[i], NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    g_assert_false (easel_redact_find_key (without[i], NULL, NULL));
  g_assert_true (easel_redact_find_key ("x " KEY " y", &start, &length));
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (length, ==, strlen (KEY));
}

static void
test_small (void)
{
  g_autofree char *hash = easel_hash_bytes ("abc", 3);
  g_autofree char *time = easel_time_format_iso (0);

  g_assert_cmpstr (hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (time, ==, "1970-01-01T00:00:00Z");
}

/* In every zone days and months follow each other without a gap, whatever the
 * clocks do there. */
static void
test_days (void)
{
  static const struct
  {
    const char *zone;
    gint64 time;
    int hours;
  } cases[] = {
    { "UTC", G_GINT64_CONSTANT (1795149422), 24 },
    /* summer time ends, and begins */
    { "Europe/Berlin", G_GINT64_CONSTANT (1792918800), 25 },
    { "Europe/Berlin", G_GINT64_CONSTANT (1774760400), 23 },
    /* the clock went on at midnight, so the day began at one */
    { "America/Sao_Paulo", G_GINT64_CONSTANT (1541340000), 23 },
    /* the clock went back at one, so midnight came twice; of days to come zones change */
    { "America/Havana", G_GINT64_CONSTANT (1730608200), 25 },
    { "Australia/Lord_Howe", G_GINT64_CONSTANT (1759575600), 24 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      gint64 time = cases[i].time * G_USEC_PER_SEC;
      gint64 start, end;

      g_assert_nonnull (zone);
      start = easel_time_get_day_start (time, 0, zone);
      end = easel_time_get_day_start (time, 1, zone);
      g_test_message ("%s", cases[i].zone);
      g_assert_cmpint (start, <=, time);
      g_assert_cmpint (end, >, time);
      g_assert_cmpint ((end - start) / G_USEC_PER_SEC, ==, cases[i].hours * 3600);
      for (int day = -800; day < 800; day++)
        {
          gint64 here = easel_time_get_day_start (time, day, zone);

          g_assert_cmpint (easel_time_get_day_start (here, 0, zone), ==, here);
          g_assert_cmpint (easel_time_get_day_start (here - 1, 1, zone), ==, here);
        }
      for (int month = -40; month < 40; month++)
        {
          gint64 here = easel_time_get_month_start (time, month, zone);

          g_assert_cmpint (easel_time_get_month_start (here, 0, zone), ==, here);
          g_assert_cmpint (easel_time_get_month_start (here - 1, 1, zone), ==, here);
        }
    }
}

static void
test_money (void)
{
  static const struct
  {
    const char *text;
    gint64 amount;
  } good[] = { { "5", 5000000 },
               { "$4.50", 4500000 },
               { " 0,5 ", 500000 },
               { "0.000001", 1 },
               { ".5", 500000 },
               { "0", 0 },
               { "1000000000", G_GINT64_CONSTANT (1000000000000000) } };
  static const char *const bad[] = { "",      "$",         ".",          "-1",          "1e3",
                                     "1 000", "0.0000001", "1000000001", "99999999999", "1.2.3",
                                     "five",  "NaN",       "5$" };
  static const struct
  {
    gint64 amount;
    const char *text;
  } formats[] = { { 0, "$0.00" },     { 12300000, "$12.30" }, { 100000, "$0.10" },
                  { 2500, "$0.003" }, { 310, "$0.0003" },     { 9, "< $0.0001" } };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 amount = -1;

      g_assert_true (easel_money_parse (good[i].text, &amount));
      g_assert_cmpint (amount, ==, good[i].amount);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 amount = -1;

      if (easel_money_parse (bad[i], &amount))
        g_error ("“%s” is no amount", bad[i]);
      g_assert_cmpint (amount, ==, -1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = easel_money_format (formats[i].amount);

      g_assert_cmpstr (text, ==, formats[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error", test_error);
  g_test_add_func ("/base/codes", test_codes);
  g_test_add_func ("/base/json", test_json);
  g_test_add_func ("/base/json-depth", test_json_depth);
  g_test_add_func ("/base/json-paths", test_json_paths);
  g_test_add_func ("/base/redact-secret", test_redact_secret);
  g_test_add_func ("/base/redact-patterns", test_redact_patterns);
  g_test_add_func ("/base/find-key", test_find_key);
  g_test_add_func ("/base/small", test_small);
  g_test_add_func ("/base/days", test_days);
  g_test_add_func ("/base/money", test_money);

  return g_test_run ();
}
