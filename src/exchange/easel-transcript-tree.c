// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-tree-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

#define NONE G_MAXUINT

/* An answer of more bytes is not gone on with: what follows is the next message. A
 * file may hold as many parts as it likes, and each is put behind all before it. */
#define LARGEST_JOINED (64 * 1024)

typedef struct
{
  char *id;
  char *parent_id;
  char *covers_id;
  EaselTranscriptMessage *message;
  guint place;
  gboolean joins;

  guint index;
  guint parent;
  guint n_children;
  gboolean loose;
  gboolean shown;
  guint number;
} Node;

struct _EaselTranscriptTree
{
  gboolean strict;
  GPtrArray *nodes;
  GHashTable *by_id;
};

static void
node_free (Node *node)
{
  g_free (node->id);
  g_free (node->parent_id);
  g_free (node->covers_id);
  easel_transcript_message_free (node->message);
  g_free (node);
}

/**
 * easel_transcript_tree_new:
 * @strict: whether a message whose parent is missing is an error; else it begins
 *   a branch of its own
 *
 * Returns: (transfer full): an empty tree
 */
EaselTranscriptTree *
easel_transcript_tree_new (gboolean strict)
{
  EaselTranscriptTree *self = g_new0 (EaselTranscriptTree, 1);

  self->strict = strict;
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * easel_transcript_tree_free:
 * @self: (transfer full) (nullable): a tree
 *
 * Frees it with the messages that were not handed on.
 */
void
easel_transcript_tree_free (EaselTranscriptTree *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

/**
 * easel_transcript_tree_add:
 * @self: a tree
 * @id: what others call it
 * @parent_id: (nullable): the id of the one before it
 * @message: (transfer full) (nullable): the message; %NULL for one that is not
 *   shown, whose children then follow on the one before it
 * @error: return location of an error
 *
 * Returns: %FALSE with %EASEL_ERROR_INVALID_INPUT if there is one with this id
 */
gboolean
easel_transcript_tree_add (EaselTranscriptTree *self,
                           const char *id,
                           const char *parent_id,
                           EaselTranscriptMessage *message,
                           GError **error)
{
  Node *node = g_new0 (Node, 1);

  node->id = g_strdup (id);
  node->parent_id = g_strdup (parent_id);
  node->message = message;
  node->index = self->nodes->len;
  node->place = node->index;
  g_ptr_array_add (self->nodes, node);
  if (g_hash_table_insert (self->by_id, node->id, node))
    return TRUE;

  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("Two of its messages have the same id."));
  return FALSE;
}

/**
 * easel_transcript_tree_set_joins:
 * @self: a tree
 * @id: a message in it
 *
 * Says that it goes on with the answer before it, where nothing branches off
 * between them.
 */
void
easel_transcript_tree_set_joins (EaselTranscriptTree *self, const char *id)
{
  Node *node = g_hash_table_lookup (self->by_id, id);

  if (node != NULL)
    node->joins = TRUE;
}

/**
 * easel_transcript_tree_set_covers:
 * @self: a tree
 * @id: a message in it
 * @covers_id: the last message that it stands for
 */
void
easel_transcript_tree_set_covers (EaselTranscriptTree *self, const char *id, const char *covers_id)
{
  Node *node = g_hash_table_lookup (self->by_id, id);

  if (node != NULL)
    g_set_str (&node->covers_id, covers_id);
}

/**
 * easel_transcript_tree_set_place:
 * @self: a tree
 * @id: what may be a message in it
 * @place: its place among those with the same parent
 */
void
easel_transcript_tree_set_place (EaselTranscriptTree *self, const char *id, guint place)
{
  Node *node = g_hash_table_lookup (self->by_id, id);

  if (node != NULL)
    node->place = place;
}

static Node *
get_node (EaselTranscriptTree *self, guint index)
{
  return g_ptr_array_index (self->nodes, index);
}

static gboolean
link_parents (EaselTranscriptTree *self, GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = get_node (self, i);
      Node *parent = node->parent_id != NULL ? g_hash_table_lookup (self->by_id, node->parent_id) : NULL;

      node->parent = parent != NULL ? parent->index : NONE;
      node->loose = parent == NULL && node->parent_id != NULL;
      if (node->loose && self->strict)
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                               _ ("The message that one of its messages follows is missing."));
          return FALSE;
        }
      if (parent != NULL)
        parent->n_children++;
    }
  return TRUE;
}

/* By parent, those without one first; then by place. */
static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  const Node *first = *(Node *const *) a;
  const Node *second = *(Node *const *) b;
  guint first_parent = first->parent + 1;
  guint second_parent = second->parent + 1;

  if (first_parent != second_parent)
    return first_parent < second_parent ? -1 : 1;
  if (first->place != second->place)
    return first->place < second->place ? -1 : 1;
  return first->index < second->index ? -1 : first->index > second->index;
}

/* A @later part of the same answer. */
static void
join (EaselTranscriptMessage *answer, EaselTranscriptMessage *later)
{
  if (*later->text != '\0')
    {
      char *text = *answer->text != '\0' ? g_strconcat (answer->text, "\n\n", later->text, NULL)
                                         : g_strdup (later->text);

      g_free (answer->text);
      answer->text = text;
    }
  if (later->reasoning != NULL)
    {
      char *reasoning = answer->reasoning != NULL
                            ? g_strconcat (answer->reasoning, "\n\n", later->reasoning, NULL)
                            : g_strdup (later->reasoning);

      g_free (answer->reasoning);
      answer->reasoning = reasoning;
    }
  if (later->reasoning_duration >= 0)
    answer->reasoning_duration = MAX (answer->reasoning_duration, 0) + later->reasoning_duration;
  if (later->model != NULL)
    {
      g_set_str (&answer->model, later->model);
      g_set_str (&answer->model_name, later->model_name);
    }
  answer->state = later->state;
  g_ptr_array_extend_and_steal (answer->files, g_steal_pointer (&later->files));
  later->files = g_ptr_array_new ();
}

