// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EASEL_TYPE_TEST_RESOLVER (easel_test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (EaselTestResolver, easel_test_resolver, EASEL, TEST_RESOLVER, GResolver)

void easel_test_resolver_install (void);

G_END_DECLS
