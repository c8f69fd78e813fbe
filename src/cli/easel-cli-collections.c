// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "easel-cli.h"
#include "easel-error.h"

/* Collections of the library, those within others too. One is called by its number
 * or by its names from the outermost, "Work/Harbours"; one name is enough where no
 * other has it. */

/* A loop that another program made ends here. */
#define MOST_DEPTH 32

static EaselCollection *
find_by_id (GListModel *list, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);

      if (easel_collection_get_id (collection) == id)
        return g_steal_pointer (&collection);
    }
  return NULL;
}

static gboolean
is_called (const char *name, const char *text)
{
  g_autofree char *a = g_utf8_casefold (name, -1);
  g_autofree char *b = g_utf8_casefold (text, -1);

  return g_str_equal (a, b);
}

/* How many are called @text: by all their names, or by their own. */
static guint
count_called (GListModel *list, const char *text, gboolean whole, gint64 *id)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);
      g_autofree char *path = whole ? easel_collection_dup_path (collection, list, "/") : NULL;

      if (!is_called (whole ? path : easel_collection_get_name (collection), text))
        continue;
      *id = easel_collection_get_id (collection);
      n++;
    }
  return n;
}

static gint64
find_in (GListModel *list, const char *text, GError **error)
{
  g_autoptr (EaselCollection) numbered = NULL;
  gint64 id = 0;
  guint n;

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL))
    numbered = find_by_id (list, id);
  if (numbered != NULL)
    return id;
  n = count_called (list, text, TRUE, &id);
  if (n == 0)
    n = count_called (list, text, FALSE, &id);
  if (n == 1)
    return id;
  if (n == 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                 _ ("There is no collection “%s”. See easel-cli library collections."), text);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("%u collections are called “%s”. Give the number of one: see easel-cli library "
                    "collections."),
                 n, text);
  return 0;
}

/**
 * easel_cli_find_collection:
 * @cli: the call
 * @text: its number, its names from the outermost, with "/" between, or its own name
 * @exit: (out): what to exit with, if the answer is 0
 *
 * Returns: the collection that is meant, or 0 after saying why not
 */
gint64
easel_cli_find_collection (EaselCli *cli, const char *text, EaselCliExit *exit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = dex_await_object (
      easel_library_service_list_collections (easel_context_get_library (cli->context)), &error);
  gint64 id = list != NULL ? find_in (list, text, &error) : 0;

  if (id == 0)
    *exit = easel_cli_fail (cli, error);
  return id;
}

/* ---- what there is ---- */

/* Those within @parent, each with those within it beneath, as the window has them. */
static void
tell_within (EaselCli *cli, JsonBuilder *builder, GListModel *list, gint64 parent, guint depth)
{
  for (guint i = 0; depth < MOST_DEPTH && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);
      g_autofree char *safe = NULL;
      g_autofree char *path = NULL;

      if (easel_collection_get_parent_id (collection) != parent)
        continue;
      safe = easel_cli_make_safe (easel_collection_get_name (collection), FALSE);
      path = easel_collection_dup_path (collection, list, "/");
      json_builder_begin_object (builder);
      easel_cli_add_number (builder, "collection_id", easel_collection_get_id (collection));
      easel_cli_add_string (builder, "name", easel_collection_get_name (collection));
      easel_cli_add_string (builder, "path", path);
      easel_cli_add_number (builder, "parent_id", parent != 0 ? parent : -1);
      easel_cli_add_number (builder, "count", easel_collection_get_count (collection));
      json_builder_end_object (builder);
      if (!cli->json)
        printf ("%6" G_GINT64_FORMAT "  %6u  %*s%s\n", easel_collection_get_id (collection),
                easel_collection_get_count (collection), (int) depth * 2, "", safe);
      tell_within (cli, builder, list, easel_collection_get_id (collection), depth + 1);
    }
}

