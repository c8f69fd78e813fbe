// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "easel-error.h"
#include "easel-store-drafts.h"
#include "easel-store-interactions.h"
#include "easel-store-models.h"
#include "easel-store-prompts.h"
#include "easel-store-providers.h"
#include "easel-store-recipes.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "easel-store-usage.h"
#include "store-test-util.h"

typedef struct
{
  char *folder;
  char *path;
  EaselStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_make_folder ();
  f->path = g_build_filename (f->folder, "deep", "easel.db", NULL);
  f->store = test_open (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_close (f->store);
  test_remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
reopen (Fixture *f)
{
  test_close (f->store);
  f->store = test_open (f->path);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  const char *suffixes[] = { "", "-wal", "-shm", ".owners" };
  g_autofree char *folder = g_path_get_dirname (f->path);
  struct stat status;

  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (f->path, suffixes[i], NULL);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
}

static EaselProviderRow *
new_provider (const char *slug, const char *name)
{
  EaselProviderRow *row = easel_provider_row_new ();

  row->slug = g_strdup (slug);
  row->name = g_strdup (name);
  row->protocol = g_strdup ("openai");
  return row;
}

static void
test_providers (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselProviderRow) first = new_provider ("one", "One");
  g_autoptr (EaselProviderRow) same_slug = new_provider ("one", "Other");
  g_autoptr (EaselProviderRow) same_name = new_provider ("other", "ONE");
  g_autoptr (EaselProviderRow) colon = new_provider ("a:b", "Colon");
  g_autoptr (EaselProviderRow) got = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gint64 id, second;

  first->base_url = g_strdup ("https://example.org/v1");
  first->allow_http = TRUE;
  id = test_wait_int64 (easel_store_providers_add (f->store, first));
  test_wait_error (easel_store_providers_add (f->store, same_slug), EASEL_ERROR_INVALID_INPUT, "one");
  test_wait_error (easel_store_providers_add (f->store, same_name), EASEL_ERROR_INVALID_INPUT, "ONE");
  test_wait_error (easel_store_providers_add (f->store, colon), EASEL_ERROR_INVALID_INPUT, "colon");

  reopen (f);
  got = test_wait_boxed (easel_store_providers_get (f->store, "one"));
  g_assert_cmpint (got->id, ==, id);
  g_assert_cmpstr (got->base_url, ==, "https://example.org/v1");
  g_assert_true (got->allow_http && got->enabled && got->needs_key);

  test_wait_true (easel_store_providers_remove (f->store, id));
  test_wait_error (easel_store_providers_get (f->store, "one"), EASEL_ERROR_NOT_FOUND, "one");
  test_wait_error (easel_store_providers_remove (f->store, id), EASEL_ERROR_NOT_FOUND, NULL);
  second = test_wait_int64 (easel_store_providers_add (f->store, same_slug));
  test_wait_error (easel_store_providers_restore (f->store, id), EASEL_ERROR_INVALID_INPUT, "one");
  test_wait_true (easel_store_providers_remove (f->store, second));
  test_wait_true (easel_store_providers_restore (f->store, id));

  got->enabled = FALSE;
  g_set_str (&got->name, "Renamed");
  test_wait_true (easel_store_providers_update (f->store, got));
  list = test_wait_boxed (easel_store_providers_list (f->store));
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpstr (((EaselProviderRow *) list->pdata[0])->name, ==, "Renamed");
  g_assert_false (((EaselProviderRow *) list->pdata[0])->enabled);
}

static EaselModelRow *
new_model (const char *id, gint64 price, const char *price_source)
{
  EaselModelRow *row = easel_model_row_new ();

  row->model_id = g_strdup (id);
  row->price_input = price;
  row->price_source = g_strdup (price_source);
  return row;
}

static void
test_models (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselProviderRow) provider = new_provider ("one", "One");
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (EaselModelRow) a = NULL;
  g_autoptr (EaselModelRow) b = NULL;
  g_autoptr (EaselModelRow) standard = NULL;
  g_autoptr (EaselModelRow) none = NULL;
  gint64 id = test_wait_int64 (easel_store_providers_add (f->store, provider));

  g_ptr_array_add (rows, new_model ("a:8b", 100, "built in"));
  g_ptr_array_add (rows, new_model ("b", -1, NULL));
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  a = test_wait_boxed (easel_store_models_get (f->store, "one", "a:8b"));
  b = test_wait_boxed (easel_store_models_get (f->store, "one", "b"));
  g_assert_cmpint (a->price_input, ==, 100);
  g_assert_cmpint (b->price_input, ==, -1);
  g_assert_cmpstr (b->provider_name, ==, "One");

  none = test_wait_boxed (easel_store_models_get_default (f->store, EASEL_MODEL_LLM));
  g_assert_null (none);
  test_wait_true (easel_store_models_set_default (f->store, EASEL_MODEL_LLM, a->id));
  test_wait_true (easel_store_models_set_default (f->store, EASEL_MODEL_LLM, b->id));
  test_wait_error (easel_store_models_set_default (f->store, EASEL_MODEL_VIDEO, b->id), EASEL_ERROR_NOT_FOUND,
                   NULL);
  standard = test_wait_boxed (easel_store_models_get_default (f->store, EASEL_MODEL_LLM));
  g_assert_cmpint (standard->id, ==, b->id);

  /* What the user says stays when the provider lists again; what is gone is marked. */
  a->price_input = 5;
  test_wait_true (easel_store_models_edit (f->store, a->id, a, EASEL_MODEL_FIELD_PRICE_INPUT, 0));
  test_wait_true (easel_store_models_set_favourite (f->store, a->id, TRUE));
  g_ptr_array_remove_index (rows, 1);
  ((EaselModelRow *) rows->pdata[0])->context_tokens = 8192;
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  list = test_wait_boxed (easel_store_models_list (f->store, NULL));
  g_assert_cmpint (list->len, ==, 2);
  g_assert_cmpint (((EaselModelRow *) list->pdata[0])->price_input, ==, 5);
  g_assert_cmpstr (((EaselModelRow *) list->pdata[0])->price_source, ==, "user");
  g_assert_cmpint (((EaselModelRow *) list->pdata[0])->price_date, >, 0);
  g_assert_cmpint (((EaselModelRow *) list->pdata[0])->user_fields, ==, EASEL_MODEL_FIELD_PRICE_INPUT);
  g_assert_cmpint (((EaselModelRow *) list->pdata[0])->context_tokens, ==, 8192);
  g_assert_true (((EaselModelRow *) list->pdata[0])->favourite);
  g_assert_true (((EaselModelRow *) list->pdata[0])->available);
  g_assert_false (((EaselModelRow *) list->pdata[1])->available);

  /* Reset is the provider's word again. */
  test_wait_true (easel_store_models_edit (f->store, a->id, a, 0, EASEL_MODEL_FIELD_PRICE_INPUT));
  g_clear_pointer (&a, easel_model_row_unref);
  a = test_wait_boxed (easel_store_models_get (f->store, "one", "a:8b"));
  g_assert_cmpint (a->price_input, ==, 100);
  g_assert_cmpstr (a->price_source, ==, "built in");
  g_assert_cmpint (a->user_fields, ==, 0);

  /* The default goes with its provider and comes back with it. */
  test_wait_true (easel_store_providers_remove (f->store, id));
  g_assert_null (test_wait_boxed (easel_store_models_get_default (f->store, EASEL_MODEL_LLM)));
  test_wait_true (easel_store_providers_restore (f->store, id));
  g_clear_pointer (&standard, easel_model_row_unref);
  standard = test_wait_boxed (easel_store_models_get_default (f->store, EASEL_MODEL_LLM));
  g_assert_nonnull (standard);
}

