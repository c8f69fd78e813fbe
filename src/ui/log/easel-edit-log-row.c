// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-log-row.h"

#include <glib/gi18n.h>

#include "easel-format.h"

/**
 * EaselEditLogRow:
 *
 * One call of a model in the log's list.
 */
struct _EaselEditLogRow
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *instruction_label;
  GtkLabel *caption_label;
  GtkImage *outcome_icon;
  GtkLabel *outcome_label;
};

G_DEFINE_FINAL_TYPE (EaselEditLogRow, easel_edit_log_row, ADW_TYPE_BIN)

typedef struct
{
  const char *value;
  const char *icon_name;
  const char *word;
} Word;

/* A call that did not finish has nothing to decide about. */
static const Word states[] = {
  { "running", "content-loading-symbolic", NC_ ("outcome", "Running") },
  { "failed", "dialog-warning-symbolic", NC_ ("outcome", "Failed") },
  { "stopped-by-budget", "media-playback-stop-symbolic", NC_ ("outcome", "Stopped by the budget") },
  { "stopped", "media-playback-stop-symbolic", NC_ ("outcome", "Stopped") },
  { "cut", "media-playback-stop-symbolic", NC_ ("outcome", "Cut off") },
};

static const Word outcomes[] = {
  { "taken", "object-select-symbolic", NC_ ("outcome", "Taken") },
  { "partly", "object-select-symbolic", NC_ ("outcome", "Partly taken") },
  { "dismissed", "window-close-symbolic", NC_ ("outcome", "Dismissed") },
};

static const Word *
find_word (const Word *words, gsize n_words, const char *value)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].value, value) == 0)
      return &words[i];
  return NULL;
}

/**
 * easel_edit_log_row_name_outcome:
 * @interaction: a call
 * @icon_name: (out) (optional) (nullable): a sign for it
 *
 * Returns: what became of the call, as a word
 */
const char *
easel_edit_log_row_name_outcome (EaselInteraction *interaction, const char **icon_name)
{
  const Word *word =
      find_word (outcomes, G_N_ELEMENTS (outcomes), easel_interaction_get_outcome (interaction));

  if (word == NULL)
    word = find_word (states, G_N_ELEMENTS (states), easel_interaction_get_state (interaction));
  if (icon_name != NULL)
    *icon_name = word != NULL ? word->icon_name : NULL;
  return word != NULL ? g_dpgettext2 (NULL, "outcome", word->word) : C_ ("outcome", "Not decided");
}

/**
 * easel_edit_log_row_name_call:
 * @interaction: a call
 *
 * Returns: (transfer full): its instruction on one line
 */
char *
easel_edit_log_row_name_call (EaselInteraction *interaction)
{
  const char *instruction = easel_interaction_get_instruction (interaction);
  g_autofree char *line = g_strdup (instruction != NULL ? instruction : "");

  g_strdelimit (line, "\n\r\t", ' ');
  g_strstrip (line);
  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_ ("No Instruction"));
}

static void
easel_edit_log_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_EDIT_LOG_ROW);

  G_OBJECT_CLASS (easel_edit_log_row_parent_class)->dispose (object);
}

static void
easel_edit_log_row_class_init (EaselEditLogRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_edit_log_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/log/easel-edit-log-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogRow, instruction_label);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogRow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogRow, outcome_icon);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogRow, outcome_label);
}

static void
easel_edit_log_row_init (EaselEditLogRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_edit_log_row_new:
 *
 * Returns: (transfer floating): a new row without a call
 */
GtkWidget *
easel_edit_log_row_new (void)
{
  return g_object_new (EASEL_TYPE_EDIT_LOG_ROW, NULL);
}

/**
 * easel_edit_log_row_set_interaction:
 * @self: the row
 * @interaction: (nullable): the call that it shows
 */
void
easel_edit_log_row_set_interaction (EaselEditLogRow *self, EaselInteraction *interaction)
{
  g_autofree char *instruction = NULL;
  g_autofree char *time = NULL;
  g_autofree char *caption = NULL;
  const char *icon_name;

  g_return_if_fail (EASEL_IS_EDIT_LOG_ROW (self));

  if (interaction == NULL)
    return;
  instruction = easel_edit_log_row_name_call (interaction);
  time = easel_format_time (easel_interaction_get_created (interaction), g_get_real_time ());
  /* Translators: the name of a model, the account that it belongs to, and when it was asked */
  caption = g_strdup_printf (C_ ("model, account and time", "%s · %s · %s"),
                             easel_interaction_get_model_name (interaction),
                             easel_interaction_get_provider_name (interaction), time);
  gtk_label_set_label (self->instruction_label, instruction);
  gtk_label_set_label (self->caption_label, caption);
  gtk_label_set_label (self->outcome_label, easel_edit_log_row_name_outcome (interaction, &icon_name));
  gtk_widget_set_visible (GTK_WIDGET (self->outcome_icon), icon_name != NULL);
  gtk_image_set_from_icon_name (self->outcome_icon, icon_name);
}
