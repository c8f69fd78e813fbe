// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-details.h"

#include <glib/gi18n.h>

#include "easel-asset-words.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-tag-suggestions.h"

#define PREVIEW_WIDTH 512
#define N_STARS 5

/**
 * EaselAssetDetails:
 *
 * What is known of a picture, beside the grid.
 */
struct _EaselAssetDetails
{
  AdwBin parent_instance;

  /* template */
  GtkStack *stack;
  AdwStatusPage *many_status;
  GtkPicture *picture;
  GtkBox *star_box;
  GtkButton *trash_button;
  GtkButton *restore_button;
  GtkButton *edit_button;
  GtkWidget *prompt_box;
  GtkLabel *prompt_label;
  GtkWidget *negative_box;
  GtkLabel *negative_label;
  AdwEntryRow *name_row;
  AdwEntryRow *tags_row;
  AdwBin *tags_bin;
  AdwEntryRow *many_tags_row;
  AdwBin *many_tags_bin;
  GtkGrid *facts_grid;
  GtkButton *stars[N_STARS];

  /* owned */
  EaselContext *context;
  EaselThumbnails *thumbnails;
  EaselAsset *asset;
  GSignalGroup *signals;

  /* state */
  int n_facts;
};

G_DEFINE_FINAL_TYPE (EaselAssetDetails, easel_asset_details, ADW_TYPE_BIN)

/* ---- facts ---- */

static void
clear_facts (EaselAssetDetails *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts_grid))) != NULL)
    gtk_grid_remove (self->facts_grid, child);
  self->n_facts = 0;
}

static void
add_fact (EaselAssetDetails *self, const char *name, const char *value)
{
  GtkWidget *label;
  GtkWidget *text;

  if (value == NULL || *value == '\0')
    return;
  label = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", 0.0, "yalign", 0.0, NULL);
  text = g_object_new (GTK_TYPE_LABEL, "label", value, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                       PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (text, "caption");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL,
                                  -1);
  gtk_grid_attach (self->facts_grid, label, 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts_grid, text, 1, self->n_facts++, 1, 1);
}

static char *
dup_model (EaselAsset *asset)
{
  const char *model = easel_asset_get_model_id (asset);
  const char *provider = easel_asset_get_provider_name (asset);

  if (model != NULL && provider != NULL)
    /* Translators: a model, then the account it is of */
    return g_strdup_printf (C_ ("model and account", "%s, %s"), model, provider);
  return g_strdup (model);
}

static char *
dup_steps (EaselAsset *asset)
{
  int steps = easel_asset_get_steps (asset);
  double guidance = easel_asset_get_guidance (asset);

  if (steps > 0 && guidance > 0)
    return g_strdup_printf (_ ("%d, guidance %.4g"), steps, guidance);
  return steps > 0 ? g_strdup_printf ("%d", steps) : NULL;
}

static void
show_facts (EaselAssetDetails *self, EaselAsset *asset)
{
  g_autofree char *model = dup_model (asset);
  g_autofree char *size = easel_asset_dup_size (asset);
  g_autofree char *length =
      easel_asset_get_duration (asset) > 0 ? easel_asset_dup_clock (easel_asset_get_duration (asset)) : NULL;
  g_autofree char *seed = easel_asset_get_seed (asset) >= 0
                              ? g_strdup_printf ("%" G_GINT64_FORMAT, easel_asset_get_seed (asset))
                              : NULL;
  g_autofree char *steps = dup_steps (asset);
  g_autofree char *file = easel_asset_dup_file (asset);
  g_autofree char *when = easel_format_time (easel_asset_get_created (asset), g_get_real_time ());

  clear_facts (self);
  add_fact (self, _ ("Model"), model);
  add_fact (self, _ ("Made with"), easel_asset_get_tool_name (asset));
  add_fact (self, _ ("Size"), size);
  add_fact (self, _ ("Length"), length);
  add_fact (self, _ ("Seed"), seed);
  add_fact (self, _ ("Steps"), steps);
  add_fact (self, _ ("File"), file);
  add_fact (self, _ ("Added"), when);
}

