// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "easel-token-count.h"

/* Estimates against what published tokenizers of three families said; the last
 * column is also what llama.cpp counted with Llama 3's vocabulary. */

static const EaselTokenFamily families[] = { EASEL_TOKEN_FAMILY_O200K, EASEL_TOKEN_FAMILY_GEMINI,
                                             EASEL_TOKEN_FAMILY_LLAMA };

/* The first seven are prompts and instructions as they are written every day. */
#define N_PROMPTS 7

static const struct
{
  const char *text;
  guint tokens[G_N_ELEMENTS (families)];
} samples[] = {
  { "a lonely lighthouse, cold light, calm sea", { 9, 9, 10 } },
  { "A samurai stands in the rain on a wet neon-lit street, her umbrella tilted against the "
    "wind, reflections of red and blue signs running along the pavement. Shot on 35mm film, "
    "shallow depth of field, grainy, melancholic.",
    { 50, 51, 51 } },
  { "(masterpiece:1.2), (oil painting:1.3), {golden|silver} castle on a hill, volumetric "
    "light, <lora:castle_v2:0.7>, __weather__, highly detailed, sharp focus, trending on "
    "artstation --ar 16:9 --stylize 250",
    { 66, 68, 65 } },
  { "portrait of an old fisherman, weathered face, deep wrinkles, grey beard, knitted "
    "sweater, soft window light, rule of thirds, Kodak Portra 400, bokeh, 85mm, muted "
    "palette, photorealistic",
    { 47, 46, 49 } },
  { "Negative prompt: blurry, lowres, bad anatomy, extra fingers, watermark, jpeg artifacts, "
    "deformed, cropped, out of frame, worst quality, text, signature, poorly drawn face",
    { 38, 37, 38 } },
  { "Make the sky darker and the mood heavier, but keep the composition and the character "
    "exactly as they are. Do not change anything that stands between the locked tags.",
    { 32, 32, 32 } },
  { "Nothing in this picture should feel new: the paint is flaking, the brass is dull, and "
    "the clock has stopped at ten past four. Through the window falls the last light of a "
    "winter afternoon, just enough to show the dust on the piano and the letters that nobody "
    "has opened.",
    { 58, 58, 58 } },
  { "## Scene 3\n\n- **Place:** the harbour, before dawn\n- **Light:** sodium lamps, fog\n- "
    "**Action:** Mara counts the crates and finds one too many.\n\n> \"Who signed for "
    "this?\"\n",
    { 45, 47, 45 } },
  { "static int\nadd (int a, int b)\n{\n  /* Overflow is the caller's problem. */\n  return a "
    "+ b;\n}\n\nint\nmain (void)\n{\n  for (int i = 0; i < 10; i++)\n    printf (\"%d\\n\", "
    "add (i, i * 2));\n}\n",
    { 68, 81, 68 } },
  { "{\"id\": 4711, \"tags\": [\"castle\", \"night\", \"fog\"], \"score\": 0.8731, "
    "\"nested\": {\"a\": null, \"b\": true, \"c\": [1, 22, 333, 4444, 55555]}}",
    { 62, 74, 63 } },
  { "Ein einsamer Leuchtturm auf einer felsigen Landspitze, kaltes Licht, ruhige See, Möwen "
    "über der Brandung, im Hintergrund ein aufziehendes Gewitter. Die Farben sollen gedämpft "
    "bleiben.",
    { 47, 47, 54 } },
  { "Un vieux phare solitaire sur une falaise, lumière froide, mer calme, des mouettes "
    "au-dessus des vagues, un orage qui s’approche à l’horizon, couleurs douces et délavées.",
    { 44, 44, 53 } },
  { "Одинокий маяк на скалистом мысе, холодный свет, спокойное море, чайки над прибоем, вдали "
    "надвигается гроза. Цвета приглушённые, лёгкая дымка.",
    { 50, 48, 57 } },
  { "夜晚的古老城堡,月光照在护城河上,远处的群山笼罩在薄雾之中,一名骑士独自站在吊桥前。画面细腻,色彩柔和,"
    "电影感。",
    { 57, 41, 59 } },
  { "夜の城、月明かりが堀に映り、遠くの山々は霧に包まれている。一人の騎士が橋の前に立ち、静かに空を見上げてい"
    "る。水彩画風、柔らかい色。",
    { 64, 43, 52 } },
  { "외로운 등대가 바위 절벽 위에 서 있고, 차가운 빛이 잔잔한 바다를 비춘다. 갈매기들이 파도 위를 날고 "
    "멀리서 폭풍이 다가온다.",
    { 53, 55, 50 } },
  { "منارة وحيدة على رأس صخري، ضوء بارد، بحر هادئ، نوارس فوق الأمواج، وعاصفة تقترب من بعيد. "
    "الألوان هادئة.",
    { 42, 43, 46 } },
  { "🌅 sunrise over the bay 🦊 a fox on the pier ✨ magical light 🌊 calm water, wide shot, warm "
    "colours 🎨",
    { 30, 27, 33 } },
};

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
test_samples (void)
{
  double errors[G_N_ELEMENTS (samples) * G_N_ELEMENTS (families)];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    for (guint k = 0; k < G_N_ELEMENTS (families); k++)
      {
        double truth = samples[i].tokens[k];
        double found = (double) easel_token_count (samples[i].text, -1, families[k]);
        double error = fabs (found - truth) / truth;

        g_test_message ("%u/%u: %.0f of %.0f, %.1f %%", i, k, found, truth, error * 100);
        g_assert_cmpfloat (error, <, i < N_PROMPTS ? 0.16 : 0.4);
        errors[n++] = error;
      }
  qsort (errors, n, sizeof (double), compare);
  g_test_message ("median %.1f %%, 95th percentile %.1f %%", errors[n / 2] * 100, errors[n * 95 / 100] * 100);
  g_assert_cmpfloat (errors[n / 2], <, 0.08);
}

