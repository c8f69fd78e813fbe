-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the log says of how a call went.

-- fallback_for: PROVIDER:MODEL that was asked for and did not answer.
ALTER TABLE ai_interactions ADD COLUMN fallback_for TEXT;
ALTER TABLE ai_interactions ADD COLUMN from_cache INTEGER NOT NULL DEFAULT 0 CHECK (from_cache IN (0, 1));
ALTER TABLE ai_interactions ADD COLUMN http_status INTEGER;
ALTER TABLE ai_interactions ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;

-- Answers to requests that come again word for word, for an hour, if the user
-- wants that. The key is a hash of where the request goes and of all of it.
CREATE TABLE answer_cache (
  key TEXT PRIMARY KEY,
  answer TEXT NOT NULL CHECK (answer <> ''),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_cache_created ON answer_cache (created_at);
