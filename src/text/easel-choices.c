// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-choices.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/* How deep choices may stand in choices, wildcards in wildcards. */
#define DEEPEST 12
#define LONGEST ((gsize) 1024 * 1024)
#define MOST_OPTIONS 1000

typedef struct
{
  guint64 state;
  EaselChoicesFunc func;
  gpointer user_data;
  GString *out;
} Expansion;

static gboolean expand (Expansion *self, const char *text, gsize length, guint depth, GError **error);

/* splitmix64, https://prng.di.unimi.it/splitmix64.c */
static double
draw (Expansion *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;
  return (double) (z >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/* The end of the group that text begins with, behind its brace; 0 if it has none.
 * Says whether it has alternatives of its own. */
static gsize
find_group (const char *text, gsize length, gboolean *has_options)
{
  guint depth = 0;

  *has_options = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\\' && i + 1 < length)
        i++;
      else if (text[i] == '{')
        depth++;
      else if (text[i] == '|' && depth == 1)
        *has_options = TRUE;
      else if (text[i] == '}' && --depth == 0)
        return i + 1;
    }
  return 0;
}

/* "{{name}}" is a variable and no choice. */
static gboolean
is_variable (const char *text, gsize length)
{
  return length >= 2 && text[0] == '{' && text[1] == '{';
}

/* The name of the wildcard that text begins with; its whole length, or 0. */
static gsize
find_wildcard (const char *text, gsize length)
{
  gsize i = 2;

  if (length < 5 || text[0] != '_' || text[1] != '_' || text[2] == '_' || text[2] == ' ')
    return 0;
  for (; i + 1 < length; i++)
    {
      if (text[i] == '_' && text[i + 1] == '_')
        return i + 2;
      if (!g_ascii_isalnum (text[i]) && strchr ("-_./ *", text[i]) == NULL && (guchar) text[i] < 0x80)
        return 0;
    }
  return 0;
}

/* One alternative, perhaps with a weight: "2::word". */
typedef struct
{
  const char *text;
  gsize length;
  double weight;
} Option;

static Option
read_option (const char *text, gsize length)
{
  Option option = { text, length, 1 };
  char number[16];
  gsize digits = 0;

  while (digits < length && digits < sizeof number - 1 &&
         (g_ascii_isdigit (text[digits]) || text[digits] == '.'))
    {
      number[digits] = text[digits];
      digits++;
    }
  number[digits] = '\0';
  if (digits > 0 && digits + 2 <= length && text[digits] == ':' && text[digits + 1] == ':')
    {
      option.weight = g_ascii_strtod (number, NULL);
      option.text += digits + 2;
      option.length -= digits + 2;
    }
  return option;
}

static GArray *
split_options (const char *text, gsize length)
{
  GArray *options = g_array_new (FALSE, FALSE, sizeof (Option));
  gsize start = 0;
  guint depth = 0;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && text[i] == '\\')
        {
          i++;
          continue;
        }
      if (i < length && text[i] == '{')
        depth++;
      else if (i < length && text[i] == '}' && depth > 0)
        depth--;
      if (i >= length || (text[i] == '|' && depth == 0 && options->len < MOST_OPTIONS))
        {
          Option option = read_option (text + start, MIN (i, length) - start);

          g_array_append_val (options, option);
          start = i + 1;
        }
    }
  return options;
}

static gboolean
expand_group (Expansion *self, const char *text, gsize length, guint depth, GError **error)
{
  g_autoptr (GArray) options = split_options (text, length);
  double sum = 0, drawn;

  for (guint i = 0; i < options->len; i++)
    sum += g_array_index (options, Option, i).weight;
  drawn = draw (self) * sum;
  for (guint i = 0; i < options->len; i++)
    {
      const Option *option = &g_array_index (options, Option, i);

      drawn -= option->weight;
      if (drawn < 0 || i == options->len - 1)
        return expand (self, option->text, option->length, depth + 1, error);
    }
  return TRUE;
}

