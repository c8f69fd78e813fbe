// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-prompt-page-private.h"
#include "easel-test-future.h"

#define PROMPT "a red castle on a hill, heavy clouds, oil painting"
#define INSTRUCTION "make it more vivid"

/* What is typed is kept, nothing is paid twice, and a page that goes while
 * something is awaited goes in peace. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselPromptPage *page;
} Fixture;

static EaselPromptService *
get_prompts (Fixture *self)
{
  return easel_context_get_prompts (self->context);
}

static gint64
create (Fixture *self, const char *text, const char *negative)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, negative);
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;

  prompt = easel_test_await_object (easel_prompt_service_create (get_prompts (self), "", content), &error);
  g_assert_no_error (error);
  return easel_prompt_get_id (prompt);
}

static EaselPromptState *
load (Fixture *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  EaselPromptState *state =
      easel_test_await_boxed (easel_prompt_service_load (get_prompts (self), id), &error);

  g_assert_no_error (error);
  return state;
}

static char *
dup_stored_text (Fixture *self, gint64 id)
{
  g_autoptr (EaselPromptState) state = load (self, id);
  g_autoptr (EaselPromptContent) content = easel_prompt_state_dup_content (state);

  return g_strdup (content->text);
}

static guint
count_revisions (Fixture *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list =
      easel_test_await_object (easel_prompt_service_list_revisions (get_prompts (self), id), &error);

  g_assert_no_error (error);
  return g_list_model_get_n_items (list);
}

static guint
count_calls (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = easel_test_await_object (
      easel_edit_service_list_log (easel_context_get_edits (self->context), 0, NULL, 100), &error);

  g_assert_no_error (error);
  return g_list_model_get_n_items (list);
}

static void
open_prompt (Fixture *self, gint64 id)
{
  easel_prompt_page_open (self->page, id, FALSE);
  ui_test_wait_until (easel_prompt_page_get_prompt_id (self->page) == id);
}

static void
type_text (Fixture *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->page->editor));
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
activate (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL));
}

static void
wait_saved (Fixture *self)
{
  ui_test_wait_until (!easel_prompt_page_has_unsaved (self->page));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-page-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  easel_test_await (easel_context_open (self->context), &error);
  g_assert_no_error (error);
  self->window = adw_window_new ();
  self->page = easel_prompt_page_new (self->context);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  dir = g_dir_open (self->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

static void
review_all (Fixture *self)
{
  easel_prompt_page_set_instruction (self->page, INSTRUCTION);
  activate (self, "page.run");
  ui_test_wait_until (self->page->review != NULL);
  easel_review_set_all (self->page->review, EASEL_CHANGE_TAKEN);
}

/* ---- typing ---- */

static void
test_typed_during_apply (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  g_autofree char *shown = NULL;
  g_autofree char *stored = NULL;

  open_prompt (self, id);
  review_all (self);
  g_signal_emit_by_name (self->page->review_view, "apply");
  g_main_context_iteration (NULL, FALSE);
  type_text (self, ", typed at once");
  ui_test_wait_until (easel_revision_get_number (self->page->revision) == 2);
  wait_saved (self);
  shown = easel_prompt_editor_dup_text (self->page->editor);
  stored = dup_stored_text (self, id);
  g_assert_true (g_str_has_suffix (shown, ", typed at once"));
  g_assert_cmpstr (stored, ==, shown);
}

static void
test_typed_while_opening (Fixture *self, gconstpointer data)
{
  gint64 first = create (self, PROMPT, NULL), second = create (self, "another", NULL);
  g_autofree char *expected = g_strdup (PROMPT);

  open_prompt (self, first);
  type_text (self, "!");
  easel_prompt_page_open (self->page, second, FALSE);
  /* A key at each turn of the loop, faster than the disk, then none. */
  for (guint i = 0; i < 200 && easel_prompt_page_get_prompt_id (self->page) == first; i++)
    {
      g_free (expected);
      type_text (self, ".");
      expected = easel_prompt_editor_dup_text (self->page->editor);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (100);
    }
  ui_test_wait_until (easel_prompt_page_get_prompt_id (self->page) == second);
  {
    g_autofree char *stored = dup_stored_text (self, first);
    g_autofree char *other = dup_stored_text (self, second);

    g_assert_cmpstr (stored, ==, expected);
    g_assert_cmpstr (other, ==, "another");
  }
}