static EaselCliExit
list (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GListModel) collections = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, 0, &code))
    return code;
  collections = dex_await_object (
      easel_library_service_list_collections (easel_context_get_library (cli->context)), &error);
  if (collections == NULL)
    return easel_cli_fail (cli, error);
  json_builder_begin_array (builder);
  tell_within (cli, builder, collections, 0, 0);
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static EaselCliExit
say (EaselCli *cli, gint64 id, const char *name, gint64 n)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "collection_id", id);
  if (name != NULL)
    easel_cli_add_number (builder, name, n);
  json_builder_end_object (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

/* ---- changes ---- */

/* --within, if it is given. Returns whether the rest can go on. */
static gboolean
find_outer (EaselCli *cli, const char *within, gint64 *id, EaselCliExit *code)
{
  *id = within != NULL ? easel_cli_find_collection (cli, within, code) : 0;
  return within == NULL || *id != 0;
}

static EaselCliExit
create (EaselCli *cli)
{
  g_autofree char *within = NULL;
  const GOptionEntry entries[] = {
    { "within", 0, 0, G_OPTION_ARG_STRING, &within, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  EaselCliExit code;
  gint64 outer, id;

  if (!easel_cli_parse (cli, entries, 1, &code))
    return code;
  if (cli->arguments[0] == NULL)
    return easel_cli_misuse (cli, _ ("How shall the collection be called? Give a name."));
  if (!find_outer (cli, within, &outer, &code))
    return code;
  id = dex_await_int64 (easel_library_service_add_collection (easel_context_get_library (cli->context),
                                                              cli->arguments[0], outer),
                        &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  if (!cli->json)
    printf ("%" G_GINT64_FORMAT "\n", id);
  return say (cli, id, NULL, 0);
}

/* Waits for future, of a change to @id. */
static EaselCliExit
finish (EaselCli *cli, gint64 id, DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  return dex_await (future, &error) ? say (cli, id, NULL, 0) : easel_cli_fail (cli, error);
}

static EaselCliExit
rename_one (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  EaselCliExit code;
  gint64 id;

  if (!easel_cli_parse (cli, none, 2, &code))
    return code;
  if (g_strv_length (cli->arguments) != 2)
    return easel_cli_misuse (cli, _ ("rename needs a collection and its new name."));
  id = easel_cli_find_collection (cli, cli->arguments[0], &code);
  if (id == 0)
    return code;
  return finish (cli, id,
                 easel_library_service_rename_collection (easel_context_get_library (cli->context), id,
                                                          cli->arguments[1]));
}

static EaselCliExit
move (EaselCli *cli)
{
  g_autofree char *within = NULL;
  gboolean top = FALSE;
  const GOptionEntry entries[] = {
    { "within", 0, 0, G_OPTION_ARG_STRING, &within, NULL, NULL },
    { "top", 0, 0, G_OPTION_ARG_NONE, &top, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselCliExit code;
  gint64 id, outer;

  if (!easel_cli_parse (cli, entries, 1, &code))
    return code;
  if (cli->arguments[0] == NULL || top == (within != NULL))
    return easel_cli_misuse (cli, _ ("move needs a collection, and --within COLLECTION or --top."));
  id = easel_cli_find_collection (cli, cli->arguments[0], &code);
  if (id == 0 || !find_outer (cli, within, &outer, &code))
    return code;
  return finish (cli, id,
                 easel_library_service_move_collection (easel_context_get_library (cli->context), id, outer));
}

/* One that was deleted is called by its number alone. */
static EaselCliExit
set_removed (EaselCli *cli, gboolean removed)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  EaselCliExit code;
  gint64 id;

  if (!easel_cli_parse (cli, none, 1, &code))
    return code;
  if (cli->arguments[0] == NULL)
    return easel_cli_misuse (cli, _ ("Which collection? See easel-cli library collections."));
  if (removed)
    id = easel_cli_find_collection (cli, cli->arguments[0], &code);
  else if (!g_ascii_string_to_signed (cli->arguments[0], 10, 1, G_MAXINT64, &id, NULL))
    return easel_cli_misuse (cli, _ ("“%s” is no number of a collection, as delete said it."),
                             cli->arguments[0]);
  if (id == 0)
    return code;
  code = finish (
      cli, id,
      easel_library_service_set_collection_removed (easel_context_get_library (cli->context), id, removed));
  if (code == EASEL_CLI_DONE && removed && !cli->json)
    printf (_ ("Deleted. To have it back: easel-cli library collections restore %lld\n"), (long long) id);
  return code;
}

static EaselCliExit delete (EaselCli *cli)
{
  return set_removed (cli, TRUE);
}

static EaselCliExit
restore (EaselCli *cli)
{
  return set_removed (cli, FALSE);
}

static EaselCliExit
change (EaselCli *cli, gboolean in)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) changed = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) rest = NULL;
  EaselCliExit code;
  gint64 id;

  if (!easel_cli_parse (cli, none, EASEL_CLI_MOST_ASSETS, &code))
    return code;
  if (cli->arguments[0] == NULL)
    return easel_cli_misuse (cli, _ ("Which collection, and which pictures?"));
  name = g_strdup (cli->arguments[0]);
  rest = g_strdupv (cli->arguments + 1);
  g_strfreev (cli->arguments);
  cli->arguments = g_steal_pointer (&rest);
  if (!easel_cli_read_assets (cli, ids, &code))
    return code;
  id = easel_cli_find_collection (cli, name, &code);
  if (id == 0 || !easel_cli_check_assets (cli, ids, &code))
    return code;
  changed = dex_await_boxed (
      easel_library_service_change_collection (easel_context_get_library (cli->context), id,
                                               (const gint64 *) (gpointer) ids->data, ids->len, in),
      &error);
  return changed != NULL ? say (cli, id, in ? "added" : "removed", changed->len)
                         : easel_cli_fail (cli, error);
}

static EaselCliExit
add (EaselCli *cli)
{
  return change (cli, TRUE);
}

static EaselCliExit
remove_some (EaselCli *cli)
{
  return change (cli, FALSE);
}

static const struct
{
  const char *name;
  EaselCliFunc func;
} commands[] = {
  { "list", list },     { "create", create },   { "rename", rename_one }, { "move", move },
  { "delete", delete }, { "restore", restore }, { "add", add },           { "remove", remove_some },
};

EaselCliExit
easel_cli_library_collections (EaselCli *cli)
{
  const char *name = cli->arguments[0];

  if (name == NULL || *name == '-')
    return list (cli);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      {
        GStrv rest = g_strdupv (cli->arguments + 1);

        g_strfreev (cli->arguments);
        cli->arguments = rest;
        return commands[i].func (cli);
      }
  return easel_cli_misuse (
      cli, _ ("library collections does list, create, rename, move, delete, restore, add and remove."));
}
