// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-announce.h"
#include "easel-diff-view.h"
#include "easel-live-view.h"
#include "easel-review-bar.h"
#include "easel-review-view.h"

#include <string.h>

static const char before[] =
    "{{time_of_day}}, a lonely lighthouse on a rocky headland, a white tower with three red bands, waves "
    "breaking "
    "against black basalt, warm light in the lantern room.\n\n(dramatic clouds:1.2) low over the horizon, "
    "{gulls wheeling|empty water} beyond the reef, __weather__.\n\n35mm photograph, long exposure, muted "
    "palette, "
    "<lora:coastal-light:0.7> --ar 3:4";
static const char after[] =
    "{{time_of_day}}, a lonely lighthouse on a rocky headland, a white tower with three red bands, heavy "
    "swell "
    "exploding against black basalt, amber light in the lantern room.\n\n(towering storm clouds:1.3) low "
    "over the "
    "horizon, {gulls wheeling|empty water} beyond the reef, __weather__.\n\n35mm photograph, long exposure, "
    "soft "
    "grain on wet stones that mirror the glow of the lamp, <lora:coastal-light:0.7> --ar 3:4";

static const char locked_words[] = "warm light in the lantern room";

typedef struct
{
  GtkWidget *window;
  EaselReviewView *view;
  EaselReviewBar *bar;
  EaselReview *review;
  guint n_applied;
  guint n_dismissed;
  guint n_all_decided;
} Fixture;

static void
count (guint *counter)
{
  (*counter)++;
}

static EaselReview *
make_review (const char *old_text, const char *new_text, const char *lock)
{
  g_autoptr (GError) error = NULL;
  EaselSpan span = { 0, 0 };
  EaselReview *review;

  if (lock != NULL)
    span = (EaselSpan) { (gsize) (strstr (old_text, lock) - old_text), strlen (lock) };
  review = easel_review_new (old_text, new_text, &span, lock != NULL ? 1 : 0, NULL, &error);
  g_assert_no_error (error);
  return review;
}

static void
show (Fixture *self, EaselReview *review, int width)
{
  GtkWidget *box = adw_toolbar_view_new ();

  self->review = review;
  self->view = EASEL_REVIEW_VIEW (easel_review_view_new ());
  self->bar = EASEL_REVIEW_BAR (easel_review_bar_new ());
  self->window = gtk_window_new ();
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (box), GTK_WIDGET (self->view));
  adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (box), GTK_WIDGET (self->bar));
  easel_review_bar_set_view (self->bar, self->view);
  g_object_bind_property (self->bar, "narrow", self->view, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->view, "apply", G_CALLBACK (count), &self->n_applied);
  g_signal_connect_swapped (self->view, "dismiss", G_CALLBACK (count), &self->n_dismissed);
  g_signal_connect_swapped (self->view, "all-decided", G_CALLBACK (count), &self->n_all_decided);
  easel_review_view_set_review (self->view, review);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 600);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (self->view)) > 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
clear (Fixture *self)
{
  g_object_ref (self->view);
  g_object_ref (self->bar);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->bar);
  g_assert_finalize_object (self->view);
  easel_review_unref (self->review);
}

static void
act (Fixture *self, const char *name)
{
  g_autofree char *action = g_strconcat ("review.", name, NULL);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->view), action, NULL));
}

static void
assert_counts (Fixture *self, guint taken, guint left, guint open)
{
  guint n_taken, n_left, n_open;

  g_object_get (self->view, "n-taken", &n_taken, "n-left", &n_left, "n-open", &n_open, NULL);
  g_assert_cmpuint (n_taken, ==, taken);
  g_assert_cmpuint (n_left, ==, left);
  g_assert_cmpuint (n_open, ==, open);
}

static EaselDiffView *
shown_view (Fixture *self, guint n)
{
  return EASEL_DIFF_VIEW (ui_test_find (GTK_WIDGET (self->view), EASEL_TYPE_DIFF_VIEW, n));
}

static char *
result_of (EaselDiffView *view)
{
  return easel_diff_view_get_result (
      view, 0, gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))));
}

