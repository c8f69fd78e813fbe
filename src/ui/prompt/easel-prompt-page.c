// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-lazy-menu.h"
#include "easel-paste-guard.h"

/* Texts of more characters are read as a whole only so many milliseconds after
 * the last key. */
#define LONG_TEXT 20000
#define LONG_TEXT_DELAY 250

/**
 * EaselPromptPage:
 *
 * A prompt: its text, the line that asks for an edit, and the review of what
 * came. What is typed is saved as a draft; an edit, applied changes and Ctrl+S
 * make a revision. easel-prompt-page-document.c saves and loads, -run.c edits,
 * -review.c reviews, -parts.c shows the parts, -actions.c has the actions.
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (EaselPromptPage,
                               easel_prompt_page,
                               ADW_TYPE_BREAKPOINT_BIN,
                               G_IMPLEMENT_INTERFACE (EASEL_TYPE_PLACE_PAGE, _easel_prompt_page_init_place))

enum
{
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- tools ---- */

void
_easel_page_task_free (gpointer data)
{
  EaselPageTask *task = data;

  g_object_unref (task->page);
  g_clear_object (&task->object);
  g_free (task);
}

void
_easel_page_spawn (
    EaselPromptPage *self, DexFiberFunc func, gint64 prompt_id, gpointer object, gboolean focus)
{
  EaselPageTask *task = g_new0 (EaselPageTask, 1);

  task->page = g_object_ref (self);
  task->prompt_id = prompt_id;
  task->object = object != NULL ? g_object_ref (object) : NULL;
  task->serial = self->open_serial;
  task->focus = focus;
  dex_future_disown (easel_fiber_spawn (func, task, _easel_page_task_free));
}

/* Runs a fiber on the page's prompt and resolves to what it does. */
DexFuture *
_easel_page_call (EaselPromptPage *self, DexFiberFunc func)
{
  EaselPageTask *task = g_new0 (EaselPageTask, 1);

  task->page = g_object_ref (self);
  task->prompt_id = self->prompt_id;
  return easel_fiber_spawn (func, task, _easel_page_task_free);
}

void
_easel_prompt_page_emit_opened (EaselPromptPage *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

/* Whether the page still stands and shows that prompt: what it awaited may have
 * outlived both. */
gboolean
_easel_prompt_page_shows (EaselPromptPage *self, gint64 prompt_id)
{
  return self->context != NULL && self->prompt_id == prompt_id;
}

static EaselPromptService *
get_prompts (EaselPromptPage *self)
{
  return easel_context_get_prompts (self->context);
}

static char *
dup_buffer_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

char *
_easel_prompt_page_dup_negative (EaselPromptPage *self)
{
  return dup_buffer_text (self->negative_view);
}

EaselPromptContent *
_easel_prompt_page_dup_content (EaselPromptPage *self)
{
  EaselPromptContent *content = easel_prompt_editor_dup_content (self->editor);

  g_free (content->negative);
  content->negative = _easel_prompt_page_dup_negative (self);
  return content;
}

void
_easel_prompt_page_add_toast (EaselPromptPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  easel_prompt_page_add_toast (self, toast);
}

void
_easel_prompt_page_update_title (EaselPromptPage *self)
{
  g_autoptr (EaselPrompt) prompt = easel_prompt_service_find (get_prompts (self), self->prompt_id);
  g_autofree char *text = easel_prompt_editor_dup_text (self->editor);
  g_autofree char *title =
      easel_format_prompt_title (prompt != NULL ? easel_prompt_get_title (prompt) : "", text);
  g_autofree char *subtitle = NULL;

  if (self->gone)
    return;
  adw_window_title_set_title (self->window_title, title);
  if (self->review != NULL && self->revision != NULL)
    subtitle =
        g_strdup_printf (_ ("Review of an edit to revision %u"), easel_revision_get_number (self->revision));
  else if (self->revision != NULL)
    subtitle = g_strdup_printf (_ ("Revision %u"), easel_revision_get_number (self->revision));
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

void
_easel_prompt_page_set_revision (EaselPromptPage *self, EaselRevision *revision)
{
  g_set_object (&self->revision, revision);
  _easel_prompt_page_update_title (self);
}

void
_easel_prompt_page_update_undo (EaselPromptPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  gboolean editing = g_strcmp0 (gtk_stack_get_visible_child_name (self->view_stack), "edit") == 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.undo",
                                 self->gone ? FALSE
                                 : self->review != NULL
                                     ? easel_review_can_undo (self->review)
                                     : editing && (gtk_text_buffer_get_can_undo (buffer) ||
                                                   _easel_prompt_page_can_undo_negative (self)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.redo",
                                 self->gone             ? FALSE
                                 : self->review != NULL ? easel_review_can_redo (self->review)
                                                        : editing && gtk_text_buffer_get_can_redo (buffer));
}

/* ---- what the user does ---- */

static void
update_from_text (EaselPromptPage *self)
{
  g_autofree char *text = easel_prompt_editor_dup_text (self->editor);

  g_clear_handle_id (&self->update_source, g_source_remove);
  easel_composer_set_content (self->composer, text);
  _easel_prompt_page_update_parts (self);
  _easel_prompt_page_update_title (self);
}

static gboolean
on_update_timeout_cb (gpointer user_data)
{
  EaselPromptPage *self = user_data;

  self->update_source = 0;
  update_from_text (self);
  return G_SOURCE_REMOVE;
}

/* What follows from the whole of a long text waits for a pause between keys. */
void
_easel_prompt_page_follow_text (EaselPromptPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));

  if (gtk_text_buffer_get_char_count (buffer) < LONG_TEXT)
    {
      update_from_text (self);
      return;
    }
  g_clear_handle_id (&self->update_source, g_source_remove);
  self->update_source = g_timeout_add (LONG_TEXT_DELAY, on_update_timeout_cb, self);
}

