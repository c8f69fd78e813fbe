// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini-private.h"

#include <glib/gi18n-lib.h>

/* Reasons why an answer ends and why a question gets none, as the API reference
 * and the client library of November 2026 list them. */
static const struct
{
  const char *word;
  EaselFinishReason reason;
  const char *explanation;
} reasons[] = {
  { "STOP", EASEL_FINISH_STOP, NULL },
  { "MAX_TOKENS", EASEL_FINISH_LENGTH, NULL },
  { "CONTINUATION", EASEL_FINISH_PAUSED, NULL },
  { "SAFETY", EASEL_FINISH_REFUSED, N_ ("The safety filter stopped it.") },
  { "RECITATION", EASEL_FINISH_REFUSED, N_ ("The answer came too close to a published text.") },
  { "LANGUAGE", EASEL_FINISH_REFUSED, N_ ("The model does not know this language.") },
  { "BLOCKLIST", EASEL_FINISH_REFUSED, N_ ("It holds a forbidden word.") },
  { "PROHIBITED_CONTENT", EASEL_FINISH_REFUSED, N_ ("It may hold forbidden content.") },
  { "SPII", EASEL_FINISH_REFUSED, N_ ("It may hold personal data.") },
  { "IMAGE_SAFETY", EASEL_FINISH_REFUSED, N_ ("The safety filter stopped the image.") },
  { "IMAGE_PROHIBITED_CONTENT", EASEL_FINISH_REFUSED, N_ ("The image may hold forbidden content.") },
  { "IMAGE_RECITATION", EASEL_FINISH_REFUSED, N_ ("The image came too close to a published one.") },
  { "IMAGE_OTHER", EASEL_FINISH_REFUSED, N_ ("The image could not be made.") },
  { "NO_IMAGE", EASEL_FINISH_REFUSED, N_ ("The model made no image.") },
  { "MODEL_ARMOR", EASEL_FINISH_REFUSED, N_ ("The project's own filter stopped it.") },
  { "JAILBREAK", EASEL_FINISH_REFUSED, N_ ("It was taken for an attempt to get around the rules.") },
  { "OTHER", EASEL_FINISH_REFUSED, N_ ("No reason was given.") },
};

/* What an answer's end means. @explanation is for a user, %NULL if there is
 * nothing to explain. */
EaselFinishReason
_easel_gemini_finish_from_word (const char *word, const char **explanation)
{
  *explanation = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].word, word))
      {
        *explanation = reasons[i].explanation != NULL ? _ (reasons[i].explanation) : NULL;
        return reasons[i].reason;
      }
  return EASEL_FINISH_UNKNOWN;
}
