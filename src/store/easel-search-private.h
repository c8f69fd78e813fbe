// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A query of the user's, taken apart. */
typedef struct
{
  /* For MATCH; NULL if no term has letters or digits. */
  char *match;
  /* JSON array of patterns for LIKE with '\' as escape, of terms that the index
   * does not know; NULL if there are none. */
  char *likes;
} EaselSearch;

/* Of a longer text so many bytes are indexed. */
#define EASEL_SEARCH_MOST_BYTES (1024 * 1024)

char *_easel_search_prepare (const char *text);
char *_easel_search_prepare_start (const char *text);
EaselSearch *_easel_search_parse (const char *query);
void _easel_search_free (EaselSearch *self);

/* A stretch of a snippet, in bytes. */
typedef struct
{
  guint start;
  guint length;
} EaselSearchMark;

void _easel_search_flatten (char *line);
char *_easel_search_make_snippet (const char *query, const char *text, GArray *marks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSearch, _easel_search_free)

G_END_DECLS
