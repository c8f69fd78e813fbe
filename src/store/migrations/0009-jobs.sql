-- SPDX-License-Identifier: GPL-3.0-or-later
-- The journal of work that costs money: one row for each submission to a provider.
INSERT INTO change_counters (groups) VALUES (4096);

-- batch_id: the first job of those that were asked for together, position from 0.
-- written: the prompt as it was written, prompt: as it is sent, with its choices
-- made. parameters: what else was asked. ticket: how the provider is asked again.
-- outputs: what came of it so far. cancel_asked_at: when somebody wanted it to end,
-- cancel: what became of that. Who works on a job holds a lock on the byte of its
-- id in the file beside the database.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'video')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'submitting', 'submitted', 'running', 'downloading', 'stored',
    'failed', 'cancelling', 'cancelled', 'expired', 'unconfirmed')),
  provider_slug TEXT NOT NULL,
  provider_name TEXT NOT NULL,
  model_id TEXT NOT NULL,
  protocol TEXT NOT NULL,
  revision_id INTEGER REFERENCES revisions (id),
  written TEXT NOT NULL,
  prompt TEXT NOT NULL,
  negative_text TEXT NOT NULL DEFAULT '',
  parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)),
  seed INTEGER,
  spend INTEGER NOT NULL DEFAULT 0,
  usage_id INTEGER REFERENCES usage (id),
  own_id TEXT NOT NULL,
  ticket TEXT CHECK (json_valid(ticket)),
  outputs TEXT CHECK (json_valid(outputs)),
  tries INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  error TEXT,
  request_id TEXT,
  cancel_asked_at INTEGER,
  cancel TEXT CHECK (cancel IN ('unsent', 'done', 'late', 'asked', 'none', 'failed')),
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  finished_at INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_batch ON jobs (batch_id, position);
CREATE INDEX jobs_open ON jobs (id)
  WHERE state NOT IN ('stored', 'failed', 'cancelled', 'expired', 'unconfirmed');
CREATE INDEX jobs_revision ON jobs (revision_id) WHERE revision_id IS NOT NULL;
