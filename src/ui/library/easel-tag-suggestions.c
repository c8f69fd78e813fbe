// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-tag-suggestions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"

/* More than that nobody looks through while typing. */
#define MOST_SHOWN 6
#define MOST_CHARS 30

/**
 * EaselTagSuggestions:
 *
 * Beneath an entry of tags, while it or one of these has the focus: tags of the
 * library that begin as the last word in it, a button each, which finishes that
 * word. They are read when the focus comes.
 */
struct _EaselTagSuggestions
{
  AdwBin parent_instance;

  /* children */
  AdwWrapBox *box;

  /* owned */
  EaselLibraryService *service;
  GStrv tags;

  /* borrowed, weak */
  GtkEditable *entry;

  /* state */
  gboolean entry_focused;
  gboolean own_focused;
};

G_DEFINE_FINAL_TYPE (EaselTagSuggestions, easel_tag_suggestions, ADW_TYPE_BIN)

/**
 * easel_tag_suggestions_split:
 * @text: tags as they are typed, with commas between
 *
 * Returns: (transfer full): the tags without the space around them, no empty ones
 */
GStrv
easel_tag_suggestions_split (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

/* Where the last word of text begins. */
static const char *
find_last (const char *text)
{
  const char *comma = strrchr (text, ',');
  const char *start = comma != NULL ? comma + 1 : text;

  while (*start == ' ')
    start++;
  return start;
}

static gboolean
begins_with (const char *tag, const char *start)
{
  g_autofree char *a = g_utf8_casefold (tag, -1);
  g_autofree char *b = g_utf8_casefold (start, -1);

  return g_str_has_prefix (a, b);
}

static gboolean
has_tag (GStrv tags, const char *tag)
{
  for (guint i = 0; tags[i] != NULL; i++)
    if (g_ascii_strcasecmp (tags[i], tag) == 0)
      return TRUE;
  return FALSE;
}

static void
on_clicked_cb (EaselTagSuggestions *self, GtkButton *button)
{
  const char *tag = g_object_get_data (G_OBJECT (button), "tag");
  const char *text;
  g_autofree char *finished = NULL;

  if (self->entry == NULL)
    return;
  text = gtk_editable_get_text (self->entry);
  finished = g_strdup_printf ("%.*s%s", (int) (find_last (text) - text), text, tag);
  /* Its button to apply appears for what changes while it has the focus. */
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_text (self->entry, finished);
  gtk_editable_set_position (self->entry, -1);
}

static void
add_button (EaselTagSuggestions *self, const char *tag)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (tag);
  g_autofree char *name = g_strdup_printf (_ ("Tag: %s"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "easel-filter-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (self->box, button);
}

static void
update (EaselTagSuggestions *self)
{
  gboolean wanted = self->entry != NULL && self->tags != NULL && (self->entry_focused || self->own_focused);
  const char *text = wanted ? gtk_editable_get_text (self->entry) : "";
  const char *last = find_last (text);
  g_autofree char *before = g_strndup (text, (gsize) (last - text));
  g_auto (GStrv) had = easel_tag_suggestions_split (before);
  GtkWidget *child;
  guint n = 0;

  /* A button that has the focus stays as long as it has. */
  if (self->own_focused || self->service == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    adw_wrap_box_remove (self->box, child);
  for (guint i = 0; wanted && self->tags[i] != NULL && n < MOST_SHOWN; i++)
    if (begins_with (self->tags[i], last) && g_ascii_strcasecmp (self->tags[i], last) != 0 &&
        !has_tag (had, self->tags[i]))
      {
        add_button (self, self->tags[i]);
        n++;
      }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
on_idle_cb (gpointer user_data)
{
  g_autoptr (EaselTagSuggestions) self = user_data;

  update (self);
}

/* The focus leaves one before it comes to the other. */
static void
update_soon (EaselTagSuggestions *self)
{
  g_idle_add_once (on_idle_cb, g_object_ref (self));
}

static DexFuture *
load_fiber (gpointer data)
{
  EaselTagSuggestions *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) tags = NULL;

  if (self->service == NULL)
    return NULL;
  tags = dex_await_boxed (easel_library_service_list_tags (self->service), &error);
  if (tags == NULL || self->service == NULL)
    {
      if (error != NULL)
        g_debug ("Reading tags: %s", error->message);
      return NULL;
    }
  for (guint i = 0; i < tags->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (tags, i));
  g_strfreev (self->tags);
  self->tags = g_strv_builder_end (builder);
  update (self);
  return NULL;
}

static void
on_entry_focus_cb (EaselTagSuggestions *self, GParamSpec *pspec, GtkEventControllerFocus *focus)
{
  self->entry_focused = gtk_event_controller_focus_contains_focus (focus);
  if (self->entry_focused)
    dex_future_disown (easel_fiber_spawn (load_fiber, g_object_ref (self), g_object_unref));
  else
    update_soon (self);
}

static void
on_own_focus_cb (EaselTagSuggestions *self, GParamSpec *pspec, GtkEventControllerFocus *focus)
{
  self->own_focused = gtk_event_controller_focus_contains_focus (focus);
  update_soon (self);
}

static void
easel_tag_suggestions_dispose (GObject *object)
{
  EaselTagSuggestions *self = EASEL_TAG_SUGGESTIONS (object);

  g_clear_weak_pointer (&self->entry);
  g_clear_object (&self->service);
  g_clear_pointer (&self->tags, g_strfreev);

  G_OBJECT_CLASS (easel_tag_suggestions_parent_class)->dispose (object);
}

static void
easel_tag_suggestions_class_init (EaselTagSuggestionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_tag_suggestions_dispose;
}

static void
easel_tag_suggestions_init (EaselTagSuggestions *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->box = ADW_WRAP_BOX (adw_wrap_box_new ());
  adw_wrap_box_set_child_spacing (self->box, 6);
  adw_wrap_box_set_line_spacing (self->box, 6);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_own_focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/**
 * easel_tag_suggestions_new:
 * @service: whose tags
 * @entry: where they are typed
 *
 * Returns: what stands beneath @entry
 */
GtkWidget *
easel_tag_suggestions_new (EaselLibraryService *service, GtkEditable *entry)
{
  EaselTagSuggestions *self = g_object_new (EASEL_TYPE_TAG_SUGGESTIONS, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->service = g_object_ref (service);
  g_set_weak_pointer (&self->entry, entry);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_entry_focus_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
