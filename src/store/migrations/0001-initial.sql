-- SPDX-License-Identifier: GPL-3.0-or-later
-- Times are microseconds UTC, money is micro-US-dollars (NULL: unknown).

-- One counter a group of tables: another process sees which group changed.
CREATE TABLE change_counters (
  groups INTEGER PRIMARY KEY,
  n INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO change_counters (groups) VALUES (1), (2), (4), (8), (16), (32), (64), (128);

CREATE TABLE providers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  slug TEXT NOT NULL CHECK (slug <> '' AND instr(slug, ':') = 0),
  name TEXT NOT NULL CHECK (name <> ''),
  protocol TEXT NOT NULL CHECK (protocol <> ''),
  kinds INTEGER NOT NULL DEFAULT 1,
  base_url TEXT,
  image TEXT,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  needs_key INTEGER NOT NULL DEFAULT 1 CHECK (needs_key IN (0, 1)),
  allow_http INTEGER NOT NULL DEFAULT 0 CHECK (allow_http IN (0, 1)),
  options TEXT CHECK (json_valid(options)),
  position INTEGER NOT NULL DEFAULT 0,
  models_listed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX providers_slug ON providers (slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX providers_name ON providers (name COLLATE NOCASE) WHERE deleted_at IS NULL;

-- kinds and default_for: 1 llm, 2 image, 4 video.
CREATE TABLE provider_models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  provider_id INTEGER NOT NULL REFERENCES providers (id),
  model_id TEXT NOT NULL CHECK (model_id <> ''),
  name TEXT,
  kinds INTEGER NOT NULL DEFAULT 1,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  available INTEGER NOT NULL DEFAULT 1 CHECK (available IN (0, 1)),
  default_for INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT 'listed' CHECK (source IN ('builtin', 'listed', 'user')),
  capabilities TEXT CHECK (json_valid(capabilities)),
  context_tokens INTEGER,
  max_output_tokens INTEGER,
  price_input INTEGER,
  price_output INTEGER,
  price_cached INTEGER,
  price_image INTEGER,
  price_source TEXT,
  refused_parameters TEXT CHECK (json_valid(refused_parameters)),
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (provider_id, model_id)
) STRICT;
CREATE UNIQUE INDEX provider_models_default_llm ON provider_models (default_for & 1) WHERE default_for & 1;
CREATE UNIQUE INDEX provider_models_default_image ON provider_models (default_for & 2) WHERE default_for & 2;
CREATE UNIQUE INDEX provider_models_default_video ON provider_models (default_for & 4) WHERE default_for & 4;

CREATE TABLE projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (name <> ''),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

-- snippet and revision_count repeat what the revisions say, so that a long
-- list never reads their texts.
CREATE TABLE prompts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER REFERENCES projects (id),
  title TEXT NOT NULL DEFAULT '',
  snippet TEXT NOT NULL DEFAULT '',
  revision_id INTEGER REFERENCES revisions (id) DEFERRABLE INITIALLY DEFERRED,
  revision_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX prompts_updated ON prompts (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX prompts_project ON prompts (project_id) WHERE project_id IS NOT NULL;

CREATE TABLE revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  prompt_id INTEGER NOT NULL REFERENCES prompts (id),
  parent_id INTEGER REFERENCES revisions (id),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  negative_text TEXT NOT NULL DEFAULT '',
  locks TEXT CHECK (json_valid(locks)),
  off TEXT CHECK (json_valid(off)),
  origin TEXT NOT NULL CHECK (origin IN ('typed', 'edit', 'import', 'restore', 'generate')),
  interaction_id INTEGER REFERENCES ai_interactions (id),
  created_at INTEGER NOT NULL,
  UNIQUE (prompt_id, number)
) STRICT;
CREATE INDEX revisions_parent ON revisions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX revisions_interaction ON revisions (interaction_id) WHERE interaction_id IS NOT NULL;

CREATE TABLE drafts (
  prompt_id INTEGER PRIMARY KEY REFERENCES prompts (id),
  revision_id INTEGER REFERENCES revisions (id),
  text TEXT NOT NULL,
  negative_text TEXT NOT NULL DEFAULT '',
  locks TEXT CHECK (json_valid(locks)),
  off TEXT CHECK (json_valid(off)),
  instruction TEXT NOT NULL DEFAULT '',
  context TEXT,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ai_interactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  prompt_id INTEGER REFERENCES prompts (id),
  revision_id INTEGER REFERENCES revisions (id),
  provider_slug TEXT NOT NULL,
  provider_name TEXT NOT NULL,
  model_id TEXT NOT NULL,
  instruction TEXT NOT NULL,
  context TEXT,
  target TEXT NOT NULL DEFAULT 'prompt' CHECK (target IN ('prompt', 'negative', 'both')),
  input TEXT,
  locks TEXT CHECK (json_valid(locks)),
  off TEXT CHECK (json_valid(off)),
  prompt_before TEXT NOT NULL,
  negative_before TEXT NOT NULL DEFAULT '',
  output TEXT NOT NULL DEFAULT '',
  prompt_after TEXT,
  negative_after TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'stopped', 'cut')),
  outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'taken', 'partly', 'dismissed')),
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  reasoning_tokens INTEGER,
  cost INTEGER,
  duration INTEGER,
  first_token INTEGER,
  error TEXT,
  error_code TEXT,
  generation_id TEXT,
  request_id TEXT,
  owner INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ai_interactions_created ON ai_interactions (created_at DESC, id DESC);
