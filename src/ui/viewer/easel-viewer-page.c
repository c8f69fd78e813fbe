// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-viewer-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "easel-announce.h"
#include "easel-asset-words.h"
#include "easel-fiber.h"
#include "easel-lazy-menu.h"

/* The buttons at the edges go when the pointer rests so long. */
#define REST_MSEC 2500
/* What comes within so long needs no sign that it comes. */
#define SPINNER_MSEC 200

/**
 * EaselViewerPage:
 *
 * The pictures of a list, one by one, in the whole window. It follows the list:
 * one that goes out of it makes room for its neighbour.
 *
 * It wants "win.close-viewer" of its window.
 */
G_DEFINE_FINAL_TYPE (EaselViewerPage, easel_viewer_page, ADW_TYPE_BIN)

/* ---- words ---- */

static gboolean
is_clip (EaselViewerPage *self)
{
  return self->asset != NULL && easel_asset_is_loaded (self->asset) &&
         g_strcmp0 (easel_asset_get_kind (self->asset), "video") == 0;
}

static void
update_title (EaselViewerPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean loaded = self->asset != NULL && easel_asset_is_loaded (self->asset);
  const char *name = loaded ? easel_asset_get_name (self->asset) : "";
  g_autofree char *size = loaded ? easel_asset_dup_size (self->asset) : NULL;
  /* Translators: which picture of how many */
  g_autofree char *place = g_strdup_printf (_ ("%u of %u"), self->position + 1, n);
  g_autofree char *text =
      size != NULL ? g_strdup_printf (C_ ("place and size", "%s · %s"), place, size) : g_strdup (place);

  if (loaded && self->coarse)
    {
      const EaselPixels *pixels = easel_picture_view_get_pixels (self->view);
      /* Translators: 1 of 3 · 12000 × 9000, shown with 8000 × 6000 */
      char *more = g_strdup_printf (_ ("%s, shown with %d × %d"), text, pixels->width, pixels->height);

      g_free (text);
      text = more;
    }
  if (loaded && (name == NULL || *name == '\0'))
    name = is_clip (self) ? C_ ("kind of file", "Clip") : C_ ("kind of file", "Picture");
  adw_window_title_set_title (self->title, name != NULL ? name : "");
  adw_window_title_set_subtitle (self->title, text);
  if (loaded && !self->announced)
    {
      g_autofree char *description = easel_asset_dup_description (self->asset);
      g_autofree char *sentence = g_strdup_printf (C_ ("picture and place", "%s, %s"), description, place);

      self->announced = TRUE;
      easel_announce (GTK_WIDGET (self->view), sentence);
    }
}

static void
update_zoom (EaselViewerPage *self)
{
  double percent = easel_picture_view_get_scale (self->view) * 100;
  /* Translators: how large a picture is shown */
  g_autofree char *text = g_strdup_printf (_ ("%.0f %%"), percent < 1 ? ceil (percent) : percent);

  if (g_strcmp0 (gtk_label_get_label (self->zoom_label), text) != 0)
    gtk_label_set_label (self->zoom_label, text);
}

/* ---- what is shown ---- */

/* The keys are the page's: it never is without the focus. */
static gboolean
focus_shown (EaselViewerPage *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->stack);

  self->focus_lent = FALSE;
  if (shown == GTK_WIDGET (self->picture_bin))
    return gtk_widget_grab_focus (GTK_WIDGET (self->view));
  if (shown == GTK_WIDGET (self->clip))
    return gtk_widget_grab_focus (shown);
  /* There is nothing that could have it: a button of the header keeps it until there is. */
  self->focus_lent = TRUE;
  return gtk_widget_child_focus (GTK_WIDGET (self->toolbar_view), GTK_DIR_TAB_FORWARD);
}

static void
show_child (EaselViewerPage *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  /* What had it may be gone already. */
  gboolean had_focus =
      focus == NULL || self->focus_lent || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (had_focus && gtk_widget_get_mapped (GTK_WIDGET (self)))
    focus_shown (self);
}

