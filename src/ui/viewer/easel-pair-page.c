// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pair-page.h"

#include <glib/gi18n.h>

#include "easel-asset-words.h"
#include "easel-fiber.h"
#include "easel-live-view.h"
#include "easel-pair-words.h"
#include "easel-review-document.h"

#define ZOOM_FACTOR 1.25
#define PAN_SHARE 0.15

/**
 * EaselPairPage:
 *
 * Two pictures compared: as they look, in the words that they were asked for
 * with, and in how they were made.
 *
 * It wants "win.close-viewer" of its window.
 */
struct _EaselPairPage
{
  AdwBreakpointBin parent_instance;

  /* template */
  AdwToggleGroup *toggle_group;
  AdwBin *pair_bin;
  GtkLabel *title_a;
  GtkLabel *title_b;
  GtkLabel *subtitle_a;
  GtkLabel *subtitle_b;
  GtkLabel *summary_label;
  GtkStack *words_stack;
  AdwBin *diff_bin;

  /* borrowed */
  EaselPairView *view;
  EaselLiveView *live;

  /* owned */
  EaselContext *context;
  EaselAssetList *list;
  EaselAsset *assets[2];
  EaselTextJob *job;
  EaselLiveDiff *diff;

  /* state */
  gint64 ids[2];
  gint64 costs[2];
  guint revisions[2];
  guint tick;
  guint run;
};

G_DEFINE_FINAL_TYPE (EaselPairPage, easel_pair_page, ADW_TYPE_BREAKPOINT_BIN)

/* ---- words ---- */

static char *
make_title (EaselPairPage *self, guint i)
{
  if (self->revisions[i] > 0 && self->revisions[0] != self->revisions[1])
    return g_strdup_printf (_ ("Revision %u"), self->revisions[i]);
  return g_strdup (easel_asset_get_name (self->assets[i]));
}

static void
show_facts (EaselPairPage *self)
{
  GtkLabel *titles[2] = { self->title_a, self->title_b };
  GtkLabel *subtitles[2] = { self->subtitle_a, self->subtitle_b };
  g_autofree char *differ = NULL;
  guint n = self->live != NULL ? easel_live_view_get_n_changes (self->live) : 0;
  g_autofree char *words =
      n > 0 ? g_strdup_printf (ngettext ("%u change in the prompt", "%u changes in the prompt", n), n)
            : g_strdup (_ ("no change in the prompt"));
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;

      if (!easel_asset_is_loaded (self->assets[i]))
        return;
      title = make_title (self, i);
      subtitle = easel_pair_words_describe (self->assets[i], self->costs[i]);
      gtk_label_set_label (titles[i], title);
      gtk_label_set_label (subtitles[i], subtitle);
    }
  differ = easel_pair_words_compare (self->assets[0], self->assets[1], self->costs[0], self->costs[1]);
  if (differ != NULL)
    /* Translators: changes in the prompt, then what else differs */
    text = g_strdup_printf (C_ ("changes and facts", "%s · %s"), words, differ);
  else
    text = g_strdup_printf (_ ("%s, all else equal"), words);
  gtk_label_set_label (self->summary_label, text);
}

/* A long text is compared a slice a frame. */
static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselPairPage *self = EASEL_PAIR_PAGE (widget);

  easel_live_diff_advance (self->diff);
  easel_live_view_update (self->live);
  if (easel_live_diff_is_behind (self->diff))
    return G_SOURCE_CONTINUE;
  easel_live_view_end (self->live);
  self->tick = 0;
  show_facts (self);
  return G_SOURCE_REMOVE;
}

static void
stop_diff (EaselPairPage *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_pointer (&self->diff, easel_live_diff_unref);
  g_clear_pointer (&self->job, easel_text_job_unref);
}

static void
show_diff (EaselPairPage *self, const char *after)
{
  if (self->live == NULL)
    {
      self->live = EASEL_LIVE_VIEW (easel_live_view_new ());
      easel_live_view_set_name (self->live, _ ("Prompt of A with the changes of B"));
      adw_bin_set_child (self->diff_bin, GTK_WIDGET (self->live));
    }
  self->diff = easel_live_diff_ref (easel_text_job_get_live (self->job));
  easel_live_diff_set_answer (self->diff, after, TRUE);
  easel_live_view_begin (self->live, self->diff, NULL, 0);
  gtk_stack_set_visible_child_name (self->words_stack, "diff");
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick_cb, NULL, NULL);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* ---- loading ---- */

static gint64
await_cost (EaselPairPage *self, EaselAsset *asset)
{
  g_autoptr (GError) error = NULL;
  gint64 cost;

  if (easel_asset_get_job_id (asset) <= 0)
    return -1;
  cost = dex_await_int64 (easel_generate_service_load_cost (easel_context_get_generate (self->context),
                                                            easel_asset_get_job_id (asset)),
                          &error);
  return error == NULL ? cost : -1;
}

