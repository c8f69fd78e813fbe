// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-token-count.h"

#include <string.h>

/* What is counted. Words are runs of letters of one script. */
typedef enum
{
  /* words of ASCII letters by length; letters behind the 13th */
  WORD_1,
  WORD_4,
  WORD_6,
  WORD_8,
  WORD_10,
  WORD_13,
  LONG_LETTERS,
  /* of these, words that stand at no space, as the second in "likeThis" */
  GLUED_WORDS,
  /* words in capitals and their letters */
  UPPER_WORDS,
  UPPER_LETTERS,
  /* Latin words with other letters among them, all of their letters, the others */
  ACCENT_WORDS,
  ACCENT_LETTERS,
  ACCENTS,
  DIGITS,
  DIGIT_GROUPS,
  PUNCTUATION_RUNS,
  PUNCTUATION,
  LINE_RUNS,
  EXTRA_SPACES,
  CYRILLIC_WORDS,
  CYRILLIC_LETTERS,
  GREEK_LETTERS,
  ARABIC_WORDS,
  ARABIC_LETTERS,
  HEBREW_LETTERS,
  INDIC_WORDS,
  INDIC_LETTERS,
  THAI_LETTERS,
  HAN_LETTERS,
  KANA_LETTERS,
  HANGUL_LETTERS,
  EMOJI,
  WIDE_PUNCTUATION,
  OTHER_LETTERS,
  /* "the", "of": where they stand, longer words are common ones too */
  SMALL_WORDS,
} Feature;

G_STATIC_ASSERT (SMALL_WORDS + 1 == EASEL_TOKEN_N_FEATURES);

typedef enum
{
  CLASS_NONE,
  CLASS_LATIN,
  CLASS_DIGIT,
  CLASS_SPACE,
  CLASS_LINE,
  CLASS_PUNCTUATION,
  CLASS_CYRILLIC,
  CLASS_GREEK,
  CLASS_ARABIC,
  CLASS_HEBREW,
  CLASS_INDIC,
  CLASS_THAI,
  CLASS_HAN,
  CLASS_KANA,
  CLASS_HANGUL,
  CLASS_EMOJI,
  CLASS_WIDE_PUNCTUATION,
  CLASS_OTHER,
} Class;

static Class
classify_wide (gunichar c)
{
  if (c < 0x250 || (c >= 0x1e00 && c < 0x1f00))
    return g_unichar_isalpha (c) ? CLASS_LATIN : CLASS_WIDE_PUNCTUATION;
  /* Accents that stand by themselves belong to the word. */
  if (c >= 0x300 && c < 0x370)
    return CLASS_LATIN;
  if (c >= 0x370 && c < 0x400)
    return CLASS_GREEK;
  if (c >= 0x400 && c < 0x530)
    return CLASS_CYRILLIC;
  if (c >= 0x590 && c < 0x600)
    return CLASS_HEBREW;
  if (c >= 0x600 && c < 0x780)
    return CLASS_ARABIC;
  if (c >= 0x900 && c < 0xe00)
    return CLASS_INDIC;
  if (c >= 0xe00 && c < 0xe80)
    return CLASS_THAI;
  if ((c >= 0x3040 && c < 0x3100) || (c >= 0x31f0 && c < 0x3200))
    return CLASS_KANA;
  if ((c >= 0x3400 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) || (c >= 0x20000 && c < 0x32000))
    return CLASS_HAN;
  if ((c >= 0xac00 && c < 0xd7b0) || (c >= 0x1100 && c < 0x1200))
    return CLASS_HANGUL;
  if ((c >= 0x2600 && c < 0x27c0) || (c >= 0x1f000 && c < 0x20000))
    return CLASS_EMOJI;
  if ((c >= 0x2000 && c < 0x2600) || (c >= 0x3000 && c < 0x3040) || (c >= 0xff00 && c < 0xffe0))
    return CLASS_WIDE_PUNCTUATION;
  return CLASS_OTHER;
}

static Class
classify (gunichar c)
{
  if (c >= 0x80)
    return classify_wide (c);
  if (g_ascii_isalpha ((char) c))
    return CLASS_LATIN;
  if (g_ascii_isdigit ((char) c))
    return CLASS_DIGIT;
  if (c == '\n' || c == '\r')
    return CLASS_LINE;
  return c == ' ' || c == '\t' ? CLASS_SPACE : CLASS_PUNCTUATION;
}

