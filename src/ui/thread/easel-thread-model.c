// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-model.h"

#include "easel-markdown.h"

/* Messages whose blocks are kept beyond those in view. */
#define READ_MAX 64
/* What rows other than blocks are high until they were measured. */
#define EXTRA_HEIGHT 30
#define BLOCK_GAP 9
/* A text of more bytes is read in a thread. */
#define LARGE (128 * 1024)
/* Bytes of a block, where nobody counted them. */
#define USUAL_BLOCK 200

typedef struct
{
  guint n_blocks;
  guint length;
  int height; /* 0 before it was asked for, negative while it is a guess */
  guint8 kinds;
  guint8 voice;
} Entry;

/* A message that was looked at. */
typedef struct
{
  EaselThreadModel *model;
  gpointer message;        /* owned */
  EaselMarkdown *markdown; /* NULL until there is a text */
  gulong notified;
  guint position;
  guint64 used;
  gboolean asked;
  gboolean in_thread;
  gboolean streams;
} Read;

struct _EaselThreadModel
{
  GObject parent_instance;

  GListModel *messages;
  const EaselThreadSource *source;
  EaselThreadRows rows;
  gpointer rows_data;
  GDestroyNotify rows_destroy;

  GArray *entries;  /* Entry, one a message */
  GHashTable *read; /* message → Read */
  guint64 clock;

  int width;
  double char_width;
  double line_height;
};

G_DEFINE_FINAL_TYPE (EaselThreadModel, easel_thread_model, G_TYPE_OBJECT)

enum
{
  CHANGED,
  MESSAGES_CHANGED,
  GROWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Entry *
get_entry (EaselThreadModel *self, guint message)
{
  g_assert (message < self->entries->len);
  return &g_array_index (self->entries, Entry, message);
}

static void
free_read (gpointer data)
{
  Read *read = data;

  g_signal_handler_disconnect (read->message, read->notified);
  g_object_unref (read->message);
  g_clear_pointer (&read->markdown, easel_markdown_free);
  g_free (read);
}

static guint
get_kinds (EaselThreadModel *self, gpointer message)
{
  return self->rows.get_kinds != NULL ? self->rows.get_kinds (message, self->rows_data)
                                      : 1u << EASEL_THREAD_ROW_BLOCK;
}

static void
fill_entry (EaselThreadModel *self, guint position)
{
  Entry *entry = get_entry (self, position);
  EaselThreadOutline outline = { 0 };

  if (self->source->get_outline != NULL)
    self->source->get_outline (self->messages, position, &outline);
  else
    {
      g_autoptr (GObject) message = g_list_model_get_item (self->messages, position);

      outline.voice = self->source->get_voice (message);
      outline.n_blocks = self->source->get_n_blocks (message);
      outline.length = self->source->get_length (message);
    }
  entry->length = (guint) MIN (outline.length, G_MAXINT);
  entry->n_blocks = outline.n_blocks;
  if (entry->n_blocks == 0 && entry->length > 0)
    entry->n_blocks = 1 + entry->length / USUAL_BLOCK;
  entry->height = 0;
  entry->voice = (guint8) outline.voice;
  entry->kinds = 1u << EASEL_THREAD_ROW_BLOCK;
}

static guint
count_blocks (const Entry *entry)
{
  return (entry->kinds & (1u << EASEL_THREAD_ROW_BLOCK)) != 0 ? entry->n_blocks : 0;
}

static guint
count_others (const Entry *entry)
{
  return (guint) __builtin_popcount (entry->kinds & ~(1u << EASEL_THREAD_ROW_BLOCK));
}

/* After the blocks of a message became others. */
static void
note_blocks (Read *read)
{
  EaselThreadModel *self = read->model;
  Entry *entry = get_entry (self, read->position);

  entry->n_blocks = easel_markdown_get_n_blocks (read->markdown);
  entry->height = 0;
  if (!self->source->is_streaming (read->message) && self->source->note_n_blocks != NULL &&
      self->source->get_n_blocks (read->message) != entry->n_blocks)
    self->source->note_n_blocks (read->message, entry->n_blocks);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer text, GCancellable *cancellable)
{
  EaselMarkdown *markdown = easel_markdown_new ();
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  easel_markdown_update (markdown, data, length);
  g_task_return_pointer (task, markdown, (GDestroyNotify) easel_markdown_free);
}

static gboolean read_text (Read *read);

static void
on_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  EaselThreadModel *self = EASEL_THREAD_MODEL (object);
  g_autoptr (GObject) message = data;
  g_autoptr (EaselMarkdown) markdown = g_task_propagate_pointer (G_TASK (result), NULL);
  Read *read = self->read != NULL ? g_hash_table_lookup (self->read, message) : NULL;