static void
on_content_changed_cb (EaselPromptPage *self)
{
  if (self->loading)
    return;
  _easel_prompt_page_note_change (self);
  _easel_prompt_page_follow_text (self);
}

static void
on_narrow_applied_cb (EaselPromptPage *self)
{
  self->narrow = TRUE;
  _easel_prompt_page_update_layout (self);
}

static void
on_narrow_unapplied_cb (EaselPromptPage *self)
{
  self->narrow = FALSE;
  _easel_prompt_page_update_layout (self);
}

static void
on_medium_applied_cb (EaselPromptPage *self)
{
  self->medium = TRUE;
  _easel_prompt_page_update_layout (self);
}

static void
on_medium_unapplied_cb (EaselPromptPage *self)
{
  self->medium = FALSE;
  _easel_prompt_page_update_layout (self);
}

/* ---- object ---- */

static const char *const targets[] = { "prompt", "negative", "both" };

static void
set_target (EaselPromptPage *self, const char *name, GParamSpec *pspec)
{
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    if (g_strcmp0 (name, targets[i]) == 0 && self->target != (EaselEditTarget) i)
      {
        self->target = (EaselEditTarget) i;
        if (self->target != EASEL_EDIT_PROMPT)
          gtk_expander_set_expanded (self->negative_expander, TRUE);
        g_object_notify_by_pspec (G_OBJECT (self), pspec);
      }
}

static void
easel_prompt_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (object);

  switch (prop_id)
    {
    case 1:
      g_value_set_string (value, targets[self->target]);
      break;
    case 2:
      /* Its action asks while the template is still being made. */
      g_value_set_boolean (value, self->parts_revealer != NULL &&
                                      gtk_revealer_get_reveal_child (self->parts_revealer));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_prompt_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (object);

  switch (prop_id)
    {
    case 1:
      set_target (self, g_value_get_string (value), pspec);
      break;
    case 2:
      if (gtk_revealer_get_reveal_child (self->parts_revealer) != g_value_get_boolean (value))
        {
          gtk_revealer_set_reveal_child (self->parts_revealer, g_value_get_boolean (value));
          _easel_prompt_page_update_parts (self);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_prompt_page_dispose (GObject *object)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->live_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->live_tick);
  self->live_tick = 0;
  self->open_serial++;
  g_clear_object (&self->run_signals);
  g_clear_object (&self->run);
  g_clear_pointer (&self->live_diff, easel_live_diff_unref);
  g_clear_pointer (&self->review, easel_review_unref);
  _easel_prompt_page_set_job (self, NULL);
  g_clear_pointer (&self->parts_job, easel_text_job_unref);
  g_clear_pointer (&self->document, easel_review_document_free);
  g_clear_object (&self->revision);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  /* The bin lets go of its child itself, and would do so once more. */
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PROMPT_PAGE);

  G_OBJECT_CLASS (easel_prompt_page_parent_class)->dispose (object);
}

static void
easel_prompt_page_finalize (GObject *object)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (object);

  g_free (self->json_context);
  g_clear_pointer (&self->undo_from, easel_prompt_content_unref);
  g_clear_pointer (&self->undo_to, easel_prompt_content_unref);

  G_OBJECT_CLASS (easel_prompt_page_parent_class)->finalize (object);
}

static void
on_first_painted_cb (EaselPromptPage *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_painted_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->bottom_stack), TRUE);
}

/* The text is painted first; what it is edited with follows in the next frame. */
static void
easel_prompt_page_map (GtkWidget *widget)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  GTK_WIDGET_CLASS (easel_prompt_page_parent_class)->map (widget);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->bottom_stack)))
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                             G_CALLBACK (on_first_painted_cb), self, G_CONNECT_SWAPPED);
}

