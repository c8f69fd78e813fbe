// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-private.h"

/**
 * EaselPrompt:
 *
 * One prompt as a list shows it: its title, a line of its text, how many
 * revisions it has and when it was last changed.
 */
struct _EaselPrompt
{
  GObject parent_instance;

  gint64 id;
  char *title;
  char *snippet;
  guint n_revisions;
  gint64 updated;
};

G_DEFINE_FINAL_TYPE (EaselPrompt, easel_prompt, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SNIPPET,
  PROP_N_REVISIONS,
  PROP_UPDATED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
easel_prompt_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselPrompt *self = EASEL_PROMPT (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SNIPPET:
      g_value_set_string (value, self->snippet);
      break;
    case PROP_N_REVISIONS:
      g_value_set_uint (value, self->n_revisions);
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_prompt_finalize (GObject *object)
{
  EaselPrompt *self = EASEL_PROMPT (object);

  g_free (self->title);
  g_free (self->snippet);

  G_OBJECT_CLASS (easel_prompt_parent_class)->finalize (object);
}

static void
easel_prompt_class_init (EaselPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_prompt_get_property;
  object_class->finalize = easel_prompt_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SNIPPET] =
      g_param_spec_string ("snippet", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_REVISIONS] = g_param_spec_uint ("n-revisions", NULL, NULL, 0, G_MAXUINT, 0,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UPDATED] =
      g_param_spec_int64 ("updated", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_prompt_init (EaselPrompt *self)
{
  self->title = g_strdup ("");
  self->snippet = g_strdup ("");
}

EaselPrompt *
_easel_prompt_new (gint64 id)
{
  EaselPrompt *self = g_object_new (EASEL_TYPE_PROMPT, NULL);

  self->id = id;
  return self;
}

/* Returns whether anything changed. */
gboolean
_easel_prompt_update (
    EaselPrompt *self, const char *title, const char *snippet, guint n_revisions, gint64 updated)
{
  gboolean changed = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_str (&self->title, title))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
      changed = TRUE;
    }
  if (g_set_str (&self->snippet, snippet))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SNIPPET]);
      changed = TRUE;
    }
  if (self->n_revisions != n_revisions)
    {
      self->n_revisions = n_revisions;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_REVISIONS]);
      changed = TRUE;
    }
  if (self->updated != updated)
    {
      self->updated = updated;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED]);
      changed = TRUE;
    }
  g_object_thaw_notify (G_OBJECT (self));
  return changed;
}

gint64
easel_prompt_get_id (EaselPrompt *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT (self), 0);

  return self->id;
}

/**
 * easel_prompt_get_title:
 * @self: a prompt
 *
 * Returns: (transfer none): the title, "" if the user gave none
 */
const char *
easel_prompt_get_title (EaselPrompt *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT (self), NULL);

  return self->title;
}

/**
 * easel_prompt_get_snippet:
 * @self: a prompt
 *
 * Returns: (transfer none): the beginning of the prompt's text on one line
 */
const char *
easel_prompt_get_snippet (EaselPrompt *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT (self), NULL);

  return self->snippet;
}

guint
easel_prompt_get_n_revisions (EaselPrompt *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT (self), 0);

  return self->n_revisions;
}

/**
 * easel_prompt_get_updated:
 * @self: a prompt
 *
 * Returns: when the prompt was last changed, microseconds UTC
 */
gint64
easel_prompt_get_updated (EaselPrompt *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT (self), 0);

  return self->updated;
}
