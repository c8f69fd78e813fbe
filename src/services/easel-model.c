// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-provider-private.h"
#include "easel-url-policy.h"

/* No model reads so much, and no million tokens cost so much. */
#define MOST_TOKENS G_GINT64_CONSTANT (1000000000000)
#define MOST_DOLLARS 1000000.0

/**
 * EaselModel:
 *
 * A model of a provider. The same object stands for it as long as it is listed;
 * `changed` says that something about it is different.
 */
struct _EaselModel
{
  GObject parent_instance;

  EaselModelRow *row;
  char *ref;
  EaselCapabilities capabilities;
  gboolean free;
  gboolean local;
  gboolean offered;
};

G_DEFINE_FINAL_TYPE (EaselModel, easel_model, G_TYPE_OBJECT)

G_STATIC_ASSERT ((int) EASEL_PURPOSE_LLM == (int) EASEL_MODEL_LLM);
G_STATIC_ASSERT ((int) EASEL_PURPOSE_IMAGE == (int) EASEL_MODEL_IMAGE);
G_STATIC_ASSERT ((int) EASEL_PURPOSE_VIDEO == (int) EASEL_MODEL_VIDEO);
G_STATIC_ASSERT ((int) EASEL_FACT_NAME == (int) EASEL_MODEL_FIELD_NAME);
G_STATIC_ASSERT ((int) EASEL_FACT_KINDS == (int) EASEL_MODEL_FIELD_KINDS);
G_STATIC_ASSERT ((int) EASEL_FACT_CAPABILITIES == (int) EASEL_MODEL_FIELD_CAPABILITIES);
G_STATIC_ASSERT ((int) EASEL_FACT_CONTEXT == (int) EASEL_MODEL_FIELD_CONTEXT);
G_STATIC_ASSERT ((int) EASEL_FACT_MAX_OUTPUT == (int) EASEL_MODEL_FIELD_MAX_OUTPUT);
G_STATIC_ASSERT ((int) EASEL_FACT_PRICE_INPUT == (int) EASEL_MODEL_FIELD_PRICE_INPUT);
G_STATIC_ASSERT ((int) EASEL_FACT_PRICE_OUTPUT == (int) EASEL_MODEL_FIELD_PRICE_OUTPUT);
G_STATIC_ASSERT ((int) EASEL_FACT_PRICE_CACHED == (int) EASEL_MODEL_FIELD_PRICE_CACHED);
G_STATIC_ASSERT ((int) EASEL_FACT_PRICE_IMAGE == (int) EASEL_MODEL_FIELD_PRICE_IMAGE);

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *name;
  EaselCapabilities flag;
} capability_names[] = {
  { "vision", EASEL_CAPABILITY_VISION }, { "reasoning", EASEL_CAPABILITY_REASONING },
  { "tools", EASEL_CAPABILITY_TOOLS },   { "structured", EASEL_CAPABILITY_STRUCTURED },
  { "image", EASEL_CAPABILITY_IMAGE },   { "video", EASEL_CAPABILITY_VIDEO },
};

static void
easel_model_finalize (GObject *object)
{
  EaselModel *self = EASEL_MODEL (object);

  g_clear_pointer (&self->row, easel_model_row_unref);
  g_free (self->ref);

  G_OBJECT_CLASS (easel_model_parent_class)->finalize (object);
}

