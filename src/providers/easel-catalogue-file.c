// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-catalogue-file.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json.h"

#define FORMAT 1
#define UNITS "US dollars: for a million tokens, for a picture, for a second of a clip"

/* Dearer than anything is. */
#define MOST_DOLLARS 100000.0

typedef struct
{
  const char *word;
  guint bit;
} Word;

static const Word kind_words[] = {
  { "llm", EASEL_KIND_LLM },
  { "image", EASEL_KIND_IMAGE },
  { "video", EASEL_KIND_VIDEO },
  { NULL, 0 },
};

static const Word flag_words[] = {
  { "vision", EASEL_MODEL_VISION },
  { "reasoning", EASEL_MODEL_REASONING },
  { "tools", EASEL_MODEL_TOOLS },
  { "structured", EASEL_MODEL_STRUCTURED },
  { "image-output", EASEL_MODEL_IMAGE_OUTPUT },
  { "no-sampling", EASEL_MODEL_NO_SAMPLING },
  { NULL, 0 },
};

static const Word effort_words[] = {
  { "none", EASEL_EFFORT_NONE }, { "minimal", EASEL_EFFORT_MINIMAL },
  { "low", EASEL_EFFORT_LOW },   { "medium", EASEL_EFFORT_MEDIUM },
  { "high", EASEL_EFFORT_HIGH }, { "xhigh", EASEL_EFFORT_XHIGH },
  { "max", EASEL_EFFORT_MAX },   { NULL, 0 },
};

/* ---- reading ---- */

static gboolean
fail (GError **error, const char *where, const char *what)
{
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, "%s: %s", where, what);
  return FALSE;
}

/* A member of another name is a slip of the pen. */
static gboolean
check_names (JsonObject *object, const char *const *names, const char *where, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_strv_contains (names, name))
      {
        g_autofree char *what = g_strdup_printf ("unknown member “%s”", name);

        return fail (error, where, what);
      }
  return TRUE;
}

static gboolean
read_words (
    JsonNode *node, const char *name, const Word *words, guint *bits, const char *where, GError **error)
{
  JsonNode *member = easel_json_get_node (node, name);
  JsonArray *array = easel_json_get_array (node, name);

  if (member == NULL)
    return TRUE;
  if (array == NULL || json_array_get_length (array) == 0)
    return fail (error, where, "a list of words is none");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *word = easel_json_get_string (json_array_get_element (array, i), "");
      guint bit = 0;

      for (gsize j = 0; words[j].word != NULL; j++)
        if (g_strcmp0 (words[j].word, word) == 0)
          bit = words[j].bit;
      if (bit == 0 || (*bits & bit) != 0)
        return fail (error, where, "a list holds a word that is unknown or there twice");
      *bits |= bit;
    }
  return TRUE;
}

static gboolean
read_tokens (JsonNode *node, const char *name, gint64 *tokens, const char *where, GError **error)
{
  JsonNode *member = easel_json_get_node (node, name);

  if (member == NULL)
    return TRUE;
  if (!easel_json_get_int (member, "", tokens) || *tokens <= 0)
    return fail (error, where, "a number of tokens is none");
  return TRUE;
}

static gboolean
read_dollars (JsonNode *node, const char *name, gint64 *micros, const char *where, GError **error)
{
  JsonNode *member = easel_json_get_node (node, name);
  double dollars;

  if (member == NULL)
    return TRUE;
  if (!easel_json_get_double (member, "", &dollars) || !(dollars >= 0) || dollars > MOST_DOLLARS)
    return fail (error, where, "a price is none");
  *micros = (gint64) (dollars * 1e6 + 0.5);
  return TRUE;
}

static gboolean
read_rate (JsonNode *node, EaselPrice *price, const char *where, GError **error)
{
  return read_dollars (node, "input", &price->input, where, error) &&
         read_dollars (node, "cached", &price->cached, where, error) &&
         read_dollars (node, "cache_write", &price->cache_write, where, error) &&
         read_dollars (node, "output", &price->output, where, error);
}