/* The user goes before the provider, the provider before the catalogue. */
static void
test_model_words (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselProviderRow) provider = new_provider ("one", "One");
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  g_autoptr (EaselModelRow) known = new_model ("m", 100, "catalogue");
  g_autoptr (EaselModelRow) listed = new_model ("m", 70, "list");
  g_autoptr (EaselModelRow) own = new_model ("mine", 0, NULL);
  g_autoptr (EaselModelRow) got = NULL;
  gint64 id = test_wait_int64 (easel_store_providers_add (f->store, provider)), own_id;

  /* Whichever comes first, the provider's price is the one, and the catalogue
   * fills in what it did not say. */
  g_set_str (&known->source, "builtin");
  g_set_str (&known->name, "Known");
  known->max_output_tokens = 4096;
  known->price_cached = 10;
  known->price_cache_write = 125;
  known->above = 200000;
  known->above_input = 200;
  known->above_output = 0;
  listed->context_tokens = 1000;
  for (guint i = 0; i < 3; i++)
    {
      g_ptr_array_set_size (rows, 0);
      g_ptr_array_add (rows, easel_model_row_ref (i == 1 ? listed : known));
      test_wait_true (easel_store_models_upsert (f->store, id, rows, i == 1));
      g_clear_pointer (&got, easel_model_row_unref);
      got = test_wait_boxed (easel_store_models_get (f->store, "one", "m"));
      g_assert_cmpint (got->price_input, ==, i == 0 ? 100 : 70);
      g_assert_cmpstr (got->price_source, ==, i == 0 ? "catalogue" : "list");
      /* Prices of two lists are not mixed. */
      g_assert_cmpint (got->price_cached, ==, i == 0 ? 10 : -1);
      g_assert_cmpint (got->price_cache_write, ==, i == 0 ? 125 : -1);
      g_assert_cmpint (got->above, ==, i == 0 ? 200000 : -1);
      g_assert_cmpint (got->above_input, ==, i == 0 ? 200 : -1);
      g_assert_cmpint (got->above_output, ==, i == 0 ? 0 : -1);
      g_assert_cmpint (got->above_cached, ==, -1);
      g_assert_cmpint (got->max_output_tokens, ==, 4096);
      g_assert_cmpstr (got->name, ==, "Known");
      g_assert_cmpint (got->context_tokens, ==, i == 0 ? -1 : 1000);
      g_assert_cmpstr (got->source, ==, i == 0 ? "builtin" : "listed");
    }

  /* "Unknown" is the user's word too. */
  got->context_tokens = -1;
  g_set_str (&got->name, "Mine \"price_input\":");
  test_wait_true (easel_store_models_edit (f->store, got->id, got,
                                           EASEL_MODEL_FIELD_CONTEXT | EASEL_MODEL_FIELD_NAME, 0));
  g_clear_pointer (&got, easel_model_row_unref);
  got = test_wait_boxed (easel_store_models_get (f->store, "one", "m"));
  g_assert_cmpint (got->context_tokens, ==, -1);
  g_assert_cmpint (got->user_fields, ==, EASEL_MODEL_FIELD_CONTEXT | EASEL_MODEL_FIELD_NAME);
  g_assert_cmpstr (got->name, ==, "Mine \"price_input\":");

  /* A model of the user's own, whose name nobody else has. */
  own->provider_id = id;
  g_set_str (&own->name, "mine \"PRICE_input\":");
  test_wait_error (easel_store_models_add (f->store, own, EASEL_MODEL_FIELD_NAME), EASEL_ERROR_INVALID_INPUT,
                   "already");
  own_id = test_wait_int64 (easel_store_models_add (f->store, own, EASEL_MODEL_FIELD_PRICE_INPUT));
  test_wait_error (easel_store_models_add (f->store, own, 0), EASEL_ERROR_INVALID_INPUT, "mine");
  test_wait_error (easel_store_models_remove (f->store, got->id), EASEL_ERROR_INVALID_INPUT, "Disable");

  /* It is not lost when the provider does not list it, and stays listed when
   * the user takes back a word about one that the provider lists too. */
  g_ptr_array_set_size (rows, 0);
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  g_clear_pointer (&got, easel_model_row_unref);
  got = test_wait_boxed (easel_store_models_get (f->store, "one", "mine"));
  g_assert_true (got->available);
  g_assert_cmpint (got->price_input, ==, 0);
  g_assert_cmpstr (got->name, ==, "mine");
  g_ptr_array_add (rows, new_model ("mine", 9, "list"));
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  test_wait_true (easel_store_models_remove (f->store, own_id));
  g_clear_pointer (&got, easel_model_row_unref);
  got = test_wait_boxed (easel_store_models_get (f->store, "one", "mine"));
  g_assert_cmpstr (got->source, ==, "listed");
  g_assert_cmpint (got->price_input, ==, 9);

  /* One that is gone can be removed, brought back, and is listed again. */
  g_ptr_array_set_size (rows, 0);
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  test_wait_true (easel_store_models_remove (f->store, own_id));
  test_wait_error (easel_store_models_get (f->store, "one", "mine"), EASEL_ERROR_NOT_FOUND, "mine");
  test_wait_true (easel_store_models_restore (f->store, own_id));
  test_wait_true (easel_store_models_remove (f->store, own_id));
  g_ptr_array_add (rows, new_model ("mine", 8, "list"));
  test_wait_true (easel_store_models_upsert (f->store, id, rows, TRUE));
  g_clear_pointer (&got, easel_model_row_unref);
  got = test_wait_boxed (easel_store_models_get (f->store, "one", "mine"));
  g_assert_cmpint (got->price_input, ==, 8);

  /* A list that comes when its provider is gone goes nowhere. */
  test_wait_true (easel_store_models_set_fallback (f->store, EASEL_MODEL_LLM, got->id));
  test_wait_true (easel_store_providers_remove (f->store, id));
  test_wait_error (easel_store_models_upsert (f->store, id, rows, TRUE), EASEL_ERROR_NOT_FOUND, NULL);
}