static gboolean
on_spinner_timeout_cb (gpointer user_data)
{
  EaselViewerPage *self = user_data;

  self->spinner_source = 0;
  if (!is_clip (self) && easel_picture_view_is_empty (self->view) &&
      easel_picture_view_get_problem (self->view) == NULL)
    show_child (self, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_problem (EaselViewerPage *self, const char *problem)
{
  g_autofree char *markup = g_markup_escape_text (problem, -1);

  adw_status_page_set_title (self->problem_status,
                             is_clip (self) ? _ ("Cannot Play This Clip") : _ ("Cannot Show This Picture"));
  adw_status_page_set_description (self->problem_status, markup);
  show_child (self, "problem");
}

/* Which neighbours are decoded before they are looked at. */
static void
prepare_neighbours (EaselViewerPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  int screen =
      MAX (gtk_widget_get_width (GTK_WIDGET (self->view)), gtk_widget_get_height (GTK_WIDGET (self->view))) *
      gtk_widget_get_scale_factor (GTK_WIDGET (self->view));

  for (int step = -1; step <= 1; step += 2)
    {
      gint64 at = (gint64) self->position + step;
      g_autoptr (EaselAsset) asset = NULL;

      if (at < 0 || at >= n)
        continue;
      asset = g_list_model_get_item (G_LIST_MODEL (self->list), (guint) at);
      if (easel_asset_is_loaded (asset))
        easel_pictures_prepare (
            self->pictures, asset,
            easel_pictures_find_side (easel_asset_get_width (asset), easel_asset_get_height (asset), screen));
    }
}

static void
update_motion (EaselViewerPage *self)
{
  gboolean playing = easel_picture_view_get_playing (self->view);

  gtk_widget_set_visible (GTK_WIDGET (self->motion_button), easel_picture_view_is_animated (self->view));
  gtk_button_set_icon_name (self->motion_button,
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->motion_button),
                               playing ? _ ("Pause (Space)") : _ ("Play (Space)"));
}

static void
on_view_stopped_cb (EaselViewerPage *self, const char *why)
{
  _easel_viewer_page_say (self, why);
}

static void
on_view_changed_cb (EaselViewerPage *self)
{
  const char *problem = easel_picture_view_get_problem (self->view);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  update_zoom (self);
  update_motion (self);
  if (self->coarse != easel_picture_view_is_coarse (self->view))
    {
      self->coarse = !self->coarse;
      update_title (self);
    }
  if (is_clip (self))
    return;
  if (problem != NULL)
    show_problem (self, problem);
  else if (!easel_picture_view_is_empty (self->view) && g_strcmp0 (shown, "picture") != 0)
    show_child (self, "picture");
  if (easel_picture_view_get_pixels (self->view) != NULL)
    prepare_neighbours (self);
}

static void
on_clip_problem_cb (EaselViewerPage *self, const char *problem)
{
  show_problem (self, problem);
}

static void
show_clip (EaselViewerPage *self)
{
  if (self->clip == NULL)
    {
      self->clip = EASEL_CLIP_VIEW (
          easel_clip_view_new (easel_context_get_library (self->context), self->pictures, self->thumbnails));
      g_signal_connect_object (self->clip, "problem", G_CALLBACK (on_clip_problem_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->clip), "clip");
    }
  easel_clip_view_set_asset (self->clip, self->asset);
  show_child (self, "clip");
}

typedef struct
{
  EaselViewerPage *self;
  EaselAsset *asset;
} Details;

static void
details_free (gpointer data)
{
  Details *details = data;

  g_object_unref (details->self);
  g_object_unref (details->asset);
  g_free (details);
}

/* What a screen reader says of the picture is its prompt. */
static DexFuture *
details_fiber (gpointer data)
{
  Details *details = data;

  if (details->self->context != NULL)
    dex_await (easel_library_service_load_details (easel_context_get_library (details->self->context),
                                                   details->asset),
               NULL);
  return NULL;
}

static void
on_asset_loaded_cb (EaselViewerPage *self)
{
  Details *details;

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset))
    return;
  update_title (self);
  gtk_widget_set_visible (self->zoom_box, !is_clip (self));
  if (is_clip (self))
    show_clip (self);
  _easel_viewer_page_update_actions (self);
  if (easel_asset_has_details (self->asset))
    return;
  details = g_new0 (Details, 1);
  details->self = g_object_ref (self);
  details->asset = g_object_ref (self->asset);
  dex_future_disown (easel_fiber_spawn (details_fiber, details, details_free));
}