/* ---- words ---- */

static void
show_words (EaselAssetDetails *self, EaselAsset *asset)
{
  const char *prompt = easel_asset_get_prompt (asset);
  const char *negative = easel_asset_get_negative_prompt (asset);
  gboolean has_prompt = prompt != NULL && *prompt != '\0';
  gboolean has_negative = negative != NULL && *negative != '\0';
  const char *const *tags = easel_asset_get_tags (asset);
  g_autofree char *joined = tags != NULL ? g_strjoinv (", ", (char **) tags) : g_strdup ("");

  gtk_label_set_label (self->prompt_label, has_prompt ? prompt : "");
  gtk_label_set_label (self->negative_label, has_negative ? negative : "");
  gtk_widget_set_visible (self->prompt_box, has_prompt);
  gtk_widget_set_visible (self->negative_box, has_negative);
  gtk_widget_set_visible (GTK_WIDGET (self->edit_button), has_prompt);
  gtk_editable_set_text (GTK_EDITABLE (self->tags_row), joined);
}

static void
show_rating (EaselAssetDetails *self)
{
  int rating = self->asset != NULL ? easel_asset_get_rating (self->asset) : 0;

  for (int i = 0; i < N_STARS; i++)
    {
      int stars = i + 1 == rating ? 0 : i + 1;
      g_autofree char *tooltip =
          stars == 0
              ? g_strdup (_ ("No Rating (0)"))
              : g_strdup_printf (ngettext ("%d Star (%d)", "%d Stars (%d)", (gulong) stars), stars, stars);

      gtk_button_set_icon_name (self->stars[i], i < rating ? "starred-symbolic" : "non-starred-symbolic");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->stars[i]), "i", stars);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->stars[i]), tooltip);
    }
}

static void
show_name (EaselAssetDetails *self)
{
  const char *name =
      self->asset != NULL && easel_asset_is_loaded (self->asset) ? easel_asset_get_name (self->asset) : NULL;

  if (name == NULL)
    name = "";
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name))
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
on_details_changed_cb (EaselAssetDetails *self)
{
  if (self->asset == NULL || !easel_asset_has_details (self->asset))
    return;
  show_words (self, self->asset);
  show_facts (self, self->asset);
  show_rating (self);
}

static void
on_preview_cb (gpointer data, GdkTexture *texture)
{
  gtk_picture_set_paintable (EASEL_ASSET_DETAILS (data)->picture, GDK_PAINTABLE (texture));
}

static void
on_loaded_cb (EaselAssetDetails *self)
{
  g_autofree char *description = NULL;

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset))
    return;
  description = easel_asset_dup_description (self->asset);
  gtk_picture_set_alternative_text (self->picture, description);
  easel_thumbnails_request (self->thumbnails, self->asset, PREVIEW_WIDTH, on_preview_cb, self);
  show_rating (self);
  show_name (self);
}

/* ---- what the user does ---- */

typedef struct
{
  EaselAssetDetails *self;
  EaselAsset *asset;
  GStrv tags;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_object_unref (task->asset);
  g_strfreev (task->tags);
  g_free (task);
}

static void
spawn (EaselAssetDetails *self, DexFiberFunc func, GStrv tags)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->asset = g_object_ref (self->asset);
  task->tags = tags;
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static void
say (EaselAssetDetails *self, const char *text)
{
  if (self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.notice", "s", text);
}

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (task->self->context != NULL &&
      !dex_await (
          easel_library_service_load_details (easel_context_get_library (task->self->context), task->asset),
          &error))
    say (task->self, error->message);
  return NULL;
}

/* As the store compares them: "Night" is not taken away for "night". */
static gboolean
has_tag (GStrv tags, const char *tag)
{
  for (guint i = 0; tags[i] != NULL; i++)
    if (g_ascii_strcasecmp (tags[i], tag) == 0)
      return TRUE;
  return FALSE;
}

