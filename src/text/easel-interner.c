// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-interner.h"

#include <string.h>

/* The first eight bytes stand in the slot: most words need no look at the text. */
typedef struct
{
  guint64 word;
  const char *bytes;
  guint32 length;
  guint32 id; /* 0: the slot is free */
} Slot;

/* Open addressing, never more than half full. Keys stay in the texts. */
struct _EaselInterner
{
  Slot *slots;
  gsize mask;
  gsize used;
  guint64 seed;
  guint32 bytes[256]; /* numbers of tokens of one byte */
};

/* Seeded, so that nobody can write a text whose words all collide. */
static inline guint64
mix (guint64 hash, guint64 word)
{
  guint64 x = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return x ^ (x >> 32);
}

static inline guint64
first_word (const char *bytes, gsize length)
{
  guint64 word = 0;

  if (length >= 8)
    memcpy (&word, bytes, 8);
  else if (length >= 4)
    {
      guint32 low, high;

      memcpy (&low, bytes, 4);
      memcpy (&high, bytes + length - 4, 4);
      word = (guint64) high << 32 | low;
    }
  else if (length > 0)
    word = (guint64) (guchar) bytes[0] | (guint64) (guchar) bytes[length / 2] << 8 |
           (guint64) (guchar) bytes[length - 1] << 16;
  return word;
}

static inline guint64
hash_token (guint64 seed, guint64 word, const char *bytes, gsize length)
{
  guint64 hash = mix (seed ^ length, word);

  for (gsize i = 8; i < length; i += 8)
    hash = mix (hash, first_word (bytes + i, MIN (length - i, 8)));
  return mix (hash, seed);
}

static void
grow (EaselInterner *self)
{
  gsize size = (self->mask + 1) * 2;
  Slot *old = self->slots;
  gsize old_mask = self->mask;

  self->slots = g_new0 (Slot, size);
  self->mask = size - 1;
  for (gsize i = 0; i <= old_mask; i++)
    if (old[i].id != 0)
      {
        gsize at = hash_token (self->seed, old[i].word, old[i].bytes, old[i].length) & self->mask;

        while (self->slots[at].id != 0)
          at = (at + 1) & self->mask;
        self->slots[at] = old[i];
      }
  g_free (old);
}

/* The slot of a token, or the free one where it belongs. */
static inline Slot *
lookup (EaselInterner *self, const char *bytes, gsize length)
{
  guint64 word = first_word (bytes, length);
  gsize at = hash_token (self->seed, word, bytes, length) & self->mask;

  for (;; at = (at + 1) & self->mask)
    {
      Slot *slot = &self->slots[at];

      if (slot->id == 0)
        slot->word = word;
      else if (slot->word != word || slot->length != length ||
               (length > 8 && memcmp (slot->bytes + 8, bytes + 8, length - 8) != 0))
        continue;
      return slot;
    }
}

static guint32
add_long (EaselInterner *self, const char *bytes, gsize length)
{
  Slot *slot = lookup (self, bytes, length);

  if (slot->id != 0)
    return slot->id - 1;
  slot->bytes = bytes;
  slot->length = (guint32) length;
  slot->id = (guint32) ++self->used;
  if (self->used * 2 > self->mask)
    grow (self);
  return (guint32) self->used - 1;
}

/**
 * easel_interner_new:
 * @n_tokens: about how many tokens will be added
 *
 * A table that gives equal tokens equal numbers, 0 and up.
 *
 * Returns: (transfer full): the table
 */
EaselInterner *
easel_interner_new (gsize n_tokens)
{
  EaselInterner *self = g_new0 (EaselInterner, 1);
  gsize size = 64;

  /* Texts repeat their words: begin small and grow. */
  while (size < n_tokens / 16)
    size *= 2;
  self->slots = g_new0 (Slot, size);
  self->mask = size - 1;
  self->seed = (guint64) g_random_int () << 32 | g_random_int ();
  return self;
}

/**
 * easel_interner_free:
 * @self: (transfer full) (nullable): the table
 *
 * Frees it. The texts stay.
 */
void
easel_interner_free (EaselInterner *self)
{
  if (self == NULL)
    return;
  g_free (self->slots);
  g_free (self);
}

/**
 * easel_interner_add:
 * @self: the table
 * @text: the text of @tokens; must outlive the table
 * @tokens: (array length=n): tokens
 * @n: how many
 *
 * Returns: (transfer full) (array length=n): their numbers
 */
guint32 *
easel_interner_add (EaselInterner *self, const char *text, const EaselToken *tokens, gsize n)
{
  guint32 *ids = g_new (guint32, n + 1);

  for (gsize i = 0; i < n; i++)
    {
      const char *bytes = text + tokens[i].start;
      gsize length = tokens[i].length;

      if (length == 1 && self->bytes[(guchar) *bytes] != 0)
        {
          ids[i] = self->bytes[(guchar) *bytes] - 1;
          continue;
        }
      ids[i] = add_long (self, bytes, length);
      if (length == 1)
        self->bytes[(guchar) *bytes] = ids[i] + 1;
    }
  return ids;
}

/**
 * easel_interner_find:
 * @self: the table
 * @text: the text of @token
 * @token: a token
 *
 * Returns: its number, or %EASEL_INTERNER_UNKNOWN
 */
guint32
easel_interner_find (EaselInterner *self, const char *text, const EaselToken *token)
{
  const Slot *slot = lookup (self, text + token->start, token->length);

  return slot->id != 0 ? slot->id - 1 : EASEL_INTERNER_UNKNOWN;
}

/**
 * easel_interner_get_n_ids:
 * @self: the table
 *
 * Returns: how many numbers it has given away
 */
guint32
easel_interner_get_n_ids (EaselInterner *self)
{
  return (guint32) self->used;
}
