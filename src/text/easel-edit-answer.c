// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-message.h"
#include "easel-unwrap-private.h"

#include <string.h>

static gsize
find_tag (const EaselUnwrapAnswer *answer, gsize at, const char *tag)
{
  for (; at < answer->length; at++)
    if (answer->text[at] == '<' && _easel_unwrap_starts_with (answer, at, tag))
      return at;
  return answer->length;
}

/* Where the text in a tag ends: at its own end, at the other tag, or with the
 * answer; what may become one of these is held back. */
static gsize
find_text_end (const EaselUnwrapAnswer *answer, gsize at, const char *close, const char *other)
{
  for (; at < answer->length; at++)
    {
      if (answer->text[at] != '<')
        continue;
      if (_easel_unwrap_starts_with (answer, at, close) || _easel_unwrap_starts_with (answer, at, other) ||
          _easel_unwrap_may_become (answer, at, close) || _easel_unwrap_may_become (answer, at, other))
        return at;
      if (!answer->complete && strspn (answer->text + at + 1, "\\") == answer->length - at - 1)
        return at;
    }
  return answer->length;
}

static char *
take_text (const EaselUnwrapAnswer *answer, gsize start, gsize end)
{
  EaselSpan span = _easel_unwrap_trim (answer->text, (EaselSpan) { start, end - start });

  return easel_edit_unescape (answer->text + span.start, (gssize) span.length);
}

/* "Negative prompt: …" on a line of its own, as image programs write it. */
static gboolean
split_by_label (const EaselUnwrapAnswer *answer, char **positive, char **negative)
{
  static const char *const labels[] = { "negative prompt:", "**negative prompt:**", "negative:" };
  static const char *const firsts[] = { "positive prompt:", "**positive prompt:**", "positive:", "prompt:" };

  for (gsize at = 0; at < answer->length; at++)
    {
      if (at > 0 && answer->text[at - 1] != '\n')
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
        if (_easel_unwrap_starts_with (answer, at, labels[i]))
          {
            gsize first = 0;

            while (first < at && _easel_unwrap_is_space (answer->text[first]))
              first++;
            for (guint k = 0; k < G_N_ELEMENTS (firsts); k++)
              if (_easel_unwrap_starts_with (answer, first, firsts[k]))
                {
                  first += strlen (firsts[k]);
                  break;
                }
            *positive = take_text (answer, MIN (first, at), at);
            *negative = take_text (answer, at + strlen (labels[i]), answer->length);
            return TRUE;
          }
    }
  return FALSE;
}

/**
 * easel_edit_answer_split:
 * @answer: the answer so far, valid UTF-8
 * @complete: whether that is all of it
 * @positive: (out) (transfer full) (nullable): the prompt in it
 * @negative: (out) (transfer full) (nullable): the negative prompt in it
 *
 * Reads an answer to an edit of a prompt and its negative together,
 * `<prompt>…</prompt>` and `<negative>…</negative>`, as
 * easel_edit_answer_build() writes it. Either order, capitals, a missing end
 * and text around the tags are borne; so is a line "Negative prompt: …" in
 * place of tags. Escapes are undone. While the answer grows, half a tag is
 * held back, and so is a beginning that has no tag yet.
 *
 * Returns: whether the two were told apart; if not, and the answer is
 *   complete, all of it is @positive
 */
gboolean
easel_edit_answer_split (const char *answer, gboolean complete, char **positive, char **negative)
{
  static const char open_positive[] = "<prompt>";
  static const char open_negative[] = "<negative>";
  EaselUnwrapAnswer whole = { answer, strlen (answer), complete };
  gsize at_positive;
  gsize at_negative;

  g_return_val_if_fail (positive != NULL && negative != NULL, FALSE);

  *positive = NULL;
  *negative = NULL;
  at_positive = find_tag (&whole, 0, open_positive);
  at_negative = find_tag (&whole, 0, open_negative);

  if (at_positive < whole.length)
    {
      gsize start = at_positive + strlen (open_positive);

      *positive = take_text (&whole, start, find_text_end (&whole, start, "</prompt>", open_negative));
    }
  if (at_negative < whole.length)
    {
      gsize start = at_negative + strlen (open_negative);

      *negative = take_text (&whole, start, find_text_end (&whole, start, "</negative>", open_positive));
    }
  if (*positive != NULL || *negative != NULL)
    return TRUE;
  if (complete && split_by_label (&whole, positive, negative))
    return TRUE;

  if (complete)
    *positive = take_text (&whole, 0, whole.length);
  return FALSE;
}