static DexFuture *
tags_fiber (gpointer data)
{
  Task *task = data;
  gint64 id = easel_asset_get_id (task->asset);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();
  const char *const *tags = easel_asset_get_tags (task->asset);

  if (task->self->context == NULL)
    return NULL;
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    if (!has_tag (task->tags, tags[i]))
      g_ptr_array_add (removed, (gpointer) tags[i]);
  g_ptr_array_add (removed, NULL);
  if (!dex_await (easel_library_service_change_tags (easel_context_get_library (task->self->context), &id, 1,
                                                     (const char *const *) task->tags,
                                                     (const char *const *) removed->pdata),
                  &error))
    say (task->self, error->message);
  return NULL;
}

/* One without a name keeps its old one. */
static void
on_name_applied_cb (EaselAssetDetails *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset))
    return;
  if (*name != '\0' && g_strcmp0 (name, easel_asset_get_name (self->asset)) != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "page.rename", "(xs)", easel_asset_get_id (self->asset),
                                name);
  else
    show_name (self);
}

static void
on_tags_applied_cb (EaselAssetDetails *self)
{
  if (self->asset != NULL)
    spawn (self, tags_fiber,
           easel_tag_suggestions_split (gtk_editable_get_text (GTK_EDITABLE (self->tags_row))));
}

static void
on_many_tags_applied_cb (EaselAssetDetails *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.add-tags", "s",
                              gtk_editable_get_text (GTK_EDITABLE (self->many_tags_row)));
  gtk_editable_set_text (GTK_EDITABLE (self->many_tags_row), "");
}

/* The prompt that the picture was made from, 0 if there is none any more. */
static gint64
await_prompt (EaselPromptService *prompts, EaselAsset *asset)
{
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;

  if (easel_asset_get_revision_id (asset) > 0)
    revision = dex_await_object (
        easel_prompt_service_get_revision (prompts, easel_asset_get_revision_id (asset)), NULL);
  if (revision != NULL)
    prompt = easel_prompt_service_find (prompts, easel_revision_get_prompt_id (revision));
  return prompt != NULL ? easel_prompt_get_id (prompt) : 0;
}

/* Its prompt, or a new one with its words. Nothing is generated by that. */
static DexFuture *
edit_prompt_fiber (gpointer data)
{
  Task *task = data;
  EaselAssetDetails *self = task->self;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;
  gint64 known;

  if (self->context == NULL)
    return NULL;
  known = await_prompt (easel_context_get_prompts (self->context), task->asset);
  if (self->context == NULL)
    return NULL;
  if (known != 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-prompt", "x", known);
      return NULL;
    }
  content = easel_prompt_content_new (easel_asset_get_prompt (task->asset),
                                      easel_asset_get_negative_prompt (task->asset));
  prompt = dex_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);
  if (prompt == NULL)
    say (self, error->message);
  else if (self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-prompt", "x", easel_prompt_get_id (prompt));
  return NULL;
}

static void
on_edit_clicked_cb (EaselAssetDetails *self)
{
  if (self->asset != NULL && easel_asset_has_details (self->asset))
    spawn (self, edit_prompt_fiber, NULL);
}

static void
on_copy_clicked_cb (EaselAssetDetails *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->prompt_label));
}

/* ---- the object ---- */