static void
assert_said (Fixture *self, const char *expected)
{
  g_assert_cmpstr (easel_announce_get_last (GTK_WIDGET (shown_view (self, 0))), ==, expected);
}

/* ------------------------------------------------------------ deciding */

static void
test_decisions (void)
{
  Fixture self = { 0 };
  g_autofree char *result = NULL;

  show (&self, make_review (before, after, NULL), 900);
  g_assert_cmpuint (easel_review_view_get_n_changes (self.view), ==, 4);
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 0);
  assert_counts (&self, 0, 0, 4);
  act (&self, "take");
  assert_counts (&self, 1, 0, 3);
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 1);
  act (&self, "leave");
  assert_counts (&self, 1, 1, 2);
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 2);
  act (&self, "undo");
  assert_counts (&self, 1, 0, 3);
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 1);
  act (&self, "redo");
  assert_counts (&self, 1, 1, 2);
  act (&self, "previous");
  act (&self, "previous");
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 3);
  act (&self, "next");
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 0);
  g_assert_cmpuint (self.n_all_decided, ==, 0);
  act (&self, "take-all");
  assert_counts (&self, 3, 1, 0);
  g_assert_cmpuint (self.n_all_decided, ==, 1);
  g_assert_false (g_action_group_get_action_enabled (easel_review_view_get_actions (self.view), "take-all"));
  result = easel_review_get_result (self.review);
  g_assert_nonnull (strstr (result, "warm light"));
  g_assert_nonnull (strstr (result, "heavy swell"));
  clear (&self);
}

static void
test_after_the_last (void)
{
  Fixture self = { 0 };
  GtkWidget *focus;

  show (&self, make_review (before, after, NULL), 900);
  for (guint i = 0; i < 4; i++)
    act (&self, i == 1 ? "leave" : "take");
  g_assert_cmpuint (self.n_all_decided, ==, 1);
  focus = gtk_window_get_focus (GTK_WINDOW (self.window));
  g_assert_true (GTK_IS_BUTTON (focus));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (focus)), ==, "Apply 3 Changes");
  clear (&self);
}

static void
test_keys (void)
{
  Fixture self = { 0 };
  GtkWidget *view;
  guint before_tab;

  show (&self, make_review (before, after, NULL), 900);
  view = GTK_WIDGET (self.view);
  g_assert_true (ui_test_press (view, "<Alt>Down"));
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 1);
  g_assert_true (ui_test_press (view, "<Alt>Up"));
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 0);
  g_assert_true (ui_test_press (view, "t"));
  assert_counts (&self, 1, 0, 3);
  g_assert_true (ui_test_press (view, "Return"));
  assert_counts (&self, 2, 0, 2);
  g_assert_true (ui_test_press (view, "l"));
  assert_counts (&self, 2, 1, 1);
  g_assert_true (ui_test_press (view, "<Control>z"));
  assert_counts (&self, 2, 0, 2);
  g_assert_true (ui_test_press (view, "<Control><Shift>z"));
  assert_counts (&self, 2, 1, 1);
  g_assert_true (ui_test_press (view, "BackSpace"));
  g_assert_true (ui_test_press (view, "<Control>Return"));
  g_assert_true (ui_test_press (view, "Escape"));
  g_assert_cmpuint (self.n_applied, ==, 1);
  g_assert_cmpuint (self.n_dismissed, ==, 1);

  /* Enter belongs to a button that has the focus; T does not. */
  easel_review_bar_focus_apply (self.bar);
  before_tab = easel_review_view_get_n_taken (self.view);
  g_assert_false (ui_test_press (GTK_WIDGET (self.bar), "Return"));
  g_assert_cmpuint (easel_review_view_get_n_taken (self.view), ==, before_tab);
  g_assert_true (ui_test_press (GTK_WIDGET (self.bar), "t"));
  clear (&self);
}

static void
test_mouse (void)
{
  Fixture self = { 0 };
  EaselDiffView *view;

  show (&self, make_review (before, after, NULL), 900);
  view = shown_view (&self, 0);
  g_signal_emit_by_name (view, "change-clicked", 2, FALSE);
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 2);
  assert_counts (&self, 0, 0, 4);
  g_signal_emit_by_name (view, "change-clicked", 2, TRUE);
  assert_counts (&self, 1, 0, 3);
  /* The pointer is still there: the focus stays. */
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, 2);
  g_signal_emit_by_name (view, "change-clicked", 2, TRUE);
  assert_counts (&self, 0, 1, 3);
  clear (&self);
}

