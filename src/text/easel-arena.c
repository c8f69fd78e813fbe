// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-arena.h"

#include <sys/mman.h>

/* Long texts need some megabytes for some milliseconds. Taken page by page, the
 * page faults cost more than the comparison itself; so from some size on they
 * are asked for as huge pages, where the system grants such. */
#define HUGE_PAGE ((gsize) 2 << 20)
#define CHUNK (8 * HUGE_PAGE)
#define SMALL ((gsize) 512 << 10)

typedef struct
{
  char *mapping; /* NULL: data is from g_malloc() */
  gsize mapped;
  char *data;
  gsize size;
  gsize used;
} Chunk;

struct _EaselArena
{
  gboolean large;
  GArray *chunks;
};

static void
chunk_clear (gpointer data)
{
  Chunk *chunk = data;

  if (chunk->mapping != NULL)
    munmap (chunk->mapping, chunk->mapped);
  else
    g_free (chunk->data);
}

/**
 * easel_arena_new:
 * @expected: about how many bytes will be asked for
 *
 * Memory for the arrays of one computation, given back all at once.
 *
 * Returns: (transfer full): the arena
 */
EaselArena *
easel_arena_new (gsize expected)
{
  EaselArena *self = g_new0 (EaselArena, 1);

  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_array_set_clear_func (self->chunks, chunk_clear);
#ifndef __SANITIZE_ADDRESS__
  self->large = expected >= SMALL;
#endif
  return self;
}

/**
 * easel_arena_free:
 * @self: (transfer full) (nullable): the arena
 *
 * Frees it and all that it gave out.
 */
void
easel_arena_free (EaselArena *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->chunks);
  g_free (self);
}

static Chunk *
add_chunk (EaselArena *self, gsize bytes)
{
  Chunk chunk = { 0 };

  if (self->large)
    {
      gsize rest;

      chunk.size = (MAX (bytes, CHUNK) + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
      chunk.mapped = chunk.size + HUGE_PAGE;
      chunk.mapping = mmap (NULL, chunk.mapped, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (chunk.mapping == MAP_FAILED)
        chunk.mapping = NULL;
      else
        {
          rest = (gsize) chunk.mapping % HUGE_PAGE;
          chunk.data = chunk.mapping + (rest > 0 ? HUGE_PAGE - rest : 0);
          madvise (chunk.data, chunk.size, MADV_HUGEPAGE);
        }
    }
  if (chunk.mapping == NULL)
    {
      chunk.size = bytes;
      chunk.data = g_malloc (bytes);
    }
  g_array_append_val (self->chunks, chunk);
  return &g_array_index (self->chunks, Chunk, self->chunks->len - 1);
}

/**
 * easel_arena_alloc:
 * @self: the arena
 * @n: elements
 * @size: bytes of an element
 *
 * What is never written takes address space, no memory. Aborts when there is no
 * more, like g_malloc().
 *
 * Returns: (transfer none): room for them, not initialised
 */
gpointer
easel_arena_alloc (EaselArena *self, gsize n, gsize size)
{
  Chunk *chunk = self->chunks->len > 0 ? &g_array_index (self->chunks, Chunk, self->chunks->len - 1) : NULL;
  gsize bytes;
  char *data;

  if (!g_size_checked_mul (&bytes, n, size) || bytes > G_MAXSSIZE)
    g_error ("an array of %" G_GSIZE_FORMAT " elements is too large", n);
  bytes = MAX ((bytes + 15) / 16 * 16, 16);
  if (chunk == NULL || chunk->size - chunk->used < bytes)
    chunk = add_chunk (self, bytes);
  data = chunk->data + chunk->used;
  chunk->used += bytes;
  return data;
}

/**
 * easel_arena_shrink:
 * @self: the arena
 * @last: what easel_arena_alloc() returned last
 * @n: elements that are needed of it
 * @size: bytes of an element
 *
 * Gives back what of the last array is not needed.
 */
void
easel_arena_shrink (EaselArena *self, gpointer last, gsize n, gsize size)
{
  Chunk *chunk = &g_array_index (self->chunks, Chunk, self->chunks->len - 1);

  chunk->used = (gsize) ((char *) last - chunk->data) + (n * size + 15) / 16 * 16;
}