static EaselDraftRow *
new_draft (gint64 prompt, gint64 revision, const char *text)
{
  EaselDraftRow *row = easel_draft_row_new ();

  row->prompt_id = prompt;
  row->revision_id = revision;
  row->text = g_strdup (text);
  return row;
}

static guint
count_prompts (EaselStore *store, const char *search)
{
  g_autoptr (GPtrArray) list = test_wait_boxed (easel_store_prompts_list (store, search, 0, 0));

  return list->len;
}

static void
test_prompts (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselPromptRow) row = NULL;
  g_autoptr (EaselDraftRow) loaded = NULL;
  g_autoptr (EaselDraftRow) draft = NULL;
  g_autoptr (EaselRevisionRow) current = NULL;
  g_autoptr (GPtrArray) revisions = NULL;
  gint64 id = test_wait_int64 (easel_store_prompts_create (f->store, "Castle", 0));
  gint64 first = test_add_revision (f->store, id, 0, "\n  a castle at dusk\nsecond line");
  gint64 second = test_add_revision (f->store, id, first, "a (castle:1.3) at dawn 🏰");

  draft = new_draft (id, second, "a ruin");
  draft->instruction = g_strdup ("older");
  test_wait_true (easel_store_drafts_save (f->store, draft));
  reopen (f);
  row = test_wait_boxed (easel_store_prompts_get (f->store, id));
  g_assert_cmpstr (row->snippet, ==, "a ruin");
  g_assert_cmpint (row->revision_count, ==, 2);
  g_assert_true (row->has_draft);
  loaded = test_wait_boxed (easel_store_drafts_load (f->store, id));
  g_assert_cmpstr (loaded->text, ==, "a ruin");
  g_assert_cmpstr (loaded->instruction, ==, "older");
  g_assert_cmpint (loaded->revision_id, ==, second);

  /* A revision from elsewhere leaves the draft, the one that the draft is for takes it. */
  test_add_revision (f->store, id, first, "from elsewhere");
  g_clear_pointer (&loaded, easel_draft_row_unref);
  loaded = test_wait_boxed (easel_store_drafts_load (f->store, id));
  g_assert_nonnull (loaded);
  test_add_revision (f->store, id, second, "a ruin, taken");
  g_assert_null (test_wait_boxed (easel_store_drafts_load (f->store, id)));
  revisions = test_wait_boxed (easel_store_revisions_list (f->store, id));
  g_assert_cmpint (revisions->len, ==, 4);
  g_assert_cmpint (((EaselRevisionRow *) revisions->pdata[0])->number, ==, 4);
  current = test_wait_boxed (easel_store_revisions_get_current (f->store, id));
  g_assert_cmpstr (current->text, ==, "a ruin, taken");

  test_wait_true (easel_store_prompts_rename (f->store, id, "Ruin"));
  test_wait_true (easel_store_prompts_delete (f->store, id));
  g_assert_cmpint (count_prompts (f->store, NULL), ==, 0);
  g_assert_cmpint (count_prompts (f->store, "ruin"), ==, 0);
  test_wait_error (easel_store_prompts_get (f->store, id), EASEL_ERROR_NOT_FOUND, NULL);
  test_wait_true (easel_store_prompts_restore (f->store, id));
  g_assert_cmpint (count_prompts (f->store, "ruin"), ==, 1);
  test_wait_error (easel_store_prompts_rename (f->store, 999, "x"), EASEL_ERROR_NOT_FOUND, "999");
  g_clear_pointer (&draft, easel_draft_row_unref);
  draft = new_draft (999, 0, "x");
  test_wait_error (easel_store_drafts_save (f->store, draft), EASEL_ERROR_NOT_FOUND, "999");
}

