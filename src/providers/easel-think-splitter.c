// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-think-splitter.h"

#include <string.h>

#define OPENING "<think>"
#define CLOSING "</think>"

/* No model begins with more white space and then thinks. */
#define MOST_SPACES 64

typedef enum
{
  AT_START,
  IN_THOUGHT,
  AFTER_THOUGHT,
  IN_TEXT,
} Place;

struct _EaselThinkSplitter
{
  GString *held;
  Place place;
};

/**
 * easel_think_splitter_new:
 *
 * Makes a splitter for the raw answers of models that think in the open:
 * `<think>…</think>` at the very start of an answer is reasoning, anywhere else
 * it is text. The tags may be cut anywhere.
 *
 * Returns: (transfer full): a splitter
 */
EaselThinkSplitter *
easel_think_splitter_new (void)
{
  EaselThinkSplitter *self = g_new0 (EaselThinkSplitter, 1);

  self->held = g_string_new (NULL);
  return self;
}

/**
 * easel_think_splitter_free:
 * @self: (transfer full): a splitter
 *
 * Frees @self.
 */
void
easel_think_splitter_free (EaselThinkSplitter *self)
{
  g_string_free (self->held, TRUE);
  g_free (self);
}

static gsize
count_spaces (const char *text)
{
  gsize n = 0;

  while (g_ascii_isspace (text[n]))
    n++;
  return n;
}

/* Length of the longest end of @text that could be the start of @tag. */
static gsize
tail_that_begins (const char *text, gsize length, const char *tag)
{
  gsize tag_length = strlen (tag);

  for (gsize n = MIN (length, tag_length - 1); n > 0; n--)
    if (memcmp (text + length - n, tag, n) == 0)
      return n;
  return 0;
}

static void
take (GString *from, gsize length, GString *to)
{
  if (to != NULL)
    g_string_append_len (to, from->str, (gssize) length);
  g_string_erase (from, 0, (gssize) length);
}

static void
read_start (EaselThinkSplitter *self)
{
  gsize spaces = count_spaces (self->held->str);
  const char *rest = self->held->str + spaces;

  if (g_str_has_prefix (rest, OPENING))
    {
      take (self->held, spaces + strlen (OPENING), NULL);
      self->place = IN_THOUGHT;
    }
  else if (spaces > MOST_SPACES || strncmp (rest, OPENING, strlen (rest)) != 0)
    self->place = IN_TEXT;
}

static void
read_thought (EaselThinkSplitter *self, GString *thought)
{
  const char *end = strstr (self->held->str, CLOSING);

  if (end == NULL)
    {
      take (self->held, self->held->len - tail_that_begins (self->held->str, self->held->len, CLOSING),
            thought);
      return;
    }
  take (self->held, (gsize) (end - self->held->str), thought);
  take (self->held, strlen (CLOSING), NULL);
  self->place = AFTER_THOUGHT;
}

/**
 * easel_think_splitter_push:
 * @self: a splitter
 * @text: the next piece of the answer
 * @thought: (out) (nullable): what of it is reasoning
 * @said: (out) (nullable): what of it is text
 *
 * Splits on. What may be half a tag is held back. White space around the tags
 * is dropped.
 */
void
easel_think_splitter_push (EaselThinkSplitter *self, const char *text, char **thought, char **said)
{
  g_autoptr (GString) thoughts = NULL;

  g_return_if_fail (self != NULL);

  *thought = NULL;
  *said = NULL;
  if (self->place == IN_TEXT && self->held->len == 0)
    {
      *said = g_strdup (text);
      return;
    }

  g_string_append (self->held, text);
  if (self->place == AT_START)
    read_start (self);
  if (self->place == IN_THOUGHT)
    {
      thoughts = g_string_new (NULL);
      read_thought (self, thoughts);
      if (thoughts->len > 0)
        *thought = g_strdup (thoughts->str);
    }
  if (self->place == AFTER_THOUGHT)
    {
      take (self->held, count_spaces (self->held->str), NULL);
      if (self->held->len > 0)
        self->place = IN_TEXT;
    }
  if (self->place == IN_TEXT && self->held->len > 0)
    {
      *said = g_strdup (self->held->str);
      g_string_truncate (self->held, 0);
    }
}

/**
 * easel_think_splitter_finish:
 * @self: a splitter
 * @thought: (out) (nullable): what was held back of the reasoning
 * @said: (out) (nullable): what was held back of the text
 *
 * Gives out what was held back: the answer is over.
 */
void
easel_think_splitter_finish (EaselThinkSplitter *self, char **thought, char **said)
{
  char **out;

  g_return_if_fail (self != NULL);

  *thought = NULL;
  *said = NULL;
  out = self->place == IN_THOUGHT ? thought : said;
  if (self->held->len > 0)
    *out = g_strdup (self->held->str);
  g_string_truncate (self->held, 0);
}

/**
 * easel_think_splitter_stop:
 * @self: a splitter
 *
 * Takes all that follows as text: the server splits the answer itself.
 */
void
easel_think_splitter_stop (EaselThinkSplitter *self)
{
  g_return_if_fail (self != NULL);

  if (self->place == AT_START)
    self->place = IN_TEXT;
}
