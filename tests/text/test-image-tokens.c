// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-image-tokens.h"

/* Examples that the services' documentation works out. */

static const struct
{
  const char *model;
  guint width;
  guint height;
  gint64 tokens;
} examples[] = {
  /* OpenAI, tiles: a square of 1,024 is 4 of them, 2,048 by 4,096 is 6 */
  { "gpt-4o", 1024, 1024, 765 },
  { "gpt-4o", 2048, 4096, 1105 },
  { "openai/gpt-4.1", 1024, 1024, 765 },
  { "gpt-4o-mini", 1024, 1024, 2833 + 4 * 5667 },
  { "o1", 1024, 1024, 75 + 4 * 150 },
  { "gpt-5", 1024, 1024, 70 + 4 * 140 },
  /* OpenAI, patches: 1,024 by 1,024 is 1,024 of them, 1,800 by 2,400 is 1,452 */
  { "gpt-4.1-mini", 1024, 1024, 1659 },
  { "o4-mini", 1800, 2400, 2498 },
  { "gpt-5-mini", 32, 32, 2 },
  /* Anthropic: 200 by 200, 1,000 by 1,000, 1,092 by 1,092 */
  { "claude-sonnet-4-5", 200, 200, 54 },
  { "claude-sonnet-4-5", 1000, 1000, 1334 },
  { "claude-sonnet-4-5", 1092, 1092, 1590 },
  { "claude-sonnet-4-5", 8000, 6000, 1600 },
  /* Gemini: small, 960 by 540 */
  { "gemini-2.5-flash", 384, 384, 258 },
  { "gemini-2.5-flash", 960, 540, 6 * 258 },
  /* guesses */
  { "qwen3-vl:8b", 280, 280, 100 },
  { "qwen3-vl:8b", 8000, 8000, 1280 },
};

static void
test_examples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_test_message ("%s, %u by %u", examples[i].model, examples[i].width, examples[i].height);
      g_assert_cmpint (easel_image_tokens (examples[i].model, examples[i].width, examples[i].height), ==,
                       examples[i].tokens);
    }
}

/* Whatever a header of a file says: a number that a request can be priced with. */
static void
test_any_size (void)
{
  static const char *const models[] = {
    "gpt-4o", "gpt-5-nano", "o3", "claude-opus-4-8", "claude-3-haiku", "gemini-4-argon", "llava", "", "GPT"
  };
  static const guint sides[] = { 0, 1, 31, 511, 513, 4000, 65535, G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    for (guint w = 0; w < G_N_ELEMENTS (sides); w++)
      for (guint h = 0; h < G_N_ELEMENTS (sides); h++)
        {
          gint64 n = easel_image_tokens (models[i], sides[w], sides[h]);

          g_assert_cmpint (n, >=, 1);
          if (sides[w] == 0 || sides[h] == 0)
            g_assert_cmpint (n, ==, easel_image_tokens (models[i], 1024, 1024));
          /* One side of a pixel makes many tiles of a long strip; all else is bounded. */
          if (MIN (sides[w], sides[h]) * 20.0 > MAX (sides[w], sides[h]))
            g_assert_cmpint (n, <=, 120000);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-tokens/examples", test_examples);
  g_test_add_func ("/image-tokens/any-size", test_any_size);
  return g_test_run ();
}
