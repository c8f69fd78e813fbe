// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-view-private.h"
#include "easel-announce.h"
#include "easel-review-describe.h"
#include "easel-review-layout.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * EaselReviewView:
 *
 * Shows a review, and lets its changes be taken and left by key and mouse. It
 * holds actions named `review.…`; the bar and the page use the same group.
 */
G_DEFINE_FINAL_TYPE (EaselReviewView, easel_review_view, GTK_TYPE_WIDGET)

G_DEFINE_ENUM_TYPE (EaselReviewMode,
                    easel_review_mode,
                    G_DEFINE_ENUM_VALUE (EASEL_REVIEW_MODE_INLINE, "inline"),
                    G_DEFINE_ENUM_VALUE (EASEL_REVIEW_MODE_SIDE_BY_SIDE, "side-by-side"))

enum
{
  PROP_0,
  PROP_MODE,
  PROP_NARROW,
  PROP_CURRENT,
  PROP_N_CHANGES,
  PROP_N_TAKEN,
  PROP_N_LEFT,
  PROP_N_OPEN,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_APPLY,
  SIGNAL_DISMISS,
  SIGNAL_CHANGED,
  SIGNAL_ALL_DECIDED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

gboolean
_easel_review_view_is_side_by_side (EaselReviewView *self)
{
  return self->mode == EASEL_REVIEW_MODE_SIDE_BY_SIDE && !self->narrow;
}

/* The view with the signs. */
EaselDiffView *
_easel_review_view_main_view (EaselReviewView *self)
{
  return _easel_review_view_is_side_by_side (self) ? self->result_view : self->inline_view;
}

void
_easel_review_view_announce (EaselReviewView *self, const char *sentence)
{
  easel_announce (GTK_WIDGET (_easel_review_view_main_view (self)), sentence);
}

/* ------------------------------------------------------------ showing */

static void
notify_counts (EaselReviewView *self)
{
  guint open = easel_review_view_get_n_open (self);
  g_autofree char *text = NULL;

  if (open > 0)
    text = g_strdup_printf (ngettext ("%u still open", "%u still open", open), open);
  gtk_label_set_text (self->open_label, text != NULL ? text : "");
  _easel_review_view_update_actions (self);
  for (guint i = PROP_N_CHANGES; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Shows the states that differ from those shown; returns the first of them. */
guint
_easel_review_view_show_states (EaselReviewView *self)
{
  guint first = EASEL_REVIEW_NO_CHANGE;

  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselChangeState state = easel_review_get_change (self->review, i)->state;

      if (g_array_index (self->shown, EaselChangeState, i) == state)
        continue;
      g_array_index (self->shown, EaselChangeState, i) = state;
      /* What was gathered with the old one is gathered again. */
      self->fill_step = 0;
      if (first == EASEL_REVIEW_NO_CHANGE)
        first = i;
      if (self->inline_is_filled)
        easel_review_layout_update (self->review, self->inline_view, EASEL_REVIEW_COLUMN_MERGED, i);
      if (self->side_is_filled)
        {
          easel_review_layout_update (self->review, self->before_view, EASEL_REVIEW_COLUMN_BEFORE, i);
          easel_review_layout_update (self->review, self->result_view, EASEL_REVIEW_COLUMN_RESULT, i);
          easel_review_aligner_update (self->aligner, (int) i);
        }
    }
  if (first == EASEL_REVIEW_NO_CHANGE)
    return first;
  _easel_review_view_queue_place_pill (self);
  notify_counts (self);
  return first;
}

void
_easel_review_view_show_current (EaselReviewView *self)
{
  int change = self->current == EASEL_REVIEW_NO_CHANGE ? -1 : (int) self->current;

  easel_diff_view_set_focus_change (self->inline_view, change);
  easel_diff_view_set_focus_change (self->before_view, change);
  easel_diff_view_set_focus_change (self->result_view, change);
  if (self->review == NULL)
    return;
  _easel_review_view_place_pill (self);
  _easel_review_view_queue_place_pill (self);
  if (change >= 0)
    _easel_review_view_scroll_to_change (self);
}

/* Focuses a change without a word. */
void
_easel_review_view_move_to (EaselReviewView *self, guint index)
{
  self->current = index;
  _easel_review_view_show_current (self);
  _easel_review_view_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

/* ------------------------------------------------------------ object */

static void
easel_review_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselReviewView *self = EASEL_REVIEW_VIEW (object);

  switch (id)
    {
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_CURRENT:
      g_value_set_uint (value, self->current);
      break;
    case PROP_N_CHANGES:
      g_value_set_uint (value, easel_review_view_get_n_changes (self));
      break;
    case PROP_N_TAKEN:
      g_value_set_uint (value, easel_review_view_get_n_taken (self));
      break;
    case PROP_N_LEFT:
      g_value_set_uint (value, easel_review_view_get_n_left (self));
      break;
    case PROP_N_OPEN:
      g_value_set_uint (value, easel_review_view_get_n_open (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_review_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EaselReviewView *self = EASEL_REVIEW_VIEW (object);

  switch (id)
    {
    case PROP_MODE:
      easel_review_view_set_mode (self, (EaselReviewMode) g_value_get_enum (value));
      break;
    case PROP_NARROW:
      easel_review_view_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_CURRENT:
      easel_review_view_set_current (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
easel_review_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (_easel_review_view_main_view (EASEL_REVIEW_VIEW (widget))));
}

/* Out of its children the focus leaves; GTK would give it to the view again,
 * which can take it. */
static gboolean
easel_review_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child != NULL && gtk_widget_child_focus (child, direction);
}

static void
easel_review_view_dispose (GObject *object)
{
  EaselReviewView *self = EASEL_REVIEW_VIEW (object);

  g_clear_handle_id (&self->fill_idle, g_source_remove);
  g_clear_pointer (&self->aligner, easel_review_aligner_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_REVIEW_VIEW);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (easel_review_view_parent_class)->dispose (object);
}

static void
easel_review_view_finalize (GObject *object)
{
  EaselReviewView *self = EASEL_REVIEW_VIEW (object);

  g_clear_pointer (&self->review, easel_review_unref);
  g_array_unref (self->shown);
  G_OBJECT_CLASS (easel_review_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, EASEL_TYPE_REVIEW_MODE,
                                             EASEL_REVIEW_MODE_INLINE, G_PARAM_READWRITE | flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_CURRENT] = g_param_spec_uint ("current", NULL, NULL, 0, G_MAXUINT, EASEL_REVIEW_NO_CHANGE,
                                                G_PARAM_READWRITE | flags);
  properties[PROP_N_CHANGES] =
      g_param_spec_uint ("n-changes", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | flags);
  properties[PROP_N_TAKEN] =
      g_param_spec_uint ("n-taken", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | flags);
  properties[PROP_N_LEFT] =
      g_param_spec_uint ("n-left", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | flags);
  properties[PROP_N_OPEN] =
      g_param_spec_uint ("n-open", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_signals (GType type)
{
  /**
   * EaselReviewView::apply:
   *
   * Emitted when the user wants what is taken.
   */
  signals[SIGNAL_APPLY] =
      g_signal_new ("apply", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EaselReviewView::dismiss:
   *
   * Emitted when the user wants none of it. To be asked about only if
   * #EaselReviewView:n-taken is not 0.
   */
  signals[SIGNAL_DISMISS] =
      g_signal_new ("dismiss", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EaselReviewView::changed:
   *
   * Emitted when the review is another, or decisions are.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EaselReviewView::all-decided:
   *
   * Emitted after the last open change was decided by the user.
   */
  signals[SIGNAL_ALL_DECIDED] =
      g_signal_new ("all-decided", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_review_view_class_init (EaselReviewViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = easel_review_view_get_property;
  object_class->set_property = easel_review_view_set_property;
  object_class->dispose = easel_review_view_dispose;
  object_class->finalize = easel_review_view_finalize;
  widget_class->grab_focus = easel_review_view_grab_focus;
  widget_class->focus = easel_review_view_focus;
  install_properties (object_class);
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (EASEL_TYPE_DIFF_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/review/easel-review-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, inline_window);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, before_window);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, result_window);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, inline_view);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, before_view);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, result_view);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, before_title);
  gtk_widget_class_bind_template_child (widget_class, EaselReviewView, open_label);
  gtk_widget_class_set_css_name (widget_class, "reviewview");
}

static void
easel_review_view_init (EaselReviewView *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (EaselChangeState));
  self->current = EASEL_REVIEW_NO_CHANGE;
  self->actions = g_simple_action_group_new ();
  _easel_review_view_add_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "review", G_ACTION_GROUP (self->actions));
  self->aligner = easel_review_aligner_new (self->before_view, self->result_view);
  self->inline_pill = easel_review_pill_new (self->inline_view);
  self->result_pill = easel_review_pill_new (self->result_view);
  gtk_label_set_text (self->before_title, _ ("Prompt"));
  _easel_review_view_connect_views (self);
  easel_review_view_add_shortcuts (self, GTK_WIDGET (self));
  _easel_review_view_update_actions (self);
}

/**
 * easel_review_view_new:
 *
 * Returns: (transfer floating): a view without a review
 */
GtkWidget *
easel_review_view_new (void)
{
  return g_object_new (EASEL_TYPE_REVIEW_VIEW, NULL);
}

/**
 * easel_review_view_set_review:
 * @self: the view
 * @review: (nullable): the review to show
 *
 * Shows a review, its first open change focused.
 */
void
easel_review_view_set_review (EaselReviewView *self, EaselReview *review)
{
  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));

  if (review != NULL)
    easel_review_ref (review);
  g_clear_pointer (&self->review, easel_review_unref);
  self->review = review;
  self->current = EASEL_REVIEW_NO_CHANGE;
  if (review != NULL)
    self->current = _easel_review_view_find_open (self, 0);
  easel_review_view_refresh (self);
}

/**
 * easel_review_view_get_review:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the review that is shown
 */
EaselReview *
easel_review_view_get_review (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), NULL);

  return self->review;
}

