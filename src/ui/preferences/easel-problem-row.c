// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-problem-row.h"

/**
 * EaselProblemRow:
 *
 * A row that says what went wrong, at the place that it concerns. It is seen
 * only while there is something to say, and is read out when it appears.
 */
struct _EaselProblemRow
{
  AdwActionRow parent_instance;

  /* children */
  GtkWidget *button;

  /* state */
  char *problem;
};

G_DEFINE_FINAL_TYPE (EaselProblemRow, easel_problem_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  ACTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_button_clicked_cb (EaselProblemRow *self)
{
  g_signal_emit (self, signals[ACTED], 0);
}

static void
easel_problem_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselProblemRow *self = EASEL_PROBLEM_ROW (object);

  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_problem_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      easel_problem_row_set_problem (EASEL_PROBLEM_ROW (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_problem_row_finalize (GObject *object)
{
  g_free (EASEL_PROBLEM_ROW (object)->problem);

  G_OBJECT_CLASS (easel_problem_row_parent_class)->finalize (object);
}

static void
easel_problem_row_class_init (EaselProblemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_problem_row_get_property;
  object_class->set_property = easel_problem_row_set_property;
  object_class->finalize = easel_problem_row_finalize;

  /**
   * EaselProblemRow:problem:
   *
   * The sentence; %NULL or "" hides the row.
   */
  properties[PROP_PROBLEM] = g_param_spec_string (
      "problem", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EaselProblemRow::acted:
   * @self: the row
   *
   * Emitted when its button is clicked.
   */
  signals[ACTED] =
      g_signal_new ("acted", EASEL_TYPE_PROBLEM_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_problem_row_init (EaselProblemRow *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);

  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->button, FALSE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * easel_problem_row_set_problem:
 * @self: the row
 * @problem: (nullable): a whole sentence; %NULL or "" hides the row
 */
void
easel_problem_row_set_problem (EaselProblemRow *self, const char *problem)
{
  gboolean shown;

  g_return_if_fail (EASEL_IS_PROBLEM_ROW (self));

  if (!g_set_str (&self->problem, problem))
    return;

  shown = problem != NULL && *problem != '\0';
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), shown ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (shown && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), problem, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * easel_problem_row_set_action:
 * @self: the row
 * @label: (nullable): what the button at its end says, %NULL for no button
 */
void
easel_problem_row_set_action (EaselProblemRow *self, const char *label)
{
  g_return_if_fail (EASEL_IS_PROBLEM_ROW (self));

  gtk_button_set_label (GTK_BUTTON (self->button), label != NULL ? label : "");
  gtk_widget_set_visible (self->button, label != NULL);
}