static void
test_search (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *query;
    guint found;
  } cases[] = {
    { "castle", 1 },
    { "CAST", 1 },
    { "astle", 0 },
    { "(castle:1.3)", 1 },
    { "castle NOT dusk", 0 },
    { "城堡", 1 },
    { "城", 1 },
    { "堡在", 1 },
    { "堡城", 0 },
    { "🏰", 1 },
    { "🏯", 0 },
    { "cafe", 1 },
    { "Café", 1 },
    { "\"", 0 },
    { "*", 0 },
    { "ตลาด", 1 },
    { "{a|b}", 1 },
    { "--ar", 1 },
    { "--", 1 },
    { "%", 0 },
    { "100%", 0 },
    { "title", 2 },
    { "  dusk   castle ", 1 },
    { "lora:x", 1 },
    { "__wild__", 1 },
    { "' OR 1=1", 0 },
    { "text:castle", 0 },
    { "夕暮れ", 1 },
    { "", 2 },
    { " \t ", 2 },
    { "🏰 castle", 1 },
    { "🏰 dawn", 0 },
  };
  gint64 first = test_wait_int64 (easel_store_prompts_create (f->store, "Title one", 0));
  gint64 second = test_wait_int64 (easel_store_prompts_create (f->store, "Title two", 0));

  test_add_revision (f->store, first, 0, "a (castle:1.3) at dusk 🏰, 夜の城堡在山上, 夕暮れ");
  test_add_revision (f->store, second, 0, "Café, ตลาดน้ำ, {a|b} <lora:x:0.8> __wild__ --ar 16:9");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint found = count_prompts (f->store, cases[i].query);

      if (found != cases[i].found)
        g_error ("“%s” found %u, not %u", cases[i].query, found, cases[i].found);
    }
}