/**
 * easel_review_view_refresh:
 * @self: the view
 *
 * Shows the review anew, after easel_review_rebase() or a decision that was
 * not made here.
 */
void
easel_review_view_refresh (EaselReviewView *self)
{
  guint n_changes;

  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));

  n_changes = easel_review_view_get_n_changes (self);
  g_array_set_size (self->shown, n_changes);
  for (guint i = 0; i < n_changes; i++)
    g_array_index (self->shown, EaselChangeState, i) = easel_review_get_change (self->review, i)->state;
  if (self->current != EASEL_REVIEW_NO_CHANGE && self->current >= n_changes)
    self->current = EASEL_REVIEW_NO_CHANGE;
  self->inline_is_filled = FALSE;
  self->side_is_filled = FALSE;
  _easel_review_view_fill (self);
  _easel_review_view_show_current (self);
  notify_counts (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

/**
 * easel_review_view_set_mode:
 * @self: the view
 * @mode: inline or side by side; inline is used while the view is narrow
 */
void
easel_review_view_set_mode (EaselReviewView *self, EaselReviewMode mode)
{
  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));

  if (self->mode == mode)
    return;
  self->mode = mode;
  _easel_review_view_fill (self);
  _easel_review_view_show_current (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

/**
 * easel_review_view_set_narrow:
 * @self: the view
 * @narrow: whether there is room for one text only, and none for the control
 *   beside the focused change: the bar has it then
 */
void
easel_review_view_set_narrow (EaselReviewView *self, gboolean narrow)
{
  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));

  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  _easel_review_view_fill (self);
  _easel_review_view_show_current (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

gboolean
easel_review_view_get_narrow (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), FALSE);

  return self->narrow;
}