/*
 * Shows the one at a place of the list.
 */
void
_easel_viewer_page_show_position (EaselViewerPage *self, guint position)
{
  g_autoptr (EaselAsset) asset = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (asset == NULL)
    return;
  self->position = position;
  self->id = easel_asset_get_id (asset);
  self->coarse = FALSE;
  if (g_set_object (&self->asset, asset))
    {
      self->announced = FALSE;
      g_clear_handle_id (&self->spinner_source, g_source_remove);
      self->spinner_source = g_timeout_add (SPINNER_MSEC, on_spinner_timeout_cb, self);
      if (self->clip != NULL)
        easel_clip_view_set_asset (self->clip, NULL);
      easel_pictures_cancel (self->pictures, NULL);
      easel_viewport_reset (easel_picture_view_get_viewport (self->view));
      show_child (self, "picture");
      easel_picture_view_set_asset (self->view, asset);
      g_signal_group_set_target (self->asset_signals, asset);
      on_asset_loaded_cb (self);
    }
  update_title (self);
  _easel_viewer_page_update_actions (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_widget_get_focus_child (GTK_WIDGET (self)) == NULL)
    focus_shown (self);
}

static void
on_list_changed_cb (EaselViewerPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint position;

  if (self->id == 0)
    return;
  if (self->returning != 0 && easel_asset_list_find (self->list, self->returning, &position))
    {
      self->returning = 0;
      _easel_viewer_page_show_position (self, position);
    }
  else if (easel_asset_list_find (self->list, self->id, &position))
    {
      self->position = position;
      update_title (self);
      _easel_viewer_page_update_actions (self);
    }
  else if (n > 0)
    _easel_viewer_page_show_position (self, MIN (self->position, n - 1));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.close-viewer", NULL);
}

/* ---- rest ---- */

static gboolean
is_fullscreen (EaselViewerPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root));
}

static gboolean
on_rest_timeout_cb (gpointer user_data)
{
  EaselViewerPage *self = user_data;
  GtkWidget *header = gtk_widget_get_ancestor (GTK_WIDGET (self->title), ADW_TYPE_HEADER_BAR);

  self->hide_source = 0;
  if (gtk_menu_button_get_active (self->menu_button))
    {
      _easel_viewer_page_wake (self);
      return G_SOURCE_REMOVE;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->overlay), "easel-viewer-awake");
  if (!is_fullscreen (self) || (header != NULL && gtk_widget_get_focus_child (header) != NULL))
    return G_SOURCE_REMOVE;
  adw_toolbar_view_set_reveal_top_bars (self->toolbar_view, FALSE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->overlay), "none");
  return G_SOURCE_REMOVE;
}

/*
 * The pointer moves: what can be pressed is seen, for a while.
 */
void
_easel_viewer_page_wake (EaselViewerPage *self)
{
  g_clear_handle_id (&self->hide_source, g_source_remove);
  self->hide_source = g_timeout_add (REST_MSEC, on_rest_timeout_cb, self);
  gtk_widget_add_css_class (GTK_WIDGET (self->overlay), "easel-viewer-awake");
  adw_toolbar_view_set_reveal_top_bars (self->toolbar_view, TRUE);
  gtk_widget_set_cursor (GTK_WIDGET (self->overlay), NULL);
}

static void
on_fullscreen_changed_cb (EaselViewerPage *self)
{
  gboolean full = is_fullscreen (self);

  gtk_button_set_icon_name (self->fullscreen_button,
                            full ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fullscreen_button),
                               full ? _ ("Leave Full Screen (F11)") : _ ("Full Screen (F11)"));
  adw_toolbar_view_set_extend_content_to_top_edge (self->toolbar_view, full);
  _easel_viewer_page_wake (self);
}