/* Whatever is typed, it is no syntax and no error; and a text is found by each of its words. */
static void
test_odd_searches (Fixture *f, gconstpointer data)
{
  static const char *const pieces[] = {
    "\"", "*",    "^",   ":",  "(",    ")",    "{",  "}",         "-",
    "+",  "NEAR", "AND", "OR", "NOT",  "城",   "堡", "🏰",        "\\",
    "%",  "_",    "'",   " ",  " ",    "a",    "é",  "e\xcc\x81", "\xe2\x80\x8b",
    "١",  "½",    "ß",   "\n", "\x01", "text", ";",  "--",        "\xef\xbf\xbd",
    "น้ำ", "한국", "①"
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  gint64 id = test_wait_int64 (easel_store_prompts_create (f->store, "odd", 0));
  gint64 parent = 0;

  for (int i = 0; i < 400; i++)
    {
      g_autoptr (GString) query = g_string_new (NULL);
      int n = g_rand_int_range (rand, 0, 12);

      for (int j = 0; j < n; j++)
        g_string_append (query, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      if (i % 20 == 0)
        parent = test_add_revision (f->store, id, parent, query->str);
      if (i % 20 == 0 && count_prompts (f->store, query->str) != 1)
        g_error ("“%s” does not find itself", query->str);
      count_prompts (f->store, query->str);
      {
        g_autoptr (GPtrArray) edits =
            test_wait_boxed (easel_store_interactions_list (f->store, 0, query->str, 5, 0));
        g_assert_cmpint (edits->len, ==, 0);
      }
    }
}

static EaselInteractionRow *
new_interaction (gint64 prompt)
{
  EaselInteractionRow *row = easel_interaction_row_new ();

  row->prompt_id = prompt;
  row->provider_slug = g_strdup ("sandbox");
  row->provider_name = g_strdup ("Offline samples");
  row->model_id = g_strdup ("editor");
  row->instruction = g_strdup ("more 生动");
  row->prompt_before = g_strdup ("a castle");
  return row;
}

static void
test_interactions (Fixture *f, gconstpointer data)
{
  gint64 prompt = test_wait_int64 (easel_store_prompts_create (f->store, NULL, 0));
  g_autoptr (EaselInteractionRow) row = new_interaction (prompt);
  g_autoptr (EaselInteractionRow) got = NULL;
  g_autoptr (EaselRevisionRow) revision = easel_revision_row_new ();
  g_autoptr (EaselRevisionRow) added = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gint64 id = test_wait_int64 (easel_store_interactions_start (f->store, row));

  test_wait_true (easel_store_interactions_append (f->store, id, "a vivid "));
  test_wait_true (easel_store_interactions_append (f->store, id, "castle 🏰"));
  got = test_wait_boxed (easel_store_interactions_get (f->store, id));
  g_assert_cmpstr (got->output, ==, "a vivid castle 🏰");
  g_assert_cmpint (got->state, ==, EASEL_INTERACTION_RUNNING);
  g_assert_cmpint (got->cost, ==, -1);

  got->state = EASEL_INTERACTION_FINISHED;
  g_clear_pointer (&got->output, g_free);
  g_set_str (&got->prompt_after, "a vivid castle");
  got->input_tokens = 12;
  got->cost = 0;
  test_wait_true (easel_store_interactions_finish (f->store, got));
  test_wait_error (easel_store_interactions_append (f->store, id, "late"), EASEL_ERROR_NOT_FOUND, NULL);
  reopen (f);

  list = test_wait_boxed (easel_store_interactions_list (f->store, prompt, "vivid 生动", 10, 0));
  g_assert_cmpint (list->len, ==, 1);
  g_clear_pointer (&got, easel_interaction_row_unref);
  got = easel_interaction_row_ref (list->pdata[0]);
  g_assert_cmpstr (got->output, ==, "a vivid castle 🏰");
  g_assert_cmpstr (got->prompt_after, ==, "a vivid castle");
  g_assert_cmpint (got->input_tokens, ==, 12);
  g_assert_cmpint (got->output_tokens, ==, -1);
  g_assert_cmpint (got->cost, ==, 0);

  /* The outcome comes with the revision or not at all. */
  revision->prompt_id = prompt;
  revision->text = g_strdup ("a vivid castle");
  revision->origin = EASEL_REVISION_EDIT;
  revision->interaction_id = id;
  test_wait_error (easel_store_revisions_add_outcome (f->store, revision, 999, EASEL_OUTCOME_TAKEN),
                   EASEL_ERROR_NOT_FOUND, "999");
  g_assert_null (test_wait_boxed (easel_store_revisions_get_current (f->store, prompt)));
  added = test_wait_boxed (easel_store_revisions_add_outcome (f->store, revision, id, EASEL_OUTCOME_PARTLY));
  g_assert_cmpint (added->interaction_id, ==, id);
  g_assert_cmpint (added->origin, ==, EASEL_REVISION_EDIT);
  g_clear_pointer (&got, easel_interaction_row_unref);
  got = test_wait_boxed (easel_store_interactions_get (f->store, id));
  g_assert_cmpint (got->outcome, ==, EASEL_OUTCOME_PARTLY);
}

static void
test_recover (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselInteractionRow) row = new_interaction (0);
  g_autoptr (EaselUsageRow) usage = easel_usage_row_new ();
  g_autoptr (EaselInteractionRow) got = NULL;
  g_autoptr (GPtrArray) list = NULL;
  EaselStore *other = test_open (f->path);
  gint64 id = test_wait_int64 (easel_store_interactions_start (other, row));

  usage->provider_slug = g_strdup ("sandbox");
  usage->provider_name = g_strdup ("Offline samples");
  usage->model_id = g_strdup ("editor");
  usage->kind = g_strdup ("edit");
  usage->reserved_cost = 70;
  usage->interaction_id = id;
  test_wait_int64 (easel_store_usage_reserve (other, usage, 0, EASEL_RESERVE_DEFAULT));
  usage->id = test_wait_int64 (easel_store_usage_reserve (other, usage, 0, EASEL_RESERVE_DEFAULT));
  test_wait_true (easel_store_usage_mark_sent (other, usage->id));
  test_wait_true (easel_store_interactions_append (other, id, "half an ans"));

  /* The other one is alive. */
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (f->store)), ==, 0);
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (other)), ==, 0);
  test_close (other);
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (f->store)), ==, 1);
  g_assert_cmpint (test_wait_int64 (easel_store_interactions_recover (f->store)), ==, 0);
  got = test_wait_boxed (easel_store_interactions_get (f->store, id));
  g_assert_cmpint (got->state, ==, EASEL_INTERACTION_CUT);
  g_assert_cmpstr (got->output, ==, "half an ans");
  list = test_wait_boxed (easel_store_usage_list (f->store, 0, 0, G_MAXINT64, 100));
  /* One had not left yet, the other had. */
  g_assert_cmpint (list->len, ==, 2);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[0])->state, ==, EASEL_USAGE_RELEASED);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[0])->cost, ==, 0);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[1])->state, ==, EASEL_USAGE_UNCONFIRMED);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[1])->cost, ==, -1);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[1])->reserved_cost, ==, 70);
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselUsageRow) row = easel_usage_row_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) later = NULL;

  row->provider_slug = g_strdup ("sandbox");
  row->provider_name = g_strdup ("Offline samples");
  row->model_id = g_strdup ("editor");
  row->kind = g_strdup ("edit");
  row->id = test_wait_int64 (easel_store_usage_reserve (f->store, row, 0, EASEL_RESERVE_DEFAULT));
  row->state = EASEL_USAGE_DONE;
  row->output_tokens = 4;
  test_wait_true (easel_store_usage_settle (f->store, row));
  list = test_wait_boxed (easel_store_usage_list (f->store, 0, 0, G_MAXINT64, 100));
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[0])->cost, ==, -1);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[0])->output_tokens, ==, 4);
  g_assert_cmpint (((EaselUsageRow *) list->pdata[0])->settled_at, >, 0);
  later = test_wait_boxed (easel_store_usage_list (f->store, G_MAXINT64, 0, G_MAXINT64, 100));
  g_assert_cmpint (later->len, ==, 0);
}