static gboolean
expand_wildcard (Expansion *self, const char *text, gsize length, guint depth, GError **error)
{
  g_autofree char *name = g_strndup (text + 2, length - 4);
  g_auto (GStrv) lines = self->func != NULL ? self->func (name, self->user_data) : NULL;
  guint n = lines != NULL ? g_strv_length (lines) : 0, chosen;

  if (n == 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                   /* Translators: the name of a wildcard, twice */
                   _ ("There is no wildcard “%s”. Put a file %s.txt with one entry a line into the folder of "
                      "wildcards, or take __%s__ out of the prompt."),
                   name, name, name);
      return FALSE;
    }
  chosen = MIN ((guint) (draw (self) * n), n - 1);
  return expand (self, lines[chosen], strlen (lines[chosen]), depth + 1, error);
}

static gboolean
append (Expansion *self, const char *text, gsize length, GError **error)
{
  if (self->out->len + length > LONGEST)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                           _ ("The prompt becomes longer than 1 MB when its choices are made. Shorten it."));
      return FALSE;
    }
  g_string_append_len (self->out, text, (gssize) length);
  return TRUE;
}

static gboolean
expand (Expansion *self, const char *text, gsize length, guint depth, GError **error)
{
  if (depth > DEEPEST)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("The choices of this prompt stand in each other too deeply, or a wildcard names "
             "itself. Simplify it."));
      return FALSE;
    }
  for (gsize i = 0; i < length;)
    {
      gboolean has_options = FALSE;
      gsize group = 0, wildcard = 0, plain = 1;

      if (text[i] == '\\' && i + 1 < length)
        plain = 2;
      else if (is_variable (text + i, length - i))
        plain = MAX (find_group (text + i, length - i, &has_options), 1);
      else if (text[i] == '{')
        group = find_group (text + i, length - i, &has_options);
      else if (text[i] == '_')
        wildcard = find_wildcard (text + i, length - i);

      if (group > 0 && has_options)
        {
          if (!expand_group (self, text + i + 1, group - 2, depth, error))
            return FALSE;
          i += group;
        }
      else if (wildcard > 0)
        {
          if (!expand_wildcard (self, text + i, wildcard, depth, error))
            return FALSE;
          i += wildcard;
        }
      else
        {
          if (!append (self, text + i, plain, error))
            return FALSE;
          i += plain;
        }
    }
  return TRUE;
}

/**
 * easel_choices_has_any:
 * @text: a prompt
 *
 * Returns: whether easel_choices_expand() would choose anything in it
 */
gboolean
easel_choices_has_any (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    {
      gboolean has_options = FALSE;

      if (text[i] == '\\' && i + 1 < length)
        i++;
      else if (is_variable (text + i, length - i))
        i += MAX (find_group (text + i, length - i, &has_options), 1) - 1;
      else if ((text[i] == '{' && find_group (text + i, length - i, &has_options) > 0 && has_options) ||
               (text[i] == '_' && find_wildcard (text + i, length - i) > 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * easel_choices_expand:
 * @text: a prompt
 * @seed: what the choices follow from: equal ones give equal texts
 * @func: (nullable) (scope call): knows the wildcards
 * @user_data: given to @func
 * @error: return location for an error
 *
 * Puts one of its alternatives in the place of each `{a|b}`, which may hold others
 * and give weights as in `{3::a|b}`, and a line of its wildcard in the place of
 * each `__name__`. What is escaped, `{{variables}}` and braces without a choice
 * stay as they are.
 *
 * Returns: (transfer full) (nullable): the text; %NULL with %EASEL_ERROR_NOT_FOUND
 *   if a wildcard is missing, %EASEL_ERROR_INVALID_INPUT or %EASEL_ERROR_TOO_LONG
 */
char *
easel_choices_expand (
    const char *text, guint64 seed, EaselChoicesFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Expansion self = { .state = seed, .func = func, .user_data = user_data, .out = out };

  g_return_val_if_fail (text != NULL, NULL);

  return expand (&self, text, strlen (text), 0, error) ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
