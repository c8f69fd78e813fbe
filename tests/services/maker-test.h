// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "service-test.h"

G_BEGIN_DECLS

/* An account "maker" that the fixture's test server is, and what is made there. */

#define MAKER_VERSION "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b"

GBytes *maker_make_png (ServiceFixture *f) G_GNUC_WARN_UNUSED_RESULT;
void maker_add_account (ServiceFixture *f, const char *protocol, const char *path, const char *model);
void maker_add_json (ServiceFixture *f, const char *path, guint times, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
GListModel *maker_start (ServiceFixture *f,
                         EaselGenerateRequest *request,
                         const char *model) G_GNUC_WARN_UNUSED_RESULT;
EaselJob *maker_finish (GListModel *jobs, EaselJobState state) G_GNUC_WARN_UNUSED_RESULT;
guint maker_count_requests (ServiceFixture *f, const char *method, const char *target);
JsonNode *maker_get_sent (ServiceFixture *f, const char *target) G_GNUC_WARN_UNUSED_RESULT;
char *maker_url_of (ServiceFixture *f, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void maker_add_replicate (ServiceFixture *f);
EaselJob *maker_start_running (ServiceFixture *f) G_GNUC_WARN_UNUSED_RESULT;
EaselJob *maker_resume (ServiceFixture *f, EaselJobState state) G_GNUC_WARN_UNUSED_RESULT;
void maker_add_done (ServiceFixture *f, GBytes *png, const char *output);

G_END_DECLS