static void
test_recipes (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = test_wait_boxed (easel_store_recipes_list (f->store));
  g_autoptr (EaselRecipeRow) own = easel_recipe_row_new ();
  g_autoptr (EaselRecipeRow) got = NULL;
  EaselRecipeRow *first = list->pdata[0];

  g_assert_cmpint (list->len, ==, 7);
  g_assert_cmpstr (first->key, ==, "more-vivid");
  g_assert_false (first->customised);

  own->name = g_strdup ("Mine");
  own->instruction = g_strdup ("Do it");
  own->id = test_wait_int64 (easel_store_recipes_add (f->store, own));
  test_wait_true (easel_store_recipes_remove (f->store, own->id));
  test_wait_error (easel_store_recipes_get (f->store, own->id), EASEL_ERROR_NOT_FOUND, NULL);
  test_wait_true (easel_store_recipes_restore (f->store, own->id));
  test_wait_true (easel_store_recipes_update (f->store, first));
  got = test_wait_boxed (easel_store_recipes_get (f->store, first->id));
  g_assert_false (got->customised);
  g_set_str (&got->instruction, "Other words");
  test_wait_true (easel_store_recipes_update (f->store, got));
  g_clear_pointer (&got, easel_recipe_row_unref);
  got = test_wait_boxed (easel_store_recipes_get (f->store, first->id));
  g_assert_true (got->customised);
  g_set_str (&got->name, "");
  test_wait_error (easel_store_recipes_update (f->store, got), EASEL_ERROR_INVALID_INPUT, "name");
}

