// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-rules.h"

#include <string.h>

static const struct
{
  const char *instruction;
  const char *prompt;
  const char *after; /* NULL: declined */
} table[] = {
  /* light and mood */
  { "Warmer light", "a room, cold light", "a room, warm light" },
  { "make it warmer", "a room", "a room, warm golden light" },
  { "golden hour please", "A room.", "A room. Warm golden light." },
  { "colder", "a room, warm light", "a room, cold light" },
  { "at night", "a room, sunlight", "a room, moonlight" },
  { "wilder sea", "a calm sea", "a raging sea" },
  { "calmer", "stormy sea", "calm sea" },
  { "more vivid", "a cat, muted palette", "a cat, rich saturated palette" },
  { "more vivid", "a cat --ar 1:1", "a cat, vivid saturated colours --ar 1:1" },
  { "darker", "bright hall", "dim hall" },
  { "brighter", "a dark hall", "a bright hall" },
  { "foggy", "a hill", "a hill, drifting fog" },
  /* length */
  { "shorter", "a cat, a dog, a bird", "a cat, a dog" },
  { "make it shorter", "a very big cat", "a big cat" },
  { "Shorten it", "a cat, (b:1.2), c, d --ar 1:1", "a cat, (b:1.2), c --ar 1:1" },
  { "shorter", "a cat", NULL },
  { "more detail", "a cat",
    "a cat, fine surface texture, layered depth from foreground to background, small details carefully "
    "observed" },
  { "longer", "A cat.",
    "A cat. Fine surface texture. Layered depth from foreground to background. Small details carefully "
    "observed." },
  /* shape */
  { "as tags", "A cat with a red hat. The old harbour.", "cat, red hat, old harbour" },
  { "as tags", "A cat, (the hat:1.2) --ar 1:1", "cat, (the hat:1.2) --ar 1:1" },
  { "as prose", "a cat, red hat, old harbour --ar 1:1", "A cat, with red hat and old harbour. --ar 1:1" },
  { "write it as a sentence", "a cat", "A cat." },
  { "uppercase", "a cat, <lora:x:1>", "A CAT, <lora:x:1>" },
  { "in lower case", "A Cat, {{Name}}", "a cat, {{Name}}" },
  /* named things */
  { "remove the fog", "a hill, drifting fog", "a hill" },
  { "remove lantern room", "warm light in the lantern room, a", "warm light, a" },
  { "remove the waves", "a cliff, waves breaking against basalt, b", "a cliff, b" },
  { "no people, no cars", "street, people, cars, rain", "street, rain" },
  { "without text", "a cat", NULL },
  { "add a small red boat", "a sea", "a sea, a small red boat" },
  { "Add a boat and a gull.", "a sea --v 6", "a sea, a boat, a gull --v 6" },
  { "include a boat", "", "a boat" },
  { "replace cat with owl", "a cat, cats", "an owl, owl" },
  { "change the dog to a cat", "a big dog", "a big cat" },
  { "swap black and white for full colour", "black and white film", "full colour film" },
  { "make the lighthouse red", "a lonely lighthouse", "a lonely red lighthouse" },
  { "change the style to watercolour", "a cat, 35mm photograph", "a cat, watercolour" },
  { "in the style of an engraving", "a cat", "a cat, in the style of an engraving" },
  { "turn it into an oil painting", "a photograph of a harbour at dawn",
    "an oil painting of a harbour at dawn" },
  { "fix the spelling", "a lonley castel, Ligth", "a lonely castle, Light" },
  { "fix typos", "a cat", NULL },
  /* weights */
  { "emphasise the clouds", "sea, dark clouds", "sea, (dark clouds:1.2)" },
  { "less clouds", "sea, (dark clouds:1.2)", "sea, dark clouds" },
  { "more fog", "fog, hill", "(fog:1.2), hill" },
  { "more birds", "hill", "hill, birds" },
  { "remove all weights", "(a, (b:1.2):1.3), c", "a, b, c" },
  { "less dramatic clouds", "sea, (dramatic clouds:1.2) low", "sea, (dramatic clouds:1) low" },
  { "put more emphasis on the fog", "sea, fog", "sea, (fog:1.2)" },
  /* moods in other words */
  { "Make the light warmer", "warm light in a room", "golden light in a room" },
  { "Replace lighthouse with castle", "a lighthouse", "a castle" },
  { "change the time of day to night", "sea, daylight", "sea, moonlight" },
  { "less saturated", "sea", "sea, muted palette" },
  { "It is too dark", "a dark sea", "a bright sea" },
  { "warmer too", "sea", "sea, warm golden light" },
  { "Give the picture an autumn mood", "sea", "sea, autumn colours" },
  { "In the style of Hokusai", "sea", "sea, in the style of Hokusai" },
  { "make the colours pop", "sea", "sea, vivid saturated colours" },
  { "improve this prompt", "sea",
    "sea, fine surface texture, layered depth from foreground to background, small details carefully "
    "observed" },
  /* more than one */
  { "Warmer light and a wilder sea. Keep the length.", "cold light, calm sea", "warm light, raging sea" },
  { "replace cat with Dog, then shorter", "a cat, b, c", "a Dog, b" },
  /* out of reach */
  { "translate it into German", "a cat", NULL },
  { "What is the capital of France?", "a cat", NULL },
  { "", "a cat", NULL },
  { "keep it as it is", "a cat", NULL },
  { "warmer", "warm golden light", NULL },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselSandboxAnswer) answer =
          easel_sandbox_rules_apply (table[i].instruction, table[i].prompt, NULL, NULL);

      if (g_strcmp0 (answer->prompt, table[i].after) != 0)
        g_test_message ("«%s» on «%s»: «%s», expected «%s»", table[i].instruction, table[i].prompt,
                        answer->prompt, table[i].after);
      if (g_strcmp0 (answer->prompt, table[i].after) != 0)
        g_test_fail ();
      g_assert_true ((answer->prompt == NULL) != (answer->declined == NULL));
    }
}