static void
test_back_at_once (Fixture *self, gconstpointer data)
{
  gint64 first = create (self, PROMPT, NULL), second = create (self, "another", NULL);
  g_autofree char *shown = NULL;

  open_prompt (self, first);
  easel_prompt_page_open (self->page, second, FALSE);
  easel_prompt_page_open (self->page, first, FALSE);
  easel_test_settle ();
  shown = easel_prompt_editor_dup_text (self->page->editor);
  g_assert_cmpint (easel_prompt_page_get_prompt_id (self->page), ==, first);
  g_assert_cmpstr (shown, ==, PROMPT);
}

/* Asked for once more while it opens: what was not decided about is offered all the same. */
static void
test_opened_twice (Fixture *self, gconstpointer data)
{
  gint64 first = create (self, PROMPT, NULL), second = create (self, "another", NULL);

  open_prompt (self, first);
  review_all (self);
  open_prompt (self, second);
  g_assert_null (self->page->review);
  open_prompt (self, first);
  easel_prompt_page_open (self->page, first, FALSE);
  ui_test_wait_until (self->page->review != NULL);
}

static void
test_context_stays (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  g_autoptr (EaselPromptState) state = NULL;

  open_prompt (self, id);
  self->page->json_context = g_strdup ("{\"style\":\"ink\"}");
  review_all (self);
  g_signal_emit_by_name (self->page->review_view, "apply");
  ui_test_wait_until (easel_revision_get_number (self->page->revision) == 2);
  wait_saved (self);
  state = load (self, id);
  g_assert_cmpstr (state->context, ==, "{\"style\":\"ink\"}");
  g_assert_cmpint (state->draft_revision_id, ==, easel_revision_get_id (state->revision));
}

/* ---- runs and revisions ---- */

static void
test_run_twice (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);

  open_prompt (self, id);
  type_text (self, ", fog");
  easel_prompt_page_set_instruction (self->page, INSTRUCTION);
  for (guint i = 0; i < 5; i++)
    {
      activate (self, "page.run");
      g_main_context_iteration (NULL, FALSE);
    }
  ui_test_wait_until (self->page->review != NULL);
  easel_test_settle ();
  g_assert_cmpuint (count_calls (self), ==, 1);
  g_assert_cmpuint (count_revisions (self, id), ==, 2);
}

static void
test_save_twice (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);

  open_prompt (self, id);
  type_text (self, ", fog");
  for (guint i = 0; i < 5; i++)
    activate (self, "page.save-revision");
  ui_test_wait_until (easel_revision_get_number (self->page->revision) == 2);
  easel_test_settle ();
  g_assert_cmpuint (count_revisions (self, id), ==, 2);
}

static void
test_locked_meanwhile (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->page->editor));
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselPromptContent) content = NULL;
  GtkTextIter start, end;
  EaselSpan *lock;

  open_prompt (self, id);
  easel_prompt_page_set_instruction (self->page, "change red castle to blue tower");
  activate (self, "page.run");
  ui_test_wait_until (self->page->run != NULL);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 2);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, 5);
  gtk_text_buffer_select_range (buffer, &start, &end);
  easel_prompt_editor_toggle_lock (self->page->editor);
  ui_test_wait_until (self->page->review != NULL);
  easel_review_set_all (self->page->review, EASEL_CHANGE_TAKEN);
  g_signal_emit_by_name (self->page->review_view, "apply");
  easel_test_settle ();
  wait_saved (self);
  state = load (self, id);
  content = easel_prompt_state_dup_content (state);
  g_assert_cmpuint (content->locks->len, ==, 1);
  lock = &g_array_index (content->locks, EaselSpan, 0);
  g_assert_true (strncmp (content->text + lock->start, "red", lock->length) == 0);
}

static void
write_elsewhere (Fixture *self, gint64 id, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  revision = easel_test_await_object (
      easel_prompt_service_commit (get_prompts (self), id, content, EASEL_REVISION_SOURCE_TYPED,
                                   easel_revision_get_id (self->page->revision), 0, EASEL_EDIT_OPEN),
      &error);
  g_assert_no_error (error);
}

static gboolean
shows (Fixture *self, const char *suffix)
{
  g_autofree char *text = easel_prompt_editor_dup_text (self->page->editor);

  return g_str_has_suffix (text, suffix);
}

/* Under the review of a long text, which is compared in a thread: whether that
 * is waited for or not, what was written elsewhere is not lost. */