static void
test_locked (void)
{
  Fixture self = { 0 };
  g_autofree char *sentence = NULL, *result = NULL;
  guint locked = 0;

  show (&self, make_review (before, after, locked_words), 900);
  while (!easel_review_get_change (self.review, locked)->locked)
    locked++;
  sentence = easel_review_view_describe (self.view, locked);
  g_assert_nonnull (strstr (sentence, "locked words"));
  easel_review_view_set_current (self.view, locked);
  act (&self, "take");
  assert_counts (&self, 0, 0, 3);
  assert_said (&self, "This change touches locked words and cannot be taken.");
  g_assert_cmpuint (easel_review_view_get_current (self.view), ==, locked);
  act (&self, "take-all");
  assert_counts (&self, 3, 0, 0);
  result = easel_review_get_result (self.review);
  g_assert_nonnull (strstr (result, locked_words));
  clear (&self);
}

/* The prompt is typed in while the review is open. */
static void
test_rebase (void)
{
  Fixture self = { 0 };
  g_autoptr (GString) current = g_string_new (before);
  g_autofree char *result = NULL, *copied = NULL;
  guint conflict = 0;

  show (&self, make_review (before, after, NULL), 900);
  act (&self, "take");
  g_string_replace (current, "warm light", "very hot light", 0);
  g_string_append (current, ", typed since");
  g_assert_true (easel_review_rebase (self.review, current->str));
  easel_review_view_refresh (self.view);
  while (!easel_review_get_change (self.review, conflict)->conflict)
    conflict++;
  easel_review_view_set_current (self.view, conflict);
  act (&self, "take");
  assert_said (&self, "This change meets what you typed since and cannot be taken.");
  act (&self, "take-all");
  result = easel_review_get_result (self.review);
  g_assert_nonnull (strstr (result, "very hot light"));
  g_assert_nonnull (strstr (result, "heavy swell"));
  g_assert_true (g_str_has_suffix (result, ", typed since"));
  copied = result_of (shown_view (&self, 0));
  g_assert_cmpstr (copied, ==, result);
  clear (&self);
}

static void
test_sentences (void)
{
  Fixture self = { 0 };
  g_autofree char *replaces = NULL, *inserts = NULL, *removes = NULL;

  show (&self,
        make_review ("red apples on a table, green pears in a bowl",
                     "apples on a table, green pears in a big bowl", NULL),
        900);
  removes = easel_review_view_describe (self.view, 0);
  g_assert_cmpstr (removes, ==, "Change 1 of 2, open. Removes red.");
  inserts = easel_review_view_describe (self.view, 1);
  g_assert_cmpstr (inserts, ==, "Change 2 of 2, open. Inserts big.");
  act (&self, "take");
  assert_said (&self, "Taken. 1 of 2 taken. Change 2 of 2, open. Inserts big.");
  act (&self, "previous");
  assert_said (&self, "Change 1 of 2, taken. Removes red.");
  act (&self, "leave");
  assert_said (&self, "Left. 0 of 2 taken. Change 2 of 2, open. Inserts big.");
  act (&self, "undo");
  g_free (removes);
  removes = easel_review_view_describe (self.view, 0);
  g_assert_cmpstr (removes, ==, "Change 1 of 2, taken. Removes red.");
  clear (&self);

  show (&self, make_review (before, after, NULL), 900);
  replaces = easel_review_view_describe (self.view, 2);
  g_assert_cmpstr (replaces, ==,
                   "Change 3 of 4, open. Replaces (dramatic clouds:1.2) with (towering storm clouds:1.3).");
  clear (&self);
}

/* ------------------------------------------------------------ copying */

