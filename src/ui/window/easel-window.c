// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-edit-log-dialog.h"
#include "easel-fiber.h"
#include "easel-lazy-menu.h"
#include "easel-rare-page.h"
#include "easel-tooltip.h"

/* So many milliseconds a window that is asked for may stay away. */
#define LONGEST_EMPTY 300
/* Pixels of a toast beside its words, with what is left free of the window. */
#define NOTICE_FRAME 124
#define PAGES "window/easel-window-pages"

/**
 * EaselWindow:
 *
 * The frame: the sidebar, the page beside it, and what concerns all of them.
 * A page is built when it is first shown.
 */
G_DEFINE_FINAL_TYPE (EaselWindow, easel_window, ADW_TYPE_APPLICATION_WINDOW)

void
_easel_window_show_error (EaselWindow *self, const char *title, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (title, error->message);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
_easel_window_show_main (EaselWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
}

/* There is something to see. */
void
_easel_window_show_now (EaselWindow *self)
{
  g_clear_handle_id (&self->present_source, g_source_remove);
  if (self->present_wanted)
    gtk_window_present (GTK_WINDOW (self));
  self->present_wanted = FALSE;
  self->ready = TRUE;
}

static gboolean
on_present_timeout_cb (gpointer user_data)
{
  EaselWindow *self = user_data;

  self->present_source = 0;
  if (!self->started)
    g_object_unref (easel_rare_page_show (self->stack, PAGES, "starting"));
  _easel_window_show_now (self);
  return G_SOURCE_REMOVE;
}

/* In a narrow window the sidebar may cover it. */
gboolean
_easel_window_shows_content (EaselWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "main") == 0 &&
         (!adw_navigation_split_view_get_collapsed (self->split_view) ||
          adw_navigation_split_view_get_show_content (self->split_view));
}

/* The page beside the sidebar, %NULL where there is nothing to show. */
EaselPlacePage *
_easel_window_get_page (EaselWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->content_stack);

  return EASEL_IS_PLACE_PAGE (page) ? EASEL_PLACE_PAGE (page) : NULL;
}

static EaselPlacePage *
get_shown_page (EaselWindow *self)
{
  return _easel_window_shows_content (self) ? _easel_window_get_page (self) : NULL;
}

static void
on_search_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->place == NULL)
    return;
  _easel_window_show_main (self);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  _easel_window_search_list (self);
}

/* In what is shown, or among all that the place has. */
static void
on_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPlacePage *page = get_shown_page (EASEL_WINDOW (widget));

  if (page == NULL || !easel_place_page_search (page))
    on_search_list (widget, name, parameter);
}

static void
on_toggle_sidebar (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  /* In a narrow window one covers the other; in a wide one the sidebar goes. */
  if (adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) != NULL)
    adw_navigation_split_view_set_show_content (
        self->split_view, !adw_navigation_split_view_get_show_content (self->split_view));
  else
    {
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
      adw_navigation_split_view_set_collapsed (self->split_view,
                                               !adw_navigation_split_view_get_collapsed (self->split_view));
      g_settings_set_boolean (self->settings, "show-sidebar",
                              !adw_navigation_split_view_get_collapsed (self->split_view));
    }
}

static gboolean
covers_for_nothing (EaselWindow *self)
{
  return adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) == NULL &&
         adw_navigation_split_view_get_collapsed (self->split_view) &&
         !adw_navigation_split_view_get_show_content (self->split_view);
}

static gboolean
on_uncover_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (covers_for_nothing (EASEL_WINDOW (widget)))
    on_toggle_sidebar (widget, "win.toggle-sidebar", NULL);
  return G_SOURCE_REMOVE;
}

/* Where there is room for both, who wants to see the hidden sidebar wants both.
 * Not at once: the view is still at work on the way back. */
static void
on_show_content_changed_cb (EaselWindow *self)
{
  if (covers_for_nothing (self))
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_uncover_tick_cb, NULL, NULL);
}

static void
on_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (EASEL_WINDOW (widget)->menu_button);
}

static void
on_edit_log (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    adw_dialog_present (ADW_DIALOG (easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0)),
                        widget);
}

static void
on_notice (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_window_add_notice (EASEL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_collapsed_changed_cb (EaselWindow *self)
{
  gboolean collapsed = adw_navigation_split_view_get_collapsed (self->split_view);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list_stack)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_SIDEBAR_LIST (child))
      easel_sidebar_list_set_collapsed (EASEL_SIDEBAR_LIST (child), collapsed);
}

static void
on_place_selected_cb (EaselWindow *self, GtkListBoxRow *row)
{
  _easel_window_on_place_selected (self, row);
}

