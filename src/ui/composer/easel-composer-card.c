// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-composer-card.h"

#include <glib/gi18n.h>

#include "easel-paste-guard.h"
#include "easel-tooltip.h"

/**
 * EaselComposerCard:
 *
 * The card in which something is asked of a model: the text, what it is asked
 * with, the price, and the one button that asks or stops. What these are is
 * said by who uses it.
 */
struct _EaselComposerCard
{
  AdwBin parent_instance;

  /* template */
  GtkBox *box;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkStack *controls_stack;
  GtkLabel *price_label;
  GtkButton *button;
  AdwButtonContent *button_content;

  /* owned */
  char *hint;
  char *button_label;

  /* state */
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (EaselComposerCard, easel_composer_card, ADW_TYPE_BIN)

enum
{
  CHANGED,
  SUBMIT,
  CLICKED,
  PASTE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Under the text the label is not seen; it only takes the same room. */
static void
update_placeholder (EaselComposerCard *self)
{
  g_autofree char *text = easel_composer_card_dup_text (self);
  gboolean empty = *text == '\0';

  gtk_label_set_label (self->placeholder, empty ? self->hint : text);
  if (empty)
    gtk_widget_remove_css_class (GTK_WIDGET (self->placeholder), "easel-unseen");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->placeholder), "easel-unseen");
}

static void
on_changed_cb (EaselComposerCard *self)
{
  update_placeholder (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_clicked_cb (EaselComposerCard *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

/* Somebody may have a use for what is no text. */
static void
on_paste_clipboard_cb (EaselComposerCard *self)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[PASTE], 0, &taken);
  if (taken)
    g_signal_stop_emission_by_name (self->text_view, "paste-clipboard");
}

static gboolean
on_key_pressed_cb (EaselComposerCard *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) ||
      (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  g_signal_emit (self, signals[SUBMIT], 0);
  return TRUE;
}

static void
easel_composer_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_COMPOSER_CARD);

  G_OBJECT_CLASS (easel_composer_card_parent_class)->dispose (object);
}

static void
easel_composer_card_finalize (GObject *object)
{
  EaselComposerCard *self = EASEL_COMPOSER_CARD (object);

  g_free (self->hint);
  g_free (self->button_label);

  G_OBJECT_CLASS (easel_composer_card_parent_class)->finalize (object);
}

static void
easel_composer_card_class_init (EaselComposerCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_composer_card_dispose;
  object_class->finalize = easel_composer_card_finalize;

  /**
   * EaselComposerCard::changed:
   *
   * The text changed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * EaselComposerCard::submit:
   *
   * Enter was pressed in the text.
   */
  signals[SUBMIT] = g_signal_new ("submit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  /**
   * EaselComposerCard::clicked:
   *
   * The button was pressed.
   */
  signals[CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * EaselComposerCard::paste:
   *
   * Something is pasted into the text.
   *
   * Returns: whether that was taken, and is not to be pasted as text
   */
  signals[PASTE] = g_signal_new ("paste", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/composer/easel-composer-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, box);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, text_view);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, placeholder);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, controls_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, price_label);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, button);
  gtk_widget_class_bind_template_child (widget_class, EaselComposerCard, button_content);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked_cb);
}

static void
easel_composer_card_init (EaselComposerCard *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->hint = g_strdup ("");

  g_signal_connect_object (self->text_view, "paste-clipboard", G_CALLBACK (on_paste_clipboard_cb), self,
                           G_CONNECT_SWAPPED);
  easel_paste_guard_attach (self->text_view);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (on_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * easel_composer_card_get_text_view:
 * @self: the card
 *
 * Returns: (transfer none): where the text is written
 */
GtkTextView *
easel_composer_card_get_text_view (EaselComposerCard *self)
{
  g_return_val_if_fail (EASEL_IS_COMPOSER_CARD (self), NULL);

  return self->text_view;
}

/**
 * easel_composer_card_get_controls:
 * @self: the card
 *
 * Returns: (transfer none): the place before the price: empty, to be filled
 *   with what a text is asked with
 */
GtkStack *
easel_composer_card_get_controls (EaselComposerCard *self)
{
  g_return_val_if_fail (EASEL_IS_COMPOSER_CARD (self), NULL);

  return self->controls_stack;
}

/**
 * easel_composer_card_set_hint:
 * @self: the card
 * @hint: what stands where nothing is written
 * @name: what a screen reader calls the text
 */
void
easel_composer_card_set_hint (EaselComposerCard *self, const char *hint, const char *name)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  g_set_str (&self->hint, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update_placeholder (self);
}

/**
 * easel_composer_card_dup_text:
 * @self: the card
 *
 * Returns: (transfer full): what is written
 */
char *
easel_composer_card_dup_text (EaselComposerCard *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (EASEL_IS_COMPOSER_CARD (self), NULL);

  buffer = gtk_text_view_get_buffer (self->text_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * easel_composer_card_set_text:
 * @self: the card
 * @text: what shall be written
 */
void
easel_composer_card_set_text (EaselComposerCard *self, const char *text)
{
  g_autofree char *old = NULL;

  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  old = easel_composer_card_dup_text (self);
  if (!g_str_equal (old, text))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
}

/**
 * easel_composer_card_set_price:
 * @self: the card
 * @price: what the button would spend, in words
 */
void
easel_composer_card_set_price (EaselComposerCard *self, const char *price)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  gtk_label_set_label (self->price_label, price);
}

static void
update_button_label (EaselComposerCard *self)
{
  adw_button_content_set_label (self->button_content, self->narrow ? "" : self->button_label);
}

/**
 * easel_composer_card_set_button:
 * @self: the card
 * @button: what its button is
 */
void
easel_composer_card_set_button (EaselComposerCard *self, const EaselComposerButton *button)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  g_set_str (&self->button_label, button->label);
  adw_button_content_set_icon_name (self->button_content, button->icon_name);
  update_button_label (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, button->label,
                                  -1);
  if (button->suggested)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), button->sensitive);
  easel_tooltip_set (GTK_WIDGET (self->button), button->tooltip);
}

/**
 * easel_composer_card_set_narrow:
 * @self: the card
 * @narrow: whether there is room for the button's sign only
 */
void
easel_composer_card_set_narrow (EaselComposerCard *self, gboolean narrow)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  self->narrow = narrow;
  update_button_label (self);
}

/**
 * easel_composer_card_add_above:
 * @self: the card
 * @widget: what goes along with the text
 *
 * Puts @widget above the text.
 */
void
easel_composer_card_add_above (EaselComposerCard *self, GtkWidget *widget)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  gtk_box_prepend (self->box, widget);
}

void
easel_composer_card_focus (EaselComposerCard *self)
{
  g_return_if_fail (EASEL_IS_COMPOSER_CARD (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}
