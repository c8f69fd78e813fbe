// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-highlight.h"

#include <gmodule.h>

#include "easel-code-folder.h"
#include "easel-code-module.h"

/* Rows wait here for colours, and are served one at a time when nothing else is to be
 * done; a text that grows when it did not for a while. */
#define QUIET_MS 400
#define KEPT 48

typedef struct
{
  GWeakRef row;
  EaselBlock *block;
  gint64 due;
} Waiting;

typedef struct
{
  EaselBlock *block;
  EaselCodeColours *colours;
} Known;

static GQueue waiting = G_QUEUE_INIT; /* Waiting */
static guint source;
/* What was found last: rows come back when one scrolls. */
static Known known[KEPT];
static guint n_known;

static void
free_waiting (Waiting *self)
{
  g_weak_ref_clear (&self->row);
  easel_block_unref (self->block);
  g_free (self);
}

/* Opens the module; NULL if it is not there, and then code has no colours. */
static EaselCodeModuleColour
get_function (void)
{
  static gsize opened;
  static EaselCodeModuleColour function;

  if (g_once_init_enter (&opened))
    {
      g_autofree char *folder = easel_code_folder_dup ();
      g_autofree char *path = g_build_filename (folder, "libeasel-code.so", NULL);
      GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
      gpointer symbol;

      if (module == NULL)
        g_debug ("Code has no colours: %s", g_module_error ());
      else if (g_module_symbol (module, EASEL_CODE_MODULE_FUNCTION, &symbol))
        {
          g_module_make_resident (module);
          function = (EaselCodeModuleColour) symbol;
        }
      g_once_init_leave (&opened, 1);
    }
  return function;
}

static EaselCodeColours *
find_known (const EaselBlock *block)
{
  for (guint i = 0; i < KEPT; i++)
    if (known[i].block == block)
      return known[i].colours;
  return NULL;
}

static void
keep (EaselBlock *block, EaselCodeColours *colours)
{
  Known *place = &known[n_known++ % KEPT];

  g_clear_pointer (&place->block, easel_block_unref);
  g_clear_pointer (&place->colours, easel_code_colours_unref);
  place->block = easel_block_ref (block);
  place->colours = easel_code_colours_ref (colours);
}

static void
serve (EaselBlockRow *row, EaselBlock *block)
{
  EaselCodeModuleColour function;
  GArray *spans;

  easel_block_row_name (row);
  if (block->kind != EASEL_BLOCK_CODE || block->language == NULL || easel_code_colours_is_prompt (block))
    return;
  function = get_function ();
  spans = function != NULL ? function (block->language, block->text, block->length) : NULL;
  if (spans != NULL)
    {
      g_autoptr (EaselCodeColours) colours = easel_code_colours_new (spans);

      keep (block, colours);
      easel_block_row_set_colours (row, colours);
    }
}

static gboolean on_idle_cb (gpointer data);

static gboolean
on_due_cb (gpointer data)
{
  source = g_idle_add_full (G_PRIORITY_LOW, on_idle_cb, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_idle_cb (gpointer data)
{
  Waiting *first = g_queue_peek_head (&waiting);
  gint64 now = g_get_monotonic_time ();
  g_autoptr (EaselBlockRow) row = NULL;

  source = 0;
  if (first == NULL)
    return G_SOURCE_REMOVE;
  row = g_weak_ref_get (&first->row);
  if (row != NULL && easel_block_row_get_block (row) == first->block)
    {
      if (first->due > now)
        {
          source = g_timeout_add ((guint) ((first->due - now) / 1000) + 1, on_due_cb, NULL);
          return G_SOURCE_REMOVE;
        }
      serve (row, first->block);
    }
  free_waiting (g_queue_pop_head (&waiting));
  if (!g_queue_is_empty (&waiting))
    source = g_idle_add_full (G_PRIORITY_LOW, on_idle_cb, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 first = ((const Waiting *) a)->due, second = ((const Waiting *) b)->due;

  return first < second ? -1 : first > second;
}

/**
 * easel_highlight_row:
 * @row: a row that has just got its block
 * @is_growing: whether the text is about to change
 *
 * Gives code its colours: a prompt's at once, others when there is time. A row whose
 * text grows gets them, and its name for screen readers, when it has not grown for a
 * while.
 */
void
easel_highlight_row (EaselBlockRow *row, gboolean is_growing)
{
  EaselBlock *block = easel_block_row_get_block (row);
  EaselCodeColours *colours;
  Waiting *own;

  if (block == NULL || (!is_growing && block->kind != EASEL_BLOCK_CODE))
    return;
  if (easel_code_colours_is_prompt (block))
    {
      g_autoptr (EaselCodeColours) prompt = easel_code_colours_new_prompt (block->text);

      if (!easel_code_colours_is_empty (prompt))
        easel_block_row_set_colours (row, prompt);
      if (!is_growing)
        return;
    }
  colours = find_known (block);
  if (colours != NULL)
    {
      easel_block_row_set_colours (row, colours);
      return;
    }
  own = g_new0 (Waiting, 1);
  g_weak_ref_init (&own->row, row);
  own->block = easel_block_ref (block);
  own->due = g_get_monotonic_time () + (is_growing ? QUIET_MS * 1000 : 0);
  g_queue_insert_sorted (&waiting, own, compare_due, NULL);
  /* What grows comes here with each frame: only the last of it counts. */
  for (GList *item = waiting.head; item != NULL;)
    {
      Waiting *other = item->data;
      GList *next = item->next;
      g_autoptr (EaselBlockRow) of = g_weak_ref_get (&other->row);

      if (other != own && (of == row || of == NULL))
        {
          free_waiting (other);
          g_queue_delete_link (&waiting, item);
        }
      item = next;
    }
  g_clear_handle_id (&source, g_source_remove);
  source = g_idle_add_full (G_PRIORITY_LOW, on_idle_cb, NULL, NULL);
}
