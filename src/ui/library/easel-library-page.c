// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-lazy-menu.h"
#include "easel-page-keys.h"
#include "easel-rare-page.h"

#define PAGES "library/easel-library-pages"

static void init_place (EaselPlacePageInterface *iface);

/**
 * EaselLibraryPage:
 *
 * Pictures and clips: found, looked at, sorted out.
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (EaselLibraryPage,
                               easel_library_page,
                               ADW_TYPE_BREAKPOINT_BIN,
                               G_IMPLEMENT_INTERFACE (EASEL_TYPE_PLACE_PAGE, init_place))

EaselLibraryService *
_easel_library_page_get_service (EaselLibraryPage *self)
{
  return easel_context_get_library (self->context);
}

void
_easel_library_page_say (EaselLibraryPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* ---- states ---- */

static void
show_state (EaselLibraryPage *self, const char *name)
{
  g_object_unref (easel_rare_page_show (self->stack, PAGES, name));
  if (g_str_equal (name, "problem"))
    adw_status_page_set_description (ADW_STATUS_PAGE (gtk_stack_get_visible_child (self->stack)),
                                     easel_asset_list_get_problem (self->list));
}

void
_easel_library_page_update (EaselLibraryPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.empty-trash",
                                 n > 0 && easel_library_key_get_kind (self->key) == EASEL_LIBRARY_TRASH);
  if (n > 0 || easel_asset_grid_get_n_jobs (self->grid) > 0)
    gtk_stack_set_visible_child_name (self->stack, "grid");
  else if (easel_asset_list_get_problem (self->list) != NULL)
    show_state (self, "problem");
  else if (!easel_asset_list_is_ready (self->list))
    return;
  else if (_easel_library_page_is_filtered (self))
    show_state (self, "none");
  else if (easel_library_key_get_kind (self->key) == EASEL_LIBRARY_TRASH)
    show_state (self, "no_trash");
  else if (easel_library_key_get_kind (self->key) == EASEL_LIBRARY_FAVOURITES)
    show_state (self, "no_favourites");
  else if (easel_library_key_get_kind (self->key) == EASEL_LIBRARY_DUPLICATES)
    show_state (self, "no_duplicates");
  else if (easel_library_key_get_kind (self->key) == EASEL_LIBRARY_COLLECTION)
    show_state (self, "no_collected");
  else
    show_state (self, "empty");
}

/* ---- details ---- */

static void
ensure_details (EaselLibraryPage *self)
{
  if (self->details != NULL)
    return;
  self->details = easel_asset_details_new (self->context, self->thumbnails);
  gtk_stack_add_named (self->pane_stack, GTK_WIDGET (self->details), "details");
}

static gboolean
shows_pane (EaselLibraryPage *self, const char *name)
{
  return adw_overlay_split_view_get_show_sidebar (self->split_view) &&
         g_strcmp0 (gtk_stack_get_visible_child_name (self->pane_stack), name) == 0;
}

void
_easel_library_page_update_details (EaselLibraryPage *self)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (self->grid);
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);
  guint n = (guint) gtk_bitset_get_size (selected);
  gboolean trash = easel_library_key_get_kind (self->key) == EASEL_LIBRARY_TRASH;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.trash", n > 0 && !trash);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.restore", n > 0 && trash);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.purge", n > 0 && trash);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.rate", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.copy", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.export", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.compare", n == 2);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.collect-new", n > 0 && !trash);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.collect", n > 0 && !trash);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.uncollect",
                                 n > 0 && easel_library_key_get_kind (self->key) == EASEL_LIBRARY_COLLECTION);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.same-seed", n == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.rename-selected", n == 1);
  if (!shows_pane (self, "details"))
    return;
  easel_asset_details_show (self->details, asset, n, trash);
}

static void
on_pane_changed_cb (EaselLibraryPage *self)
{
  gtk_toggle_button_set_active (self->generate_button, shows_pane (self, "generate"));
  gtk_toggle_button_set_active (self->details_button, shows_pane (self, "details"));
  /* The panel has a blue button of its own. */
  if (shows_pane (self, "generate"))
    gtk_widget_remove_css_class (GTK_WIDGET (self->generate_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->generate_button), "suggested-action");
  _easel_library_page_update_details (self);
}

/*
 * Shows the details or the panel beside the grid; %NULL hides both.
 */