static void
test_families (void)
{
  static const struct
  {
    const char *model;
    EaselTokenFamily family;
  } cases[] = {
    { "gpt-5.1", EASEL_TOKEN_FAMILY_O200K },
    { "o3-mini", EASEL_TOKEN_FAMILY_O200K },
    { "openai/o4-mini", EASEL_TOKEN_FAMILY_O200K },
    { "olmo-2", EASEL_TOKEN_FAMILY_LLAMA },
    { "claude-3-5-haiku-20241022", EASEL_TOKEN_FAMILY_CLAUDE_4 },
    { "claude-haiku-4-5-20251001", EASEL_TOKEN_FAMILY_CLAUDE_4 },
    { "claude-opus-4-20250514", EASEL_TOKEN_FAMILY_CLAUDE_4 },
    { "anthropic/claude-opus-4.7", EASEL_TOKEN_FAMILY_CLAUDE },
    { "claude-opus-5", EASEL_TOKEN_FAMILY_CLAUDE },
    { "claude-latest", EASEL_TOKEN_FAMILY_CLAUDE },
    { "models/gemini-3-flash", EASEL_TOKEN_FAMILY_GEMINI },
    { "gemma3:12b", EASEL_TOKEN_FAMILY_GEMINI },
    { "llama3:8b", EASEL_TOKEN_FAMILY_LLAMA },
    { "", EASEL_TOKEN_FAMILY_LLAMA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].model);
      g_assert_cmpint (easel_token_family_of (cases[i].model), ==, cases[i].family);
    }
}

/* Parts add up, whatever is in them; later Claudes split finer. */
static void
test_adds_up (void)
{
  EaselTokenStats one = { 0 }, other = { 0 };

  g_assert_cmpint (easel_token_count ("", -1, EASEL_TOKEN_FAMILY_LLAMA), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      EaselTokenStats sum = { 0 };

      easel_token_stats_add (&sum, samples[i].text, -1);
      easel_token_stats_add (&one, samples[i].text, -1);
      easel_token_stats_merge (&other, &sum);
      g_assert_cmpint (easel_token_stats_count (&sum, EASEL_TOKEN_FAMILY_CLAUDE), >=,
                       easel_token_stats_count (&sum, EASEL_TOKEN_FAMILY_CLAUDE_4));
    }
  g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
}

/* Cut at each byte and with bytes that are no text: no read beyond the end, and
 * more text is never fewer tokens by more than what its last letter explains. */
static void
test_cuts (void)
{
  static const char bad[] = "\xff\xfe\x80 a \xf0\x9f\x8c \xe2\x82";

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      gsize length = strlen (samples[i].text);
      gint64 before = 0;

      for (gsize cut = 0; cut <= length; cut++)
        {
          /* A copy without a zero behind it, so that a read beyond it is seen. */
          g_autofree char *copy = g_memdup2 (samples[i].text, MAX (cut, 1));
          gint64 count = easel_token_count (copy, (gssize) cut, EASEL_TOKEN_FAMILY_O200K);

          g_assert_cmpint (count + 16, >=, before);
          before = count;
        }
    }
  g_assert_cmpint (easel_token_count (bad, sizeof bad - 1, EASEL_TOKEN_FAMILY_LLAMA), >, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-count/samples", test_samples);
  g_test_add_func ("/token-count/families", test_families);
  g_test_add_func ("/token-count/adds-up", test_adds_up);
  g_test_add_func ("/token-count/cuts", test_cuts);

  return g_test_run ();
}