static void
test_written_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("a red castle on a hill");

  while (text->len < 80000)
    g_string_append_printf (text, ",\nheavy clouds %" G_GSIZE_FORMAT, text->len);
  for (guint wait = 0; wait < 2; wait++)
    {
      gint64 id = create (self, text->str, NULL);
      g_autofree char *theirs = g_strconcat (text->str, ", fog", NULL);
      g_autofree char *stored = NULL;

      open_prompt (self, id);
      easel_prompt_page_set_instruction (self->page, "change red castle to blue tower");
      activate (self, "page.run");
      ui_test_wait_until (self->page->review != NULL);
      easel_review_set_all (self->page->review, EASEL_CHANGE_TAKEN);
      write_elsewhere (self, id, theirs);
      ui_test_wait_until (shows (self, ", fog"));
      if (wait == 0)
        g_assert_nonnull (self->page->job);
      else
        ui_test_wait_until (self->page->job == NULL &&
                            g_str_equal (easel_review_get_before (self->page->review), theirs));
      g_signal_emit_by_name (self->page->review_view, "apply");
      g_assert_null (self->page->job);
      ui_test_wait_until (easel_revision_get_number (self->page->revision) == 3);
      wait_saved (self);
      stored = dup_stored_text (self, id);
      g_assert_true (g_str_has_prefix (stored, "a blue tower on a hill"));
      g_assert_true (g_str_has_suffix (stored, ", fog"));
    }
}

/* ---- undo ---- */

static char *
dup_negative (Fixture *self)
{
  g_autoptr (EaselPromptContent) content = _easel_prompt_page_dup_content (self->page);

  return g_strdup (content->negative);
}

static void
test_one_step_of_undo (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, "blurry");
  g_autoptr (EaselPromptContent) both = easel_prompt_content_new ("a castle", "blurry, dark");
  g_autoptr (EaselPromptContent) one = easel_prompt_content_new ("a castle", "noise");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->page->editor));
  g_autofree char *shown = NULL;
  g_autofree char *negative = NULL;

  open_prompt (self, id);
  _easel_prompt_page_replace_content (self->page, both);
  gtk_text_buffer_undo (buffer);
  shown = easel_prompt_editor_dup_text (self->page->editor);
  negative = dup_negative (self);
  g_assert_cmpstr (shown, ==, PROMPT);
  g_assert_cmpstr (negative, ==, "blurry");

  gtk_text_buffer_redo (buffer);
  g_clear_pointer (&negative, g_free);
  negative = dup_negative (self);
  g_assert_cmpstr (negative, ==, "blurry, dark");

  _easel_prompt_page_replace_content (self->page, one);
  activate (self, "page.undo");
  g_clear_pointer (&negative, g_free);
  g_clear_pointer (&shown, g_free);
  negative = dup_negative (self);
  shown = easel_prompt_editor_dup_text (self->page->editor);
  g_assert_cmpstr (negative, ==, "blurry, dark");
  g_assert_cmpstr (shown, ==, "a castle");
}

/* ---- the end ---- */

static void
test_gone_while_waiting (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL), other = create (self, "another", NULL);

  for (guint turns = 0; turns < 12; turns++)
    {
      for (guint action = 0; action < 4; action++)
        {
          EaselPromptPage *page = easel_prompt_page_new (self->context);
          GtkWidget *window = adw_window_new ();
          gpointer gone = page;

          g_object_add_weak_pointer (G_OBJECT (page), &gone);
          adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
          easel_prompt_page_open (page, id, FALSE);
          ui_test_wait_until (easel_prompt_page_get_prompt_id (page) == id);
          easel_test_settle ();
          easel_prompt_editor_replace (page->editor, PROMPT ", rain", NULL, 0, NULL, 0);
          easel_prompt_page_set_instruction (page, INSTRUCTION);
          if (action == 0)
            gtk_widget_activate_action (GTK_WIDGET (page), "page.run", NULL);
          else if (action == 1)
            gtk_widget_activate_action (GTK_WIDGET (page), "page.save-revision", NULL);
          else if (action == 2)
            easel_prompt_page_open (page, other, TRUE);
          else
            dex_future_disown (easel_prompt_page_save (page));
          for (guint i = 0; i < turns; i++)
            g_main_context_iteration (NULL, FALSE);
          gtk_window_destroy (GTK_WINDOW (window));
          ui_test_wait_until (gone == NULL);
        }
    }
  easel_test_settle ();
}

