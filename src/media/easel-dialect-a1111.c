// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "easel-json.h"
#include "easel-media-reading-private.h"

/*
 * The "parameters" of AUTOMATIC1111's and Forge's web interface, which many
 * others write too:
 *
 *   the prompt, some lines
 *   Negative prompt: some lines
 *   Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: m, …
 *
 * A value with a comma, a colon or a line's end in it is a JSON string.
 */

#define MOST_PARAMETERS 128
#define NEGATIVE "Negative prompt:"

/* The last line that begins with "Steps: " or has three values at least; NULL if there is none. */
static const char *
find_values (const char *text)
{
  const char *found = NULL;

  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      if (*line == '\n')
        line++;
      if (g_str_has_prefix (line, "Steps: "))
        found = line;
    }
  if (found == NULL)
    {
      const char *last = strrchr (text, '\n') != NULL ? strrchr (text, '\n') + 1 : text;

      if (strstr (last, "Seed: ") != NULL && strstr (last, "Size: ") != NULL)
        found = last;
    }
  return found;
}

/* A value, from *at to behind its comma; taken out of its quotes. */
static char *
take_value (const char **at)
{
  const char *start = *at;
  const char *end = start;
  char *value;

  if (*start == '"')
    {
      g_autofree char *quoted = NULL;
      g_autoptr (JsonNode) node = NULL;

      for (end = start + 1; *end != '\0' && *end != '"'; end++)
        if (*end == '\\' && end[1] != '\0')
          end++;
      if (*end == '"')
        end++;
      quoted = g_strndup (start, (gsize) (end - start));
      node = easel_json_parse (quoted, -1, NULL);
      value = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                                               : g_strdup (quoted);
    }
  else
    {
      while (*end != '\0' && *end != ',' && *end != '\n')
        end++;
      value = g_strstrip (g_strndup (start, (gsize) (end - start)));
    }
  end = strchrnul (end, ',');
  *at = *end == ',' ? end + 1 : end;
  return value;
}

static void
set_number (gint64 *field, const char *value, double factor)
{
  char *end;
  double number = g_ascii_strtod (value, &end);

  if (end != value && number >= 0 && number < 9e15)
    *field = (gint64) (number * factor + 0.5);
}

static void
set_seed (EaselMediaInfo *info, const char *value)
{
  guint64 number;

  /* Some write -1 for "random", some more than Easel's numbers hold. */
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &number, NULL))
    info->seed = (gint64) number;
  else
    easel_media_info_set_parameter (info, "seed", value);
}

static void
set_value (EaselMediaInfo *info, const char *name, const char *value)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  guint64 width, height;
  int n = 0;

  if (g_str_equal (key, "steps"))
    set_number (&info->steps, value, 1);
  else if (g_str_equal (key, "cfg scale"))
    set_number (&info->guidance, value, 1000);
  else if (g_str_equal (key, "seed"))
    set_seed (info, value);
  else if (g_str_equal (key, "model"))
    g_set_str (&info->model, value);
  else if (g_str_equal (key, "size") &&
           sscanf (value, "%" G_GUINT64_FORMAT "x%" G_GUINT64_FORMAT "%n", &width, &height, &n) == 2 &&
           n > 0 && width <= G_MAXINT32 && height <= G_MAXINT32)
    {
      info->asked_width = (gint64) width;
      info->asked_height = (gint64) height;
    }
  else if (g_str_equal (key, "model hash"))
    easel_media_info_set_parameter (info, "model_hash", value);
  else
    easel_media_info_set_parameter (info, g_strdelimit (key, " -", '_'), value);
}

/* A name is short and has no signs that a value would need. */
static char *
take_name (const char **at)
{
  const char *start = *at + strspn (*at, " ,\n\r");
  const char *colon = strchr (start, ':');
  char *name;

  if (colon == NULL || colon - start > 80)
    return NULL;
  name = g_strstrip (g_strndup (start, (gsize) (colon - start)));
  *at = colon + 1 + strspn (colon + 1, " ");
  return name;
}

gboolean
_easel_read_a1111 (EaselMediaInfo *info, const char *text)
{
  const char *values = find_values (text);
  g_autofree char *words = NULL;
  char *negative;

  /* Without values it may be anybody's comment. */
  if (values == NULL)
    return FALSE;
  words = g_strndup (text, (gsize) (values - text));
  negative = g_str_has_prefix (words, NEGATIVE) ? words : strstr (words, "\n" NEGATIVE);
  if (negative != NULL)
    {
      if (*negative == '\n')
        *negative++ = '\0';
      g_free (info->negative);
      info->negative = g_strstrip (g_strdup (negative + strlen (NEGATIVE)));
      *negative = '\0';
    }
  g_free (info->prompt);
  info->prompt = g_strstrip (g_strdup (words));

  for (guint n = 0; n < MOST_PARAMETERS && *values != '\0'; n++)
    {
      g_autofree char *name = take_name (&values);
      g_autofree char *value = name != NULL ? take_value (&values) : NULL;

      if (name == NULL)
        break;
      set_value (info, name, value);
    }
  return TRUE;
}