static guint
await_revision (EaselPairPage *self, EaselAsset *asset)
{
  g_autoptr (EaselRevision) revision = NULL;

  if (easel_asset_get_revision_id (asset) > 0)
    revision = dex_await_object (easel_prompt_service_get_revision (easel_context_get_prompts (self->context),
                                                                    easel_asset_get_revision_id (asset)),
                                 NULL);
  return revision != NULL ? easel_revision_get_number (revision) : 0;
}

/* Everything that is said of the two; FALSE if others are shown meanwhile. */
static gboolean
await_words (EaselPairPage *self, guint run)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EaselAsset) asset = g_object_ref (self->assets[i]);
      gint64 cost;

      dex_await (easel_library_service_load_details (easel_context_get_library (self->context), asset), NULL);
      if (self->context == NULL || run != self->run)
        return FALSE;
      cost = await_cost (self, asset);
      if (self->context == NULL || run != self->run)
        return FALSE;
      self->costs[i] = cost;
      self->revisions[i] = await_revision (self, asset);
      if (self->context == NULL || run != self->run)
        return FALSE;
    }
  return TRUE;
}

static DexFuture *
words_fiber (gpointer data)
{
  EaselPairPage *self = data;
  guint run = ++self->run;
  g_autoptr (EaselPromptContent) before = NULL;
  g_autoptr (EaselPromptContent) after = NULL;
  g_autoptr (EaselReviewDocument) document = NULL;
  g_autofree char *before_text = NULL;
  g_autofree char *after_text = NULL;

  if (self->context == NULL || !await_words (self, run))
    return NULL;
  before = easel_prompt_content_new (or_empty (easel_asset_get_prompt (self->assets[0])),
                                     or_empty (easel_asset_get_negative_prompt (self->assets[0])));
  after = easel_prompt_content_new (or_empty (easel_asset_get_prompt (self->assets[1])),
                                    or_empty (easel_asset_get_negative_prompt (self->assets[1])));
  show_facts (self);
  if (*before->text == '\0' && *after->text == '\0')
    {
      gtk_stack_set_visible_child_name (self->words_stack, "none");
      return NULL;
    }
  document = easel_review_document_new (
      before, *before->negative != '\0' || *after->negative != '\0' ? EASEL_EDIT_BOTH : EASEL_EDIT_PROMPT);
  before_text = easel_review_document_compose (document, before->text, before->negative);
  after_text = easel_review_document_compose (document, after->text, after->negative);
  stop_diff (self);
  self->job = easel_text_job_new_live (before_text);
  dex_await (easel_text_job_start (self->job), NULL);
  if (self->context != NULL && run == self->run)
    show_diff (self, after_text);
  return NULL;
}

static void
on_list_changed_cb (EaselPairPage *self)
{
  for (guint i = 0; i < 2; i++)
    if (self->ids[i] != 0 && !easel_asset_list_find (self->list, self->ids[i], NULL))
      {
        self->ids[0] = self->ids[1] = 0;
        gtk_widget_activate_action (GTK_WIDGET (self), "win.close-viewer", NULL);
        return;
      }
}

/* ---- what the user does ---- */

static void
on_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPictureView *view = easel_pair_view_get_view (EASEL_PAIR_PAGE (widget)->view, 0);

  if (g_str_equal (name, "page.zoom-in"))
    easel_picture_view_zoom (view, ZOOM_FACTOR);
  else if (g_str_equal (name, "page.zoom-out"))
    easel_picture_view_zoom (view, 1 / ZOOM_FACTOR);
  else if (g_str_equal (name, "page.zoom-actual"))
    easel_picture_view_zoom_actual (view);
  else
    easel_picture_view_zoom_fit (view);
}

static gboolean
on_arrow_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  EaselPictureView *view = easel_pair_view_get_view (EASEL_PAIR_PAGE (widget)->view, 0);
  int across, down;

  if (!easel_picture_view_can_pan (view))
    return FALSE;
  g_variant_get (parameter, "(ii)", &across, &down);
  easel_picture_view_pan (view, -across * PAN_SHARE * gtk_widget_get_width (GTK_WIDGET (view)),
                          -down * PAN_SHARE * gtk_widget_get_height (GTK_WIDGET (view)));
  return TRUE;
}

static void
on_swap (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPairPage *self = EASEL_PAIR_PAGE (widget);

  easel_pair_page_show (self, self->ids[1], self->ids[0]);
}

static void
on_fullscreen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (!GTK_IS_WINDOW (root))
    return;
  if (gtk_window_is_fullscreen (GTK_WINDOW (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  else
    gtk_window_fullscreen (GTK_WINDOW (root));
}

static void
on_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  else
    gtk_widget_activate_action (widget, "win.close-viewer", NULL);
}

static void
on_way_changed_cb (EaselPairPage *self)
{
  gboolean slider = g_strcmp0 (adw_toggle_group_get_active_name (self->toggle_group), "slider") == 0;

  gboolean had_focus;

  if (self->view == NULL)
    return;
  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->pair_bin)) != NULL;
  easel_pair_view_set_slider (self->view, slider);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Two beside each other would be too narrow. */
static void
on_breakpoint_changed_cb (EaselPairPage *self)
{
  gboolean narrow = adw_breakpoint_bin_get_current_breakpoint (ADW_BREAKPOINT_BIN (self)) != NULL;

  if (narrow)
    adw_toggle_group_set_active_name (self->toggle_group, "slider");
}