CREATE INDEX ai_interactions_prompt ON ai_interactions (prompt_id) WHERE prompt_id IS NOT NULL;
CREATE INDEX ai_interactions_running ON ai_interactions (owner) WHERE state = 'running';

-- What has streamed in so far; folded into output at the end.
CREATE TABLE ai_interaction_chunks (
  id INTEGER PRIMARY KEY,
  interaction_id INTEGER NOT NULL REFERENCES ai_interactions (id),
  text TEXT NOT NULL
) STRICT;
CREATE INDEX ai_interaction_chunks_interaction ON ai_interaction_chunks (interaction_id, id);

CREATE TABLE usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interaction_id INTEGER REFERENCES ai_interactions (id),
  provider_slug TEXT NOT NULL,
  provider_name TEXT NOT NULL,
  model_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''),
  state TEXT NOT NULL CHECK (state IN ('reserved', 'done', 'failed', 'released', 'unconfirmed')),
  reserved_cost INTEGER,
  cost INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  reasoning_tokens INTEGER,
  request_id TEXT,
  owner INTEGER,
  created_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX usage_created ON usage (created_at);
CREATE INDEX usage_interaction ON usage (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX usage_reserved ON usage (owner) WHERE state = 'reserved';

-- A built-in recipe has a key; as long as it is not customised, the window
-- shows the key's translated name.
CREATE TABLE recipes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT UNIQUE,
  name TEXT NOT NULL CHECK (name <> ''),
  instruction TEXT NOT NULL CHECK (instruction <> ''),
  customised INTEGER NOT NULL DEFAULT 0 CHECK (customised IN (0, 1)),
  position INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
WITH builtin (position, key, name, instruction) AS (VALUES
  (1, 'more-vivid', 'More vivid', 'Make it more vivid: stronger, more concrete words for light, colour, texture and mood. Keep the subject and the composition.'),
  (2, 'more-detail', 'More detail', 'Add telling detail to the subject, the setting and the light. Keep what is there.'),
  (3, 'shorter', 'Shorter', 'Make it shorter: drop repetitions and filler words, keep every idea that changes the picture.'),
  (4, 'simplify', 'Simplify', 'Simplify it: plain words, one main subject, no contradictions.'),
  (5, 'as-tags', 'As tags', 'Rewrite it as comma-separated tags, the most important first.'),
  (6, 'as-prose', 'As prose', 'Rewrite it as flowing sentences instead of tags.'),
  (7, 'fix-grammar', 'Fix grammar', 'Correct spelling, grammar and punctuation. Change nothing else.'))
INSERT INTO recipes (key, name, instruction, position, created_at, updated_at)
  SELECT key, name, instruction, position,
         CAST(unixepoch('subsec') * 1000000 AS INTEGER), CAST(unixepoch('subsec') * 1000000 AS INTEGER)
  FROM builtin;

CREATE TABLE settings (
  key TEXT PRIMARY KEY CHECK (key <> ''),
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Texts are prepared before they come here (scripts without spaces are set
-- apart sign by sign), so both are kept up by the program, not by triggers.
CREATE VIRTUAL TABLE prompt_search USING fts5 (
  title, text, negative_text,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE interaction_search USING fts5 (
  instruction, prompt_before, prompt_after, output,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
