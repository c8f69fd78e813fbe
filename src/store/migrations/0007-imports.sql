-- SPDX-License-Identifier: GPL-3.0-or-later
-- A conversation that comes out of a file is put in piece by piece, so that
-- nobody waits for it. Until its last piece is there, it counts as deleted and
-- has a row here; owner: who puts it in.
CREATE TABLE thread_imports (
  thread_id INTEGER PRIMARY KEY REFERENCES threads (id),
  owner INTEGER
) STRICT;

CREATE INDEX threads_source ON threads (source) WHERE source IS NOT NULL;
