// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-view-private.h"

#include "easel-review-describe.h"

#include <string.h>

/* ------------------------------------------------------------ deciding */

guint
_easel_review_view_find_open (EaselReviewView *self, guint from)
{
  guint n_changes = easel_review_view_get_n_changes (self);

  for (guint i = 0; i < n_changes; i++)
    {
      guint index = (from + i) % n_changes;

      if (easel_review_get_change (self->review, index)->state == EASEL_CHANGE_OPEN)
        return index;
    }
  return EASEL_REVIEW_NO_CHANGE;
}

/* After a decision: on to the next that is open; after the last the page is
 * told, so that its button to apply can have the focus. */
static void
go_on (EaselReviewView *self, const char *said)
{
  guint next =
      _easel_review_view_find_open (self, self->current == EASEL_REVIEW_NO_CHANGE ? 0 : self->current);
  g_autofree char *sentence = NULL;

  if (next == EASEL_REVIEW_NO_CHANGE)
    {
      _easel_review_view_announce (self, said);
      g_signal_emit_by_name (self, "all-decided");
      return;
    }
  if (next != self->current)
    {
      g_autofree char *change = NULL;

      _easel_review_view_move_to (self, next);
      change = easel_review_describe_change (self->review, next);
      sentence = g_strconcat (said, " ", change, NULL);
    }
  _easel_review_view_announce (self, sentence != NULL ? sentence : said);
}

void
_easel_review_view_decide (EaselReviewView *self, EaselChangeState state, gboolean moves_on)
{
  g_autofree char *said = NULL;
  guint index = self->current;
  const EaselChange *change;

  if (self->review == NULL || index == EASEL_REVIEW_NO_CHANGE)
    return;
  change = easel_review_get_change (self->review, index);
  if (change->locked || change->conflict)
    {
      said = easel_review_describe_decision (self->review, index);
      gtk_widget_error_bell (GTK_WIDGET (self));
      _easel_review_view_announce (self, said);
      return;
    }
  if (change->state != state)
    easel_review_set_state (self->review, index, state);
  _easel_review_view_show_states (self);
  said = easel_review_describe_decision (self->review, index);
  if (moves_on)
    go_on (self, said);
  else
    _easel_review_view_announce (self, said);
}

static void
step (EaselReviewView *self, int by)
{
  guint n_changes = easel_review_view_get_n_changes (self);

  if (n_changes == 0)
    return;
  if (self->current == EASEL_REVIEW_NO_CHANGE)
    easel_review_view_set_current (self, by > 0 ? 0 : n_changes - 1);
  else
    easel_review_view_set_current (self, (self->current + n_changes + (guint) by) % n_changes);
}

static void
on_next_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step (user_data, 1);
}

static void
on_previous_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step (user_data, -1);
}

static void
on_take_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _easel_review_view_decide (user_data, EASEL_CHANGE_TAKEN, TRUE);
}

static void
on_leave_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _easel_review_view_decide (user_data, EASEL_CHANGE_LEFT, TRUE);
}

static void
on_take_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselReviewView *self = user_data;
  g_autofree char *counts = NULL;

  easel_review_set_all (self->review, EASEL_CHANGE_TAKEN);
  _easel_review_view_show_states (self);
  counts = easel_review_describe_counts (self->review);
  go_on (self, counts);
}

static void
show_undone (EaselReviewView *self)
{
  guint index = _easel_review_view_show_states (self);
  g_autofree char *counts = NULL;

  if (index == EASEL_REVIEW_NO_CHANGE)
    return;
  counts = easel_review_describe_counts (self->review);
  easel_review_view_set_current (self, index);
  _easel_review_view_announce (self, counts);
}

static void
on_undo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselReviewView *self = user_data;

  if (easel_review_undo (self->review))
    show_undone (self);
}

static void
on_redo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselReviewView *self = user_data;

  if (easel_review_redo (self->review))
    show_undone (self);
}

static void
on_apply_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "apply");
}

static void
on_dismiss_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "dismiss");
}

void
_easel_review_view_update_actions (EaselReviewView *self)
{
  const struct
  {
    const char *name;
    gboolean enabled;
  } actions[] = {
    { "next", easel_review_view_get_n_changes (self) > 0 },
    { "previous", easel_review_view_get_n_changes (self) > 0 },
    { "take", self->current != EASEL_REVIEW_NO_CHANGE },
    { "leave", self->current != EASEL_REVIEW_NO_CHANGE },
    { "take-all", easel_review_view_get_n_open (self) > 0 },
    { "undo", self->review != NULL && easel_review_can_undo (self->review) },
    { "redo", self->review != NULL && easel_review_can_redo (self->review) },
    { "apply", self->review != NULL },
    { "dismiss", self->review != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), actions[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), actions[i].enabled);
    }
}

void
_easel_review_view_add_actions (EaselReviewView *self)
{
  const GActionEntry entries[] = {
    { .name = "next", .activate = on_next_cb },         { .name = "previous", .activate = on_previous_cb },
    { .name = "take", .activate = on_take_cb },         { .name = "leave", .activate = on_leave_cb },
    { .name = "take-all", .activate = on_take_all_cb }, { .name = "undo", .activate = on_undo_cb },
    { .name = "redo", .activate = on_redo_cb },         { .name = "apply", .activate = on_apply_cb },
    { .name = "dismiss", .activate = on_dismiss_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

/* ------------------------------------------------------------ keys */

static gboolean
on_shortcut_cb (GtkWidget *host, GVariant *args, gpointer user_data)
{
  g_autoptr (EaselReviewView) self = g_weak_ref_get (user_data);
  GtkRoot *root = gtk_widget_get_root (host);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const char *name = g_variant_get_string (args, NULL);
  gboolean bare = name[0] == '.';

  if (self == NULL)
    return FALSE;
  /* Enter and Space belong to a button that has the focus, letters to an entry. */
  if (bare && focus != NULL && !EASEL_IS_DIFF_VIEW (focus) && !GTK_IS_TEXT (focus) && name[1] == '.')
    return FALSE;
  if (bare && GTK_IS_TEXT (focus))
    return FALSE;
  name += strspn (name, ".");
  if (!g_action_group_get_action_enabled (G_ACTION_GROUP (self->actions), name))
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), name, NULL);
  return TRUE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The host may live longer than the view. */
static GtkShortcutAction *
shortcut_action_new (EaselReviewView *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return gtk_callback_action_new (on_shortcut_cb, weak, free_weak_ref);
}

/**
 * easel_review_view_add_shortcuts:
 * @self: the view
 * @host: the widget whose keys are to drive it: itself, its bar, or their page
 *
 * Adds the review's keys to a widget.
 */
void
easel_review_view_add_shortcuts (EaselReviewView *self, GtkWidget *host)
{
  /* One dot: a bare key, not for an entry; two: a button's own key too. */
  static const struct
  {
    const char *keys, *action;
  } shortcuts[] = {
    { "<Alt>Down", "next" },
    { "<Alt>Up", "previous" },
    { "t", ".take" },
    { "Return|KP_Enter", "..take" },
    { "l", ".leave" },
    { "BackSpace", ".leave" },
    { "<Control>z", "undo" },
    { "<Control><Shift>z", "redo" },
    { "<Control><Shift>a", "take-all" },
    { "<Control>Return|<Control>KP_Enter", "apply" },
    { "Escape", "dismiss" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  g_return_if_fail (EASEL_IS_REVIEW_VIEW (self));
  g_return_if_fail (GTK_IS_WIDGET (host));

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                                                shortcut_action_new (self));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_string (shortcuts[i].action));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (host, controller);
}
