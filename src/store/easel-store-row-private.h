// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

/*
 * What every row has: new, ref, unref and a boxed type. The file that uses it
 * has a static PREFIX_init() for values that do not begin as zero and a
 * PREFIX_clear() that frees the strings.
 */
#define EASEL_DEFINE_ROW(Type, prefix)                                                                       \
  G_DEFINE_BOXED_TYPE (Type, prefix, prefix##_ref, prefix##_unref)                                           \
                                                                                                             \
  /** New row: nothing set, unknown numbers -1. */                                                           \
  Type *prefix##_new (void)                                                                                  \
  {                                                                                                          \
    Type *self = g_atomic_rc_box_new0 (Type);                                                                \
                                                                                                             \
    prefix##_init (self);                                                                                    \
    return self;                                                                                             \
  }                                                                                                          \
                                                                                                             \
  Type *prefix##_ref (Type *self)                                                                            \
  {                                                                                                          \
    return g_atomic_rc_box_acquire (self);                                                                   \
  }                                                                                                          \
                                                                                                             \
  void prefix##_unref (Type *self)                                                                           \
  {                                                                                                          \
    g_atomic_rc_box_release_full (self, (GDestroyNotify) prefix##_clear);                                    \
  }
