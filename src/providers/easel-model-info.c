// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-info.h"

G_DEFINE_BOXED_TYPE (EaselModelInfo, easel_model_info, easel_model_info_ref, easel_model_info_unref)

static const char *const effort_names[] = { "none", "minimal", "low", "medium", "high", "xhigh", "max" };

static void
clear (gpointer data)
{
  EaselModelInfo *info = data;

  g_free (info->id);
  g_free (info->name);
  g_free (info->price_source);
  g_free (info->source);
  g_free (info->retires);
}

/**
 * easel_model_info_new:
 * @id: id, as the provider writes it
 * @name: (nullable): name for people; %NULL is the id
 *
 * Returns: (transfer full): a model of which nothing else is known
 */
EaselModelInfo *
easel_model_info_new (const char *id, const char *name)
{
  EaselModelInfo *info;

  g_return_val_if_fail (id != NULL, NULL);

  info = g_atomic_rc_box_new0 (EaselModelInfo);
  info->id = g_strdup (id);
  info->name = g_strdup (name != NULL && *name != '\0' ? name : id);
  info->kinds = EASEL_KIND_LLM;
  info->context = info->max_output = info->above = info->price_image = info->price_second = -1;
  info->price = info->price_above = (EaselPrice) EASEL_PRICE_INIT;
  return info;
}

/**
 * easel_model_info_copy:
 * @info: a model
 *
 * Returns: (transfer full): the same, to be changed
 */
EaselModelInfo *
easel_model_info_copy (const EaselModelInfo *info)
{
  EaselModelInfo *copy;

  g_return_val_if_fail (info != NULL, NULL);

  copy = g_atomic_rc_box_new (EaselModelInfo);
  *copy = *info;
  copy->id = g_strdup (info->id);
  copy->name = g_strdup (info->name);
  copy->price_source = g_strdup (info->price_source);
  copy->source = g_strdup (info->source);
  copy->retires = g_strdup (info->retires);
  return copy;
}

/**
 * easel_model_info_ref:
 * @info: a model
 *
 * Returns: (transfer full): @info
 */
EaselModelInfo *
easel_model_info_ref (EaselModelInfo *info)
{
  return g_atomic_rc_box_acquire (info);
}

/**
 * easel_model_info_unref:
 * @info: (transfer full): a model
 *
 * Gives back one reference.
 */
void
easel_model_info_unref (EaselModelInfo *info)
{
  g_atomic_rc_box_release_full (info, clear);
}

/**
 * easel_model_info_set_free:
 * @info: a model
 *
 * Says that the model runs on the user's own computer, where it costs nothing.
 */
void
easel_model_info_set_free (EaselModelInfo *info)
{
  g_return_if_fail (info != NULL);

  info->price = (EaselPrice) { 0, 0, 0, 0 };
  info->above = -1;
  info->price_above = (EaselPrice) EASEL_PRICE_INIT;
  g_set_str (&info->price_source, EASEL_PRICE_LOCAL);
}

/**
 * easel_model_info_has_price:
 * @info: a model
 *
 * Returns: whether any price of it is known
 */
gboolean
easel_model_info_has_price (const EaselModelInfo *info)
{
  g_return_val_if_fail (info != NULL, FALSE);

  return info->price.input >= 0 || info->price.output >= 0 || info->price_image >= 0 ||
         info->price_second >= 0;
}

/**
 * easel_model_info_merge:
 * @info: a model as somebody knows it who is to be believed more, such as the user
 *   or the provider
 * @other: the same model as it is known elsewhere, such as in the catalogue
 *
 * Fills in from @other what @info does not say. Prices are taken all together or
 * not at all, with their source, so that it tells where each came from. Layers
 * are merged from the most trusted down: the user's over the provider's, and
 * these over the catalogue's.
 */
void
easel_model_info_merge (EaselModelInfo *info, const EaselModelInfo *other)
{
  g_return_if_fail (info != NULL);
  g_return_if_fail (other != NULL);

  if (g_str_equal (info->name, info->id))
    g_set_str (&info->name, other->name);
  if (info->context < 0)
    info->context = other->context;
  if (info->max_output < 0)
    info->max_output = other->max_output;
  info->flags |= other->flags;
  if (info->efforts == 0)
    info->efforts = other->efforts;
  if (info->source == NULL)
    info->source = g_strdup (other->source);
  if (info->retires == NULL)
    info->retires = g_strdup (other->retires);
  if (!easel_model_info_has_price (info) && easel_model_info_has_price (other))
    {
      info->price = other->price;
      info->above = other->above;
      info->price_above = other->price_above;
      info->price_image = other->price_image;
      info->price_second = other->price_second;
      g_set_str (&info->price_source, other->price_source);
    }
}

/* Rounded once, at the end, by the caller: small calls cost less than one
 * millionth of a dollar a part. */
static double
price_of (gint64 tokens, gint64 price)
{
  return (double) tokens * (double) price / 1e6;
}

/**
 * easel_model_info_get_cost:
 * @info: a model
 * @usage: what a call used, normalised
 *
 * Returns: what it cost in millionths of a US dollar: as the provider says, or
 *   by the model's prices; -1 if that cannot be known
 */
gint64
easel_model_info_get_cost (const EaselModelInfo *info, const EaselUsage *usage)
{
  const EaselPrice *price;
  gint64 cached, written, fresh;
  double cost;

  g_return_val_if_fail (usage != NULL, -1);

  if (usage->cost_microusd >= 0)
    return usage->cost_microusd;
  if (info == NULL || usage->input < 0 || usage->output < 0)
    return -1;

  price = info->above >= 0 && usage->input > info->above ? &info->price_above : &info->price;
  if (price->input < 0 || price->output < 0)
    return -1;

  cached = CLAMP (usage->cached_input, 0, usage->input);
  written = CLAMP (usage->cache_write, 0, usage->input - cached);
  fresh = usage->input - cached - written;
  cost = price_of (fresh, price->input) + price_of (usage->output, price->output) +
         price_of (cached, price->cached >= 0 ? price->cached : price->input) +
         price_of (written, price->cache_write >= 0 ? price->cache_write : price->input);
  return cost < 9e15 ? (gint64) (cost + 0.5) : -1;
}

/**
 * easel_efforts_nearest:
 * @efforts: what a model takes; 0 if unknown
 * @wanted: (nullable): what is asked for
 *
 * Returns: (nullable): @wanted if the model takes it or nothing is known, else
 *   the next weaker word that it takes, else the next stronger one; %NULL if
 *   @wanted is none of the words
 */
const char *
easel_efforts_nearest (EaselEfforts efforts, const char *wanted)
{
  int at = -1;

  for (int i = 0; wanted != NULL && i < (int) G_N_ELEMENTS (effort_names); i++)
    if (g_str_equal (effort_names[i], wanted))
      at = i;
  if (at < 0)
    return NULL;
  if (efforts == 0)
    return effort_names[at];

  for (int i = at; i >= 0; i--)
    if (efforts & (1u << i))
      return effort_names[i];
  for (int i = at + 1; i < (int) G_N_ELEMENTS (effort_names); i++)
    if (efforts & (1u << i))
      return effort_names[i];
  return NULL;
}