static void
on_text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (void)
{
  Fixture self = { 0 };
  EaselDiffView *view;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *copied = NULL, *expected = NULL;

  show (&self, make_review (before, after, locked_words), 900);
  act (&self, "take");
  view = shown_view (&self, 0);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_select_range (buffer, &start, &end);
  g_signal_emit_by_name (view, "copy-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), NULL, on_text_read_cb,
                                 &copied);
  ui_test_wait_until (copied != NULL);
  expected = easel_review_get_result (self.review);
  g_assert_cmpstr (copied, ==, expected);
  clear (&self);
}

/* Whatever is decided, in whatever order: each view's copy is what it says. */
static void
test_copy_any (void)
{
  static const char *const texts[][2] = {
    { before, after },
    { "", "something new" },
    { "gone", "" },
    { "a\r\nb, c\u2029d \u2028 e", "a\r\nB, c\u2029dd" },
    { "\u65e5\u672c\u8a9e \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301",
      "\u65e5\u672c \U0001f468 e\u0301 x" },
    { "first\n\nsecond\n\nthird", "first changed\n\nthird\nfourth\n" },
    { "trailing ", " leading" },
  };

  for (guint n = 0; n < G_N_ELEMENTS (texts); n++)
    {
      Fixture self = { 0 };

      show (&self, make_review (texts[n][0], texts[n][1], NULL), 900);
      for (guint i = 0; i < 12; i++)
        {
          g_autofree char *expected = NULL, *merged = NULL, *left = NULL;

          if (i == 6)
            easel_review_view_set_mode (self.view, EASEL_REVIEW_MODE_SIDE_BY_SIDE);
          if (easel_review_view_get_n_changes (self.view) > 0)
            {
              easel_review_view_set_current (
                  self.view,
                  (guint) g_test_rand_int_range (0, (int) easel_review_view_get_n_changes (self.view)));
              act (&self, g_test_rand_bit () ? "take" : "leave");
            }
          expected = easel_review_get_result (self.review);
          merged = result_of (shown_view (&self, 0));
          g_assert_cmpstr (merged, ==, expected);
          if (i < 6)
            continue;
          left = result_of (shown_view (&self, 1));
          g_assert_cmpstr (left, ==, texts[n][0]);
          if (easel_review_view_get_n_open (self.view) == 0)
            {
              g_autofree char *right = result_of (shown_view (&self, 2));

              g_assert_cmpstr (right, ==, expected);
            }
        }
      clear (&self);
    }
}

/* ------------------------------------------------------------ looks */

static GdkRGBA
tag_color (EaselDiffView *view, const char *name)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  g_autoptr (GdkRGBA) color = NULL;

  g_assert_nonnull (tag);
  g_object_get (tag, "foreground-rgba", &color, NULL);
  return *color;
}

static gboolean
word_has_tag (EaselDiffView *view, const char *word, const char *name)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  GtkTextIter start, from, to;

  gtk_text_buffer_get_start_iter (buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, word, 0, &from, &to, NULL));
  gtk_text_iter_backward_char (&to);
  return gtk_text_iter_has_tag (&from, tag) && gtk_text_iter_has_tag (&to, tag);
}

static void
test_tags (void)
{
  Fixture self = { 0 };
  EaselDiffView *view;

  show (&self, make_review (before, after, "a white tower"), 900);
  view = shown_view (&self, 0);
  g_assert_true (word_has_tag (view, "waves breaking", EASEL_TAG_DEL));
  g_assert_true (word_has_tag (view, "heavy swell", EASEL_TAG_INS));
  g_assert_true (word_has_tag (view, "a white tower", EASEL_TAG_LOCKED));
  g_assert_true (word_has_tag (view, "__weather__", EASEL_TAG_WILDCARD));
  g_assert_true (word_has_tag (view, "{{time_of_day}}", EASEL_TAG_VARIABLE));
  g_assert_true (word_has_tag (view, "<lora:coastal-light:0.7>", EASEL_TAG_LORA));
  g_assert_true (word_has_tag (view, "<lora:coastal-light:0.7>", EASEL_TAG_UNBROKEN));
  g_assert_true (word_has_tag (view, "{gulls wheeling|empty water}", EASEL_TAG_ALTERNATION));
  g_assert_false (word_has_tag (view, "(dramatic clouds:1.2)", EASEL_TAG_WEIGHT));
  act (&self, "take");
  g_assert_true (word_has_tag (view, "waves breaking", EASEL_TAG_OFF));
  g_assert_false (word_has_tag (view, "waves breaking", EASEL_TAG_DEL));
  act (&self, "leave");
  g_assert_true (word_has_tag (view, "warm", EASEL_TAG_LEFT));
  g_assert_true (word_has_tag (view, "amber", EASEL_TAG_OFF));
  clear (&self);
}