static void
test_example (void)
{
  g_autoptr (EaselSandboxAnswer) answer = easel_sandbox_rules_apply (
      easel_sandbox_get_example_instruction (), easel_sandbox_get_example_prompt (), NULL, NULL);

  g_assert_cmpstr (
      answer->prompt, ==,
      "a lonely lighthouse on a spray-swept headland, towering waves crashing against black basalt, "
      "golden light in the lantern room, (dramatic clouds:1.2) low over the horizon, 35mm photograph, "
      "soft film grain, muted amber palette");
}

static void
test_negative (void)
{
  g_autoptr (EaselSandboxAnswer) answer =
      easel_sandbox_rules_apply ("remove the fog", "hill, fog", "blurry", NULL);
  g_autoptr (EaselSandboxAnswer) add =
      easel_sandbox_rules_apply ("add text to the negative", "hill", "blurry", NULL);

  g_assert_cmpstr (answer->prompt, ==, "hill");
  g_assert_cmpstr (answer->negative, ==, "blurry, fog");
  g_assert_cmpstr (add->prompt, ==, "hill");
  g_assert_cmpstr (add->negative, ==, "blurry, text");
}

/* Every instruction of the table, on a prompt of units and locks: these stay. */
static void
test_units_and_locks (void)
{
  static const char prompt[] =
      "The cat, (muted palette, fog:1.3), <lora:warm light:0.8>, {cold light|cat}, __cat__, "
      "{{cat}}, warm light of a dog, bright calm sea, fog, the waves breaking, very old photograph "
      "--no cat, text --ar 16:9";
  static const char *const kept[] = { "<lora:warm light:0.8>", "{cold light|cat}", "__cat__", "{{cat}}",
                                      "--no cat, text",        "--ar 16:9",        NULL };
  static const char *const locked[] = { "warm light of a dog", "bright calm sea", "very old photograph",
                                        "waves", NULL };
  guint changed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselSandboxAnswer) answer =
          easel_sandbox_rules_apply (table[i].instruction, prompt, NULL, locked);
      g_autoptr (EaselSandboxAnswer) again =
          easel_sandbox_rules_apply (table[i].instruction, prompt, NULL, locked);

      g_assert_cmpstr (answer->prompt, ==, again->prompt);
      if (answer->prompt == NULL)
        continue;
      changed++;
      for (guint k = 0; locked[k] != NULL; k++)
        if (strstr (answer->prompt, locked[k]) == NULL)
          g_error ("«%s» made «%s»", table[i].instruction, answer->prompt);
      for (guint k = 0; kept[k] != NULL; k++)
        if (strstr (answer->prompt, kept[k]) == NULL && !g_str_has_prefix (table[i].instruction, "shorte") &&
            !g_str_has_prefix (table[i].instruction, "make it shorte") &&
            !g_str_has_prefix (table[i].instruction, "Shorten"))
          g_error ("«%s» made «%s»", table[i].instruction, answer->prompt);
    }
  g_assert_cmpuint (changed, >, 20);
}

static void
test_large (void)
{
  g_autoptr (GString) prompt = g_string_new (NULL);
  g_autoptr (GString) instruction = g_string_new (NULL);
  gint64 begin = g_get_monotonic_time ();

  while (prompt->len < 300 * 1000)
    g_string_append (prompt, "warm light, a calm sea, very (old:1.2) cat, ");
  while (instruction->len < 1000 * 1000)
    g_string_append (instruction, "warmer and wilder, ");
  for (guint i = 0; i < G_N_ELEMENTS (table); i += 6)
    {
      g_autoptr (EaselSandboxAnswer) answer =
          easel_sandbox_rules_apply (table[i].instruction, prompt->str, NULL, NULL);
    }
  {
    g_autoptr (EaselSandboxAnswer) answer = easel_sandbox_rules_apply (instruction->str, "a", NULL, NULL);
    g_autoptr (EaselSandboxAnswer) shorter = easel_sandbox_rules_apply ("shorter", prompt->str, NULL, NULL);

    g_assert_cmpuint (strlen (shorter->prompt), <, prompt->len);
  }
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 60 * G_USEC_PER_SEC);
}

static void
test_chat (void)
{
  g_autofree char *text = easel_sandbox_rules_chat ("hello");

  g_assert_nonnull (strstr (text, "offline sample"));
  g_assert_nonnull (strstr (text, "not a language model"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/table", test_table);
  g_test_add_func ("/rules/example", test_example);
  g_test_add_func ("/rules/negative", test_negative);
  g_test_add_func ("/rules/units-and-locks", test_units_and_locks);
  g_test_add_func ("/rules/chat", test_chat);
  g_test_add_func ("/rules/large", test_large);
  return g_test_run ();
}
