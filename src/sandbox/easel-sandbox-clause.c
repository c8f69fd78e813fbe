// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-clause-private.h"
#include "easel-sandbox-tables-private.h"

#include <string.h>

#define MOST_WORDS 4

#define WORDS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void
add_outcome (EaselSandboxEdit *edit, EaselSandboxOutcome outcome)
{
  edit->outcome = MAX (edit->outcome, outcome);
}

static void
add_change (EaselSandboxEdit *edit, gboolean changed)
{
  add_outcome (edit, changed ? EASEL_SANDBOX_CHANGED : EASEL_SANDBOX_NO_CHANGE);
}

/* ---------------------------------------------------------------- words of a clause */

static gboolean
has_phrase (const char *clause, const char *phrase)
{
  gsize size = strlen (phrase);

  for (const char *at = strstr (clause, phrase); at != NULL; at = strstr (at + 1, phrase))
    if ((at == clause || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[size]))
      return TRUE;
  return FALSE;
}

static gboolean
has_any (const char *clause, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (has_phrase (clause, *phrases))
      return TRUE;
  return FALSE;
}

/* What follows if the clause begins with one of the verbs. */
static const char *
after_verb (const char *clause, const char *const *verbs)
{
  for (; *verbs != NULL; verbs++)
    {
      gsize size = strlen (*verbs);

      if (strncmp (clause, *verbs, size) == 0 && clause[size] == ' ')
        return clause + size + 1;
    }
  return NULL;
}

static const char *
skip_words (const char *text, const char *const *words)
{
  for (guint i = 0; i < MOST_WORDS; i++)
    {
      const char *next = after_verb (text, words);

      if (next == NULL)
        break;
      text = next;
    }
  return text;
}

/* What a clause names, in its own capitals: without article, quotation marks
 * and full stop. @name, and @end if it is given, lie in the clause. */
static char *
take_name (EaselSandboxEdit *edit, const char *name, const char *end, gboolean keep_article)
{
  static const char *const articles[] = { "the",   "any",  "all", "all the", "every", "that", "those", "this",
                                          "these", "some", "a",   "an",      "more",  "also", NULL };
  static const char *const less[] = { "the", "also", "some", "more", NULL };
  const char *begin = skip_words (name, keep_article ? less : articles);
  const char *original = edit->original + (begin - edit->lower);
  char *taken =
      end != NULL && end > begin ? g_strndup (original, (gsize) (end - begin)) : g_strdup (original);

  g_strdelimit (taken, "\"`", ' ');
  g_strstrip (taken);
  while (*taken != '\0' && strchr (".!?,;:'", taken[strlen (taken) - 1]) != NULL)
    taken[strlen (taken) - 1] = '\0';
  if (taken[0] == '\'')
    memmove (taken, taken + 1, strlen (taken));
  return taken;
}

/* Cuts what the name has no use for: "the fog from the picture". */
static void
cut_at (char *name, const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    {
      char *at = strstr (name, *phrases);

      if (at != NULL && at > name)
        *at = '\0';
    }
}

/* ---------------------------------------------------------------- rules with a name */