static double
luminance (GdkRGBA color)
{
  return 0.2126 * (double) color.red + 0.7152 * (double) color.green + 0.0722 * (double) color.blue;
}

static void
test_dark (void)
{
  Fixture self = { 0 };
  AdwStyleManager *manager = adw_style_manager_get_default ();
  static const char *const names[] = { EASEL_TAG_INS,      EASEL_TAG_DEL,      EASEL_TAG_OFF,
                                       EASEL_TAG_PENDING,  EASEL_TAG_WEIGHT,   EASEL_TAG_LORA,
                                       EASEL_TAG_WILDCARD, EASEL_TAG_VARIABLE, EASEL_TAG_PARAMETER };

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  show (&self, make_review (before, after, NULL), 900);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpfloat (luminance (tag_color (shown_view (&self, 0), names[i])), <, 0.5);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpfloat (luminance (tag_color (shown_view (&self, 0), names[i])), >, 0.5);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  clear (&self);
}

static gboolean
pill_is_shown (Fixture *self)
{
  guint n = 0;
  GtkWidget *button = ui_test_find_nth (GTK_WIDGET (shown_view (self, 0)), GTK_TYPE_BUTTON, &n);

  return gtk_widget_get_mapped (button);
}

static void
test_narrow (void)
{
  Fixture self = { 0 };
  guint n = 0;

  show (&self, make_review (before, after, NULL), 900);
  ui_test_wait_until (pill_is_shown (&self));
  g_assert_false (easel_review_bar_get_narrow (self.bar));
  clear (&self);

  show (&self, make_review (before, after, NULL), 360);
  ui_test_wait_until (easel_review_bar_get_narrow (self.bar));
  g_assert_true (easel_review_view_get_narrow (self.view));
  ui_test_wait_until (!pill_is_shown (&self));
  g_assert_cmpint (gtk_widget_get_width (self.window), ==, 360);
  /* previous, next, leave, take, dismiss, take all, apply */
  for (guint shown = 0; shown < 7;)
    {
      guint at = n++;
      GtkWidget *button = ui_test_find_nth (GTK_WIDGET (self.bar), GTK_TYPE_BUTTON, &at);

      g_assert_nonnull (button);
      shown += gtk_widget_get_mapped (button);
    }
  easel_review_view_set_mode (self.view, EASEL_REVIEW_MODE_SIDE_BY_SIDE);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (shown_view (&self, 0))));
  clear (&self);
}

static int
line_y (EaselDiffView *view, const char *word)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, from;
  GdkRectangle where;

  gtk_text_buffer_get_start_iter (buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, word, 0, &from, NULL, NULL));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &from, &where);
  return where.y;
}

static void
test_side_by_side (void)
{
  static const char old_text[] = "one\n\ntwo\n\nthree\n\nfour";
  static const char new_text[] =
      "one that is so very much longer now that it will not fit into the half of a window any more, not at "
      "all, "
      "and goes on and on over line after line after line\n\ntwo\nand a half\n\nthree\n\nfour";
  Fixture self = { 0 };

  show (&self, make_review (old_text, new_text, NULL), 800);
  easel_review_view_set_mode (self.view, EASEL_REVIEW_MODE_SIDE_BY_SIDE);
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (shown_view (&self, 1))) > 0);
  /* Lines that were not laid out yet have no height. */
  ui_test_wait_until (line_y (shown_view (&self, 1), "four") == line_y (shown_view (&self, 2), "four") &&
                      line_y (shown_view (&self, 1), "four") > 7 * 30);
  g_assert_cmpint (line_y (shown_view (&self, 1), "two"), ==, line_y (shown_view (&self, 2), "two"));
  easel_review_view_set_current (self.view, 0);
  act (&self, "leave");
  ui_test_wait_until (line_y (shown_view (&self, 1), "four") == line_y (shown_view (&self, 2), "four"));
  clear (&self);
}