static void
close_now (EaselWindow *self)
{
  self->saved = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_unsaved_response_cb (EaselWindow *self, const char *response)
{
  if (g_str_equal (response, "close"))
    close_now (self);
}

/* A full disk shall not hold the window fast. */
static void
ask_about_unsaved (EaselWindow *self, const GError *error)
{
  AdwAlertDialog *dialog =
      ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Not Everything Is Saved"), error->message));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "close", _ ("Close Without Saving"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_unsaved_response_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static EaselPlacePage *
find_unsaved (EaselWindow *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->content_stack)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_PLACE_PAGE (child) && easel_place_page_has_unsaved (EASEL_PLACE_PAGE (child)))
      return EASEL_PLACE_PAGE (child);
  return NULL;
}

static DexFuture *
close_fiber (gpointer data)
{
  EaselWindow *self = data;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  EaselPlacePage *page;
  g_autoptr (GError) error = NULL;

  /* Again while there is something that was typed during the last save. */
  while (self->context != NULL && error == NULL && (page = find_unsaved (self)) != NULL)
    dex_await (easel_place_page_save (page), &error);
  if (self->context == NULL)
    return NULL;
  if (error != NULL)
    ask_about_unsaved (self, error);
  /* A test may show it without the application. */
  else if (!EASEL_IS_APPLICATION (application) ||
           dex_await_boolean (
               easel_application_ask_close (EASEL_APPLICATION (application), GTK_WINDOW (self)), NULL))
    close_now (self);
  self->asking = FALSE;
  return NULL;
}

static gboolean
easel_window_close_request (GtkWindow *window)
{
  EaselWindow *self = EASEL_WINDOW (window);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->content_stack)) != NULL && !self->saved)
    {
      /* Asked for twice, it asks once. */
      if (self->asking)
        return TRUE;
      self->asking = TRUE;
      _easel_window_remember_places (self);
      dex_future_disown (easel_fiber_spawn (close_fiber, g_object_ref (self), g_object_unref));
      return TRUE;
    }
  return GTK_WINDOW_CLASS (easel_window_parent_class)->close_request (window);
}

static void
on_welcome_done_cb (EaselWindow *self)
{
  _easel_window_show_main (self);
  if (self->place == NULL)
    _easel_window_restore_place (self);
}

static void
on_welcome_try_cb (EaselWindow *self, const char *example)
{
  _easel_window_new_prompt (self, example);
}

static void
show_welcome (EaselWindow *self)
{
  self->welcome_page = easel_welcome_page_new (self->context);
  g_signal_connect_object (self->welcome_page, "done", G_CALLBACK (on_welcome_done_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->welcome_page, "try", G_CALLBACK (on_welcome_try_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->welcome_page), "welcome");
  gtk_stack_set_visible_child_name (self->stack, "welcome");
}

static gboolean
on_icon_idle_cb (gpointer user_data)
{
  gtk_window_set_icon_name (user_data, APPLICATION_ID);
  return G_SOURCE_REMOVE;
}

static gboolean
on_painted_idle_cb (gpointer user_data)
{
  EaselWindow *self = user_data;

  self->painted = TRUE;
  /* It may have been closed. */
  if (self->context != NULL)
    _easel_window_show_list (self);
  return G_SOURCE_REMOVE;
}

static void
on_first_painted_cb (EaselWindow *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_painted_cb, self);
  g_idle_add_full (GDK_PRIORITY_REDRAW, on_painted_idle_cb, g_object_ref (self), g_object_unref);
  g_idle_add_full (G_PRIORITY_LOW, on_icon_idle_cb, g_object_ref (self), g_object_unref);
}

static void
easel_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_window_parent_class)->map (widget);
  if (!EASEL_WINDOW (widget)->painted)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                             G_CALLBACK (on_first_painted_cb), widget, G_CONNECT_SWAPPED);
}

static void
easel_window_dispose (GObject *object)
{
  EaselWindow *self = EASEL_WINDOW (object);

  g_clear_handle_id (&self->present_source, g_source_remove);
  self->prompt_page = NULL;
  self->chat_page = NULL;
  self->welcome_page = NULL;
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_WINDOW);

  G_OBJECT_CLASS (easel_window_parent_class)->dispose (object);
}

static void
easel_window_class_init (EaselWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_window_dispose;
  widget_class->map = easel_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = easel_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/window/easel-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, places_list);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, list_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, main_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected_cb);

  _easel_window_install_place_actions (widget_class);
  _easel_window_install_prompt_actions (widget_class);
  _easel_window_install_exchange_actions (widget_class);
  _easel_window_install_collection_actions (widget_class);
  _easel_window_install_library_actions (widget_class);
  _easel_window_install_viewer_actions (widget_class);
  _easel_window_install_chat_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search);
  gtk_widget_class_install_action (widget_class, "win.search-list", NULL, on_search_list);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, on_toggle_sidebar);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, on_menu);
  gtk_widget_class_install_action (widget_class, "win.edit-log", NULL, on_edit_log);
  gtk_widget_class_install_action (widget_class, "win.notice", "s", on_notice);
}

