// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-interner.h"

#include <string.h>

typedef struct
{
  const char *bytes;
  guint32 length;
  guint32 hash;
  guint32 id; /* 0: the slot is free */
} Slot;

/* Open addressing, never more than half full. Keys stay in the texts. */
struct _EaselInterner
{
  Slot *slots;
  gsize mask;
  gsize used;
  guint64 seed;
};

static inline guint64
mix (guint64 hash, guint64 word)
{
  guint64 x = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return x ^ (x >> 29);
}

/* Seeded, so that nobody can write a text whose words all collide. */
static guint32
hash_bytes (guint64 seed, const char *bytes, gsize length)
{
  guint64 hash = seed ^ length, word;

  for (; length >= 8; bytes += 8, length -= 8)
    {
      memcpy (&word, bytes, 8);
      hash = mix (hash, word);
    }
  if (length > 0)
    {
      word = 0;
      for (gsize i = 0; i < length; i++)
        word = word << 8 | (guchar) bytes[i];
      hash = mix (hash, word);
    }
  hash = mix (hash, seed >> 7);
  return (guint32) (hash >> 32);
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
        gsize at = old[i].hash & self->mask;

        while (self->slots[at].id != 0)
          at = (at + 1) & self->mask;
        self->slots[at] = old[i];
      }
  g_free (old);
}

/* The slot of @token, or the free one where it belongs. */
static Slot *
lookup (EaselInterner *self, const char *bytes, guint32 length, guint32 hash)
{
  gsize at = hash & self->mask;

  while (self->slots[at].id != 0)
    {
      Slot *slot = &self->slots[at];

      if (slot->hash == hash && slot->length == length && memcmp (slot->bytes, bytes, length) == 0)
        return slot;
      at = (at + 1) & self->mask;
    }
  return &self->slots[at];
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
  while (size < n_tokens / 4)
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
      guint32 hash = hash_bytes (self->seed, bytes, tokens[i].length);
      Slot *slot = lookup (self, bytes, tokens[i].length, hash);

      if (slot->id == 0)
        {
          *slot = (Slot) {
            .bytes = bytes, .length = tokens[i].length, .hash = hash, .id = (guint32) ++self->used
          };
          ids[i] = (guint32) self->used - 1;
          if (self->used * 2 > self->mask)
            grow (self);
        }
      else
        ids[i] = slot->id - 1;
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
  const char *bytes = text + token->start;
  Slot *slot = lookup (self, bytes, token->length, hash_bytes (self->seed, bytes, token->length));

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