static void
test_accessible (void)
{
  Fixture self = { 0 };
  GtkWidget *label, *apply;

  show (&self, make_review (before, after, NULL), 900);
  label = ui_test_find (GTK_WIDGET (self.bar), GTK_TYPE_LABEL, 0);
  for (guint n = 1; gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (label)) != GTK_ACCESSIBLE_ROLE_STATUS;
       n++)
    label = ui_test_find (GTK_WIDGET (self.bar), GTK_TYPE_LABEL, n);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "0 of 4 taken");
  easel_review_bar_focus_apply (self.bar);
  apply = gtk_window_get_focus (GTK_WINDOW (self.window));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (apply), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Keep As It Was");
  act (&self, "take");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "1 of 4 taken");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (apply), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Apply 1 Change");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (shown_view (&self, 0)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Review of the changes");
  clear (&self);
}

static gboolean
current_is_seen (Fixture *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (shown_view (self, 0));
  GdkRectangle where, seen;
  GtkTextIter at;
  guint first, last;

  g_assert_true (easel_diff_view_get_change (
      EASEL_DIFF_VIEW (view), (int) easel_review_view_get_current (self->view), &first, &last));
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (view), &at,
                                      easel_diff_view_get_segment (EASEL_DIFF_VIEW (view), first)->start);
  gtk_text_view_get_iter_location (view, &at, &where);
  gtk_text_view_get_visible_rect (view, &seen);
  return where.y >= seen.y && where.y + where.height <= seen.y + seen.height;
}

/* A paragraph of a megabyte would take seconds to lay out. */
static void
test_huge (void)
{
  g_autoptr (GString) old_text = g_string_new (NULL), new_text = g_string_new (NULL);
  g_autofree char *result = NULL, *expected = NULL;
  Fixture self = { 0 };
  GtkTextBuffer *buffer;
  GtkTextIter at;
  guint first, last;

  for (guint i = 0; old_text->len < 1000 * 1000; i++)
    {
      g_string_append_printf (old_text, "word%u ", i % 977);
      if (i % 40 == 7)
        g_string_append_printf (new_text, "other%u ", i);
      else
        g_string_append_printf (new_text, "word%u ", i % 977);
    }
  show (&self, make_review (old_text->str, new_text->str, NULL), 900);
  /* Decided about before it is all there. */
  act (&self, "take");
  act (&self, "leave");
  ui_test_wait_until (easel_diff_view_get_change (shown_view (&self, 0), 0, &first, &last));
  easel_review_view_set_current (self.view, easel_review_view_get_n_changes (self.view) - 1);
  /* Only what is near is tagged, and what is jumped to is near. */
  g_assert_true (easel_diff_view_get_change (shown_view (&self, 0),
                                             (int) easel_review_view_get_current (self.view), &first, &last));
  ui_test_wait_until (easel_diff_view_get_segment (shown_view (&self, 0), last)->tagged);
  ui_test_wait_until (current_is_seen (&self));
  easel_review_view_set_current (self.view, easel_review_view_get_n_changes (self.view) / 2);
  ui_test_wait_until (current_is_seen (&self));
  g_assert_cmpint (easel_diff_view_get_n_segments (shown_view (&self, 0)), >, 4000);
  result = result_of (shown_view (&self, 0));
  expected = easel_review_get_result (self.review);
  g_assert_cmpint (strcmp (result, expected), ==, 0);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (shown_view (&self, 0)));
  gtk_text_buffer_get_start_iter (buffer, &at);
  do
    g_assert_cmpint (gtk_text_iter_get_chars_in_line (&at), <, 12000);
  while (gtk_text_iter_forward_line (&at));
  clear (&self);
}

/* ------------------------------------------------------------ the answer as it comes */

static char *
text_of (GtkWidget *live)
{
  GtkTextBuffer *buffer =
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_test_find (live, EASEL_TYPE_DIFF_VIEW, 0)));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* At each cut the view that was updated all along shows what a fresh one does,
 * and its copy is the answer with what it has not reached yet. */
