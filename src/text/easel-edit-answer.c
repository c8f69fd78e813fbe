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

/* The length of one of the labels, if it stands at @at. */
static gsize
match_label (const EaselUnwrapAnswer *answer, gsize at, const char *const *labels)
{
  for (; *labels != NULL; labels++)
    if (_easel_unwrap_starts_with (answer, at, *labels))
      return strlen (*labels);
  return 0;
}

/* "Prompt: …", and "Negative prompt: …" on a line of its own. Both labels must
 * be there: a prompt that was pasted with its negative has the second one. */
static gboolean
split_by_label (const EaselUnwrapAnswer *answer, char **positive, char **negative)
{
  static const char *const firsts[] = { "positive prompt:", "**positive prompt:**", "positive:",
                                        "prompt:",          "**prompt:**",          NULL };
  static const char *const seconds[] = { "negative prompt:", "**negative prompt:**", "negative:", NULL };
  gsize first = 0;
  gsize size;

  while (first < answer->length && _easel_unwrap_is_space (answer->text[first]))
    first++;
  size = match_label (answer, first, firsts);
  if (size == 0)
    return FALSE;
  first += size;
  for (gsize at = first; at < answer->length; at++)
    {
      size = answer->text[at - 1] == '\n' ? match_label (answer, at, seconds) : 0;
      if (size == 0)
        continue;
      *positive = take_text (answer, first, at);
      *negative = take_text (answer, at + size, answer->length);
      return TRUE;
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
 * and text around the tags are borne; so are lines "Prompt: …" and "Negative
 * prompt: …" in place of tags. Escapes are undone. While the answer grows, half
 * a tag is held back.
 *
 * Returns: whether there was at least one of the two; if not, both are %NULL,
 *   and what the answer says is for easel_unwrap() and easel_edit_unescape()
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
  return complete && split_by_label (&whole, positive, negative);
}