void
_easel_library_page_show_pane (EaselLibraryPage *self, const char *name)
{
  if (g_strcmp0 (name, "details") == 0)
    ensure_details (self);
  if (g_strcmp0 (name, "generate") == 0 && self->panel == NULL)
    {
      self->panel = easel_generate_panel_new (self->context);
      gtk_stack_add_named (self->pane_stack, GTK_WIDGET (self->panel), "generate");
    }
  if (name != NULL)
    {
      gtk_stack_set_visible_child_name (self->pane_stack, name);
      adw_window_title_set_title (self->pane_title,
                                  g_str_equal (name, "generate") ? _ ("Generate") : _ ("Details"));
    }
  adw_overlay_split_view_set_show_sidebar (self->split_view, name != NULL);
  on_pane_changed_cb (self);
  if (g_strcmp0 (name, "generate") == 0)
    easel_generate_panel_focus (self->panel);
}

static void
on_grid_activate_cb (EaselLibraryPage *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.open", "u", position);
}

static void
on_size_changed_cb (EaselLibraryPage *self)
{
  easel_asset_grid_set_tile_size (self->grid, (int) gtk_range_get_value (GTK_RANGE (self->size_scale)));
}

static void
on_search_changed_cb (EaselLibraryPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_set_str (&self->filter->search, *text != '\0' ? text : NULL);
  _easel_library_page_apply_filter (self);
}

static void
on_search_stopped_cb (EaselLibraryPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
on_search_activated_cb (EaselLibraryPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    easel_asset_grid_select (self->grid, 0);
}

/* ---- place ---- */

static void
add_toast (EaselPlacePage *page, AdwToast *toast)
{
  adw_toast_overlay_add_toast (EASEL_LIBRARY_PAGE (page)->toast_overlay, toast);
}

/* All that is done here is kept at once. */
static gboolean
has_unsaved (EaselPlacePage *page)
{
  return FALSE;
}

static DexFuture *
save (EaselPlacePage *page)
{
  return dex_future_new_true ();
}

static gboolean
search (EaselPlacePage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (EASEL_LIBRARY_PAGE (page)->search_entry));
  return TRUE;
}

static void
focus (EaselPlacePage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (EASEL_LIBRARY_PAGE (page)->grid));
}

static void
init_place (EaselPlacePageInterface *iface)
{
  iface->add_toast = add_toast;
  iface->has_unsaved = has_unsaved;
  iface->save = save;
  iface->search = search;
  iface->focus = focus;
}

/* ---- the object ---- */

static void
easel_library_page_dispose (GObject *object)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->details = NULL;
  self->panel = NULL;
  /* The bin lets go of its child itself, and would do so once more. */
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->list);
  g_clear_object (&self->last_import);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_library_page_parent_class)->dispose (object);
}

static void
easel_library_page_finalize (GObject *object)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (object);

  g_clear_pointer (&self->filter, easel_asset_filter_free);

  G_OBJECT_CLASS (easel_library_page_parent_class)->finalize (object);
}

static void
easel_library_page_class_init (EaselLibraryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_library_page_dispose;
  object_class->finalize = easel_library_page_finalize;

  g_type_ensure (EASEL_TYPE_ASSET_GRID);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/library/easel-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, split_view);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, page_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, filter_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, sort_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, chip_box);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, import_box);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, size_scale);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, grid);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, pane_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, pane_title);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, generate_button);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, asset_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, add_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, collection_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, tag_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, model_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselLibraryPage, provider_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_grid_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pane_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_size_changed_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_jobs_changed_cb",
                                                G_CALLBACK (_easel_library_page_update));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_selection_changed_cb",
                                                G_CALLBACK (_easel_library_page_update_details));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_grid_menu_cb",
                                                G_CALLBACK (_easel_library_page_show_menu));

  _easel_library_page_install_actions (widget_class);
  _easel_library_page_install_collections (widget_class);
  _easel_library_page_install_filters (widget_class);
  _easel_library_page_install_generate (widget_class);
  _easel_library_page_install_name (widget_class);
  _easel_library_page_install_import (widget_class);
}

static const EaselPageKey keys[] = {
  { "<Control>d", "page.compare", FALSE },
  { "<Control>e", "page.export", FALSE },
  { "<Control>g", "page.generate", TRUE },
  { "<Control>i", "page.details", FALSE },
};

static void
easel_library_page_init (EaselLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  self->filter = easel_asset_filter_new ();
  self->key = EASEL_LIBRARY_EVERYTHING;
  easel_page_keys_attach (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
  easel_lazy_menu_attach (self->menu_button, self->page_menu);
  easel_lazy_menu_attach (self->sort_button, self->sort_menu);
  /* Not of the grid itself: the entry would have its keys, Enter among them, first. */
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->scrolled_window));
  g_settings_bind (self->settings, "tile-size", gtk_range_get_adjustment (GTK_RANGE (self->size_scale)),
                   "value", G_SETTINGS_BIND_DEFAULT);
}