static gboolean
read_price (JsonNode *price, EaselModelInfo *info, const char *where, GError **error)
{
  static const char *const names[] = { "input", "cached", "cache_write", "output", "above",
                                       "image", "second", "from",        NULL };
  static const char *const above_names[] = { "tokens", "input", "cached", "cache_write", "output", NULL };
  JsonNode *above = easel_json_get_node (price, "above");
  const char *from = easel_json_get_string (price, "from");

  if (!check_names (json_node_get_object (price), names, where, error) ||
      !read_rate (price, &info->price, where, error) ||
      !read_dollars (price, "image", &info->price_image, where, error) ||
      !read_dollars (price, "second", &info->price_second, where, error))
    return FALSE;
  if (!easel_model_info_has_price (info))
    return fail (error, where, "there is no price in the price");
  if (from != NULL)
    g_set_str (&info->price_source, from);
  if (above == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (above))
    return fail (error, where, "what holds above is no object");
  if (!check_names (json_node_get_object (above), above_names, where, error) ||
      !read_tokens (above, "tokens", &info->above, where, error) ||
      !read_rate (above, &info->price_above, where, error))
    return FALSE;
  if (info->above < 0 || info->price_above.input < 0 || info->price_above.output < 0)
    return fail (error, where, "what holds above is not said in full");
  return TRUE;
}

static gboolean
is_date (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *whole = g_strconcat (text, "T00:00:00Z", NULL);

  date = strlen (text) == 10 ? g_date_time_new_from_iso8601 (whole, NULL) : NULL;
  return date != NULL;
}

/* "models.dev, 2026-11-10" */
static gboolean
is_source (const char *text)
{
  const char *comma = text != NULL ? strrchr (text, ',') : NULL;

  return comma != NULL && comma > text && g_str_has_prefix (comma, ", ") && is_date (comma + 2);
}

static gboolean
read_dates (JsonNode *node, EaselModelInfo *info, const char *where, GError **error)
{
  const char *source = easel_json_get_string (node, "source");
  const char *retires = easel_json_get_string (node, "retires");

  if (!is_source (source))
    return fail (error, where, "no source with its date");
  if (easel_json_get_node (node, "retires") != NULL && (retires == NULL || !is_date (retires)))
    return fail (error, where, "the day of its end is none");
  g_set_str (&info->source, source);
  g_set_str (&info->retires, retires);
  if (info->price_source == NULL && easel_model_info_has_price (info))
    g_set_str (&info->price_source, source);
  if (info->price_source != NULL && !is_source (info->price_source))
    return fail (error, where, "no source of the price with its date");
  return TRUE;
}

static EaselModelInfo *
read_model (JsonNode *node, GError **error)
{
  static const char *const names[] = { "id",      "name",  "kinds",   "context", "max_output", "can",
                                       "efforts", "price", "retires", "source",  NULL };
  const char *id = easel_json_get_string (node, "id");
  g_autoptr (EaselModelInfo) info = NULL;
  JsonNode *price = easel_json_get_node (node, "price");
  guint kinds = 0, flags = 0, efforts = 0;

  if (id == NULL || *id == '\0' || strlen (id) > 200)
    {
      fail (error, "a model", "no id");
      return NULL;
    }
  info = easel_model_info_new (id, easel_json_get_string (node, "name"));
  if (!check_names (json_node_get_object (node), names, id, error) ||
      !read_words (node, "kinds", kind_words, &kinds, id, error) ||
      !read_words (node, "can", flag_words, &flags, id, error) ||
      !read_words (node, "efforts", effort_words, &efforts, id, error) ||
      !read_tokens (node, "context", &info->context, id, error) ||
      !read_tokens (node, "max_output", &info->max_output, id, error))
    return NULL;
  if (price != NULL && !JSON_NODE_HOLDS_OBJECT (price))
    {
      fail (error, id, "the price is no object");
      return NULL;
    }
  if ((price != NULL && !read_price (price, info, id, error)) || !read_dates (node, info, id, error))
    return NULL;
  if (kinds == 0)
    {
      fail (error, id, "no kind");
      return NULL;
    }
  if (info->retires != NULL)
    flags |= EASEL_MODEL_RETIRING;
  info->kinds = (EaselKinds) kinds;
  info->flags = (EaselModelFlags) flags;
  info->efforts = (EaselEfforts) efforts;
  return g_steal_pointer (&info);
}

