// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <string.h>

/* The prompt seen as parts. The text stays the truth: each change of a part is
 * a change of the text, one step of undo. */

static EaselPartsState *
get_state (EaselPromptPage *self)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_editor_dup_content (self->editor);

  return easel_parts_state_new (content->text, (const EaselSpan *) (gconstpointer) content->locks->data,
                                content->locks->len, (const EaselSpan *) (gconstpointer) content->offs->data,
                                content->offs->len);
}

static void
apply (EaselPromptPage *self, EaselPartsState *changed, GError *error, guint focus)
{
  if (changed == NULL)
    {
      if (error != NULL)
        _easel_prompt_page_add_toast (self, error->message);
      return;
    }
  easel_prompt_editor_replace (self->editor, changed->text, changed->locks, changed->n_locks, changed->offs,
                               changed->n_offs);
  easel_parts_bar_focus_part (self->parts_bar, focus);
}

static void
on_move_cb (EaselPromptPage *self, guint from, guint to)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPartsState) changed = easel_parts_move (state, from, to, &error);

  apply (self, changed, error, to);
}

static void
on_weight_cb (EaselPromptPage *self, guint index, double weight)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPartsState) changed = easel_parts_set_weight (state, index, weight, &error);

  apply (self, changed, error, index);
}

static void
on_lock_cb (EaselPromptPage *self, guint index, gboolean locked)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  g_autoptr (EaselPartsState) changed = easel_parts_set_locked (state, index, locked);

  apply (self, changed, NULL, index);
}

static void
on_off_cb (EaselPromptPage *self, guint index, gboolean off)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  g_autoptr (EaselPartsState) changed = easel_parts_set_off (state, index, off);

  apply (self, changed, NULL, index);
}

static void
on_remove_cb (EaselPromptPage *self, guint index)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPartsState) changed = easel_parts_remove (state, index, &error);

  apply (self, changed, error, index);
}

static void
on_activate_cb (EaselPromptPage *self, guint index)
{
  g_autoptr (EaselPartsState) state = get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);

  if (index < n_parts)
    easel_prompt_editor_select (self->editor, parts[index].text);
}

static void
ensure_bar (EaselPromptPage *self)
{
  GtkWidget *clamp;

  if (self->parts_bar != NULL)
    return;
  self->parts_bar = EASEL_PARTS_BAR (easel_parts_bar_new ());
  gtk_widget_set_margin_top (GTK_WIDGET (self->parts_bar), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self->parts_bar), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->parts_bar), 18);
  clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 768);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 768);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->parts_bar));
  gtk_revealer_set_child (self->parts_revealer, clamp);

  g_signal_connect_object (self->parts_bar, "move", G_CALLBACK (on_move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "weight", G_CALLBACK (on_weight_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "lock", G_CALLBACK (on_lock_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "off", G_CALLBACK (on_off_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "remove", G_CALLBACK (on_remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "activate", G_CALLBACK (on_activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parts_bar, "show-more", G_CALLBACK (_easel_prompt_page_update_parts), self,
                           G_CONNECT_SWAPPED);
}

static void
show_parts (EaselPromptPage *self, EaselTextJob *job)
{
  gsize n_parts;
  const EaselPart *parts = easel_text_job_get_parts (job, &n_parts);

  easel_parts_bar_set_parts (self->parts_bar, easel_text_job_get_state (job)->text, parts, (guint) n_parts);
}

/* A long text is split in a thread; one that changes meanwhile is split again later. */
static DexFuture *
parts_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselTextJob) job = NULL;

  if (self->context == NULL || self->parts_job == NULL)
    return NULL;
  job = easel_text_job_ref (self->parts_job);
  dex_await (easel_text_job_start (job), NULL);
  if (self->context == NULL || self->parts_job != job)
    return NULL;
  g_clear_pointer (&self->parts_job, easel_text_job_unref);
  show_parts (self, job);
  return NULL;
}

/* Shows the text's parts, if they are shown at all. */
void
_easel_prompt_page_update_parts (EaselPromptPage *self)
{
  EaselPartsState *state;
  g_autoptr (EaselTextJob) job = NULL;

  if (self->parts_job != NULL)
    easel_text_job_cancel (self->parts_job);
  g_clear_pointer (&self->parts_job, easel_text_job_unref);
  if (!gtk_revealer_get_reveal_child (self->parts_revealer))
    return;
  ensure_bar (self);
  state = get_state (self);
  job = easel_text_job_new_parts (state);
  if (strlen (state->text) > EASEL_LONG_TEXT)
    {
      self->parts_job = easel_text_job_ref (job);
      _easel_page_spawn (self, parts_fiber, self->prompt_id, NULL, FALSE);
      return;
    }
  easel_text_job_run (job);
  show_parts (self, job);
}
