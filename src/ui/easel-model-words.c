// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-words.h"

#include <glib/gi18n.h>

#include "easel-format.h"

/* What lists and pages say of a model. */

#define MILLION 1000000

/**
 * easel_model_words_price:
 * @model: a model
 *
 * Returns: (transfer full): what a million tokens cost, or a picture
 */
char *
easel_model_words_price (EaselModel *model)
{
  gint64 input = easel_model_get_number (model, EASEL_FACT_PRICE_INPUT);
  gint64 output = easel_model_get_number (model, EASEL_FACT_PRICE_OUTPUT);
  gint64 image = easel_model_get_number (model, EASEL_FACT_PRICE_IMAGE);
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;

  if (easel_model_is_free (model))
    return easel_format_money (0);
  if (image >= 0 && input < 0)
    {
      in = easel_format_money (image);
      /* Translators: the price of one picture */
      return g_strdup_printf (_ ("%s a picture"), in);
    }
  if (input < 0 || output < 0)
    return easel_format_money (-1);
  in = easel_format_money (input);
  out = easel_format_money (output);
  /* Translators: two prices for a million tokens, of what goes in and of what comes out */
  return g_strdup_printf (_ ("%s in, %s out"), in, out);
}

/**
 * easel_model_words_caption:
 * @model: a model
 *
 * Returns: (transfer full): its price, what it can read, and what is odd about
 *   it: "Price changed by you: $7 in, $35 out · 128 k context"
 */
char *
easel_model_words_caption (EaselModel *model)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;
  g_autofree char *price = easel_model_words_price (model);
  gint64 context = easel_model_get_context_size (model);

  if (!easel_model_is_available (model))
    g_strv_builder_add (parts, _ ("No longer listed"));
  if (easel_model_is_own (model))
    g_strv_builder_add (parts, _ ("Added by you"));
  if ((easel_model_get_changed (model) & EASEL_FACT_PRICES) != 0 && !easel_model_is_own (model))
    /* Translators: a price, such as "$7.00 in, $35.00 out" */
    g_strv_builder_take (parts, g_strdup_printf (_ ("Price changed by you: %s"), price));
  else
    g_strv_builder_add (parts, price);
  if (context > 0)
    {
      g_autofree char *size = easel_format_tokens (context);

      /* Translators: how much a model can read, such as "128 k context" */
      g_strv_builder_take (parts, g_strdup_printf (_ ("%s context"), size));
    }
  strings = g_strv_builder_end (parts);
  return g_strjoinv (" · ", strings);
}

/**
 * easel_model_words_price_source:
 * @model: a model
 *
 * Returns: (transfer full): who said its price, and when, as a sentence
 */
char *
easel_model_words_price_source (EaselModel *model)
{
  g_autofree char *source = easel_model_dup_price_source (model);
  gint64 date = easel_model_get_price_date (model);
  g_autoptr (GDateTime) when = date > 0 ? g_date_time_new_from_unix_local (date / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = NULL;

  if (source == NULL)
    return g_strdup (easel_model_is_local (model)
                         ? _ ("It runs on this computer, so nobody asks for money.")
                         : _ ("Nobody has said what it costs. Unknown is never counted as free."));
  if (when == NULL)
    /* Translators: who said a price, which may hold its date */
    return g_strdup_printf (_ ("Source: %s"), source);
  day = g_date_time_format (when, "%x");
  /* Translators: who said a price, and on which day */
  return g_strdup_printf (_ ("Source: %s, %s"), source, day);
}

/**
 * easel_model_words_capability:
 * @capability: one capability
 *
 * Returns: its name
 */
const char *
easel_model_words_capability (EaselCapabilities capability)
{
  switch (capability)
    {
    case EASEL_CAPABILITY_VISION:
      return C_ ("capability", "Vision");
    case EASEL_CAPABILITY_REASONING:
      return C_ ("capability", "Reasoning");
    case EASEL_CAPABILITY_TOOLS:
      return C_ ("capability", "Tools");
    case EASEL_CAPABILITY_STRUCTURED:
      return C_ ("capability", "Structured");
    case EASEL_CAPABILITY_IMAGE:
      return C_ ("capability", "Pictures");
    case EASEL_CAPABILITY_VIDEO:
      return C_ ("capability", "Clips");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * easel_model_words_kind:
 * @kind: one kind of work
 *
 * Returns: its name
 */
const char *
easel_model_words_kind (EaselPurposes kind)
{
  switch (kind)
    {
    case EASEL_PURPOSE_LLM:
      return C_ ("kind of work", "Text");
    case EASEL_PURPOSE_IMAGE:
      return C_ ("kind of work", "Pictures");
    case EASEL_PURPOSE_VIDEO:
      return C_ ("kind of work", "Clips");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * easel_model_words_show_badges:
 * @box: where the badges are
 * @model: a model
 * @only: the capabilities that may be shown
 *
 * Shows a label for each capability. A label is made when it is first needed.
 */
void
easel_model_words_show_badges (GtkBox *box, EaselModel *model, EaselCapabilities only)
{
  guint capabilities = easel_model_get_capabilities (model) & only;
  GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (box));

  for (guint i = 0; i < EASEL_MODEL_N_BADGES; i++)
    {
      if ((capabilities & (1u << i)) == 0)
        continue;
      if (label == NULL)
        {
          label = gtk_label_new (NULL);
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "easel-pill");
          gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
          gtk_box_append (box, label);
        }
      gtk_label_set_label (GTK_LABEL (label), easel_model_words_capability ((EaselCapabilities) (1u << i)));
      gtk_widget_set_visible (label, TRUE);
      label = gtk_widget_get_next_sibling (label);
    }
  for (; label != NULL; label = gtk_widget_get_next_sibling (label))
    gtk_widget_set_visible (label, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (box), capabilities != 0);
}

/**
 * easel_model_words_fold:
 * @model: a model
 *
 * Returns: (transfer full): what a search looks through
 */
char *
easel_model_words_fold (EaselModel *model)
{
  g_autofree char *words = g_strconcat (easel_model_get_name (model), " ", easel_model_get_ref (model), " ",
                                        easel_model_get_provider_name (model), NULL);

  return g_utf8_casefold (words, -1);
}
