// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gmodule.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "easel-code-colours.h"
#include "easel-code-module.h"
#include "easel-code-resources.h"

/*
 * GtkSourceView's knowledge of languages, in a module of its own: the window opens it
 * when it meets code for the first time. GtkSourceView tells colours, not what they
 * stand for; so it is given a scheme in which each style is a number, and what is
 * read back are the numbers.
 */

#define SCHEME "easel-numbers"

/* In the order of the numbers in the scheme, from 1. */
static const char *const styles[] = {
  "comment",        "string",           "keyword",   "type",        "function",
  "identifier",     "number",           "constant",  "boolean",     "preprocessor",
  "special-char",   "builtin",          "statement", "decimal",     "floating-point",
  "base-n-integer", "special-constant", "character", "doc-comment",
};

/* What models call languages, where GtkSourceView calls them otherwise. */
static const struct
{
  const char *name;
  const char *id;
} names[] = {
  { "bash", "sh" },
  { "shell", "sh" },
  { "zsh", "sh" },
  { "console", "sh" },
  { "py", "python3" },
  { "python", "python3" },
  { "c++", "cpp" },
  { "cc", "cpp" },
  { "cs", "c-sharp" },
  { "csharp", "c-sharp" },
  { "js", "js" },
  { "javascript", "js" },
  { "ts", "typescript" },
  { "tsx", "typescript-jsx" },
  { "jsx", "jsx" },
  { "golang", "go" },
  { "rs", "rust" },
  { "rb", "ruby" },
  { "yml", "yaml" },
  { "md", "markdown" },
  { "html", "html" },
  { "kt", "kotlin" },
  { "ps1", "powershell" },
  { "tex", "latex" },
  { "make", "makefile" },
  { "h", "c" },
  { "objective-c", "objc" },
  { "dockerfile", "docker" },
  { "jsonc", "json" },
  { "patch", "diff" },
};

static GtkSourceLanguage *
find_language (const char *name)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, name))
      return gtk_source_language_manager_get_language (manager, names[i].id);
  return gtk_source_language_manager_get_language (manager, name);
}

static GtkSourceStyleScheme *
find_scheme (void)
{
  static GtkSourceStyleSchemeManager *manager;

  if (manager == NULL)
    {
      g_resources_register (easel_code_get_resource ());
      gtk_source_init ();
      manager = gtk_source_style_scheme_manager_new ();
      gtk_source_style_scheme_manager_set_search_path (
          manager, (const char *const[]) { "resource://" RESOURCE_PREFIX "/code/", NULL });
    }
  return gtk_source_style_scheme_manager_get_scheme (manager, SCHEME);
}

/* The style that the tags at a place stand for; NULL for none. */
static const char *
find_style (const GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);
  const char *style = NULL;

  for (GSList *item = tags; item != NULL; item = item->next)
    {
      g_autoptr (GdkRGBA) color = NULL;
      gboolean is_set;
      guint number;

      g_object_get (item->data, "foreground-set", &is_set, "foreground-rgba", &color, NULL);
      if (!is_set || color == NULL)
        continue;
      number = (guint) (color->blue * 255 + 0.5f);
      if (number >= 1 && number <= G_N_ELEMENTS (styles))
        style = styles[number - 1];
    }
  return style;
}

static gsize
count_bytes (const GtkTextIter *from, const GtkTextIter *to)
{
  g_autofree char *text = gtk_text_iter_get_slice (from, to);

  return strlen (text);
}

G_MODULE_EXPORT GArray *
easel_code_module_colour (const char *language, const char *text, gsize length)
{
  GtkSourceStyleScheme *scheme = find_scheme ();
  GtkSourceLanguage *known = find_language (language);
  g_autoptr (GtkSourceBuffer) buffer = NULL;
  GtkTextIter start, end;
  gsize at = 0;
  GArray *spans;

  if (scheme == NULL || known == NULL)
    return NULL;
  buffer = gtk_source_buffer_new_with_language (known);
  gtk_source_buffer_set_style_scheme (buffer, scheme);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, (int) length);
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (buffer), &start, &end);
  gtk_source_buffer_ensure_highlight (buffer, &start, &end);
  spans = g_array_new (FALSE, FALSE, sizeof (EaselCodeSpan));
  while (!gtk_text_iter_is_end (&start))
    {
      GtkTextIter next = start;
      EaselCodeSpan span = { .start = (guint) at, .style = find_style (&start) };

      gtk_text_iter_forward_to_tag_toggle (&next, NULL);
      span.length = (guint) count_bytes (&start, &next);
      if (span.style != NULL)
        g_array_append_val (spans, span);
      at += span.length;
      start = next;
    }
  return spans;
}