  if (read == NULL || !read->in_thread || markdown == NULL)
    return;
  read->in_thread = FALSE;
  read->markdown = g_steal_pointer (&markdown);
  note_blocks (read);
  /* What came meanwhile. */
  read_text (read);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
begin_reading (Read *read, const char *text, gsize length)
{
  g_autoptr (GTask) task = g_task_new (read->model, NULL, on_read_cb, g_object_ref (read->message));

  read->in_thread = TRUE;
  g_task_set_task_data (task, g_bytes_new (text, length), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_thread);
}

/* Reads what came of a text; whether anything changed. */
static gboolean
read_text (Read *read)
{
  EaselThreadModel *self = read->model;
  const char *text = self->source->get_text (read->message);
  gsize length;
  guint before, first;

  if (text == NULL || read->in_thread)
    return FALSE;
  length = self->source->get_length (read->message);
  if (read->markdown == NULL && length > LARGE)
    {
      begin_reading (read, text, length);
      return FALSE;
    }
  if (read->markdown == NULL)
    read->markdown = easel_markdown_new ();
  before = easel_markdown_get_n_blocks (read->markdown);
  first = easel_markdown_update (read->markdown, text, length);
  if (first == easel_markdown_get_n_blocks (read->markdown) && before == first)
    {
      get_entry (self, read->position)->n_blocks = before;
      return FALSE;
    }
  note_blocks (read);
  return TRUE;
}

static gboolean
refresh (Read *read)
{
  EaselThreadModel *self = read->model;
  Entry *entry = get_entry (self, read->position);
  guint8 kinds = (guint8) get_kinds (self, read->message);
  gboolean changed = kinds != entry->kinds;

  if (changed)
    entry->height = 0;
  entry->kinds = kinds;
  return changed;
}

static void
on_message_notify_cb (GObject *message, GParamSpec *pspec, Read *read)
{
  EaselThreadModel *self = read->model;
  gboolean streamed = read->streams;
  gboolean grown = read_text (read);
  gboolean changed = refresh (read);

  read->streams = self->source->is_streaming (read->message);
  /* The end is news, too: what was not a whole sentence before is one now. */
  if (grown || streamed != read->streams)
    g_signal_emit (self, signals[GROWN], 0, read->position);
  if (grown || changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static Read *
look_at (EaselThreadModel *self, guint position)
{
  g_autoptr (GObject) message = g_list_model_get_item (self->messages, position);
  Read *read = g_hash_table_lookup (self->read, message);

  if (read == NULL)
    {
      read = g_new0 (Read, 1);
      read->model = self;
      read->position = position;
      read->notified = g_signal_connect (message, "notify", G_CALLBACK (on_message_notify_cb), read);
      read->message = g_steal_pointer (&message);
      read->streams = self->source->is_streaming (read->message);
      g_hash_table_insert (self->read, read->message, read);
      refresh (read);
    }
  read->used = ++self->clock;
  return read;
}

static void
on_items_changed_cb (EaselThreadModel *self, guint position, guint removed, guint added)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->read);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Read *read = value;

      if (read->position >= position && read->position < position + removed)
        g_hash_table_iter_remove (&iter);
      else if (read->position >= position + removed)
        read->position += added - removed;
    }
  if (removed > 0)
    g_array_remove_range (self->entries, position, removed);
  if (added > 0 && position == self->entries->len)
    g_array_set_size (self->entries, self->entries->len + added);
  else if (added > 0)
    {
      g_autofree Entry *empty = g_new0 (Entry, added);

      g_array_insert_vals (self->entries, position, empty, added);
    }
  for (guint i = position; i < position + added; i++)
    fill_entry (self, i);
  g_signal_emit (self, signals[MESSAGES_CHANGED], 0, position, removed, added);
}

static void
easel_thread_model_dispose (GObject *object)
{
  EaselThreadModel *self = EASEL_THREAD_MODEL (object);

  g_clear_pointer (&self->read, g_hash_table_unref);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_object (&self->messages);
  if (self->rows_destroy != NULL)
    self->rows_destroy (self->rows_data);
  self->rows_destroy = NULL;
  G_OBJECT_CLASS (easel_thread_model_parent_class)->dispose (object);
}

static void
easel_thread_model_finalize (GObject *object)
{
  EaselThreadModel *self = EASEL_THREAD_MODEL (object);

  g_array_unref (self->entries);
  G_OBJECT_CLASS (easel_thread_model_parent_class)->finalize (object);
}

