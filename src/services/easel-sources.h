// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSource:
 * @address: (nullable): where it is, as the service named it: an address, or the
 *   name of a document
 * @title: (nullable): what it is called
 * @text: (nullable): the words that were taken from it
 *
 * Where an answer has something from, as it says itself: nobody looked.
 */
typedef struct
{
  char *address;
  char *title;
  char *text;
} EaselSource;

G_END_DECLS
