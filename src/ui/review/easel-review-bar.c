// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-bar.h"

#include "easel-review-describe.h"

#include <glib/gi18n-lib.h>

/**
 * EaselReviewBar:
 *
 * The bar below a review: to the previous and the next change, how many are
 * taken, dismiss, take all, apply. Where it does not fit one line, by width or
 * by large text, it becomes three, with buttons to leave and take.
 */
struct _EaselReviewBar
{
  AdwBreakpointBin parent_instance;

  /* Template */
  AdwBreakpoint *narrow_breakpoint;
  AdwMultiLayoutView *layouts;
  GtkLabel *count_label;
  GtkLabel *rest_label;
  GtkButton *apply_button;

  /* Borrowed, watched */
  EaselReviewView *view;

  /* Owned */
  GSignalGroup *view_signals;
};

G_DEFINE_FINAL_TYPE (EaselReviewBar, easel_review_bar, ADW_TYPE_BREAKPOINT_BIN)

enum
{
  PROP_0,
  PROP_VIEW,
  PROP_NARROW,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
update_apply_label (EaselReviewBar *self, guint taken)
{
  g_autofree char *label = NULL, *spoken = NULL;

  if (taken == 0)
    label = g_strdup (_ ("Keep As It Was"));
  else
    spoken = g_strdup_printf (ngettext ("Apply %u Change", "Apply %u Changes", taken), taken);
  if (taken > 0)
    label = easel_review_bar_get_narrow (self)
                /* Translators: short for "Apply 3 Changes". */
                ? g_strdup_printf (ngettext ("Apply %u", "Apply %u", taken), taken)
                : g_strdup (spoken);
  gtk_button_set_label (self->apply_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->apply_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : label, -1);
}

static void
update (EaselReviewBar *self)
{
  EaselReview *review = self->view != NULL ? easel_review_view_get_review (self->view) : NULL;
  g_autofree char *counts = NULL, *rest = NULL;

  if (review == NULL)
    return;
  counts = easel_review_describe_counts (review);
  rest = easel_review_describe_rest (review);
  gtk_label_set_text (self->count_label, counts);
  gtk_label_set_text (self->rest_label, rest);
  gtk_widget_set_visible (GTK_WIDGET (self->rest_label), *rest != '\0');
  update_apply_label (self, easel_review_view_get_n_taken (self->view));
}

static void
on_breakpoint_changed_cb (EaselReviewBar *self)
{
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
on_view_changed_cb (EaselReviewBar *self)
{
  update (self);
}

static void
on_all_decided_cb (EaselReviewBar *self)
{
  easel_review_bar_focus_apply (self);
}

static void
easel_review_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselReviewBar *self = EASEL_REVIEW_BAR (object);

  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, easel_review_bar_get_narrow (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_review_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VIEW:
      easel_review_bar_set_view (EASEL_REVIEW_BAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* The bin asks for no width first, but the last line of the three may wrap. */
static GtkSizeRequestMode
easel_review_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
easel_review_bar_dispose (GObject *object)
{
  EaselReviewBar *self = EASEL_REVIEW_BAR (object);

  if (self->view_signals != NULL)
    g_signal_group_set_target (self->view_signals, NULL);
  g_clear_object (&self->view_signals);
  g_clear_weak_pointer (&self->view);
  /* The bin lets go of its child itself, and would do so once more. */
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_REVIEW_BAR);
  G_OBJECT_CLASS (easel_review_bar_parent_class)->dispose (object);
}

static void
easel_review_bar_class_init (EaselReviewBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_review_bar_get_property;
  object_class->set_property = easel_review_bar_set_property;
  object_class->dispose = easel_review_bar_dispose;
  widget_class->get_request_mode = easel_review_bar_get_request_mode;

  properties[PROP_VIEW] =
      g_param_spec_object ("view", NULL, NULL, EASEL_TYPE_REVIEW_VIEW, G_PARAM_READWRITE | flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/review/easel-review-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselReviewBar, narrow_breakpoint);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewBar, layouts);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewBar, rest_label);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewBar, apply_button);
}

static void
easel_review_bar_init (EaselReviewBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view_signals = g_signal_group_new (EASEL_TYPE_REVIEW_VIEW);
  g_signal_group_connect_swapped (self->view_signals, "changed", G_CALLBACK (on_view_changed_cb), self);
  g_signal_group_connect_swapped (self->view_signals, "all-decided", G_CALLBACK (on_all_decided_cb), self);
  g_signal_connect (self, "notify::current-breakpoint", G_CALLBACK (on_breakpoint_changed_cb), NULL);
}

/**
 * easel_review_bar_new:
 *
 * Returns: (transfer floating): a bar for no view yet
 */
GtkWidget *
easel_review_bar_new (void)
{
  return g_object_new (EASEL_TYPE_REVIEW_BAR, NULL);
}

/**
 * easel_review_bar_set_view:
 * @self: the bar
 * @view: (nullable): the view to drive
 *
 * Gives the bar its view. The review's keys then work in the bar too.
 */
void
easel_review_bar_set_view (EaselReviewBar *self, EaselReviewView *view)
{
  g_return_if_fail (EASEL_IS_REVIEW_BAR (self));

  if (!g_set_weak_pointer (&self->view, view))
    return;
  g_signal_group_set_target (self->view_signals, view);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "review",
                                  view != NULL ? easel_review_view_get_actions (view) : NULL);
  if (view != NULL)
    easel_review_view_add_shortcuts (view, GTK_WIDGET (self));
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

/**
 * easel_review_bar_get_narrow:
 * @self: the bar
 *
 * Returns: whether the bar has three lines, and so takes and leaves itself
 */
gboolean
easel_review_bar_get_narrow (EaselReviewBar *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_BAR (self), FALSE);

  return adw_breakpoint_bin_get_current_breakpoint (ADW_BREAKPOINT_BIN (self)) != NULL;
}

/**
 * easel_review_bar_focus_apply:
 * @self: the bar
 *
 * Gives the button to apply the keyboard's focus.
 */
void
easel_review_bar_focus_apply (EaselReviewBar *self)
{
  g_return_if_fail (EASEL_IS_REVIEW_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->apply_button));
}