static void
easel_viewer_page_root (GtkWidget *widget)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  GTK_WIDGET_CLASS (easel_viewer_page_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::fullscreened",
                           G_CALLBACK (on_fullscreen_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Nothing else of the window is made for the full screen. */
static void
easel_viewer_page_unroot (GtkWidget *widget)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  g_signal_handlers_disconnect_by_func (root, on_fullscreen_changed_cb, self);
  if (is_fullscreen (self) && !gtk_widget_in_destruction (GTK_WIDGET (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  GTK_WIDGET_CLASS (easel_viewer_page_parent_class)->unroot (widget);
}

/* ---- the object ---- */

static gboolean
easel_viewer_page_grab_focus (GtkWidget *widget)
{
  return focus_shown (EASEL_VIEWER_PAGE (widget));
}

static void
easel_viewer_page_dispose (GObject *object)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (object);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_clear_object (&self->asset_signals);
  if (self->pictures != NULL)
    easel_pictures_cancel (self->pictures, NULL);
  self->id = 0;
  self->view = NULL;
  self->clip = NULL;
  /* The bin lets go of its child itself, and would do so once more. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_VIEWER_PAGE);
  g_clear_object (&self->asset);
  g_clear_object (&self->pictures);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->list);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_viewer_page_parent_class)->dispose (object);
}

static void
easel_viewer_page_class_init (EaselViewerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_viewer_page_dispose;
  widget_class->root = easel_viewer_page_root;
  widget_class->unroot = easel_viewer_page_unroot;
  widget_class->grab_focus = easel_viewer_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/viewer/easel-viewer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, toolbar_view);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, title);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, page_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, fullscreen_button);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, picture_bin);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, problem_status);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, previous_button);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, motion_button);
  gtk_widget_class_bind_template_child (widget_class, EaselViewerPage, zoom_label);
  _easel_viewer_page_install_actions (widget_class);
}

static void
easel_viewer_page_init (EaselViewerPage *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  easel_lazy_menu_attach (self->menu_button, self->page_menu);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (_easel_viewer_page_wake), self);
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  self->asset_signals = g_signal_group_new (EASEL_TYPE_ASSET);
  g_signal_group_connect_swapped (self->asset_signals, "notify::loaded", G_CALLBACK (on_asset_loaded_cb),
                                  self);
}

/**
 * easel_viewer_page_new:
 * @context: the services
 * @list: what can be looked at
 * @thumbnails: what is shown until a picture is there
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
EaselViewerPage *
easel_viewer_page_new (EaselContext *context, EaselAssetList *list, EaselThumbnails *thumbnails)
{
  EaselViewerPage *self = g_object_new (EASEL_TYPE_VIEWER_PAGE, NULL);

  self->context = g_object_ref (context);
  self->list = g_object_ref (list);
  self->thumbnails = g_object_ref (thumbnails);
  self->pictures = easel_pictures_new (easel_context_get_library (context));
  self->view = EASEL_PICTURE_VIEW (easel_picture_view_new (self->pictures, thumbnails));
  adw_bin_set_child (self->picture_bin, GTK_WIDGET (self->view));
  easel_picture_view_set_library (self->view, easel_context_get_library (context));
  g_signal_connect_object (self->view, "changed", G_CALLBACK (on_view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "stopped", G_CALLBACK (on_view_stopped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_list_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  _easel_viewer_page_wake (self);
  return self;
}

/**
 * easel_viewer_page_show:
 * @self: the page
 * @id: an asset of the list
 *
 * Returns: whether it is in the list
 */
gboolean
easel_viewer_page_show (EaselViewerPage *self, gint64 id)
{
  guint position;

  g_return_val_if_fail (EASEL_IS_VIEWER_PAGE (self), FALSE);

  if (!easel_asset_list_find (self->list, id, &position))
    return FALSE;
  _easel_viewer_page_show_position (self, position);
  return TRUE;
}

/**
 * easel_viewer_page_get_id:
 * @self: the page
 *
 * Returns: the asset that is shown, 0 none
 */
gint64
easel_viewer_page_get_id (EaselViewerPage *self)
{
  g_return_val_if_fail (EASEL_IS_VIEWER_PAGE (self), 0);

  return self->id;
}

EaselPictureView *
easel_viewer_page_get_view (EaselViewerPage *self)
{
  g_return_val_if_fail (EASEL_IS_VIEWER_PAGE (self), NULL);

  return self->view;
}
