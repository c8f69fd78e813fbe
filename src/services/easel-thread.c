// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-private.h"

/* Temperatures are kept in thousandths. */
#define THOUSAND 1000.0

struct _EaselThread
{
  GObject parent_instance;

  EaselThreadRow *row;
};

G_DEFINE_FINAL_TYPE (EaselThread, easel_thread, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_PINNED,
  PROP_FOLDER,
  PROP_UPDATED_AT,
  PROP_MODEL,
  PROP_COST,
  PROP_ANSWERING,
  PROP_UNREAD,
  PROP_OPTIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
easel_thread_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselThread *self = EASEL_THREAD (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->row->title);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->row->pinned);
      break;
    case PROP_FOLDER:
      g_value_set_string (value, self->row->folder);
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, self->row->updated_at);
      break;
    case PROP_MODEL:
      g_value_set_string (value, self->row->model);
      break;
    case PROP_COST:
      g_value_set_int64 (value, easel_thread_get_cost (self));
      break;
    case PROP_ANSWERING:
      g_value_set_boolean (value, easel_thread_is_answering (self));
      break;
    case PROP_UNREAD:
      g_value_set_boolean (value, easel_thread_is_unread (self));
      break;
    case PROP_OPTIONS:
      g_value_set_boolean (value, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_thread_finalize (GObject *object)
{
  EaselThread *self = EASEL_THREAD (object);

  g_clear_pointer (&self->row, easel_thread_row_unref);

  G_OBJECT_CLASS (easel_thread_parent_class)->finalize (object);
}

static void
easel_thread_class_init (EaselThreadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_thread_get_property;
  object_class->finalize = easel_thread_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, "", flags);
  properties[PROP_UPDATED_AT] = g_param_spec_int64 ("updated-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);
  properties[PROP_COST] = g_param_spec_int64 ("cost", NULL, NULL, -1, G_MAXINT64, 0, flags);
  properties[PROP_ANSWERING] = g_param_spec_boolean ("answering", NULL, NULL, FALSE, flags);
  properties[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, flags);
  properties[PROP_OPTIONS] = g_param_spec_boolean ("options", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_thread_init (EaselThread *self)
{
}

EaselThread *
_easel_thread_new (EaselThreadRow *row)
{
  EaselThread *self = g_object_new (EASEL_TYPE_THREAD, NULL);

  self->row = easel_thread_row_ref (row);
  return self;
}

EaselThreadRow *
_easel_thread_get_row (EaselThread *self)
{
  return self->row;
}

static gboolean
is_unread (const EaselThreadRow *row)
{
  return row->answered_at > row->read_at && row->answering == 0;
}

void
_easel_thread_update (EaselThread *self, EaselThreadRow *row)
{
  g_autoptr (EaselThreadRow) old = g_steal_pointer (&self->row);
  const gboolean changed[N_PROPS] = {
    [PROP_TITLE] = g_strcmp0 (old->title, row->title) != 0,
    [PROP_PINNED] = old->pinned != row->pinned,
    [PROP_FOLDER] = g_strcmp0 (old->folder, row->folder) != 0,
    [PROP_UPDATED_AT] = old->updated_at != row->updated_at,
    [PROP_MODEL] = g_strcmp0 (old->model, row->model) != 0,
    [PROP_COST] = old->cost != row->cost || old->unknown_costs != row->unknown_costs,
    [PROP_ANSWERING] = (old->answering > 0) != (row->answering > 0),
    [PROP_UNREAD] = is_unread (old) != is_unread (row),
    [PROP_OPTIONS] = g_strcmp0 (old->model, row->model) != 0 ||
                     g_strcmp0 (old->system_prompt, row->system_prompt) != 0 ||
                     old->temperature != row->temperature || old->max_tokens != row->max_tokens ||
                     old->role_id != row->role_id,
  };

  self->row = easel_thread_row_ref (row);
  for (guint i = 1; i < N_PROPS; i++)
    if (changed[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

gint64
easel_thread_get_id (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->id;
}

/**
 * easel_thread_get_title:
 * @self: a thread
 *
 * Returns: (transfer none): its name, or its first line; "" before anything was
 *   said
 */
const char *
easel_thread_get_title (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), NULL);

  return self->row->title;
}

gboolean
easel_thread_is_pinned (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), FALSE);

  return self->row->pinned;
}

/**
 * easel_thread_get_folder:
 * @self: a thread
 *
 * Returns: (transfer none): where it is kept, "" for none
 */
const char *
easel_thread_get_folder (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), NULL);

  return self->row->folder;
}

gint64
easel_thread_get_updated_at (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->updated_at;
}

/**
 * easel_thread_get_deleted_at:
 * @self: a thread
 *
 * Returns: when it was put into the trash, 0 among the living
 */
gint64
easel_thread_get_deleted_at (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->deleted_at;
}

guint
easel_thread_get_n_messages (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return (guint) self->row->message_count;
}

/**
 * easel_thread_get_model:
 * @self: a thread
 *
 * Returns: (transfer none) (nullable): PROVIDER:MODEL that answers, %NULL for the
 *   default one
 */
const char *
easel_thread_get_model (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), NULL);

  return self->row->model;
}

/**
 * easel_thread_get_system_prompt:
 * @self: a thread
 *
 * Returns: (transfer none): what models are told before the first message, may
 *   be empty
 */
const char *
easel_thread_get_system_prompt (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), NULL);

  return self->row->system_prompt;
}

/**
 * easel_thread_get_temperature:
 * @self: a thread
 *
 * Returns: sampling temperature, -1 if not set
 */
double
easel_thread_get_temperature (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), -1);

  return self->row->temperature >= 0 ? (double) self->row->temperature / THOUSAND : -1;
}

guint
easel_thread_get_max_tokens (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return (guint) self->row->max_tokens;
}

gint64
easel_thread_get_role_id (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->role_id;
}

/**
 * easel_thread_get_prompt_id:
 * @self: a thread
 *
 * Returns: the prompt that it is about, 0 for none
 */
gint64
easel_thread_get_prompt_id (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->prompt_id;
}

gint64
easel_thread_get_revision_id (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), 0);

  return self->row->revision_id;
}

/**
 * easel_thread_get_cost:
 * @self: a thread
 *
 * Returns: millionths of a US dollar, of answers that were deleted too; -1 if
 *   that of one is not known
 */
gint64
easel_thread_get_cost (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), -1);

  return self->row->unknown_costs == 0 ? self->row->cost : -1;
}

/**
 * easel_thread_is_answering:
 * @self: a thread
 *
 * Returns: whether an answer is being written, in this process or another
 */
gboolean
easel_thread_is_answering (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), FALSE);

  return self->row->answering > 0;
}

/**
 * easel_thread_is_unread:
 * @self: a thread
 *
 * Returns: whether an answer ended since somebody looked
 */
gboolean
easel_thread_is_unread (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), FALSE);

  return is_unread (self->row);
}

/**
 * easel_thread_get_draft:
 * @self: a thread
 *
 * Returns: (transfer none): what stood in the line where one writes, may be empty
 */
const char *
easel_thread_get_draft (EaselThread *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD (self), NULL);

  return self->row->draft;
}