static void
easel_model_class_init (EaselModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_model_finalize;

  /**
   * EaselModel::changed:
   * @self: the model
   *
   * Something about it is different.
   */
  signals[CHANGED] =
      g_signal_new ("changed", EASEL_TYPE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_model_init (EaselModel *self)
{
}

/* The column is an array of names that Easel wrote; what else stands there is
 * no capability that it knows. Reading it as JSON a thousand times at each
 * start would be felt. */
static EaselCapabilities
read_capabilities (const char *json)
{
  guint capabilities = 0;

  for (gsize i = 0; json != NULL && i < G_N_ELEMENTS (capability_names); i++)
    {
      const char *at = strstr (json, capability_names[i].name);
      gsize length = strlen (capability_names[i].name);

      if (at != NULL && at > json && at[-1] == '"' && at[length] == '"')
        capabilities |= capability_names[i].flag;
    }
  return (EaselCapabilities) capabilities;
}

/* How the store keeps them. */
char *
_easel_capabilities_to_json (EaselCapabilities capabilities)
{
  GString *json = g_string_new ("[");

  for (gsize i = 0; i < G_N_ELEMENTS (capability_names); i++)
    if ((capabilities & capability_names[i].flag) != 0)
      g_string_append_printf (json, "%s\"%s\"", json->len > 1 ? "," : "", capability_names[i].name);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static gboolean
is_local (const EaselProviderRow *provider)
{
  return g_str_equal (provider->slug, EASEL_SANDBOX_SLUG) ||
         (provider->base_url != NULL && easel_url_is_loopback (provider->base_url));
}

static void
take_row (EaselModel *self, EaselModelRow *row, gboolean local, gboolean offered)
{
  easel_model_row_ref (row);
  g_clear_pointer (&self->row, easel_model_row_unref);
  self->row = row;
  self->capabilities = read_capabilities (row->capabilities);
  if ((row->kinds & EASEL_MODEL_IMAGE) != 0)
    self->capabilities |= EASEL_CAPABILITY_IMAGE;
  if ((row->kinds & EASEL_MODEL_VIDEO) != 0)
    self->capabilities |= EASEL_CAPABILITY_VIDEO;
  self->local = local;
  self->offered = offered;
  /* Whoever asks for money by the picture is not free for its tokens. */
  self->free = row->price_image <= 0 && ((row->price_input == 0 && row->price_output == 0) ||
                                         (local && row->price_input < 0 && row->price_output < 0));
}

static gboolean
is_offered (const EaselModelRow *row, const EaselProviderRow *provider)
{
  return row->enabled && row->available && provider->enabled;
}

EaselModel *
_easel_model_new (EaselModelRow *row, const EaselProviderRow *provider)
{
  EaselModel *self = g_object_new (EASEL_TYPE_MODEL, NULL);

  self->ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
  take_row (self, row, is_local (provider), is_offered (row, provider));
  return self;
}

static gboolean
is_same (const EaselModelRow *a, const EaselModelRow *b)
{
  return a->id == b->id && a->provider_id == b->provider_id && a->kinds == b->kinds &&
         a->enabled == b->enabled && a->favourite == b->favourite && a->available == b->available &&
         a->default_for == b->default_for && a->fallback_for == b->fallback_for &&
         a->context_tokens == b->context_tokens && a->max_output_tokens == b->max_output_tokens &&
         a->price_input == b->price_input && a->price_output == b->price_output &&
         a->price_cached == b->price_cached && a->price_image == b->price_image &&
         a->price_cache_write == b->price_cache_write && a->above == b->above &&
         a->above_input == b->above_input && a->above_output == b->above_output &&
         a->above_cached == b->above_cached && a->above_cache_write == b->above_cache_write &&
         a->price_date == b->price_date && a->user_fields == b->user_fields &&
         a->last_used_at == b->last_used_at && g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->provider_name, b->provider_name) == 0 && g_strcmp0 (a->source, b->source) == 0 &&
         g_strcmp0 (a->capabilities, b->capabilities) == 0 &&
         g_strcmp0 (a->price_source, b->price_source) == 0 &&
         g_strcmp0 (a->refused_parameters, b->refused_parameters) == 0;
}

/* Takes what is known now; whether that is anything new. */
gboolean
_easel_model_update (EaselModel *self, EaselModelRow *row, const EaselProviderRow *provider)
{
  gboolean local = is_local (provider);
  gboolean offered = is_offered (row, provider);
  gboolean same = local == self->local && offered == self->offered && is_same (self->row, row);

  if (!same)
    take_row (self, row, local, offered);
  return !same;
}

void
_easel_model_emit_changed (EaselModel *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

EaselModelRow *
_easel_model_get_row (EaselModel *self)
{
  return self->row;
}

const char *
easel_model_get_id (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->model_id;
}

/**
 * easel_model_get_row_id:
 * @self: a model
 *
 * Returns: what easel_provider_service_restore_model() knows it by; 0 for one of
 *   an account that is only in the environment
 */
gint64
easel_model_get_row_id (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->row->id;
}

const char *
easel_model_get_name (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->name != NULL ? _easel_provider_translate (self->row->provider_slug, self->row->name)
                                 : self->row->model_id;
}

const char *
easel_model_get_provider_slug (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->provider_slug;
}

const char *
easel_model_get_provider_name (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return _easel_provider_translate (self->row->provider_slug, self->row->provider_name);
}

/**
 * easel_model_get_ref:
 * @self: a model
 *
 * Returns: (transfer none): "PROVIDER:MODEL", how scripts and settings name it
 */
const char *
easel_model_get_ref (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->ref;
}

EaselCapabilities
easel_model_get_capabilities (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->capabilities;
}

/**
 * easel_model_lacks:
 * @self: a model
 * @needs: what is wanted of it
 *
 * Returns: whether it is known not to be able to do all of @needs; a model that
 *   nobody knows anything of is taken to be
 */
gboolean
easel_model_lacks (EaselModel *self, EaselCapabilities needs)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return (self->row->capabilities != NULL || easel_model_is_sandbox (self)) &&
         (self->capabilities & needs) != needs;
}

/**
 * easel_model_get_context_size:
 * @self: a model
 *
 * Returns: most tokens of question and answer together, -1 if unknown
 */
gint64
easel_model_get_context_size (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), -1);

  return self->row->context_tokens;
}