/* Hundredths of a token for each, by family: O200K, CLAUDE, CLAUDE_4, GEMINI,
 * LLAMA. Fitted by non-negative least squares of the relative error over 877 texts
 * (prompts, prose, Markdown, code, JSON, and messages in 30 languages) against
 * published tokenizers of these families. Claude's since 3 is not published: its
 * columns are the earlier one's, raised to what recorded answers were counted as. */
static const gint16 weights[EASEL_TOKEN_N_FEATURES][EASEL_TOKEN_N_FAMILIES] = {
  [WORD_1] = { 71, 167, 120, 85, 114 },
  [WORD_4] = { 109, 163, 117, 103, 116 },
  [WORD_6] = { 134, 201, 144, 108, 138 },
  [WORD_8] = { 146, 213, 153, 111, 158 },
  [WORD_10] = { 198, 318, 228, 132, 230 },
  [WORD_13] = { 218, 298, 214, 178, 231 },
  [LONG_LETTERS] = { 165, 364, 261, 186, 235 },
  [GLUED_WORDS] = { 0, 0, 0, 27, 0 },
  [UPPER_WORDS] = { 93, 141, 101, 127, 84 },
  [UPPER_LETTERS] = { 8, 12, 8, 0, 10 },
  [ACCENT_WORDS] = { 0, 0, 0, 0, 0 },
  [ACCENT_LETTERS] = { 45, 43, 31, 41, 49 },
  [ACCENTS] = { 3, 298, 214, 0, 0 },
  [DIGITS] = { 53, 12, 12, 130, 72 },
  [DIGIT_GROUPS] = { 116, 133, 130, 0, 111 },
  [PUNCTUATION_RUNS] = { 80, 110, 94, 97, 63 },
  [PUNCTUATION] = { 5, 3, 3, 0, 4 },
  [LINE_RUNS] = { 0, 60, 59, 73, 0 },
  [EXTRA_SPACES] = { 100, 1, 1, 125, 95 },
  [CYRILLIC_WORDS] = { 47, 69, 68, 48, 59 },
  [CYRILLIC_LETTERS] = { 25, 52, 51, 23, 28 },
  [GREEK_LETTERS] = { 41, 137, 134, 43, 43 },
  [ARABIC_WORDS] = { 0, 204, 200, 0, 0 },
  [ARABIC_LETTERS] = { 40, 80, 78, 43, 48 },
  [HEBREW_LETTERS] = { 47, 112, 110, 52, 122 },
  [INDIC_WORDS] = { 0, 0, 0, 0, 0 },
  [INDIC_LETTERS] = { 38, 175, 172, 49, 88 },
  [THAI_LETTERS] = { 43, 188, 185, 39, 50 },
  [HAN_LETTERS] = { 85, 134, 131, 71, 94 },
  [KANA_LETTERS] = { 85, 122, 120, 49, 77 },
  [HANGUL_LETTERS] = { 89, 171, 168, 96, 90 },
  [EMOJI] = { 188, 270, 265, 115, 269 },
  [WIDE_PUNCTUATION] = { 184, 127, 124, 116, 89 },
  [OTHER_LETTERS] = { 440, 211, 207, 292, 189 },
  [SMALL_WORDS] = { 11, -106, -76, 14, -61 },
};

typedef struct
{
  guint64 *n;
  Class before;
  Class run;
  guint length;
  guint upper;
  guint accents;
  const char *start;
} Scan;

static gboolean
is_small_word (const char *word, guint length)
{
  static const char small[][5] = { "the",  "and", "of", "to",  "in",   "is",  "it",   "that", "for", "you",
                                   "with", "as",  "on", "are", "this", "was", "your", "can",  "or",  "be" };

  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    if (strlen (small[i]) == length && memcmp (word, small[i], length) == 0)
      return TRUE;
  return FALSE;
}

