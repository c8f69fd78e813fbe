// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-rules.h"

#include "easel-sandbox-clause-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More clauses than an instruction has. */
#define MOST_CLAUSES 24
#define LONGEST_CLAUSE 400
#define LONGEST_INSTRUCTION 8192

/* "replace black and white with colour" is one clause. */
static gboolean
keeps_and (const char *sentence)
{
  static const char *const verbs[] = { "replace ", "swap ", "change " };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_ascii_strncasecmp (sentence, verbs[i], strlen (verbs[i])) == 0)
      return TRUE;
  return strchr (sentence, '"') != NULL;
}

/* Sentences, then what commas, "and" and "then" join. */
static char **
split_clauses (const char *instruction)
{
  g_autofree char *cut =
      g_utf8_substring (instruction, 0, MIN (g_utf8_strlen (instruction, -1), LONGEST_INSTRUCTION / 4));
  g_autoptr (GRegex) sentence_end = g_regex_new ("(?:[.!?;\\n]+(?:\\s+|$))|\\s*[\\n]+", 0, 0, NULL);
  g_autoptr (GRegex) then = g_regex_new ("\\s*,?\\s+then\\s+", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GRegex) joint = g_regex_new (
      "\\s*,\\s+(?:and\\s+|then\\s+|but\\s+)?|\\s+(?:and|then|but|plus)\\s+", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GStrvBuilder) clauses = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;

  g_strdelimit (cut, "\t", ' ');
  sentences = g_regex_split (sentence_end, cut, 0);
  for (guint i = 0; sentences[i] != NULL; i++)
    {
      g_auto (GStrv) pieces = NULL;

      g_strstrip (sentences[i]);
      pieces = g_regex_split (keeps_and (sentences[i]) ? then : joint, sentences[i], 0);
      for (guint k = 0; pieces[k] != NULL; k++)
        g_strv_builder_add (clauses, g_strstrip (pieces[k]));
    }
  return g_strv_builder_end (clauses);
}

static char *
describe_abilities (void)
{
  return g_strdup (
      _ ("I can make a prompt shorter or more detailed, warmer, colder, darker, brighter, wilder, calmer or "
         "more vivid, write it as tags or as prose, add, remove or replace what you name, change its style, "
         "its weights and its case, and mend common typing errors."));
}

static char *
decline (EaselSandboxOutcome outcome)
{
  g_autofree char *abilities = describe_abilities ();

  if (outcome == EASEL_SANDBOX_NO_CHANGE)
    return g_strdup_printf (
        _ ("That leaves this prompt as it is: what it asks for is there already, is not in it, or is "
           "locked. %s"),
        abilities);
  return g_strdup_printf (
      _ ("I am Easel's offline sample, rule-based and not a language model, and this is beyond my "
         "rules. %s For anything else, add an account in Preferences."),
      abilities);
}

/**
 * easel_sandbox_rules_apply:
 * @instruction: what should change, in English
 * @prompt: the prompt
 * @negative: (nullable): the negative prompt, if it is edited along
 * @locked: (nullable) (array zero-terminated=1): texts that must stay as they are
 *
 * Edits a prompt by fixed rules: the same input gives the same answer. Each
 * sentence and each clause of the instruction is held against the rules, and
 * all that fit are applied; units of prompt syntax and locked texts stay as
 * they are, but for the rules that are about weights. An instruction of which
 * nothing can be followed, or that changes nothing, is declined in words.
 *
 * Returns: (transfer full): the answer
 */
EaselSandboxAnswer *
easel_sandbox_rules_apply (const char *instruction,
                           const char *prompt,
                           const char *negative,
                           const char *const *locked)
{
  g_autoptr (EaselSandboxText) text = NULL;
  g_autoptr (EaselSandboxText) negative_text = NULL;
  g_auto (GStrv) clauses = NULL;
  EaselSandboxAnswer *answer = g_new0 (EaselSandboxAnswer, 1);
  EaselSandboxEdit edit = { .outcome = EASEL_SANDBOX_NO_RULE };

  g_return_val_if_fail (instruction != NULL && prompt != NULL, NULL);

  text = _easel_sandbox_text_new (prompt, locked);
  edit.prompt = text;
  if (negative != NULL)
    edit.negative = negative_text = _easel_sandbox_text_new (negative, locked);

  clauses = split_clauses (instruction);
  for (guint i = 0; clauses[i] != NULL && i < MOST_CLAUSES; i++)
    if (strlen (clauses[i]) < LONGEST_CLAUSE)
      _easel_sandbox_clause_apply (&edit, clauses[i]);

  if (edit.outcome != EASEL_SANDBOX_CHANGED)
    {
      answer->declined = decline (edit.outcome);
      return answer;
    }
  answer->prompt = g_steal_pointer (&text->text);
  if (negative_text != NULL)
    answer->negative = g_steal_pointer (&negative_text->text);
  return answer;
}

/**
 * easel_sandbox_answer_free:
 * @self: (nullable): an answer
 *
 * Frees it.
 */
void
easel_sandbox_answer_free (EaselSandboxAnswer *self)
{
  if (self == NULL)
    return;

  g_free (self->prompt);
  g_free (self->negative);
  g_free (self->declined);
  g_free (self);
}

/**
 * easel_sandbox_rules_chat:
 * @message: what somebody wrote in a chat
 *
 * Returns: (transfer full): a few honest sentences
 */
char *
easel_sandbox_rules_chat (const char *message)
{
  g_autofree char *abilities = describe_abilities ();

  return g_strdup_printf (
      _ ("I am Easel's offline sample: rule-based, not a language model, so I cannot talk with you about "
         "this. What I do is edit prompts. %s"),
      abilities);
}

/**
 * easel_sandbox_get_example_prompt:
 *
 * Returns: a prompt to try the editor with
 */
const char *
easel_sandbox_get_example_prompt (void)
{
  return "a lonely lighthouse on a rocky headland, waves breaking against black basalt, warm light in the "
         "lantern room, "
         "(dramatic clouds:1.2) low over the horizon, 35mm photograph, soft film grain, muted palette";
}

/**
 * easel_sandbox_get_example_instruction:
 *
 * Returns: an instruction that changes the example prompt in several places
 */
const char *
easel_sandbox_get_example_instruction (void)
{
  return "Warmer light and a wilder sea";
}