EaselPurposes
easel_model_get_kinds (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return (EaselPurposes) self->row->kinds;
}

/**
 * easel_model_get_number:
 * @self: a model
 * @fact: one of those that are a number
 *
 * Returns: tokens or money as #EaselFacts says; -1 if unknown
 */
gint64
easel_model_get_number (EaselModel *self, EaselFacts fact)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), -1);

  switch (fact)
    {
    case EASEL_FACT_KINDS:
      return self->row->kinds;
    case EASEL_FACT_CAPABILITIES:
      return self->capabilities;
    case EASEL_FACT_CONTEXT:
      return self->row->context_tokens;
    case EASEL_FACT_MAX_OUTPUT:
      return self->row->max_output_tokens;
    case EASEL_FACT_PRICE_INPUT:
      return self->row->price_input;
    case EASEL_FACT_PRICE_OUTPUT:
      return self->row->price_output;
    case EASEL_FACT_PRICE_CACHED:
      return self->row->price_cached;
    case EASEL_FACT_PRICE_IMAGE:
      return self->row->price_image;
    case EASEL_FACT_NAME:
    default:
      g_return_val_if_reached (-1);
    }
}

/**
 * easel_model_dup_price_source:
 * @self: a model
 *
 * Returns: (transfer full) (nullable): who said the price, in words; %NULL if
 *   there is none
 */
char *
easel_model_dup_price_source (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  if (self->row->price_source == NULL)
    return NULL;
  if (g_str_equal (self->row->price_source, "user"))
    return g_strdup (C_ ("price", "you"));
  if (g_str_equal (self->row->price_source, "local"))
    return g_strdup (C_ ("price", "it runs on this computer"));
  /* What a provider lists with its models has the provider's own name. */
  if (self->row->price_date > 0)
    return g_strdup (self->row->provider_name);
  return g_strdup (self->row->price_source);
}

/**
 * easel_model_get_price_date:
 * @self: a model
 *
 * Returns: when the price was said, microseconds UTC; 0 if the source names its
 *   date itself
 */
gint64
easel_model_get_price_date (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->row->price_date;
}

/**
 * easel_model_get_changed:
 * @self: a model
 *
 * Returns: the facts that hold the user's word; they can be reset
 */
EaselFacts
easel_model_get_changed (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return (EaselFacts) self->row->user_fields;
}

/**
 * easel_model_get_enabled:
 * @self: a model
 *
 * Returns: whether the user wants it offered
 */
gboolean
easel_model_get_enabled (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->row->enabled;
}

/**
 * easel_model_is_offered:
 * @self: a model
 *
 * Returns: whether it can be chosen: it and its provider are enabled, and the
 *   provider still has it
 */
gboolean
easel_model_is_offered (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->offered;
}

/**
 * easel_model_is_available:
 * @self: a model
 *
 * Returns: whether its provider still lists it
 */
gboolean
easel_model_is_available (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->row->available;
}

gboolean
easel_model_is_favourite (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->row->favourite;
}

/**
 * easel_model_is_own:
 * @self: a model
 *
 * Returns: whether the user added it by its id
 */