/**
 * easel_review_view_set_before_title:
 * @self: the view
 * @title: the heading of the text before, side by side: "Revision 7"
 */
void
easel_review_view_set_before_title (EaselReviewView *self, const char *title)
{
  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));

  gtk_label_set_text (self->before_title, title);
}

guint
easel_review_view_get_n_changes (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), 0);

  return self->review != NULL ? easel_review_get_n_changes (self->review) : 0;
}

guint
easel_review_view_get_n_taken (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), 0);

  return self->review != NULL ? easel_review_count (self->review, EASEL_CHANGE_TAKEN) : 0;
}

guint
easel_review_view_get_n_left (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), 0);

  return self->review != NULL ? easel_review_count (self->review, EASEL_CHANGE_LEFT) : 0;
}

guint
easel_review_view_get_n_open (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), 0);

  return self->review != NULL ? easel_review_count (self->review, EASEL_CHANGE_OPEN) : 0;
}

/**
 * easel_review_view_get_current:
 * @self: the view
 *
 * Returns: the index of the focused change, or %EASEL_REVIEW_NO_CHANGE
 */
guint
easel_review_view_get_current (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), EASEL_REVIEW_NO_CHANGE);

  return self->current;
}

/**
 * easel_review_view_set_current:
 * @self: the view
 * @index: the change to focus, or %EASEL_REVIEW_NO_CHANGE
 *
 * Focuses a change: draws its outline, scrolls to it, and says it.
 */
void
easel_review_view_set_current (EaselReviewView *self, guint index)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));
  g_return_if_fail (index == EASEL_REVIEW_NO_CHANGE || index < easel_review_view_get_n_changes (self));

  if (self->current == index)
    return;
  _easel_review_view_move_to (self, index);
  if (index == EASEL_REVIEW_NO_CHANGE)
    return;
  sentence = easel_review_describe_change (self->review, index);
  _easel_review_view_announce (self, sentence);
}

/**
 * easel_review_view_describe:
 * @self: the view
 * @index: a change
 *
 * Returns: (transfer full): the sentence that is said when it gets the focus
 */
char *
easel_review_view_describe (EaselReviewView *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), NULL);
  g_return_val_if_fail (index < easel_review_view_get_n_changes (self), NULL);

  return easel_review_describe_change (self->review, index);
}

/**
 * easel_review_view_get_actions:
 * @self: the view
 *
 * Gets the actions next, previous, take, leave, take-all, undo, redo, apply
 * and dismiss, to be inserted as `review` where the bar is.
 *
 * Returns: (transfer none): the group
 */
GActionGroup *
easel_review_view_get_actions (EaselReviewView *self)
{
  g_return_val_if_fail (EASEL_IS_REVIEW_VIEW (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
