// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-message.h"

#include <string.h>

/* The form of an edit request, which the prompt service writes and the sample
 * provider reads:
 *
 *   <instruction>…</instruction>
 *   <locked>…</locked>            for each locked text
 *   <context>…</context>          if there is any
 *   <prompt>…</prompt>
 *   <negative>…</negative>        if it is edited along
 *
 * A text keeps its bytes, but for the two that would end it: "</" is written
 * "<\/", and each "<\/" that was there gets one backslash more. */

/* How many backslashes stand between a "<" at @at and a "/", or -1. */
static gssize
count_slashes (const char *at, gsize left)
{
  gsize n = 1;

  while (n < left && at[n] == '\\')
    n++;
  return n < left && at[n] == '/' ? (gssize) n - 1 : -1;
}

/**
 * easel_edit_escape:
 * @text: any text
 *
 * Returns: (transfer full): @text, which can stand between two tags
 */
char *
easel_edit_escape (const char *text)
{
  GString *escaped;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  escaped = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    {
      g_string_append_c (escaped, text[i]);
      if (text[i] == '<' && count_slashes (text + i, length - i) >= 0)
        g_string_append_c (escaped, '\\');
    }
  return g_string_free (escaped, FALSE);
}

/**
 * easel_edit_unescape:
 * @text: an escaped text
 * @length: its length in bytes, or -1 if it ends with NUL
 *
 * Undoes easel_edit_escape(). A text that was not escaped, as models answer,
 * stays as it is.
 *
 * Returns: (transfer full): the text
 */
char *
easel_edit_unescape (const char *text, gssize length)
{
  GString *plain;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  plain = g_string_sized_new (size);
  for (gsize i = 0; i < size; i++)
    {
      g_string_append_c (plain, text[i]);
      if (text[i] == '<' && count_slashes (text + i, size - i) > 0)
        i++;
    }
  return g_string_free (plain, FALSE);
}

static void
append_section (GString *message, const char *name, const char *text)
{
  g_autofree char *escaped = easel_edit_escape (text);

  if (message->len > 0)
    g_string_append_c (message, '\n');
  g_string_append_printf (message, "<%s>%s</%s>", name, escaped, name);
}

/**
 * easel_edit_message_build:
 * @instruction: what should change
 * @prompt: the prompt
 * @negative: (nullable): the negative prompt, if it is edited along
 * @context: (nullable): what else the model should know
 * @locked: (nullable) (array zero-terminated=1): texts that must stay as they are
 *
 * Returns: (transfer full): the user message of an edit request
 */
char *
easel_edit_message_build (const char *instruction,
                          const char *prompt,
                          const char *negative,
                          const char *context,
                          const char *const *locked)
{
  GString *message = g_string_new (NULL);

  append_section (message, "instruction", instruction);
  for (gsize i = 0; locked != NULL && locked[i] != NULL; i++)
    append_section (message, "locked", locked[i]);
  if (context != NULL)
    append_section (message, "context", context);
  append_section (message, "prompt", prompt);
  if (negative != NULL)
    append_section (message, "negative", negative);
  return g_string_free (message, FALSE);
}

/* The next section from @at on: its name and the place of its text. */
static const char *
find_section (const char *at, const char **name, const char **text, gsize *length)
{
  static const char *const names[] = { "instruction", "locked", "context", "prompt", "negative" };

  for (at = strchr (at, '<'); at != NULL; at = strchr (at + 1, '<'))
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      {
        gsize size = strlen (names[i]);
        g_autofree char *close = NULL;
        const char *end;

        if (strncmp (at + 1, names[i], size) != 0 || at[1 + size] != '>')
          continue;
        close = g_strdup_printf ("</%s>", names[i]);
        end = strstr (at + size + 2, close);
        if (end == NULL)
          return NULL;
        *name = names[i];
        *text = at + size + 2;
        *length = (gsize) (end - *text);
        return end + strlen (close);
      }
  return NULL;
}

/**
 * easel_edit_message_parse:
 * @message: a user message
 *
 * Reads what easel_edit_message_build() wrote. Text around the sections is
 * passed over, and so is a section that came before, but for locked texts.
 *
 * Returns: (transfer full) (nullable): the request; %NULL if @message has no
 *   instruction or no prompt
 */
EaselEditMessage *
easel_edit_message_parse (const char *message)
{
  g_autoptr (EaselEditMessage) self = g_new0 (EaselEditMessage, 1);
  g_autoptr (GStrvBuilder) locked = g_strv_builder_new ();
  const char *name;
  const char *text;
  gsize length;

  g_return_val_if_fail (message != NULL, NULL);

  while ((message = find_section (message, &name, &text, &length)) != NULL)
    {
      g_autofree char *plain = easel_edit_unescape (text, (gssize) length);
      char **field = NULL;

      if (g_str_equal (name, "locked"))
        g_strv_builder_take (locked, g_steal_pointer (&plain));
      else if (g_str_equal (name, "instruction"))
        field = &self->instruction;
      else if (g_str_equal (name, "prompt"))
        field = &self->prompt;
      else if (g_str_equal (name, "negative"))
        field = &self->negative;
      else
        field = &self->context;
      if (field != NULL && *field == NULL)
        *field = g_steal_pointer (&plain);
    }

  self->locked = g_strv_builder_end (locked);
  return self->instruction != NULL && self->prompt != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * easel_edit_message_free:
 * @self: (nullable): a request
 *
 * Frees it.
 */
void
easel_edit_message_free (EaselEditMessage *self)
{
  if (self == NULL)
    return;

  g_free (self->instruction);
  g_free (self->prompt);
  g_free (self->negative);
  g_free (self->context);
  g_strfreev (self->locked);
  g_free (self);
}

/**
 * easel_edit_answer_build:
 * @positive: the edited prompt
 * @negative: (nullable): the edited negative prompt
 *
 * Returns: (transfer full): the answer to an edit request, escaped: @positive
 *   alone, or both in tags if there is a negative prompt too
 */
char *
easel_edit_answer_build (const char *positive, const char *negative)
{
  GString *answer;

  g_return_val_if_fail (positive != NULL, NULL);

  if (negative == NULL)
    return easel_edit_escape (positive);
  answer = g_string_new (NULL);
  append_section (answer, "prompt", positive);
  append_section (answer, "negative", negative);
  return g_string_free (answer, FALSE);
}
