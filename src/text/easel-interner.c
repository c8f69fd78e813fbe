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

/* Multiplies and folds. Seeded, so that nobody can write a text whose words all collide. */
static inline guint64
mix (guint64 x, guint64 y)
{
  __extension__ typedef unsigned __int128 Wide;
  Wide product = (Wide) x * y;

  return (guint64) product ^ (guint64) (product >> 64);
}

/* The first bytes of a token, up to eight, as one number. @room: bytes that can be read. */
static inline guint64
first_word (const char *bytes, gsize length, gsize room)
{
  guint64 word = 0;

  if (G_LIKELY (room >= 8))
    {
      memcpy (&word, bytes, 8);
      word = GUINT64_FROM_LE (word);
      return length >= 8 ? word : word & (((guint64) 1 << (8 * length)) - 1);
    }
  for (gsize i = 0; i < length; i++)
    word |= (guint64) (guchar) bytes[i] << (8 * i);
  return word;
}

static inline guint64
hash_token (guint64 seed, guint64 word, const char *bytes, gsize length)
{
  guint64 hash = mix (seed ^ word, G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ length);

  for (gsize i = 8; i < length; i += 8)
    hash = mix (hash ^ first_word (bytes + i, MIN (length - i, 8), length - i), seed);
  return hash;
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
lookup (EaselInterner *self, const char *bytes, gsize length, gsize room)
{
  guint64 word = first_word (bytes, length, room);
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
add_long (EaselInterner *self, const char *bytes, gsize length, gsize room)
{
  Slot *slot = lookup (self, bytes, length, room);

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
  self->seed = ((guint64) g_random_int () << 32 | g_random_int ()) | 1;
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
 * @tokens: (array length=n): tokens, in the order of the text
 * @n: how many
 * @ids: (out caller-allocates) (array length=n): their numbers
 *
 * Adds tokens, or finds them.
 */
void
easel_interner_add (EaselInterner *self, const char *text, const EaselToken *tokens, gsize n, guint32 *ids)
{
  gsize end = n > 0 ? (gsize) tokens[n - 1].start + tokens[n - 1].length : 0;

  for (gsize i = 0; i < n; i++)
    {
      const char *bytes = text + tokens[i].start;
      gsize length = tokens[i].length;

      if (length == 1 && self->bytes[(guchar) *bytes] != 0)
        {
          ids[i] = self->bytes[(guchar) *bytes] - 1;
          continue;
        }
      ids[i] = add_long (self, bytes, length, end - tokens[i].start);
      if (length == 1)
        self->bytes[(guchar) *bytes] = ids[i] + 1;
    }
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
  const Slot *slot = lookup (self, text + token->start, token->length, token->length);

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
