// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-image-limit.h"

static void
test_limits (void)
{
  EaselImageLimit limit;

  easel_image_limit_find (&limit, "anthropic", NULL, FALSE, 1);
  g_assert_cmpuint (limit.side, ==, 1568);
  g_assert_cmpint (limit.bytes * 4 / 3, <, 5 * 1024 * 1024);
  g_assert_true (limit.takes_gif && limit.takes_webp);
  easel_image_limit_find (&limit, "anthropic", NULL, TRUE, 20);
  g_assert_cmpuint (limit.side, ==, 2576);
  easel_image_limit_find (&limit, "anthropic", NULL, TRUE, 21);
  g_assert_cmpuint (limit.side, ==, 2000);

  easel_image_limit_find (&limit, "openai", NULL, FALSE, 1);
  g_assert_true (limit.takes_gif);
  easel_image_limit_find (&limit, "openai", "https://api.openai.com/v1", FALSE, 1);
  g_assert_true (limit.takes_gif);
  /* Others of that protocol take what all take. */
  easel_image_limit_find (&limit, "openai", "https://api.openai.com.example.org/v1", FALSE, 1);
  g_assert_false (limit.takes_gif || limit.takes_webp);
  easel_image_limit_find (&limit, "openai", "http://127.0.0.1:8080/v1", FALSE, 1);
  g_assert_false (limit.takes_gif || limit.takes_webp);
  easel_image_limit_find (&limit, "openai", "https://api.groq.com/openai/v1", FALSE, 1);
  g_assert_cmpint (limit.bytes * 4 / 3, <, 4 * 1024 * 1024);
  easel_image_limit_find (&limit, "openai", "no address", FALSE, 1);
  g_assert_cmpuint (limit.side, ==, 2048);

  easel_image_limit_find (&limit, "gemini", NULL, FALSE, 1);
  g_assert_true (limit.takes_webp && !limit.takes_gif);
  easel_image_limit_find (&limit, NULL, NULL, FALSE, 0);
  g_assert_cmpint (limit.bytes, >, 0);
}

/* All of them together are no more than a request may be; each is something. */
static void
test_many (void)
{
  static const char *const protocols[] = {
    "anthropic", "openai", "openai-responses", "gemini", "ollama", "x"
  };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      EaselImageLimit few, many;

      easel_image_limit_find (&few, protocols[i], NULL, TRUE, 1);
      easel_image_limit_find (&many, protocols[i], NULL, TRUE, 50);
      g_assert_cmpint (many.bytes, <, few.bytes);
      g_assert_cmpint (many.bytes * 50, <, 64 * 1024 * 1024);
      easel_image_limit_find (&many, protocols[i], NULL, TRUE, G_MAXUINT);
      g_assert_cmpint (many.bytes, >, 100000);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/providers/image-limit/limits", test_limits);
  g_test_add_func ("/providers/image-limit/many", test_many);
  return g_test_run ();
}