/**
 * easel_catalogue_file_parse:
 * @bytes: a file of the catalogue
 * @service: (out) (optional): id of the service that it is about
 * @error: return location of an error
 *
 * Reads what is known of the models of one service. It is strict: a file with
 * anything unknown in it is none.
 *
 * Returns: (transfer full) (nullable) (element-type EaselModelInfo): the models;
 *   %NULL with an error of %EASEL_ERROR that says where it is wrong
 */
GPtrArray *
easel_catalogue_file_parse (GBytes *bytes, char **service, GError **error)
{
  static const char *const names[] = { "format", "service", "units", "models", NULL };
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonNode) root = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  JsonArray *list;
  const char *id;
  gint64 format = 0;

  root = easel_json_parse (data != NULL ? data : "", (gssize) length, error);
  if (root == NULL)
    return NULL;
  list = easel_json_get_array (root, "models");
  id = easel_json_get_string (root, "service");
  if (!easel_json_get_int (root, "format", &format) || format != FORMAT || list == NULL || id == NULL ||
      !check_names (json_node_get_object (root), names, id, error))
    {
      if (error == NULL || *error == NULL)
        fail (error, "the file", "it is no catalogue of format 1");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      EaselModelInfo *info = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        info = read_model (node, error);
      else
        fail (error, "a model", "it is no object");
      if (info == NULL)
        return NULL;
      g_ptr_array_add (models, info);
      if (!g_hash_table_add (seen, info->id))
        {
          fail (error, info->id, "it is there twice");
          return NULL;
        }
    }
  if (service != NULL)
    *service = g_strdup (id);
  return g_steal_pointer (&models);
}

/* ---- writing ---- */

static void
add_text (GString *out, const char *name, const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *quoted = NULL;

  json_node_set_string (node, text);
  quoted = easel_json_to_string (node);
  g_string_append_printf (out, "\"%s\": %s, ", name, quoted);
}

static void
add_words (GString *out, const char *name, const Word *words, guint bits)
{
  if (bits == 0)
    return;
  g_string_append_printf (out, "\"%s\": [", name);
  for (gsize i = 0; words[i].word != NULL; i++)
    if ((bits & words[i].bit) != 0)
      g_string_append_printf (out, "\"%s\", ", words[i].word);
  g_string_truncate (out, out->len - 2);
  g_string_append (out, "], ");
}

static void
add_tokens (GString *out, const char *name, gint64 tokens)
{
  if (tokens > 0)
    g_string_append_printf (out, "\"%s\": %" G_GINT64_FORMAT ", ", name, tokens);
}

/* Digits, not a double: 0.3 is 0.3. */
static void
add_dollars (GString *out, const char *name, gint64 micros)
{
  g_autofree char *fraction = g_strdup_printf ("%06d", (int) (micros % 1000000));
  gsize length = strlen (fraction);

  if (micros < 0)
    return;
  while (length > 0 && fraction[length - 1] == '0')
    fraction[--length] = '\0';
  g_string_append_printf (out, "\"%s\": %" G_GINT64_FORMAT "%s%s, ", name, micros / 1000000,
                          length > 0 ? "." : "", fraction);
}

static void
add_rate (GString *out, const EaselPrice *price)
{
  add_dollars (out, "input", price->input);
  add_dollars (out, "cached", price->cached);
  add_dollars (out, "cache_write", price->cache_write);
  add_dollars (out, "output", price->output);
}

/* Takes the comma after the last member away. */
static void
end_object (GString *out, const char *end)
{
  g_string_truncate (out, out->len - 2);
  g_string_append (out, end);
}

static void
add_price (GString *out, const EaselModelInfo *info)
{
  if (!easel_model_info_has_price (info))
    return;
  g_string_append (out, "\"price\": {");
  add_rate (out, &info->price);
  if (info->above > 0)
    {
      g_string_append (out, "\"above\": {");
      add_tokens (out, "tokens", info->above);
      add_rate (out, &info->price_above);
      end_object (out, "}, ");
    }
  add_dollars (out, "image", info->price_image);
  add_dollars (out, "second", info->price_second);
  if (g_strcmp0 (info->price_source, info->source) != 0)
    add_text (out, "from", info->price_source);
  end_object (out, "}, ");
}