gboolean
easel_model_is_own (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return g_strcmp0 (self->row->source, "user") == 0;
}

/**
 * easel_model_is_free:
 * @self: a model
 *
 * Returns: whether a call is known to cost nothing
 */
gboolean
easel_model_is_free (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->free;
}

/**
 * easel_model_is_local:
 * @self: a model
 *
 * Returns: whether it answers on this computer
 */
gboolean
easel_model_is_local (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->local;
}

/**
 * easel_model_is_sandbox:
 * @self: a model
 *
 * Returns: whether it is a sample that Easel itself serves, not a language model
 */
gboolean
easel_model_is_sandbox (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return g_str_equal (self->row->provider_slug, EASEL_SANDBOX_SLUG);
}

/**
 * easel_model_is_default:
 * @self: a model
 *
 * Returns: whether it is the user's default for language
 */
gboolean
easel_model_is_default (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return (self->row->default_for & EASEL_MODEL_LLM) != 0;
}

/**
 * easel_model_get_default_for:
 * @self: a model
 *
 * Returns: the kinds of work that it is the user's default for
 */
EaselPurposes
easel_model_get_default_for (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return (EaselPurposes) self->row->default_for;
}

/**
 * easel_model_get_fallback_for:
 * @self: a model
 *
 * Returns: the kinds of work in which it stands in for one that is out of reach
 */
EaselPurposes
easel_model_get_fallback_for (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return (EaselPurposes) self->row->fallback_for;
}

/**
 * easel_model_get_last_used:
 * @self: a model
 *
 * Returns: when it was last used, microseconds UTC, 0 if never
 */
gint64
easel_model_get_last_used (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->row->last_used_at;
}

static gboolean
is_unknown (const char *text)
{
  return *text == '\0' || g_ascii_strcasecmp (text, "unknown") == 0 ||
         g_utf8_collate (text, C_ ("price", "unknown")) == 0;
}

/**
 * easel_model_parse_price:
 * @text: US dollars, as typed; "" or "unknown" is no price
 * @price: (out): millionths of a US dollar, -1 for no price
 * @error: return location of an error
 *
 * Returns: whether @text is a price; else %FALSE with %EASEL_ERROR_INVALID_INPUT
 */
gboolean
easel_model_parse_price (const char *text, gint64 *price, GError **error)
{
  g_autofree char *clean = NULL;
  const char *start;
  char *end = NULL;
  double dollars;

  g_return_val_if_fail (text != NULL && price != NULL, FALSE);

  clean = g_strstrip (g_strdup (text));
  if (is_unknown (clean))
    {
      *price = -1;
      return TRUE;
    }
  start = *clean == '$' ? clean + 1 : clean;
  if (strchr (start, '.') == NULL)
    g_strdelimit (clean, ",", '.');
  dollars = g_ascii_strtod (start, &end);
  /* It reads hexadecimal numbers too. */
  if (end == start || *end != '\0' || !(dollars == dollars) || strpbrk (start, "xX") != NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” is no price. Write US dollars, such as 0.25, or leave it empty for unknown."),
                 text);
  else if (dollars < 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” is below zero. Write 0 for free, or leave it empty for unknown."), text);
  else if (dollars > MOST_DOLLARS)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” is more than a model can cost. Write US dollars, such as 0.25."), text);
  else
    {
      *price = (gint64) (dollars * 1e6 + 0.5);
      return TRUE;
    }
  return FALSE;
}

/**
 * easel_model_parse_tokens:
 * @text: a number of tokens, as typed; "" or "unknown" is none
 * @tokens: (out): the number, -1 for none
 * @error: return location of an error
 *
 * Returns: whether @text is a number of tokens; else %FALSE with
 *   %EASEL_ERROR_INVALID_INPUT
 */
gboolean
easel_model_parse_tokens (const char *text, gint64 *tokens, GError **error)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (text != NULL && tokens != NULL, FALSE);

  clean = g_strstrip (g_strdup (text));
  if (is_unknown (clean))
    {
      *tokens = -1;
      return TRUE;
    }
  if (g_ascii_string_to_signed (clean, 10, 1, MOST_TOKENS, tokens, NULL))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("“%s” is no number of tokens. Write a whole number above zero, such as 128000, or leave it "
                  "empty for unknown."),
               text);
  return FALSE;
}
