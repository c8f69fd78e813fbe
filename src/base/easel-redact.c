// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-redact.h"

#include <string.h>

/* A secret shorter than this would blank ordinary words. */
#define SHORTEST_SECRET 6

/* What the keys of the known services look like, and what carries one. The
 * forms are those that the services document or that secret scanners publish. */
static const char key_pattern[] =
    /* Forms that no word ends in are found behind a word, too. */
    "(?:sk-(?:proj|ant|or)-[A-Za-z0-9_-]{12,}|AIza[A-Za-z0-9_-]{30,})|"
    "\\b(?:sk-[A-Za-z0-9_-]{16,}|sk_[A-Za-z0-9]{24,}|xai-[A-Za-z0-9]{20,}|gsk_[A-Za-z0-9]{20,}"
    "|r8_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{24,}"
    "|key_[a-f0-9]{48,}|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}:[a-f0-9]{32})";
static const char carrier_pattern[] = "(?i)\\b(authorization|x-api-key|x-goog-api-key|api[-_]?key|key|token)"
                                      "(\\s*[:=]\\s*\"?)(?:(bearer|key)\\s+)?[^\\s\"&,;]{6,}";

static GRegex *
key_regex (void)
{
  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex, g_regex_new (key_pattern, G_REGEX_OPTIMIZE, 0, NULL));
  return regex;
}

static GRegex *
carrier_regex (void)
{
  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex, g_regex_new (carrier_pattern, G_REGEX_OPTIMIZE, 0, NULL));
  return regex;
}

static void
replace_all (GString *text, const char *needle)
{
  if (needle != NULL && strlen (needle) >= SHORTEST_SECRET)
    g_string_replace (text, needle, EASEL_REDACTED, 0);
}

/**
 * easel_redact_secret:
 * @text: any text that a server sent
 * @secret: (nullable): the key that was used for the call
 *
 * Blanks @secret wherever it stands in @text, as it is, percent-encoded, or in
 * base64 (alone and as the password of basic authentication).
 *
 * Returns: (transfer full): @text without @secret
 */
char *
easel_redact_secret (const char *text, const char *secret)
{
  g_autoptr (GString) result = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *encoded = NULL;
  gsize whole;

  g_return_val_if_fail (text != NULL, NULL);

  if (secret == NULL || *secret == '\0')
    return g_strdup (text);

  result = g_string_new (text);
  escaped = g_uri_escape_string (secret, NULL, FALSE);
  encoded = g_base64_encode ((const guchar *) secret, strlen (secret));
  replace_all (result, secret);
  replace_all (result, escaped);

  /* The last group of base64 depends on what follows the key. */
  replace_all (result, encoded);
  whole = strlen (secret) / 3 * 4;
  encoded[whole] = '\0';
  replace_all (result, encoded);

  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * easel_redact_patterns:
 * @text: a line for a log
 *
 * Blanks whatever in @text looks like a key or is carried like one.
 *
 * Returns: (transfer full): @text without them
 */
char *
easel_redact_patterns (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *without_carried =
      g_regex_replace (carrier_regex (), valid, -1, 0, "\\1\\2" EASEL_REDACTED, 0, NULL);

  return g_regex_replace_literal (key_regex (), without_carried, -1, 0, EASEL_REDACTED, 0, NULL);
}

/**
 * easel_redact_find_key:
 * @text: valid UTF-8
 * @start: (out) (optional): byte offset of what was found
 * @length: (out) (optional): its length in bytes
 *
 * Returns: whether @text holds something that looks like a service's key
 */
gboolean
easel_redact_find_key (const char *text, gsize *start, gsize *length)
{
  g_autoptr (GMatchInfo) match = NULL;
  int from, to;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!g_regex_match (key_regex (), text, 0, &match) || !g_match_info_fetch_pos (match, 0, &from, &to))
    return FALSE;

  if (start != NULL)
    *start = (gsize) from;
  if (length != NULL)
    *length = (gsize) (to - from);
  return TRUE;
}
