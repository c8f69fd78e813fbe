// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselJsonItemState:
 * @EASEL_JSON_ITEM_NONE: there is none yet
 * @EASEL_JSON_ITEM_OBJECT: an object; its bytes are there
 * @EASEL_JSON_ITEM_OTHER: a value that is no object; its bytes are not kept
 * @EASEL_JSON_ITEM_TOO_LARGE: an object of too many bytes, which are not kept
 * @EASEL_JSON_ITEM_TOO_MANY: an object of too many values; its bytes are not kept
 *
 * What a splitter found.
 */
typedef enum
{
  EASEL_JSON_ITEM_NONE,
  EASEL_JSON_ITEM_OBJECT,
  EASEL_JSON_ITEM_OTHER,
  EASEL_JSON_ITEM_TOO_LARGE,
  EASEL_JSON_ITEM_TOO_MANY,
} EaselJsonItemState;

/**
 * EaselJsonItem:
 * @state: what it is
 * @data: its bytes, valid until the splitter is fed again
 * @length: how many
 */
typedef struct
{
  EaselJsonItemState state;
  const char *data;
  gsize length;
} EaselJsonItem;

/**
 * EaselJsonSplitter:
 *
 * Cuts a JSON text that arrives in pieces into the elements of its outermost
 * array, one at a time; a text that is one object is one element. It holds no more
 * than the element that it is in. What is inside an element is not checked.
 */
typedef struct _EaselJsonSplitter EaselJsonSplitter;

EaselJsonSplitter *easel_json_splitter_new (gsize largest, gsize most_values) G_GNUC_WARN_UNUSED_RESULT;
void easel_json_splitter_free (EaselJsonSplitter *self);
gboolean easel_json_splitter_feed (EaselJsonSplitter *self,
                                   const char *data,
                                   gsize length,
                                   gsize *used,
                                   EaselJsonItem *item,
                                   GError **error);
gboolean easel_json_splitter_end (EaselJsonSplitter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselJsonSplitter, easel_json_splitter_free)

G_END_DECLS