static void
end_latin (Scan *scan)
{
  guint64 *n = scan->n;
  guint length = scan->length;

  if (scan->accents > 0)
    {
      n[ACCENT_WORDS]++;
      n[ACCENT_LETTERS] += length;
      n[ACCENTS] += scan->accents;
    }
  else if (scan->upper > 1 && scan->upper == length)
    {
      n[UPPER_WORDS]++;
      n[UPPER_LETTERS] += length;
    }
  else
    {
      n[length < 4    ? WORD_1
        : length < 6  ? WORD_4
        : length < 8  ? WORD_6
        : length < 10 ? WORD_8
        : length < 13 ? WORD_10
                      : WORD_13]++;
      n[LONG_LETTERS] += length > 13 ? length - 13 : 0;
      n[SMALL_WORDS] += length < 5 && is_small_word (scan->start, length);
    }
  if (scan->before != CLASS_SPACE && scan->before != CLASS_NONE && scan->before != CLASS_LINE)
    n[GLUED_WORDS]++;
}

static void
end_words (Scan *scan, Feature words, Feature letters)
{
  scan->n[words]++;
  scan->n[letters] += scan->length;
}

/* A run of one class is over. */
static void
end_run (Scan *scan)
{
  guint64 *n = scan->n;

  switch (scan->run)
    {
    case CLASS_LATIN:
      end_latin (scan);
      break;
    case CLASS_DIGIT:
      n[DIGITS] += scan->length;
      n[DIGIT_GROUPS] += (scan->length + 2) / 3;
      break;
    case CLASS_SPACE:
      n[EXTRA_SPACES] += scan->length > 1;
      break;
    case CLASS_LINE:
      n[LINE_RUNS]++;
      break;
    case CLASS_PUNCTUATION:
      end_words (scan, PUNCTUATION_RUNS, PUNCTUATION);
      break;
    case CLASS_CYRILLIC:
      end_words (scan, CYRILLIC_WORDS, CYRILLIC_LETTERS);
      break;
    case CLASS_GREEK:
      n[GREEK_LETTERS] += scan->length;
      break;
    case CLASS_ARABIC:
      end_words (scan, ARABIC_WORDS, ARABIC_LETTERS);
      break;
    case CLASS_HEBREW:
      n[HEBREW_LETTERS] += scan->length;
      break;
    case CLASS_INDIC:
      end_words (scan, INDIC_WORDS, INDIC_LETTERS);
      break;
    case CLASS_THAI:
      n[THAI_LETTERS] += scan->length;
      break;
    case CLASS_HAN:
      n[HAN_LETTERS] += scan->length;
      break;
    case CLASS_KANA:
      n[KANA_LETTERS] += scan->length;
      break;
    case CLASS_HANGUL:
      n[HANGUL_LETTERS] += scan->length;
      break;
    case CLASS_EMOJI:
      n[EMOJI] += scan->length;
      break;
    case CLASS_WIDE_PUNCTUATION:
      n[WIDE_PUNCTUATION] += scan->length;
      break;
    case CLASS_OTHER:
      n[OTHER_LETTERS] += scan->length;
      break;
    case CLASS_NONE:
    default:
      break;
    }
}

/**
 * easel_token_stats_add:
 * @stats: what was counted so far
 * @text: more text, UTF-8
 * @length: its bytes, -1 if it ends with a zero
 *
 * Takes a time that grows with the length of @text, about 10 ns a byte.
 */
void
easel_token_stats_add (EaselTokenStats *stats, const char *text, gssize length)
{
  Scan scan = { .n = stats->n };
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  gboolean was_lower = FALSE;

  for (const char *c = text; c < end;)
    {
      gunichar letter = (guchar) *c < 0x80 ? (guchar) *c : g_utf8_get_char_validated (c, end - c);
      /* What is cut or no UTF-8 counts as a letter a byte. */
      gboolean valid = letter < 0x110000;
      Class class = valid ? classify (letter) : CLASS_OTHER;
      gboolean upper = letter < 0x80 && g_ascii_isupper ((char) letter);

      /* "likeThis" is two words. */
      if (class != scan.run || (class == CLASS_LATIN && upper && was_lower))
        {
          end_run (&scan);
          scan.before = scan.run;
          scan.run = class;
          scan.length = scan.upper = scan.accents = 0;
          scan.start = c;
        }
      scan.length++;
      scan.upper += upper;
      scan.accents += letter >= 0x80;
      was_lower = class == CLASS_LATIN && !upper;
      c = valid ? g_utf8_next_char (c) : c + 1;
    }
  end_run (&scan);
}

/**
 * easel_token_stats_merge:
 * @stats: what was counted so far
 * @other: what was counted elsewhere
 *
 * Adds @other to @stats.
 */