/* ---- the object ---- */

static void
easel_pair_page_unroot (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root)) &&
      !gtk_widget_in_destruction (GTK_WIDGET (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  GTK_WIDGET_CLASS (easel_pair_page_parent_class)->unroot (widget);
}

static gboolean
easel_pair_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (EASEL_PAIR_PAGE (widget)->view));
}

static void
easel_pair_page_dispose (GObject *object)
{
  EaselPairPage *self = EASEL_PAIR_PAGE (object);

  stop_diff (self);
  self->run++;
  self->ids[0] = self->ids[1] = 0;
  self->view = NULL;
  self->live = NULL;
  /* The bin lets go of its child itself, and would do so once more. */
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PAIR_PAGE);
  g_clear_object (&self->assets[0]);
  g_clear_object (&self->assets[1]);
  g_clear_object (&self->list);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_pair_page_parent_class)->dispose (object);
}

static void
add_arrow (GtkWidgetClass *widget_class, guint keyval, int across, int down)
{
  gtk_widget_class_add_binding (widget_class, keyval, GDK_NO_MODIFIER_MASK, on_arrow_cb, "(ii)", across,
                                down);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keyval;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "page.zoom-in" },         { GDK_KEY_equal, "page.zoom-in" },
    { GDK_KEY_KP_Add, "page.zoom-in" },       { GDK_KEY_minus, "page.zoom-out" },
    { GDK_KEY_KP_Subtract, "page.zoom-out" }, { GDK_KEY_0, "page.zoom-fit" },
    { GDK_KEY_1, "page.zoom-actual" },        { GDK_KEY_x, "page.swap" },
    { GDK_KEY_F11, "page.fullscreen" },       { GDK_KEY_Escape, "page.back" },
  };

  gtk_widget_class_install_action (widget_class, "page.zoom-in", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-out", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-fit", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-actual", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.swap", NULL, on_swap);
  gtk_widget_class_install_action (widget_class, "page.fullscreen", NULL, on_fullscreen);
  gtk_widget_class_install_action (widget_class, "page.back", NULL, on_back);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].keyval, GDK_NO_MODIFIER_MASK, keys[i].action,
                                         NULL);
  add_arrow (widget_class, GDK_KEY_Left, -1, 0);
  add_arrow (widget_class, GDK_KEY_Right, 1, 0);
  add_arrow (widget_class, GDK_KEY_Up, 0, -1);
  add_arrow (widget_class, GDK_KEY_Down, 0, 1);
}

static void
easel_pair_page_class_init (EaselPairPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_pair_page_dispose;
  widget_class->unroot = easel_pair_page_unroot;
  widget_class->grab_focus = easel_pair_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/viewer/easel-pair-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, toggle_group);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, pair_bin);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, title_a);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, title_b);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, subtitle_a);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, subtitle_b);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, words_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselPairPage, diff_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_way_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_breakpoint_changed_cb);
  install_actions (widget_class);
}

static void
easel_pair_page_init (EaselPairPage *self)
{
  self->costs[0] = self->costs[1] = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_pair_page_new:
 * @context: the services
 * @list: what both are of
 * @thumbnails: what is shown until the pictures are there
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
EaselPairPage *
easel_pair_page_new (EaselContext *context, EaselAssetList *list, EaselThumbnails *thumbnails)
{
  EaselPairPage *self = g_object_new (EASEL_TYPE_PAIR_PAGE, NULL);
  g_autoptr (EaselPictures) pictures = easel_pictures_new (easel_context_get_library (context));

  self->context = g_object_ref (context);
  self->list = g_object_ref (list);
  self->view = EASEL_PAIR_VIEW (easel_pair_view_new (pictures, thumbnails));
  adw_bin_set_child (self->pair_bin, GTK_WIDGET (self->view));
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_list_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}

/**
 * easel_pair_page_show:
 * @self: the page
 * @a: an asset of the list
 * @b: another
 *
 * Returns: whether both are there
 */
gboolean
easel_pair_page_show (EaselPairPage *self, gint64 a, gint64 b)
{
  guint positions[2];

  g_return_val_if_fail (EASEL_IS_PAIR_PAGE (self), FALSE);

  if (!easel_asset_list_find (self->list, a, &positions[0]) ||
      !easel_asset_list_find (self->list, b, &positions[1]))
    return FALSE;
  self->ids[0] = a;
  self->ids[1] = b;
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&self->assets[i]);
      self->assets[i] = g_list_model_get_item (G_LIST_MODEL (self->list), positions[i]);
      self->costs[i] = -1;
      self->revisions[i] = 0;
    }
  easel_pair_view_set_assets (self->view, self->assets[0], self->assets[1]);
  dex_future_disown (easel_fiber_spawn (words_fiber, g_object_ref (self), g_object_unref));
  return TRUE;
}

EaselPairView *
easel_pair_page_get_view (EaselPairPage *self)
{
  g_return_val_if_fail (EASEL_IS_PAIR_PAGE (self), NULL);

  return self->view;
}