static void
add_model (GString *out, const EaselModelInfo *info)
{
  guint flags = info->flags & ~(guint) EASEL_MODEL_RETIRING;

  g_string_append (out, "    {");
  add_text (out, "id", info->id);
  if (!g_str_equal (info->id, info->name))
    add_text (out, "name", info->name);
  add_words (out, "kinds", kind_words, info->kinds);
  add_tokens (out, "context", info->context);
  add_tokens (out, "max_output", info->max_output);
  add_words (out, "can", flag_words, flags);
  add_words (out, "efforts", effort_words, info->efforts);
  add_price (out, info);
  if (info->retires != NULL)
    add_text (out, "retires", info->retires);
  add_text (out, "source", info->source);
  end_object (out, "}");
}

/**
 * easel_catalogue_file_write:
 * @service: id of a service
 * @models: (element-type EaselModelInfo): what is known of its models, each with
 *   its source
 *
 * Returns: (transfer full): a file of the catalogue, a line for each model
 */
char *
easel_catalogue_file_write (const char *service, GPtrArray *models)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "{\n  \"format\": %d,\n  \"service\": \"%s\",\n  \"units\": \"%s\",\n"
                          "  \"models\": [",
                          FORMAT, service, UNITS);
  for (guint i = 0; i < models->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      add_model (out, g_ptr_array_index (models, i));
    }
  g_string_append (out, "\n  ]\n}\n");
  return g_string_free (out, FALSE);
}

/* ---- refreshing ---- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const EaselModelInfo *one = *(const EaselModelInfo *const *) a;
  const EaselModelInfo *other = *(const EaselModelInfo *const *) b;

  return strcmp (one->id, other->id);
}

static EaselModelInfo *
find_model (GPtrArray *models, const char *id, guint *position)
{
  for (*position = 0; *position < models->len; (*position)++)
    {
      EaselModelInfo *info = g_ptr_array_index (models, *position);

      if (g_str_equal (info->id, id))
        return info;
    }
  return NULL;
}

/* One model as its line says it, to see whether a line would change. */
static char *
describe (const EaselModelInfo *info)
{
  GString *out = g_string_new (NULL);

  add_model (out, info);
  return g_string_free (out, FALSE);
}

/* The provider is believed more than what was known; what it said keeps its date
 * until it says something else. */
static gboolean
update_model (EaselModelInfo *found, const EaselModelInfo *known, const char *source)
{
  g_autofree char *before = describe (known);
  g_autofree char *after = NULL;
  gboolean own_price = easel_model_info_has_price (found) && g_strcmp0 (found->price_source, source) == 0;

  easel_model_info_merge (found, known);
  found->kinds = known->kinds;
  g_set_str (&found->source, known->source);
  if (own_price && known->price_source != NULL && found->price.input == known->price.input &&
      found->price.output == known->price.output && found->price.cached == known->price.cached &&
      found->price.cache_write == known->price.cache_write)
    g_set_str (&found->price_source, known->price_source);
  after = describe (found);
  if (g_str_equal (before, after))
    return FALSE;
  g_set_str (&found->source, source);
  if (easel_model_info_has_price (found) && !own_price)
    g_set_str (&found->price_source, known->price_source);
  return TRUE;
}

/**
 * easel_catalogue_file_update:
 * @models: (inout) (element-type EaselModelInfo): what is known
 * @listed: (element-type EaselModelInfo): what the service lists now; taken over
 * @source: what the list is called, with its date
 *
 * Brings @models up to date with a service's own list: what it says of a model
 * counts more than what was known, new ones are added, and what it no longer
 * names stays, as a list may be of one kind of models only. Prices in @listed
 * that are the service's own have @source as theirs.
 *
 * Returns: how many entries were added or changed
 */
guint
easel_catalogue_file_update (GPtrArray *models, GPtrArray *listed, const char *source)
{
  guint n_changed = 0;

  for (guint i = 0; i < listed->len; i++)
    {
      EaselModelInfo *found = g_ptr_array_index (listed, i);
      EaselModelInfo *known;
      guint position;

      known = find_model (models, found->id, &position);
      if (known == NULL)
        {
          g_set_str (&found->source, source);
          g_ptr_array_add (models, easel_model_info_ref (found));
          n_changed++;
        }
      else if (update_model (found, known, source))
        {
          g_ptr_array_index (models, position) = easel_model_info_ref (found);
          easel_model_info_unref (known);
          n_changed++;
        }
    }
  g_ptr_array_sort (models, compare_ids);
  return n_changed;
}