static gboolean
has_room (const EaselTranscriptMessage *answer)
{
  return strnlen (answer->text, LARGEST_JOINED) < LARGEST_JOINED &&
         (answer->reasoning == NULL || strnlen (answer->reasoning, LARGEST_JOINED) < LARGEST_JOINED);
}

/* Whether nothing branches off between @node and the answer that it goes on with. */
static gboolean
can_join (EaselTranscriptTree *self, const Node *node)
{
  for (guint at = node->parent; at != NONE; at = get_node (self, at)->parent)
    {
      if (get_node (self, at)->n_children != 1)
        return FALSE;
      if (get_node (self, at)->shown)
        return TRUE;
    }
  return FALSE;
}

/* Hands the message of @node, whose parent had its turn, to @transcript. */
static void
place_node (EaselTranscriptTree *self, Node *node, EaselTranscript *transcript)
{
  guint number = node->parent != NONE ? get_node (self, node->parent)->number : 0;
  EaselTranscriptMessage *before = easel_transcript_get_message (transcript, number);

  node->number = number;
  if (node->message == NULL)
    return;
  node->shown = TRUE;
  if (node->joins && before != NULL && before->kind == EASEL_TRANSCRIPT_ASSISTANT && has_room (before) &&
      can_join (self, node))
    {
      join (before, node->message);
      g_clear_pointer (&node->message, easel_transcript_message_free);
      return;
    }
  node->message->parent = number;
  transcript->n_loose += node->loose;
  g_ptr_array_add (transcript->messages, g_steal_pointer (&node->message));
  node->number = transcript->messages->len;
}

/* Whether the messages stand in an order that needs no other. */
static gboolean
is_ordered (EaselTranscriptTree *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const Node *node = get_node (self, i);

      if (node->place != i || (node->parent != NONE && node->parent >= i))
        return FALSE;
    }
  return TRUE;
}

static gboolean
resolve (EaselTranscriptTree *self, EaselTranscript *transcript, const char *leaf_id, GError **error)
{
  Node *leaf = leaf_id != NULL ? g_hash_table_lookup (self->by_id, leaf_id) : NULL;

  if (leaf == NULL && leaf_id != NULL && self->strict)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The message that is in view is missing."));
      return FALSE;
    }
  transcript->leaf = leaf != NULL ? leaf->number : 0;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = get_node (self, i);
      Node *covers;

      if (node->covers_id == NULL)
        continue;
      covers = g_hash_table_lookup (self->by_id, node->covers_id);
      if (covers == NULL || covers->number == 0 || covers->number >= node->number)
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                               _ ("One of its summaries stands for a message that is not before it."));
          return FALSE;
        }
      easel_transcript_get_message (transcript, node->number)->covers = covers->number;
    }
  return TRUE;
}

/**
 * easel_transcript_tree_finish:
 * @self: a tree; it can only be freed afterwards
 * @transcript: where the messages go, after their parents and in the order of
 *   their branches; in a strict tree as they were added, if that is such an order
 * @leaf_id: (nullable): the message that is in view
 * @error: return location of an error
 *
 * Returns: %FALSE with %EASEL_ERROR_INVALID_INPUT if messages follow each other in
 *   a circle, or one that is named is missing
 */
gboolean
easel_transcript_tree_finish (EaselTranscriptTree *self,
                              EaselTranscript *transcript,
                              const char *leaf_id,
                              GError **error)
{
  guint n_nodes = self->nodes->len;
  g_autofree Node **sorted = g_new (Node *, n_nodes + 1);
  g_autofree guint *first_child = g_new (guint, n_nodes + 1);
  g_autofree guint *stack = g_new (guint, n_nodes + 1);
  guint n_stack = 0;
  guint n_placed = 0;

  if (!link_parents (self, error))
    return FALSE;

  if (self->strict && is_ordered (self))
    {
      for (guint i = 0; i < n_nodes; i++)
        place_node (self, get_node (self, i), transcript);
      return resolve (self, transcript, leaf_id, error);
    }
  for (guint i = 0; i < n_nodes; i++)
    sorted[i] = get_node (self, i);
  qsort (sorted, n_nodes, sizeof *sorted, compare_nodes);
  for (guint i = n_nodes; i > 0; i--)
    first_child[sorted[i - 1]->parent + 1] = i - 1;

  for (guint i = n_nodes; i > 0; i--)
    if (sorted[i - 1]->parent == NONE)
      stack[n_stack++] = i - 1;
  while (n_stack > 0)
    {
      Node *node = sorted[stack[--n_stack]];

      place_node (self, node, transcript);
      n_placed++;
      for (guint i = node->n_children; i > 0; i--)
        stack[n_stack++] = first_child[node->index + 1] + i - 1;
    }
  if (n_placed < n_nodes)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("Its messages follow each other in a circle."));
      return FALSE;
    }
  return resolve (self, transcript, leaf_id, error);
}
