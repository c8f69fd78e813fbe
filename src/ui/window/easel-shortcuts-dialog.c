// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-shortcuts-dialog.h"

#include <glib/gi18n.h>

/**
 * EaselShortcutsDialog:
 *
 * The keys that Easel knows. Those of actions are asked of the application,
 * so that the list cannot differ from what the keys do.
 */
struct _EaselShortcutsDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (EaselShortcutsDialog, easel_shortcuts_dialog, ADW_TYPE_DIALOG)

/* With an action the application's own key counts, and @accel stands for it
 * where there is no application. */
typedef struct
{
  const char *title;
  const char *action;
  const char *accel;
} Shortcut;

static const Shortcut general[] = {
  { N_ ("New prompt or chat"), "win.new", "<Control>n" },
  { N_ ("Search in what is shown"), "win.search", "<Control>f" },
  { N_ ("Search in the list"), "win.search-list", "<Control><Shift>f" },
  { N_ ("Menu of a row in the list"), NULL, "<Shift>F10" },
  { N_ ("Prompts"), "win.show-place::prompts", "<Control>1" },
  { N_ ("Chats"), "win.show-place::chats", "<Control>2" },
  { N_ ("Library"), "win.show-place::library", "<Control>3" },
  { N_ ("New window"), "app.new-window", "<Control><Shift>n" },
  { N_ ("Show or hide the sidebar"), "win.toggle-sidebar", "F9" },
  { N_ ("Main menu"), "win.menu", "F10" },
  { N_ ("Preferences"), "app.preferences", "<Control>comma" },
  { N_ ("Keyboard shortcuts"), "app.shortcuts", "<Control>question" },
  { N_ ("Close the window"), "window.close", "<Control>w" },
  { N_ ("Quit"), "app.quit", "<Control>q" },
};

static const Shortcut prompt[] = {
  { N_ ("Run the instruction"), "page.run", "<Control>Return" },
  { N_ ("Stop the run"), NULL, "Escape" },
  { N_ ("Go to the instruction"), "page.instruction", "<Control>i" },
  { N_ ("Choose a model"), "page.choose-model", "<Control>m" },
  { N_ ("Save as a revision"), "page.save-revision", "<Control>s" },
  { N_ ("Show or hide the history"), "page.history", "<Control>h" },
  { N_ ("Show or hide the parts"), "page.parts", "<Control>p" },
  { N_ ("Lock or unlock the selected words"), "page.lock", "<Control>l" },
  { N_ ("More weight"), NULL, "<Control>Up" },
  { N_ ("Less weight"), NULL, "<Control>Down" },
  { N_ ("Undo"), NULL, "<Control>z" },
  { N_ ("Redo"), NULL, "<Control><Shift>z" },
};

static const Shortcut chat[] = {
  { N_ ("Send"), NULL, "Return" },
  { N_ ("New line"), NULL, "<Shift>Return" },
  { N_ ("Stop the answer"), NULL, "Escape" },
  { N_ ("Edit the last message, where nothing is written"), NULL, "Up" },
  { N_ ("Previous branch"), NULL, "<Alt>Page_Up" },
  { N_ ("Next branch"), NULL, "<Alt>Page_Down" },
  { N_ ("Choose a model"), NULL, "<Control>m" },
};

static const Shortcut review[] = {
  { N_ ("Next change"), NULL, "<Alt>Down" },
  { N_ ("Previous change"), NULL, "<Alt>Up" },
  { N_ ("Take the change"), NULL, "t" },
  { N_ ("Leave the change"), NULL, "l" },
  { N_ ("Undo the last decision"), NULL, "<Control>z" },
  { N_ ("Take all changes"), NULL, "<Control><Shift>a" },
  { N_ ("Apply what was taken"), NULL, "<Control>Return" },
  { N_ ("Dismiss the review"), NULL, "Escape" },
};

static const Shortcut viewer[] = {
  { N_ ("Open a picture"), NULL, "Return" },
  { N_ ("Compare two pictures"), NULL, "<Control>d" },
  { N_ ("Export"), NULL, "<Control>e" },
  { N_ ("Next picture"), NULL, "Page_Down" },
  { N_ ("Previous picture"), NULL, "Page_Up" },
  { N_ ("Larger"), NULL, "plus" },
  { N_ ("Smaller"), NULL, "minus" },
  { N_ ("Fit"), NULL, "0" },
  { N_ ("Own size"), NULL, "1" },
  { N_ ("Full screen"), NULL, "F11" },
  { N_ ("Swap the pictures that are compared"), NULL, "x" },
  { N_ ("Back to the library"), NULL, "Escape" },
};

/* "Ctrl+Shift+A" as the user's language and keyboard call it. */
static char *
describe_accel (const char *accel)
{
  guint key;
  GdkModifierType modifiers;

  if (!gtk_accelerator_parse (accel, &key, &modifiers))
    return g_strdup (accel);
  return gtk_accelerator_get_label (key, modifiers);
}

static char *
find_accel (const Shortcut *shortcut)
{
  GApplication *application = g_application_get_default ();
  g_auto (GStrv) accels = NULL;

  if (shortcut->action != NULL && GTK_IS_APPLICATION (application))
    accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), shortcut->action);
  return describe_accel (accels != NULL && accels[0] != NULL ? accels[0] : shortcut->accel);
}

/* One cap a key; "+" itself may be the last one. */
static GtkWidget *
make_caps (const char *keys)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "css-name", "shortcut", "spacing", 6, NULL);
  g_auto (GStrv) parts = g_strsplit (keys, "+", -1);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_plus = *parts[i] == '\0';
      GtkWidget *cap = gtk_label_new (is_plus ? "+" : parts[i]);

      gtk_widget_add_css_class (cap, "keycap");
      gtk_box_append (GTK_BOX (box), cap);
      if (is_plus)
        break;
    }
  return box;
}

static void
add_shortcut (AdwPreferencesGroup *group, const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = find_accel (shortcut);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_caps (keys));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, keys, -1);
  adw_preferences_group_add (group, row);
}

static void
add_group (EaselShortcutsDialog *self, const char *title, const Shortcut *shortcuts, gsize n_shortcuts)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  for (gsize i = 0; i < n_shortcuts; i++)
    add_shortcut (group, &shortcuts[i]);
  adw_preferences_page_add (self->page, group);
}

static void
easel_shortcuts_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_SHORTCUTS_DIALOG);

  G_OBJECT_CLASS (easel_shortcuts_dialog_parent_class)->dispose (object);
}

static void
easel_shortcuts_dialog_class_init (EaselShortcutsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_shortcuts_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/window/easel-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselShortcutsDialog, page);
}

static void
easel_shortcuts_dialog_init (EaselShortcutsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_group (self, C_ ("shortcuts", "General"), general, G_N_ELEMENTS (general));
  add_group (self, C_ ("shortcuts", "Prompt"), prompt, G_N_ELEMENTS (prompt));
  add_group (self, C_ ("shortcuts", "Review"), review, G_N_ELEMENTS (review));
  add_group (self, C_ ("shortcuts", "Chat"), chat, G_N_ELEMENTS (chat));
  add_group (self, C_ ("shortcuts", "Pictures"), viewer, G_N_ELEMENTS (viewer));
}

/**
 * easel_shortcuts_dialog_new:
 *
 * Returns: (transfer floating): a new dialog
 */
EaselShortcutsDialog *
easel_shortcuts_dialog_new (void)
{
  return g_object_new (EASEL_TYPE_SHORTCUTS_DIALOG, NULL);
}