static void
easel_thread_model_class_init (EaselThreadModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_thread_model_dispose;
  object_class->finalize = easel_thread_model_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[MESSAGES_CHANGED] =
      g_signal_new ("messages-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[GROWN] = g_signal_new ("grown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
easel_thread_model_init (EaselThreadModel *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  self->read = g_hash_table_new_full (NULL, NULL, NULL, free_read);
  self->width = 600;
  self->char_width = 8;
  self->line_height = 22;
}

EaselThreadModel *
easel_thread_model_new (void)
{
  return g_object_new (EASEL_TYPE_THREAD_MODEL, NULL);
}

/**
 * easel_thread_model_set_rows:
 * @self: a model
 * @rows: (nullable): the rows that are not blocks
 * @data: given to its functions
 * @destroy: (nullable): for @data
 *
 * To be called before the messages are set.
 */
void
easel_thread_model_set_rows (EaselThreadModel *self,
                             const EaselThreadRows *rows,
                             gpointer data,
                             GDestroyNotify destroy)
{
  g_return_if_fail (EASEL_IS_THREAD_MODEL (self));

  if (self->rows_destroy != NULL)
    self->rows_destroy (self->rows_data);
  self->rows = rows != NULL ? *rows : (EaselThreadRows) { 0 };
  self->rows_data = data;
  self->rows_destroy = destroy;
}

/**
 * easel_thread_model_set_messages:
 * @self: a model
 * @messages: (nullable): the messages, first to last
 * @source: how they are read; it lives longer
 */
void
easel_thread_model_set_messages (EaselThreadModel *self,
                                 GListModel *messages,
                                 const EaselThreadSource *source)
{
  guint removed = self->entries->len;

  g_return_if_fail (EASEL_IS_THREAD_MODEL (self));

  g_hash_table_remove_all (self->read);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_set_object (&self->messages, messages);
  self->source = source;
  g_array_set_size (self->entries, 0);
  if (messages != NULL)
    {
      g_array_set_size (self->entries, g_list_model_get_n_items (messages));
      for (guint i = 0; i < self->entries->len; i++)
        fill_entry (self, i);
      g_signal_connect_object (messages, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_emit (self, signals[MESSAGES_CHANGED], 0, 0, removed, self->entries->len);
}

const EaselThreadSource *
easel_thread_model_get_source (EaselThreadModel *self)
{
  return self->source;
}

const EaselThreadRows *
easel_thread_model_get_rows (EaselThreadModel *self, gpointer *data)
{
  *data = self->rows_data;
  return &self->rows;
}

guint
easel_thread_model_get_n_messages (EaselThreadModel *self)
{
  return self->entries->len;
}

/**
 * easel_thread_model_complete:
 * @self: a model
 *
 * Has messages that are not yet in the list put in front of the others.
 *
 * Returns: (transfer full): resolves when all are there
 */
DexFuture *
easel_thread_model_complete (EaselThreadModel *self)
{
  if (self->messages == NULL || self->source->complete == NULL)
    return dex_future_new_true ();
  return self->source->complete (self->messages);
}

/**
 * easel_thread_model_get_message:
 * @self: a model
 * @message: less than the number of messages
 *
 * Returns: (transfer none): the message, which the list holds
 */
gpointer
easel_thread_model_get_message (EaselThreadModel *self, guint message)
{
  return look_at (self, message)->message;
}

/**
 * easel_thread_model_find:
 * @self: a model
 * @message: a message
 * @position: (out): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
easel_thread_model_find (EaselThreadModel *self, gpointer message, guint *position)
{
  Read *read = g_hash_table_lookup (self->read, message);

  if (read != NULL)
    {
      *position = read->position;
      return TRUE;
    }
  if (self->source->find != NULL)
    return self->source->find (self->messages, message, position);
  for (guint i = self->entries->len; i > 0; i--)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->messages, i - 1);

      if (item == message)
        {
          *position = i - 1;
          return TRUE;
        }
    }
  return FALSE;
}

EaselThreadVoice
easel_thread_model_get_voice (EaselThreadModel *self, guint message)
{
  return get_entry (self, message)->voice;
}

guint
easel_thread_model_get_n_blocks (EaselThreadModel *self, guint message)
{
  return count_blocks (get_entry (self, message));
}

/* How many rows come before its blocks. */
guint
easel_thread_model_get_first_block (EaselThreadModel *self, guint message)
{
  guint before = get_entry (self, message)->kinds & ((1u << EASEL_THREAD_ROW_BLOCK) - 1);

  return (guint) __builtin_popcount (before);
}

guint
easel_thread_model_get_n_rows (EaselThreadModel *self, guint message)
{
  const Entry *entry = get_entry (self, message);

  return count_others (entry) + count_blocks (entry);
}

EaselThreadRowKind
easel_thread_model_get_kind (EaselThreadModel *self, EaselThreadPlace place)
{
  const Entry *entry = get_entry (self, place.message);
  guint first = easel_thread_model_get_first_block (self, place.message);
  guint n;

  if (place.row >= first && place.row < first + count_blocks (entry))
    return EASEL_THREAD_ROW_BLOCK;
  n = place.row < first ? place.row : place.row - count_blocks (entry);
  for (guint kind = 0; kind < EASEL_THREAD_N_ROW_KINDS; kind++)
    if (kind != EASEL_THREAD_ROW_BLOCK && (entry->kinds & (1u << kind)) != 0 && n-- == 0)
      return kind;
  return EASEL_THREAD_ROW_FOOTER;
}

/* Whether its text was read. */
gboolean
easel_thread_model_is_known (EaselThreadModel *self, guint message)
{
  return look_at (self, message)->markdown != NULL;
}

/**
 * easel_thread_model_ensure:
 * @self: a model
 * @message: less than the number of messages
 *
 * Has a message's text loaded and read. Its number of rows may be another then.
 *
 * Returns: whether its blocks are known now
 */
gboolean
easel_thread_model_ensure (EaselThreadModel *self, guint message)
{
  Read *read = look_at (self, message);

  if (read->markdown != NULL)
    return TRUE;
  read_text (read);
  if (read->markdown == NULL && !read->asked)
    {
      /* Loading may notify at once. */
      g_autoptr (GObject) keep = g_object_ref (read->message);

      read->asked = TRUE;
      if (self->source->load != NULL)
        dex_future_disown (self->source->load (keep));
    }
  return read->markdown != NULL;
}

/**
 * easel_thread_model_get_block:
 * @self: a model
 * @place: a row that is a block
 *
 * Returns: (transfer none) (nullable): the block; %NULL until it is known
 */
EaselBlock *
easel_thread_model_get_block (EaselThreadModel *self, EaselThreadPlace place)
{
  Read *read = look_at (self, place.message);
  guint index = place.row - easel_thread_model_get_first_block (self, place.message);

  if (read->markdown == NULL || index >= easel_markdown_get_n_blocks (read->markdown))
    return NULL;
  return easel_markdown_get_block (read->markdown, index);
}

/**
 * easel_thread_model_update:
 * @self: a model
 * @message: one of its messages
 *
 * Asks again which rows the message has.
 */
void
easel_thread_model_update (EaselThreadModel *self, gpointer message)
{
  guint position;

  g_return_if_fail (EASEL_IS_THREAD_MODEL (self));

  if (easel_thread_model_find (self, message, &position) && refresh (look_at (self, position)))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * easel_thread_model_forget:
 * @self: a model
 * @first: first message in view
 * @last: last message in view
 *
 * Lets go of blocks that are far away, if there are many.
 */
void
easel_thread_model_forget (EaselThreadModel *self, guint first, guint last)
{
  guint64 oldest = self->clock > READ_MAX ? self->clock - READ_MAX : 0;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->read) <= 2 * READ_MAX)
    return;
  g_hash_table_iter_init (&iter, self->read);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Read *read = value;

      if ((read->position + READ_MAX / 2 < first || read->position > last + READ_MAX / 2) &&
          read->used < oldest && !self->source->is_streaming (read->message))
        g_hash_table_iter_remove (&iter);
    }
}

guint
easel_thread_model_count_read (EaselThreadModel *self)
{
  return g_hash_table_size (self->read);
}

/* ---- heights ---- */

/* As measured, or as it may become: so many characters in lines of this width. */
int
easel_thread_model_get_height (EaselThreadModel *self, guint message)
{
  Entry *entry = get_entry (self, message);

  if (entry->height == 0)
    {
      double lines = entry->length * self->char_width / MAX (self->width, 50);

      entry->height =
          -(int) (lines * self->line_height + entry->n_blocks * (self->line_height / 2 + BLOCK_GAP) +
                  count_others (entry) * EXTRA_HEIGHT + 12);
    }
  return ABS (entry->height);
}

void
easel_thread_model_set_height (EaselThreadModel *self, guint message, int height)
{
  get_entry (self, message)->height = height;
}

/**
 * easel_thread_model_forget_heights:
 * @self: a model
 * @width: the width of a line, px
 * @char_width: of a character, px
 * @line_height: px
 */
void
easel_thread_model_forget_heights (EaselThreadModel *self, int width, double char_width, double line_height)
{
  self->width = width;
  self->char_width = char_width;
  self->line_height = line_height;
  for (guint i = 0; i < self->entries->len; i++)
    get_entry (self, i)->height = 0;
}

/* The heights of the first messages. */
double
easel_thread_model_sum_heights (EaselThreadModel *self, guint n_messages)
{
  double sum = 0;

  for (guint i = 0; i < n_messages; i++)
    sum += easel_thread_model_get_height (self, i);
  return sum;
}

/* The message that is so many px below the first one's top. */
guint
easel_thread_model_find_height (EaselThreadModel *self, double height, double *rest)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      int own = easel_thread_model_get_height (self, i);

      if (height < own || i + 1 == self->entries->len)
        {
          *rest = height;
          return i;
        }
      height -= own;
    }
  *rest = 0;
  return 0;
}