static void
easel_prompt_page_class_init (EaselPromptPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = easel_prompt_page_get_property;
  object_class->set_property = easel_prompt_page_set_property;
  object_class->dispose = easel_prompt_page_dispose;
  object_class->finalize = easel_prompt_page_finalize;

  g_object_class_install_property (
      object_class, 1,
      g_param_spec_string ("target", NULL, NULL, "prompt",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
  g_object_class_install_property (
      object_class, 2,
      g_param_spec_boolean ("show-parts", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));

  /**
   * EaselPromptPage::opened:
   *
   * The prompt that was asked for is shown, or why it cannot be.
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  g_type_ensure (EASEL_TYPE_PROMPT_EDITOR);
  g_type_ensure (EASEL_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/prompt/easel-prompt-page.ui");
  widget_class->map = easel_prompt_page_map;
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, page_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, history_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, redo_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, view_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, parts_revealer);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, editor);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, negative_expander);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, negative_view);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, bottom_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptPage, composer);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_unapplied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_medium_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_medium_unapplied_cb);
  _easel_prompt_page_install_actions (widget_class);
}

static void
easel_prompt_page_init (EaselPromptPage *self)
{
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  _easel_prompt_page_watch_budget (self);
  _easel_prompt_page_name_buttons (self);
  _easel_prompt_page_add_keys (self);
  easel_paste_guard_attach (self->negative_view);
  easel_lazy_menu_attach (self->menu_button, self->page_menu);

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  g_signal_connect_object (buffer, "notify::can-undo", G_CALLBACK (_easel_prompt_page_update_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::can-redo", G_CALLBACK (_easel_prompt_page_update_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "undo", G_CALLBACK (_easel_prompt_page_follow_undo), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "redo", G_CALLBACK (_easel_prompt_page_follow_undo), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->editor, "content-changed", G_CALLBACK (on_content_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->negative_view), "changed",
                           G_CALLBACK (_easel_prompt_page_note_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "changed", G_CALLBACK (_easel_prompt_page_note_change), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view_stack, "notify::visible-child",
                           G_CALLBACK (_easel_prompt_page_update_undo), self, G_CONNECT_SWAPPED);
}

EaselPromptPage *
easel_prompt_page_new (EaselContext *context)
{
  EaselPromptPage *self = g_object_new (EASEL_TYPE_PROMPT_PAGE, NULL);

  self->context = g_object_ref (context);
  self->settings = g_settings_new (APPLICATION_ID);
  easel_composer_set_context (self->composer, context);
  _easel_prompt_page_follow_settings (self);
  g_signal_connect_object (easel_prompt_service_get_prompts (get_prompts (self)), "items-changed",
                           G_CALLBACK (_easel_prompt_page_on_prompts_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_prompts (self), "prompt-changed",
                           G_CALLBACK (_easel_prompt_page_on_prompt_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_prompt_page_get_prompt_id:
 * @self: the page
 *
 * Returns: the prompt that is shown, 0 if none
 */
gint64
easel_prompt_page_get_prompt_id (EaselPromptPage *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT_PAGE (self), 0);

  return self->prompt_id;
}

/**
 * easel_prompt_page_set_instruction:
 * @self: the page
 * @instruction: what should change
 *
 * Puts a suggestion into the instruction line.
 */
void
easel_prompt_page_set_instruction (EaselPromptPage *self, const char *instruction)
{
  g_return_if_fail (EASEL_IS_PROMPT_PAGE (self));

  easel_composer_set_instruction (self->composer, instruction);
}

/**
 * easel_prompt_page_add_toast:
 * @self: the page
 * @toast: (transfer full): a message that passes
 *
 * Shows @toast above what is below the text, so that it covers no button there.
 */
void
easel_prompt_page_add_toast (EaselPromptPage *self, AdwToast *toast)
{
  g_return_if_fail (EASEL_IS_PROMPT_PAGE (self));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/**
 * easel_prompt_page_get_caret:
 * @self: the page
 *
 * Returns: the number of characters before the caret in the prompt's text
 */
guint
easel_prompt_page_get_caret (EaselPromptPage *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter caret;

  g_return_val_if_fail (EASEL_IS_PROMPT_PAGE (self), 0);

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  gtk_text_buffer_get_iter_at_mark (buffer, &caret, gtk_text_buffer_get_insert (buffer));
  return (guint) gtk_text_iter_get_offset (&caret);
}

/**
 * easel_prompt_page_set_caret:
 * @self: the page
 * @caret: the number of characters before it
 *
 * Puts the caret there in the prompt that is being opened, or at the end of its
 * text if that is shorter.
 */
void
easel_prompt_page_set_caret (EaselPromptPage *self, guint caret)
{
  g_return_if_fail (EASEL_IS_PROMPT_PAGE (self));

  self->wanted_caret = caret;
}