/* ---- deleted elsewhere ---- */

static void
delete_elsewhere (Fixture *self, gint64 id)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (easel_prompt_service_remove (get_prompts (self), id), &error);
  g_assert_no_error (error);
}

static gboolean
is_editable (Fixture *self)
{
  return gtk_text_view_get_editable (GTK_TEXT_VIEW (self->page->editor)) &&
         gtk_text_view_get_editable (self->page->negative_view) &&
         gtk_widget_is_sensitive (GTK_WIDGET (self->page->composer));
}

/* It is built when there is something to say. */
static gboolean
banner_is_shown (Fixture *self)
{
  return self->page->banner != NULL && adw_banner_get_revealed (self->page->banner);
}

static void
test_deleted_elsewhere (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  g_autofree char *shown = NULL;
  g_autofree char *stored = NULL;

  open_prompt (self, id);
  g_assert_true (is_editable (self));
  type_text (self, ", fog");
  delete_elsewhere (self, id);
  ui_test_wait_until (banner_is_shown (self));
  g_assert_cmpstr (adw_banner_get_button_label (self->page->banner), ==, "Restore");
  g_assert_false (is_editable (self));
  shown = easel_prompt_editor_dup_text (self->page->editor);
  g_assert_cmpstr (shown, ==, PROMPT ", fog");

  /* A save does not take the banner away, and nothing can be asked of a model. */
  wait_saved (self);
  easel_test_settle ();
  g_assert_true (banner_is_shown (self));
  easel_prompt_page_set_instruction (self->page, INSTRUCTION);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.run", NULL);
  easel_test_settle ();
  g_assert_cmpuint (count_calls (self), ==, 0);

  g_signal_emit_by_name (self->page->banner, "button-clicked");
  ui_test_wait_until (!banner_is_shown (self));
  g_assert_true (is_editable (self));
  stored = dup_stored_text (self, id);
  g_assert_cmpstr (stored, ==, PROMPT ", fog");
  type_text (self, " and rain");
  wait_saved (self);
  g_clear_pointer (&stored, g_free);
  stored = dup_stored_text (self, id);
  g_assert_cmpstr (stored, ==, PROMPT ", fog and rain");
}

static void
test_brought_back_elsewhere (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL), other = create (self, "another", NULL);
  g_autoptr (GError) error = NULL;

  open_prompt (self, id);
  delete_elsewhere (self, other);
  easel_test_settle ();
  g_assert_false (banner_is_shown (self));
  delete_elsewhere (self, id);
  ui_test_wait_until (banner_is_shown (self));
  easel_test_await (easel_prompt_service_restore (get_prompts (self), id), &error);
  g_assert_no_error (error);
  ui_test_wait_until (!banner_is_shown (self));
  g_assert_true (is_editable (self));

  /* Another prompt has nothing of it. */
  delete_elsewhere (self, id);
  ui_test_wait_until (banner_is_shown (self));
  easel_test_await (easel_prompt_service_restore (get_prompts (self), other), &error);
  g_assert_no_error (error);
  open_prompt (self, other);
  g_assert_false (banner_is_shown (self));
  g_assert_true (is_editable (self));
}

static void
test_deleted_here (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL), other = create (self, "another", NULL);

  open_prompt (self, id);
  easel_prompt_page_set_deleting (self->page, TRUE);
  delete_elsewhere (self, id);
  easel_test_settle ();
  g_assert_false (banner_is_shown (self));
  open_prompt (self, other);
  delete_elsewhere (self, other);
  ui_test_wait_until (banner_is_shown (self));
}

/* ---- what comes back, what lies over it ---- */

static void
test_caret (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL), other = create (self, "short", NULL);

  easel_prompt_page_open (self->page, id, FALSE);
  easel_prompt_page_set_caret (self->page, 12);
  ui_test_wait_until (easel_prompt_page_get_prompt_id (self->page) == id);
  g_assert_cmpuint (easel_prompt_page_get_caret (self->page), ==, 12);
  easel_prompt_page_open (self->page, other, FALSE);
  easel_prompt_page_set_caret (self->page, 12);
  ui_test_wait_until (easel_prompt_page_get_prompt_id (self->page) == other);
  g_assert_cmpuint (easel_prompt_page_get_caret (self->page), ==, 5);
  open_prompt (self, id);
  g_assert_cmpuint (easel_prompt_page_get_caret (self->page), ==, 0);
}