void
easel_token_stats_merge (EaselTokenStats *stats, const EaselTokenStats *other)
{
  for (guint i = 0; i < EASEL_TOKEN_N_FEATURES; i++)
    stats->n[i] += other->n[i];
}

/**
 * easel_token_stats_count:
 * @stats: what the texts consist of
 * @family: who reads or writes them
 *
 * Returns: about how many tokens they are; see easel_token_count()
 */
gint64
easel_token_stats_count (const EaselTokenStats *stats, EaselTokenFamily family)
{
  gint64 sum = 0;

  g_return_val_if_fail ((guint) family < EASEL_TOKEN_N_FAMILIES, 0);

  for (guint i = 0; i < EASEL_TOKEN_N_FEATURES; i++)
    sum += (gint64) stats->n[i] * weights[i][family];
  return MAX (sum + 99, 0) / 100;
}

/* Whether a Claude splits as those before 4.7 did: "claude-3-5-haiku",
 * "claude-haiku-4-5-20251001". */
static gboolean
is_early_claude (const char *name)
{
  guint64 version[2] = { 0, 0 };
  guint n = 0;

  for (const char *c = name; *c != '\0' && n < 2; c++)
    if (g_ascii_isdigit (*c))
      {
        char *end;
        guint64 number = g_ascii_strtoull (c, &end, 10);

        /* A date says nothing. */
        if (number < 100)
          version[n] = number;
        n++;
        c = end - 1;
      }
  return n > 0 && (version[0] < 4 || (version[0] == 4 && version[1] < 7));
}

/**
 * easel_token_family_of:
 * @model_id: what a provider calls a model, such as "anthropic/claude-haiku-4-5"
 *
 * Returns: how it splits text, as far as its name says
 */
EaselTokenFamily
easel_token_family_of (const char *model_id)
{
  static const char *const o200k[] = { "gpt", "codex", "davinci" };
  g_autofree char *lower = NULL;
  const char *name;

  g_return_val_if_fail (model_id != NULL, EASEL_TOKEN_FAMILY_LLAMA);

  lower = g_ascii_strdown (model_id, -1);
  name = strstr (lower, "claude");
  if (name != NULL)
    return is_early_claude (name) ? EASEL_TOKEN_FAMILY_CLAUDE_4 : EASEL_TOKEN_FAMILY_CLAUDE;
  if (strstr (lower, "gemini") != NULL || strstr (lower, "gemma") != NULL)
    return EASEL_TOKEN_FAMILY_GEMINI;
  for (guint i = 0; i < G_N_ELEMENTS (o200k); i++)
    if (strstr (lower, o200k[i]) != NULL)
      return EASEL_TOKEN_FAMILY_O200K;
  /* o1, o3-mini, … */
  name = strrchr (lower, '/');
  name = name != NULL ? name + 1 : lower;
  return name[0] == 'o' && g_ascii_isdigit (name[1]) ? EASEL_TOKEN_FAMILY_O200K : EASEL_TOKEN_FAMILY_LLAMA;
}

/**
 * easel_token_count:
 * @text: UTF-8
 * @length: its bytes, -1 if it ends with a zero
 * @family: who reads or writes it
 *
 * An estimate without a vocabulary: words by length and script, digits,
 * punctuation and signs each weigh what they do on average. Measured against
 * published tokenizers on 295 texts of half to one and a half kilobytes that it
 * was not fitted to, in 30 languages: the error's median is 3.7 % (O200K), 2.4 %
 * (GEMINI), 4.2 % (LLAMA), its 95th percentile 15 %, 14 %, 32 %; on prompts for
 * pictures 1 to 3 %, and 7 to 9 %. On eight recorded answers, mostly plain English
 * of long common words, it is 11 % and 19 %, rather too many than too few. Four
 * bytes a token would be off by 15 % and 75 % on the same texts (O200K). What the
 * published tokenizer of LLAMA says is what llama.cpp counts with its vocabulary.
 *
 * Returns: about how many tokens @text is
 */
gint64
easel_token_count (const char *text, gssize length, EaselTokenFamily family)
{
  EaselTokenStats stats = { 0 };

  g_return_val_if_fail (text != NULL, 0);

  easel_token_stats_add (&stats, text, length);
  return easel_token_stats_count (&stats, family);
}
