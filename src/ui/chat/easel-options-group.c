// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-options-group.h"

#include <math.h>

#include "easel-paste-guard.h"

#define MOST_TOKENS 10000000

/**
 * EaselOptionsGroup:
 *
 * How a model answers, to be written: what it is told, and its parameters.
 */
struct _EaselOptionsGroup
{
  AdwBin parent_instance;

  /* template */
  GtkTextView *prompt_view;
  AdwEntryRow *temperature_row;
  AdwEntryRow *tokens_row;
};

G_DEFINE_FINAL_TYPE (EaselOptionsGroup, easel_options_group, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* As the user's language writes it, or with a point. */
static gboolean
parse_temperature (const char *text, double *temperature)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));
  char *end = NULL;

  *temperature = -1;
  if (*clean == '\0')
    return TRUE;
  g_strdelimit (clean, ",", '.');
  *temperature = g_ascii_strtod (clean, &end);
  return *end == '\0' && isfinite (*temperature) && *temperature >= 0 && *temperature <= 2;
}

static gboolean
parse_tokens (const char *text, guint *tokens)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));
  guint64 value = 0;

  *tokens = 0;
  if (*clean == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (clean, 10, 1, MOST_TOKENS, &value, NULL))
    return FALSE;
  *tokens = (guint) value;
  return TRUE;
}

static void
mark (AdwEntryRow *row, gboolean right)
{
  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               right ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static void
on_changed_cb (EaselOptionsGroup *self)
{
  double temperature;
  guint tokens;

  mark (self->temperature_row,
        parse_temperature (gtk_editable_get_text (GTK_EDITABLE (self->temperature_row)), &temperature));
  mark (self->tokens_row, parse_tokens (gtk_editable_get_text (GTK_EDITABLE (self->tokens_row)), &tokens));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
easel_options_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_OPTIONS_GROUP);

  G_OBJECT_CLASS (easel_options_group_parent_class)->dispose (object);
}

static void
easel_options_group_class_init (EaselOptionsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_options_group_dispose;

  /**
   * EaselOptionsGroup::changed:
   *
   * The user wrote something.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/chat/easel-options-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselOptionsGroup, prompt_view);
  gtk_widget_class_bind_template_child (widget_class, EaselOptionsGroup, temperature_row);
  gtk_widget_class_bind_template_child (widget_class, EaselOptionsGroup, tokens_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
easel_options_group_init (EaselOptionsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  easel_paste_guard_attach (self->prompt_view);
  g_signal_connect_object (gtk_text_view_get_buffer (self->prompt_view), "changed",
                           G_CALLBACK (on_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * easel_options_group_set:
 * @self: the group
 * @system_prompt: (nullable): what the model is told
 * @temperature: negative if not set
 * @max_tokens: 0 if not set
 */
void
easel_options_group_set (EaselOptionsGroup *self,
                         const char *system_prompt,
                         double temperature,
                         guint max_tokens)
{
  g_autofree char *tokens = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

  g_return_if_fail (EASEL_IS_OPTIONS_GROUP (self));

  if (temperature >= 0)
    g_ascii_formatd (number, sizeof number, "%.3g", temperature);
  tokens = max_tokens > 0 ? g_strdup_printf ("%u", max_tokens) : g_strdup ("");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->prompt_view),
                            system_prompt != NULL ? system_prompt : "", -1);
  gtk_editable_set_text (GTK_EDITABLE (self->temperature_row), number);
  gtk_editable_set_text (GTK_EDITABLE (self->tokens_row), tokens);
}

/**
 * easel_options_group_get:
 * @self: the group
 * @system_prompt: (out) (transfer full): what the model is told
 * @temperature: (out): negative if not set
 * @max_tokens: (out): 0 if not set
 *
 * Returns: whether what is written makes sense
 */
gboolean
easel_options_group_get (EaselOptionsGroup *self,
                         char **system_prompt,
                         double *temperature,
                         guint *max_tokens)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  gboolean right;

  g_return_val_if_fail (EASEL_IS_OPTIONS_GROUP (self), FALSE);

  buffer = gtk_text_view_get_buffer (self->prompt_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  *system_prompt = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
  right = parse_temperature (gtk_editable_get_text (GTK_EDITABLE (self->temperature_row)), temperature);
  return parse_tokens (gtk_editable_get_text (GTK_EDITABLE (self->tokens_row)), max_tokens) && right;
}