static char *
get_setting (EaselStore *store, const char *key)
{
  g_autoptr (DexFuture) future = easel_store_settings_get (store, key);

  g_assert_true (test_wait (dex_ref (future), NULL));
  return g_value_dup_string (dex_future_get_value (future, NULL));
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autofree char *value = NULL;

  g_assert_null (get_setting (f->store, "a"));
  test_wait_true (easel_store_settings_set (f->store, "a", "1"));
  test_wait_true (easel_store_settings_set (f->store, "a", "2 🏰"));
  reopen (f);
  value = get_setting (f->store, "a");
  g_assert_cmpstr (value, ==, "2 🏰");
  test_wait_true (easel_store_settings_set (f->store, "a", NULL));
  g_assert_null (get_setting (f->store, "a"));
}

static void
test_texts (Fixture *f, gconstpointer data)
{
  gint64 id = test_wait_int64 (easel_store_prompts_create (f->store, NULL, 0));
  g_autoptr (GString) megabyte = g_string_new (NULL);
  g_autoptr (EaselRevisionRow) row = easel_revision_row_new ();
  g_autoptr (EaselRevisionRow) got = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = NULL;

  while (megabyte->len < 1024 * 1024)
    g_string_append (megabyte, "ein Schloß 城堡 🏰 (castle:1.3) \\ \" ' \n");
  test_add_revision (f->store, id, 0, megabyte->str);
  reopen (f);
  got = test_wait_boxed (easel_store_revisions_get_current (f->store, id));
  g_assert_cmpstr (got->text, ==, megabyte->str);
  g_assert_cmpint (count_prompts (f->store, "schloß"), ==, 1);

  row->prompt_id = id;
  row->text = g_strdup ("bad \xff byte");
  test_wait_error (easel_store_revisions_add (f->store, row), EASEL_ERROR_INVALID_INPUT, "UTF-8");
  g_assert_false (easel_store_check_text ("a\0b", 3, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (easel_store_check_text ("é🏰", -1, &error));
  while (megabyte->len <= EASEL_STORE_MAX_TEXT)
    g_string_append_len (megabyte, megabyte->str, megabyte->len);
  g_set_str (&row->text, megabyte->str);
  test_wait_error (easel_store_revisions_add (f->store, row), EASEL_ERROR_INVALID_INPUT, "MB");

  problems = test_wait_boxed (easel_store_check (f->store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
}

static void
on_changed_cb (EaselStore *store, guint groups, gpointer user_data)
{
  *(guint *) user_data |= groups;
}

static gboolean
has_prompts (gpointer data)
{
  return (*(guint *) data & EASEL_STORE_PROMPTS) != 0;
}

static void
test_changed (Fixture *f, gconstpointer data)
{
  guint own = 0, foreign = 0;
  EaselStore *other = test_open (f->path);

  g_signal_connect (f->store, "changed", G_CALLBACK (on_changed_cb), &own);
  g_signal_connect (other, "changed", G_CALLBACK (on_changed_cb), &foreign);
  test_wait_int64 (easel_store_prompts_create (f->store, "x", 0));
  test_iterate_until (has_prompts, &own, 10);
  test_iterate_until (has_prompts, &foreign, 10);
  g_assert_cmpint (own, ==, EASEL_STORE_PROMPTS);
  g_assert_cmpint (foreign, ==, EASEL_STORE_PROMPTS);
  test_close (other);
}

/* Nothing is answered by a store that is not open, and nothing hangs. */
static void
test_not_open (void)
{
  EaselStore *store = easel_store_new ("/nonexistent/easel.db");

  test_wait_error (easel_store_prompts_create (store, "x", 0), EASEL_ERROR_STORAGE, "not open");
  test_wait_error (easel_store_prompts_list (store, NULL, 0, 0), EASEL_ERROR_STORAGE, "not open");
  test_wait_error (easel_store_check (store), EASEL_ERROR_STORAGE, "not open");
  test_wait_true (easel_store_close (store));
  g_assert_finalize_object (store);
}

/* Work that nobody waits for is still done; a store that is just dropped ends well. */
static void
test_dropped (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 50; i++)
    {
      dex_unref (easel_store_prompts_create (f->store, "kept", 0));
      dex_unref (easel_store_prompts_list (f->store, "kept", 0, 0));
      dex_unref (easel_store_check (f->store));
    }
  g_clear_object (&f->store);
  f->store = test_open (f->path);
  g_assert_cmpint (count_prompts (f->store, "kept"), ==, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name) g_test_add ("/store/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (files);
  ADD (providers);
  ADD (models);
  ADD (model_words);
  ADD (prompts);
  ADD (search);
  ADD (odd_searches);
  ADD (interactions);
  ADD (recover);
  ADD (usage);
  ADD (recipes);
  ADD (settings);
  ADD (texts);
  ADD (changed);
  ADD (dropped);
  g_test_add_func ("/store/not_open", test_not_open);

  return g_test_run ();
}