static void
test_live (void)
{
  EaselSpan lock = { (gsize) (strstr (before, locked_words) - before), sizeof locked_words - 1 };
  g_autoptr (EaselLiveDiff) diff = easel_live_diff_new (before);
  GtkWidget *live = g_object_ref_sink (easel_live_view_new ());

  easel_live_view_begin (EASEL_LIVE_VIEW (live), diff, &lock, 1);
  for (gsize cut = 0; cut <= strlen (after); cut += (gsize) g_test_rand_int_range (1, 9))
    {
      g_autofree char *answer = g_strndup (after, cut);
      g_autofree char *shown = NULL, *expected = NULL, *copied = NULL, *whole = NULL;
      GtkWidget *fresh = g_object_ref_sink (easel_live_view_new ());
      EaselSpan pending;

      easel_live_diff_set_answer (diff, answer, FALSE);
      easel_live_view_update (EASEL_LIVE_VIEW (live));
      easel_live_view_begin (EASEL_LIVE_VIEW (fresh), diff, &lock, 1);
      shown = text_of (live);
      expected = text_of (fresh);
      g_assert_cmpstr (shown, ==, expected);
      copied = result_of (EASEL_DIFF_VIEW (ui_test_find (live, EASEL_TYPE_DIFF_VIEW, 0)));
      pending = easel_live_diff_get_pending (diff);
      whole = g_strdup_printf ("%s%.*s", easel_live_diff_get_answer (diff), (int) pending.length,
                               before + pending.start);
      g_assert_cmpstr (copied, ==, whole);
      g_assert_finalize_object (fresh);
    }
  easel_live_diff_set_answer (diff, after, TRUE);
  easel_live_view_end (EASEL_LIVE_VIEW (live));
  g_assert_cmpuint (easel_live_view_get_n_changes (EASEL_LIVE_VIEW (live)), ==, 4);
  g_assert_finalize_object (live);
}

/* The view follows the caret while the answer grows beyond it. */
static void
test_live_follows (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EaselLiveDiff) diff = easel_live_diff_new ("short");
  GtkWidget *window = gtk_window_new (), *live = easel_live_view_new ();
  GtkAdjustment *adjustment;

  gtk_window_set_child (GTK_WINDOW (window), live);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 300);
  easel_live_view_begin (EASEL_LIVE_VIEW (live), diff, NULL, 0);
  gtk_window_present (GTK_WINDOW (window));
  adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (ui_test_find (live, GTK_TYPE_SCROLLED_WINDOW, 0)));
  ui_test_wait_until (gtk_adjustment_get_page_size (adjustment) > 0);
  for (guint i = 0; i < 60; i++)
    {
      g_string_append_printf (text, "line %u of the answer\n", i);
      easel_live_diff_set_answer (diff, text->str, FALSE);
      easel_live_view_update (EASEL_LIVE_VIEW (live));
      g_main_context_iteration (NULL, FALSE);
    }
  ui_test_wait_until (
      (easel_live_view_update (EASEL_LIVE_VIEW (live)), gtk_adjustment_get_value (adjustment) > 1000));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/review/decisions", test_decisions);
  g_test_add_func ("/review/after-the-last", test_after_the_last);
  g_test_add_func ("/review/keys", test_keys);
  g_test_add_func ("/review/mouse", test_mouse);
  g_test_add_func ("/review/locked", test_locked);
  g_test_add_func ("/review/rebase", test_rebase);
  g_test_add_func ("/review/sentences", test_sentences);
  g_test_add_func ("/review/copy", test_copy);
  g_test_add_func ("/review/copy-any", test_copy_any);
  g_test_add_func ("/review/tags", test_tags);
  g_test_add_func ("/review/dark", test_dark);
  g_test_add_func ("/review/narrow", test_narrow);
  g_test_add_func ("/review/side-by-side", test_side_by_side);
  g_test_add_func ("/review/accessible", test_accessible);
  g_test_add_func ("/review/huge", test_huge);
  g_test_add_func ("/live/cuts", test_live);
  g_test_add_func ("/live/follows", test_live_follows);
  return g_test_run ();
}
