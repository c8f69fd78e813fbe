// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-sandbox-rules.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char *const instructions[] = {
  "warmer, wilder, more vivid and darker",
  "shorter",
  "more detail",
  "as tags",
  "as prose",
  "remove the cat",
  "replace cat with dog",
  "add a boat",
  "emphasise the cat",
  "less fog",
  "remove all weights",
  "uppercase",
  "change the style to watercolour",
  "fix the spelling",
};

/* The first byte chooses an instruction, the rest is a prompt; or the rest is
 * an instruction. What is locked stays, what comes out is text. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = size > 1 ? g_strndup ((const char *) data + 1, MIN (size - 1, 4096)) : g_strdup ("");
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autofree char *prompt = g_strconcat (text, ", the locked cat, a cat", NULL);
  const char *const locked[] = { "the locked cat", NULL };
  guint which = size > 0 ? data[0] % (G_N_ELEMENTS (instructions) + 1) : 0;
  const char *instruction = which < G_N_ELEMENTS (instructions) ? instructions[which] : text;
  g_autoptr (EaselSandboxAnswer) answer = easel_sandbox_rules_apply (instruction, prompt, text, locked);

  g_assert_true ((answer->prompt == NULL) != (answer->declined == NULL));
  if (answer->prompt != NULL)
    {
      g_assert_true (g_utf8_validate (answer->prompt, -1, NULL));
      g_assert_true (g_utf8_validate (answer->negative, -1, NULL));
      g_assert_nonnull (strstr (answer->prompt, locked[0]));
      g_assert_cmpstr (answer->prompt, !=, "");
    }
  return 0;
}