static void
easel_asset_details_dispose (GObject *object)
{
  EaselAssetDetails *self = EASEL_ASSET_DETAILS (object);

  if (self->thumbnails != NULL)
    easel_thumbnails_cancel (self->thumbnails, self);
  g_clear_object (&self->signals);
  g_clear_object (&self->asset);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->context);
  /* The bin lets go of its child itself, and would do so once more. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_ASSET_DETAILS);

  G_OBJECT_CLASS (easel_asset_details_parent_class)->dispose (object);
}

static void
easel_asset_details_class_init (EaselAssetDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_asset_details_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/library/easel-asset-details.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, many_status);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, picture);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, star_box);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, trash_button);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, restore_button);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, edit_button);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, prompt_box);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, prompt_label);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, negative_box);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, negative_label);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, tags_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, tags_bin);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, many_tags_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, many_tags_bin);
  gtk_widget_class_bind_template_child (widget_class, EaselAssetDetails, facts_grid);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_many_tags_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_tags_applied_cb);
}

static void
easel_asset_details_init (EaselAssetDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_STARS; i++)
    {
      self->stars[i] = GTK_BUTTON (gtk_button_new_from_icon_name ("non-starred-symbolic"));
      gtk_widget_add_css_class (GTK_WIDGET (self->stars[i]), "flat");
      gtk_widget_add_css_class (GTK_WIDGET (self->stars[i]), "easel-row-button");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->stars[i]), "i", i + 1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stars[i]), "page.rate");
      gtk_box_append (self->star_box, GTK_WIDGET (self->stars[i]));
    }
  self->signals = g_signal_group_new (EASEL_TYPE_ASSET);
  g_signal_group_connect_swapped (self->signals, "notify::loaded", G_CALLBACK (on_loaded_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::has-details", G_CALLBACK (on_details_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "notify::rating", G_CALLBACK (show_rating), self);
  g_signal_group_connect_swapped (self->signals, "notify::name", G_CALLBACK (show_name), self);
}

static void
add_suggestions (EaselAssetDetails *self, AdwEntryRow *row, AdwBin *bin)
{
  adw_bin_set_child (
      bin, easel_tag_suggestions_new (easel_context_get_library (self->context), GTK_EDITABLE (row)));
}

EaselAssetDetails *
easel_asset_details_new (EaselContext *context, EaselThumbnails *thumbnails)
{
  EaselAssetDetails *self = g_object_new (EASEL_TYPE_ASSET_DETAILS, NULL);

  self->context = g_object_ref (context);
  self->thumbnails = g_object_ref (thumbnails);
  add_suggestions (self, self->tags_row, self->tags_bin);
  add_suggestions (self, self->many_tags_row, self->many_tags_bin);
  return self;
}

static void
show_asset (EaselAssetDetails *self, EaselAsset *asset)
{
  if (self->asset == asset)
    return;
  easel_thumbnails_cancel (self->thumbnails, self);
  gtk_picture_set_paintable (self->picture, NULL);
  g_set_object (&self->asset, asset);
  g_signal_group_set_target (self->signals, asset);
  if (asset == NULL)
    return;
  on_loaded_cb (self);
  if (easel_asset_has_details (asset))
    on_details_changed_cb (self);
  else
    spawn (self, load_fiber, NULL);
}

/**
 * easel_asset_details_show:
 * @self: the details
 * @asset: (nullable): the one that is selected, if it is one
 * @n_selected: how many are selected
 * @trash: whether they are in the trash
 */
void
easel_asset_details_show (EaselAssetDetails *self, EaselAsset *asset, guint n_selected, gboolean trash)
{
  g_autofree char *title = NULL;

  g_return_if_fail (EASEL_IS_ASSET_DETAILS (self));

  show_asset (self, asset);
  gtk_widget_set_visible (GTK_WIDGET (self->trash_button), !trash);
  gtk_widget_set_visible (GTK_WIDGET (self->restore_button), trash);
  if (n_selected > 1)
    {
      title = g_strdup_printf (ngettext ("%u Picture", "%u Pictures", n_selected), n_selected);
      adw_status_page_set_title (self->many_status, title);
    }
  gtk_stack_set_visible_child_name (self->stack, asset != NULL ? "one" : n_selected > 1 ? "many" : "none");
}

/**
 * easel_asset_details_reset_name:
 * @self: the details
 *
 * The name that was typed is not the picture's: its own stands there again.
 */
void
easel_asset_details_reset_name (EaselAssetDetails *self)
{
  g_return_if_fail (EASEL_IS_ASSET_DETAILS (self));

  show_name (self);
}

/**
 * easel_asset_details_focus_name:
 * @self: the details
 *
 * The name is to be changed: it has the focus, all of it selected.
 */
void
easel_asset_details_focus_name (EaselAssetDetails *self)
{
  g_return_if_fail (EASEL_IS_ASSET_DETAILS (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_editable_select_region (GTK_EDITABLE (self->name_row), 0, -1);
}