static void
easel_window_init (EaselWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  easel_tooltip_set (GTK_WIDGET (self->menu_button), _ ("Main Menu"));
  _easel_window_add_places (self);
  easel_lazy_menu_attach (self->menu_button, self->main_menu);

  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->split_view, "notify::collapsed", G_CALLBACK (on_collapsed_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (!g_settings_get_boolean (self->settings, "show-sidebar"))
    {
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
      adw_navigation_split_view_set_collapsed (self->split_view, TRUE);
    }
  g_signal_connect_object (self->split_view, "notify::show-content", G_CALLBACK (on_show_content_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::current-breakpoint", G_CALLBACK (on_show_content_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

EaselWindow *
easel_window_new (EaselApplication *application, EaselContext *context)
{
  EaselWindow *self = g_object_new (EASEL_TYPE_WINDOW, "application", application, NULL);

  self->context = g_object_ref (context);
  return self;
}

/**
 * easel_window_start:
 * @self: the window
 *
 * Shows what was open last. To be called once the context is open.
 */
void
easel_window_start (EaselWindow *self)
{
  EaselPromptService *prompts;

  g_return_if_fail (EASEL_IS_WINDOW (self));

  if (self->started)
    return;

  self->started = TRUE;
  prompts = easel_context_get_prompts (self->context);
  if (g_list_model_get_n_items (easel_prompt_service_get_prompts (prompts)) == 0 &&
      easel_context_get_setting (self->context, "welcome-shown") == NULL)
    {
      show_welcome (self);
      _easel_window_show_now (self);
      return;
    }
  _easel_window_show_main (self);
  _easel_window_restore_place (self);
}

/**
 * easel_window_present_soon:
 * @self: the window
 *
 * Presents the window as soon as it has something to show, so that no empty
 * frame is painted first. When that takes long it comes without.
 */
void
easel_window_present_soon (EaselWindow *self)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  self->present_wanted = TRUE;
  if (self->ready)
    _easel_window_show_now (self);
  else if (self->present_source == 0)
    self->present_source = g_timeout_add (LONGEST_EMPTY, on_present_timeout_cb, self);
}

/**
 * easel_window_show_failure:
 * @self: the window
 * @error: why the context could not be opened
 *
 * Says so in place of everything else.
 */
void
easel_window_show_failure (EaselWindow *self, const GError *error)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_autofree char *markup = NULL;
  GObject *status;

  g_return_if_fail (EASEL_IS_WINDOW (self));

  builder = easel_rare_page_show (self->stack, PAGES, "failure");
  status = gtk_builder_get_object (builder, "failure_status");
  markup = g_markup_escape_text (error->message, -1);
  if (status != NULL)
    adw_status_page_set_description (ADW_STATUS_PAGE (status), markup);
  _easel_window_show_now (self);
}

/**
 * easel_window_open_prompt:
 * @self: the window
 * @prompt_id: the prompt to show
 */
void
easel_window_open_prompt (EaselWindow *self, gint64 prompt_id)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  if (!self->started)
    return;
  _easel_window_show_main (self);
  _easel_window_show_prompt (self, prompt_id, FALSE);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

/**
 * easel_window_add_toast:
 * @self: the window
 * @toast: (transfer full): a message that passes
 */
void
easel_window_add_toast (EaselWindow *self, AdwToast *toast)
{
  EaselPlacePage *page;

  g_return_if_fail (EASEL_IS_WINDOW (self));

  page = get_shown_page (self);

  if (page != NULL)
    easel_place_page_add_toast (page, toast);
  else
    adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* So many characters of a notice stand beside its button, between the edges. */
static int
count_notice_chars (EaselWindow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int one = MAX (pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE, 1);
  int width = gtk_widget_get_width (GTK_WIDGET (self->toast_overlay));

  if (get_shown_page (self) != NULL)
    width = gtk_widget_get_width (GTK_WIDGET (self->content_stack));
  pango_font_metrics_unref (metrics);
  return CLAMP ((width - NOTICE_FRAME) / one, 12, 70);
}

/**
 * easel_window_add_notice:
 * @self: the window
 * @text: a sentence that the user shall not miss
 *
 * Shows @text, whole, until it is closed.
 */
void
easel_window_add_notice (EaselWindow *self, const char *text)
{
  AdwToast *toast;
  GtkWidget *label;

  g_return_if_fail (EASEL_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  /* A toast cuts its title off where a line ends, and is as high as its words are
   * at the width that they would like best. */
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), count_notice_chars (self));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 8);
  gtk_widget_set_margin_bottom (label, 8);
  gtk_widget_set_margin_start (label, 6);
  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, 0);
  easel_window_add_toast (self, toast);
  easel_announce (GTK_WIDGET (self), text);
}