EaselLibraryPage *
easel_library_page_new (EaselContext *context)
{
  EaselLibraryPage *self = g_object_new (EASEL_TYPE_LIBRARY_PAGE, NULL);

  self->context = g_object_ref (context);
  self->thumbnails = easel_thumbnails_new (easel_context_get_library (context));
  self->list = easel_library_service_list (easel_context_get_library (context), self->filter);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (_easel_library_page_update), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "notify::ready", G_CALLBACK (_easel_library_page_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::problem", G_CALLBACK (_easel_library_page_update), self,
                           G_CONNECT_SWAPPED);
  easel_asset_grid_set_list (self->grid, self->list, self->thumbnails);
  easel_asset_grid_set_jobs (self->grid, context);
  _easel_library_page_init_filters (self);
  _easel_library_page_init_import (self);
  _easel_library_page_init_drag (self);
  _easel_library_page_init_keys (self);
  _easel_library_page_update_details (self);
  return self;
}

/* ---- a saved search ---- */

typedef struct
{
  EaselLibraryPage *page;
  gint64 key;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->page);
  g_free (opening);
}

static DexFuture *
open_search_fiber (gpointer data)
{
  Opening *opening = data;
  EaselLibraryPage *self = opening->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) searches = NULL;
  g_autoptr (EaselAssetFilter) filter = NULL;

  if (self->context == NULL)
    return NULL;
  searches =
      dex_await_object (easel_library_service_list_searches (_easel_library_page_get_service (self)), &error);
  if (self->context == NULL || self->key != opening->key)
    return NULL;
  for (guint i = 0; searches != NULL && i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr (EaselCollection) search = g_list_model_get_item (searches, i);

      if (easel_collection_get_id (search) == easel_library_key_get_id (opening->key))
        filter = easel_collection_get_filter (search);
    }
  if (filter == NULL)
    {
      _easel_library_page_say (self, error != NULL ? error->message : _ ("This saved search is gone"));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-library", "x",
                                  (gint64) EASEL_LIBRARY_EVERYTHING);
      return NULL;
    }
  _easel_library_page_take_filter (self, filter);
  _easel_library_page_apply_filter (self);
  return NULL;
}

static void
open_search (EaselLibraryPage *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->page = g_object_ref (self);
  opening->key = self->key;
  dex_future_disown (easel_fiber_spawn (open_search_fiber, opening, opening_free));
}

/**
 * easel_library_page_show_view:
 * @self: the page
 * @key: the part that it shows from now on, see easel_library_view_get_key()
 */
void
easel_library_page_show_view (EaselLibraryPage *self, gint64 key)
{
  EaselLibraryViewKind old;

  g_return_if_fail (EASEL_IS_LIBRARY_PAGE (self));

  old = easel_library_key_get_kind (self->key);
  key = easel_library_key_new (easel_library_key_get_kind (key), easel_library_key_get_id (key));
  /* A saved search is shown again as it was saved. */
  if (self->key == key && old != EASEL_LIBRARY_SEARCH)
    return;
  self->key = key;
  easel_asset_grid_unselect_all (self->grid);
  if (easel_library_key_get_kind (key) == EASEL_LIBRARY_SEARCH)
    {
      open_search (self);
      return;
    }
  if (old == EASEL_LIBRARY_SEARCH)
    _easel_library_page_take_filter (self, NULL);
  _easel_library_page_apply_filter (self);
}

gint64
easel_library_page_get_view (EaselLibraryPage *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_PAGE (self), EASEL_LIBRARY_EVERYTHING);

  return self->key;
}

/**
 * easel_library_page_get_list:
 * @self: the page
 *
 * Returns: (transfer none): what it shows now
 */
EaselAssetList *
easel_library_page_get_list (EaselLibraryPage *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_PAGE (self), NULL);

  return self->list;
}

EaselThumbnails *
easel_library_page_get_thumbnails (EaselLibraryPage *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_PAGE (self), NULL);

  return self->thumbnails;
}

/**
 * easel_library_page_select:
 * @self: the page
 * @id: an asset, which gets the focus if it is there
 */
void
easel_library_page_select (EaselLibraryPage *self, gint64 id)
{
  guint position;

  g_return_if_fail (EASEL_IS_LIBRARY_PAGE (self));

  if (easel_asset_list_find (self->list, id, &position))
    easel_asset_grid_select (self->grid, position);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}