/* What a picture has rather than shows: the moods are for it. */
static gboolean
is_aspect (const char *name)
{
  static const char *const aspects[] = {
    "atmosphere", "color", "colors",      "colour",  "colours", "image",     "it",     "light",
    "lighting",   "mood",  "palette",     "picture", "prompt",  "scene",     "season", "sea",
    "sky",        "time",  "time of day", "tone",    "weather", "the light",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (aspects); i++)
    if (g_ascii_strcasecmp (name, aspects[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
rule_replace (EaselSandboxEdit *edit, const char *clause)
{
  static const char *const links[] = { " with ", " by ", " into ", " to ", " for ", NULL };
  const char *rest =
      after_verb (clause, WORDS ("replace", "swap", "change", "turn", "exchange", "substitute"));
  gboolean changed;

  if (rest == NULL)
    return FALSE;
  for (guint i = 0; links[i] != NULL; i++)
    {
      const char *link = strstr (rest, links[i]);
      g_autofree char *from = link != NULL ? take_name (edit, rest, link, FALSE) : NULL;
      g_autofree char *to = link != NULL ? take_name (edit, link + strlen (links[i]), NULL, FALSE) : NULL;

      if (link == NULL || *from == '\0' || *to == '\0')
        continue;
      if (g_ascii_strcasecmp (from, "style") == 0 || g_ascii_strcasecmp (from, "medium") == 0)
        {
          add_change (edit, _easel_sandbox_text_restyle (edit->prompt, to));
          return TRUE;
        }
      if (is_aspect (from))
        return FALSE;
      changed = _easel_sandbox_text_substitute (edit->prompt, from, to);
      if (edit->negative != NULL && !changed)
        changed = _easel_sandbox_text_substitute (edit->negative, from, to);
      add_change (edit, changed);
      return TRUE;
    }
  return FALSE;
}

static void
remove_name (EaselSandboxEdit *edit, const char *rest)
{
  static const char *const tails[] = { " from ", " in the ", " completely", " entirely", " please", NULL };
  g_autofree char *name = take_name (edit, rest, NULL, FALSE);
  gboolean changed;

  cut_at (name, tails);
  if (*name == '\0')
    return;
  if (edit->negative != NULL && strstr (rest, "negative") != NULL)
    changed = _easel_sandbox_text_remove (edit->negative, name);
  else
    {
      changed = _easel_sandbox_text_remove (edit->prompt, name);
      if (edit->negative != NULL)
        changed |= _easel_sandbox_text_append (edit->negative, name);
    }
  add_change (edit, changed);
}

static gboolean
rule_remove (EaselSandboxEdit *edit, const char *clause)
{
  const char *rest = after_verb (clause, WORDS ("remove", "delete", "drop", "take out", "take away",
                                                "get rid of", "cut", "cut out", "leave out", "without", "no",
                                                "no more", "erase", "omit", "lose"));

  if (rest == NULL)
    return FALSE;
  remove_name (edit, rest);
  edit->verb = "remove";
  return TRUE;
}

static void
add_name (EaselSandboxEdit *edit, const char *rest)
{
  static const char *const tails[] = { " to the prompt", " to the negative",
                                       " to negative",   " to the picture",
                                       " to the image",  " to it",
                                       " please",        NULL };
  g_autofree char *name = take_name (edit, rest, NULL, TRUE);
  gboolean to_negative = edit->negative != NULL && strstr (rest, "negative") != NULL;

  cut_at (name, tails);
  if (*name != '\0')
    add_change (edit, _easel_sandbox_text_append (to_negative ? edit->negative : edit->prompt, name));
}

static gboolean
rule_add (EaselSandboxEdit *edit, const char *clause)
{
  const char *rest = after_verb (
      clause, WORDS ("add", "include", "insert", "put in", "put", "append", "introduce", "give it", "with"));

  if (rest == NULL)
    return FALSE;
  add_name (edit, rest);
  edit->verb = "add";
  return TRUE;
}

static gboolean
rule_style (EaselSandboxEdit *edit, const char *clause)
{
  static const char *const leads[] = { "in the style of ",
                                       "style of ",
                                       "make it look like ",
                                       "make it like ",
                                       "make it into ",
                                       "turn it into ",
                                       "turn this into ",
                                       "change it to ",
                                       "style: ",
                                       "as if it were ",
                                       NULL };
  static const char *const known[] = { "watercolour", "watercolor", "oil painting", "sketch",
                                       "drawing",     "pixel art",  "anime",        "photograph",
                                       "photo",       "engraving",  "illustration", "comic",
                                       "woodcut",     "render",     "painting",     "gouache",
                                       "collage",     NULL };
  const char *rest = NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; leads[i] != NULL && rest == NULL; i++)
    {
      rest = strstr (clause, leads[i]);
      if (rest != NULL && i > 1)
        rest += strlen (leads[i]);
    }
  if (rest == NULL && has_any (clause, known))
    {
      rest = after_verb (clause, WORDS ("make it", "make this", "as", "use", "like"));
      if (rest == NULL && after_verb (clause, WORDS ("a", "an")) != NULL)
        rest = clause;
    }
  if (rest == NULL)
    return FALSE;
  name = take_name (edit, rest, NULL, FALSE);
  if (*name == '\0' || g_str_has_prefix (name, "tag") || g_str_has_prefix (name, "prose") ||
      g_str_has_prefix (name, "sentence"))
    return FALSE;
  if (g_ascii_strncasecmp (name, "in the ", 7) == 0)
    name[0] = 'i';
  if (g_str_has_prefix (name, "style of "))
    {
      g_autofree char *whole = g_strconcat ("in the ", name, NULL);

      g_set_str (&name, whole);
    }
  add_change (edit, _easel_sandbox_text_restyle (edit->prompt, name));
  return TRUE;
}

/* "make the lighthouse red" */
static gboolean
rule_make (EaselSandboxEdit *edit, const char *clause)
{
  const char *rest = after_verb (clause, WORDS ("make the", "paint the", "colour the", "color the"));
  g_auto (GStrv) words = rest != NULL ? g_strsplit (rest, " ", MOST_WORDS) : NULL;
  guint n = words != NULL ? g_strv_length (words) : 0;
  g_autofree char *noun = NULL;
  g_autofree char *with = NULL;

  if (n != 2 && n != 3)
    return FALSE;
  noun = n == 2 ? g_strdup (words[0]) : g_strdup_printf ("%s %s", words[0], words[1]);
  if (!_easel_sandbox_text_has (edit->prompt, noun) || is_aspect (noun) ||
      g_str_has_suffix (words[n - 1], "er"))
    return FALSE;
  with = g_strdup_printf ("%s %s", words[n - 1], noun);
  add_change (edit, !_easel_sandbox_text_has (edit->prompt, with) &&
                        _easel_sandbox_text_substitute (edit->prompt, noun, with));
  return TRUE;
}

/* ---------------------------------------------------------------- rules without */

static gboolean
rule_shape (EaselSandboxEdit *edit, const char *clause)
{
  if (has_any (clause, WORDS ("remove weights", "remove the weights", "remove all weights", "drop weights",
                              "drop the weights", "no weights", "without weights", "strip weights",
                              "strip the weights", "clear weights", "reset weights", "reset the weights")))
    add_change (edit, _easel_sandbox_text_drop_weights (edit->prompt));
  else if (has_any (clause, WORDS ("uppercase", "upper case", "upper-case", "capital letters", "all caps",
                                   "capitals")))
    add_change (edit, _easel_sandbox_text_set_case (edit->prompt, TRUE));
  else if (has_any (clause, WORDS ("lowercase", "lower case", "lower-case", "small letters")))
    add_change (edit, _easel_sandbox_text_set_case (edit->prompt, FALSE));
  else if (has_any (clause, WORDS ("as tags", "tags", "tag list", "keywords", "comma separated",
                                   "comma-separated", "booru")))
    add_change (edit, _easel_sandbox_text_to_tags (edit->prompt));
  else if (has_any (clause, WORDS ("prose", "sentence", "sentences", "natural language", "full sentences",
                                   "flowing text")))
    add_change (edit, _easel_sandbox_text_to_prose (edit->prompt));
  else if (has_any (clause, WORDS ("shorter", "shorten", "short", "concise", "more concise", "trim",
                                   "tighten", "simpler", "simplify", "condense", "briefer", "half the length",
                                   "less words", "fewer words")))
    add_change (edit, _easel_sandbox_text_shorten (edit->prompt));
  else
    return FALSE;
  return TRUE;
}

static gboolean
rule_spelling (EaselSandboxEdit *edit, const char *clause)
{
  gboolean changed = FALSE;

  if (!has_any (clause, WORDS ("spelling", "typo", "typos", "misspelling", "misspellings", "spell check",
                               "spellcheck", "proofread", "correct mistakes")))
    return FALSE;
  for (gsize i = 0; _easel_sandbox_typos[i].from != NULL; i++)
    {
      changed |= _easel_sandbox_text_substitute (edit->prompt, _easel_sandbox_typos[i].from,
                                                 _easel_sandbox_typos[i].to);
      if (edit->negative != NULL)
        changed |= _easel_sandbox_text_substitute (edit->negative, _easel_sandbox_typos[i].from,
                                                   _easel_sandbox_typos[i].to);
    }
  add_change (edit, changed);
  return TRUE;
}

static gboolean
rule_longer (EaselSandboxEdit *edit, const char *clause)
{
  guint added = 0;

  if (!has_any (clause, WORDS ("longer", "lengthen", "more detail", "more details", "more detailed",
                               "detailed", "expand", "elaborate", "enrich", "improve", "enhance", "better",
                               "add detail", "add details", "richer detail", "flesh out")))
    return FALSE;
  for (gsize i = 0; _easel_sandbox_details[i] != NULL && added < 3; i++)
    added += _easel_sandbox_text_append (edit->prompt, _easel_sandbox_details[i]) ? 1 : 0;
  add_change (edit, added > 0);
  return TRUE;
}

static gboolean
apply_mood (EaselSandboxEdit *edit, const EaselSandboxMood *mood)
{
  gboolean changed = FALSE;

  for (const EaselSandboxPair *pair = mood->pairs; pair->from != NULL; pair++)
    if (!_easel_sandbox_text_has (edit->prompt, pair->to))
      changed |= _easel_sandbox_text_substitute (edit->prompt, pair->from, pair->to);
  return changed || _easel_sandbox_text_append (edit->prompt, mood->fallback);
}

static gboolean
rule_moods (EaselSandboxEdit *edit, const char *clause)
{
  gboolean less = has_any (clause, WORDS ("less", "not so", "not as")) || strstr (clause, "too ") != NULL;
  gboolean found = FALSE;

  for (gsize i = 0; _easel_sandbox_moods[i].keys != NULL; i++)
    {
      const EaselSandboxMood *mood = &_easel_sandbox_moods[i];

      if (!has_any (clause, mood->keys))
        continue;
      found = TRUE;
      if (!less)
        {
          add_change (edit, apply_mood (edit, mood));
          continue;
        }
      add_outcome (edit, EASEL_SANDBOX_NOT_ABLE);
      for (gsize k = 0; mood->opposite != NULL && _easel_sandbox_moods[k].keys != NULL; k++)
        if (has_any (mood->opposite, _easel_sandbox_moods[k].keys))
          {
            add_change (edit, apply_mood (edit, &_easel_sandbox_moods[k]));
            break;
          }
    }
  return found;
}

static gboolean
rule_weigh (EaselSandboxEdit *edit, const char *clause)
{
  const char *more =
      after_verb (clause, WORDS ("emphasise", "emphasize", "stress", "focus on", "focus more on", "highlight",
                                 "strengthen", "stronger", "put more weight on", "put more emphasis on",
                                 "put emphasis on", "weight", "boost", "more emphasis on", "bring out"));
  const char *less =
      after_verb (clause, WORDS ("de-emphasise", "de-emphasize", "deemphasise", "deemphasize", "weaken",
                                 "play down", "tone down", "weaker", "less emphasis on", "less", "fewer"));
  g_autofree char *name = NULL;

  if (more == NULL && less == NULL)
    return FALSE;
  name = take_name (edit, more != NULL ? more : less, NULL, FALSE);
  if (!_easel_sandbox_text_has (edit->prompt, name))
    {
      if (more != NULL || !rule_moods (edit, clause))
        add_outcome (edit, EASEL_SANDBOX_NO_CHANGE);
      return TRUE;
    }
  add_change (edit, _easel_sandbox_text_weigh (edit->prompt, name, more != NULL ? 4 : -4));
  return TRUE;
}

/* "more fog": weighs what is there, adds what is not. */
static gboolean
rule_more (EaselSandboxEdit *edit, const char *clause, gboolean add)
{
  const char *rest = after_verb (clause, WORDS ("more", "bigger", "larger", "a lot of", "lots of"));
  g_autofree char *name = rest != NULL ? take_name (edit, rest, NULL, FALSE) : NULL;

  if (name == NULL || *name == '\0' || strlen (name) > 60)
    return FALSE;
  if (_easel_sandbox_text_has (edit->prompt, name))
    add_change (edit, _easel_sandbox_text_weigh (edit->prompt, name, 4));
  else if (add)
    add_change (edit, _easel_sandbox_text_append (edit->prompt, name));
  else
    return FALSE;
  return TRUE;
}

/* ---------------------------------------------------------------- clauses */

static gboolean
is_out_of_reach (const char *clause)
{
  return has_any (clause, WORDS ("translate", "translation", "into german", "into french", "into spanish",
                                 "into english", "into chinese", "into japanese", "in german", "in french",
                                 "in spanish", "in chinese", "in japanese", "rhyme", "poem", "joke",
                                 "explain", "story", "weather forecast"));
}

static gboolean
is_keeping (const char *clause)
{
  return after_verb (clause, WORDS ("keep", "do not", "don't", "leave", "preserve", "without changing",
                                    "same", "but keep", "otherwise keep", "nothing else")) != NULL &&
         !g_str_has_prefix (clause, "leave out");
}

/*
 * _easel_sandbox_clause_apply:
 * @edit: what is edited
 * @clause: a clause of an instruction
 *
 * Holds the clause against the rules, and notes in @edit what became of it.
 */
void
_easel_sandbox_clause_apply (EaselSandboxEdit *edit, const char *clause)
{
  g_autofree char *lower = g_ascii_strdown (clause, -1);
  static const char *const polite[] = { "please",   "could you", "can you", "i want",    "i would like",
                                        "i'd like", "let's",     "make it", "make this", "now",
                                        "and",      "then",      "but",     "also",      "just",
                                        "with",     "have",      NULL };
  const char *verb = edit->verb;
  const char *core = skip_words (
      lower, WORDS ("please", "could you", "can you", "now", "and", "then", "but", "also", "just"));

  edit->original = clause;
  edit->lower = lower;
  edit->verb = NULL;
  if (*core == '\0')
    return;
  if (is_keeping (core))
    return;
  if (is_out_of_reach (core))
    {
      add_outcome (edit, EASEL_SANDBOX_NOT_ABLE);
      return;
    }
  if (rule_spelling (edit, core) || rule_shape (edit, core) || rule_longer (edit, core) ||
      rule_replace (edit, core) || rule_style (edit, core) || rule_remove (edit, core) ||
      rule_weigh (edit, core) || rule_add (edit, core))
    return;
  if (verb == NULL || after_verb (core, WORDS ("a", "an", "the")) == NULL)
    {
      if (rule_make (edit, core) || rule_more (edit, skip_words (core, polite), FALSE) ||
          rule_moods (edit, core) || rule_more (edit, skip_words (core, polite), TRUE))
        return;
    }
  if (verb != NULL && strlen (core) < 80)
    {
      edit->verb = verb;
      if (g_str_equal (verb, "add"))
        add_name (edit, core);
      else
        remove_name (edit, core);
      return;
    }
  rule_moods (edit, core);
}