static void
test_history_comes_back (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);

  open_prompt (self, id);
  g_assert_null (self->page->history_pane);
  activate (self, "page.history");
  g_assert_true (g_settings_get_boolean (settings, "show-history"));

  self->page = easel_prompt_page_new (self->context);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  open_prompt (self, id);
  ui_test_wait_until (self->page->history_pane != NULL &&
                      gtk_widget_get_mapped (GTK_WIDGET (self->page->history_pane)));

  /* Where it would cover the text it is away, and stays in mind. */
  adw_overlay_split_view_set_collapsed (self->page->split_view, TRUE);
  g_assert_false (adw_overlay_split_view_get_show_sidebar (self->page->split_view));
  activate (self, "page.history");
  activate (self, "page.history");
  g_assert_true (g_settings_get_boolean (settings, "show-history"));
  adw_overlay_split_view_set_collapsed (self->page->split_view, FALSE);
  g_assert_true (adw_overlay_split_view_get_show_sidebar (self->page->split_view));
  activate (self, "page.history");
  g_assert_false (g_settings_get_boolean (settings, "show-history"));
}

static GtkWidget *
find_by_css_name (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (gtk_widget_get_css_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_by_css_name (child, name);
  return found;
}

static void
test_toast_covers_nothing (Fixture *self, gconstpointer data)
{
  gint64 id = create (self, PROMPT, NULL);
  static const int widths[] = { 900, 360 };

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  open_prompt (self, id);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *toast = NULL;
      graphene_rect_t here, there;

      gtk_window_set_default_size (GTK_WINDOW (self->window), widths[i], 640);
      ui_test_wait_until (ABS (gtk_widget_get_width (GTK_WIDGET (self->page)) - widths[i]) < 40);
      activate (self, "page.copy");
      ui_test_wait_until ((toast = find_by_css_name (self->window, "toast")) != NULL &&
                          gtk_widget_get_mapped (toast) && gtk_widget_get_height (toast) > 0);
      g_assert_true (gtk_widget_compute_bounds (toast, self->window, &here));
      g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (self->page->bottom_stack), self->window, &there));
      g_assert_false (graphene_rect_intersection (&here, &there, NULL));
      adw_toast_overlay_dismiss_all (self->page->toast_overlay);
    }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/prompt-page/typed-during-apply", Fixture, NULL, set_up, test_typed_during_apply, tear_down);
  g_test_add ("/prompt-page/typed-while-opening", Fixture, NULL, set_up, test_typed_while_opening, tear_down);
  g_test_add ("/prompt-page/back-at-once", Fixture, NULL, set_up, test_back_at_once, tear_down);
  g_test_add ("/prompt-page/opened-twice", Fixture, NULL, set_up, test_opened_twice, tear_down);
  g_test_add ("/prompt-page/context-stays", Fixture, NULL, set_up, test_context_stays, tear_down);
  g_test_add ("/prompt-page/run-twice", Fixture, NULL, set_up, test_run_twice, tear_down);
  g_test_add ("/prompt-page/save-twice", Fixture, NULL, set_up, test_save_twice, tear_down);
  g_test_add ("/prompt-page/locked-meanwhile", Fixture, NULL, set_up, test_locked_meanwhile, tear_down);
  g_test_add ("/prompt-page/one-step-of-undo", Fixture, NULL, set_up, test_one_step_of_undo, tear_down);
  g_test_add ("/prompt-page/written-elsewhere", Fixture, NULL, set_up, test_written_elsewhere, tear_down);
  g_test_add ("/prompt-page/gone-while-waiting", Fixture, NULL, set_up, test_gone_while_waiting, tear_down);
  g_test_add ("/prompt-page/deleted-elsewhere", Fixture, NULL, set_up, test_deleted_elsewhere, tear_down);
  g_test_add ("/prompt-page/brought-back-elsewhere", Fixture, NULL, set_up, test_brought_back_elsewhere,
              tear_down);
  g_test_add ("/prompt-page/deleted-here", Fixture, NULL, set_up, test_deleted_here, tear_down);
  g_test_add ("/prompt-page/caret", Fixture, NULL, set_up, test_caret, tear_down);
  g_test_add ("/prompt-page/history-comes-back", Fixture, NULL, set_up, test_history_comes_back, tear_down);
  g_test_add ("/prompt-page/toast-covers-nothing", Fixture, NULL, set_up, test_toast_covers_nothing,
              tear_down);
  return g_test_run ();
}
