-- SPDX-License-Identifier: GPL-3.0-or-later
-- A database of schema 1, as sqlite3 dumps it.
PRAGMA application_id = 1164014444;
/* WARNING: Script requires that SQLITE_DBCONFIG_DEFENSIVE be disabled */
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE change_counters (
  groups INTEGER PRIMARY KEY,
  n INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO change_counters VALUES(1,3);
INSERT INTO change_counters VALUES(2,7);
INSERT INTO change_counters VALUES(4,2);
INSERT INTO change_counters VALUES(8,1);
INSERT INTO change_counters VALUES(16,3);
INSERT INTO change_counters VALUES(32,0);
INSERT INTO change_counters VALUES(64,2);
INSERT INTO change_counters VALUES(128,1);
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
INSERT INTO providers VALUES(1,'acme','Acme','openai',1,'https://example.org/v1',NULL,1,1,0,NULL,1,1795149422925202,1795149422921716,1795149422921716,NULL);
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
INSERT INTO provider_models VALUES(1,1,'big:8b',NULL,1,1,0,1,1,'listed','{"stream":true}',NULL,NULL,150000,NULL,NULL,NULL,'user',NULL,NULL,1795149422925202,1795149422925202,NULL);
CREATE TABLE projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (name <> ''),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
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
INSERT INTO prompts VALUES(1,NULL,'Castle','a vivid castle, 夜の城堡 🏰',2,2,1795149422933141,1795149422951735,NULL);
INSERT INTO prompts VALUES(2,NULL,'Forest','a dark forest',NULL,0,1795149422957132,1795149422961130,NULL);
INSERT INTO prompts VALUES(3,NULL,'Gone','',NULL,0,1795149422965138,1795149422965138,1795149422965683);
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
INSERT INTO revisions VALUES(1,1,NULL,1,'a castle, 夜の城堡 🏰','',NULL,NULL,'typed',NULL,1795149422937156);
INSERT INTO revisions VALUES(2,1,1,2,'a vivid castle, 夜の城堡 🏰','blurry','[[0,1]]',NULL,'edit',1,1795149422951735);
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
INSERT INTO drafts VALUES(2,NULL,'a dark forest','',NULL,NULL,'shorter',NULL,1795149422961130);
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
INSERT INTO ai_interactions VALUES(1,1,1,'acme','Acme','big:8b','more vivid',NULL,'prompt',NULL,NULL,NULL,'a castle, 夜の城堡 🏰','','a vivid castle, 夜の城堡 🏰','a vivid castle, 夜の城堡 🏰',NULL,'finished','taken',100,20,NULL,NULL,420,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795149422941144,1795149422951922);
CREATE TABLE ai_interaction_chunks (
  id INTEGER PRIMARY KEY,
  interaction_id INTEGER NOT NULL REFERENCES ai_interactions (id),
  text TEXT NOT NULL
) STRICT;
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
INSERT INTO usage VALUES(1,1,'acme','Acme','big:8b','edit','done',500,420,100,20,NULL,NULL,NULL,NULL,1795149422941984,1795149422945130);
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
INSERT INTO recipes VALUES(1,'more-vivid','More vivid','Make it more vivid: stronger, more concrete words for light, colour, texture and mood. Keep the subject and the composition.',0,1,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(2,'more-detail','More detail','Add telling detail to the subject, the setting and the light. Keep what is there.',0,2,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(3,'shorter','Shorter','Make it shorter: drop repetitions and filler words, keep every idea that changes the picture.',0,3,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(4,'simplify','Simplify','Simplify it: plain words, one main subject, no contradictions.',0,4,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(5,'as-tags','As tags','Rewrite it as comma-separated tags, the most important first.',0,5,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(6,'as-prose','As prose','Rewrite it as flowing sentences instead of tags.',0,6,1795149422907000,1795149422907000,NULL);
INSERT INTO recipes VALUES(7,'fix-grammar','Fix grammar','Correct spelling, grammar and punctuation. Change nothing else.',0,7,1795149422907000,1795149422907000,NULL);
CREATE TABLE settings (
  key TEXT PRIMARY KEY CHECK (key <> ''),
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES('last-model','acme:big:8b',1795149422973129);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','prompt_search','prompt_search',0,'CREATE VIRTUAL TABLE prompt_search USING fts5 (
  title, text, negative_text,
  content = '''', contentless_delete = 1, tokenize = ''unicode61 remove_diacritics 2'')');
CREATE TABLE IF NOT EXISTS 'prompt_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO prompt_search_data VALUES(1,X'06061001');
INSERT INTO prompt_search_data VALUES(10,X'00000000ff00000101060a0006010101010101010102010102020101010301010303000001040101040401010105010105050000010601010606010101');
INSERT INTO prompt_search_data VALUES(137438953473,X'0000000f0730636173746c6501020204');
INSERT INTO prompt_search_data VALUES(274877906945,X'0000004002306101060101020106636173746c650108020101030103e381ae01060101050103e59f8e01060101060202a0a101060101070202a49c010601010404080e0a0a09');
INSERT INTO prompt_search_data VALUES(412316860417,X'0000005902306101060101020106626c7572727901060102020106636173746c650108020101040105766976696401060101030103e381ae01060101060103e59f8e01060101070202a0a101060101080202a49c010601010504080d0e0c0a0a09');
INSERT INTO prompt_search_data VALUES(549755813889,X'0000000f0730666f7265737402020204');
INSERT INTO prompt_search_data VALUES(687194767361,X'00000025023061020601010201046461726b02060101030106666f7265737402080201010404080b');
INSERT INTO prompt_search_data VALUES(824633720833,X'0000000d0530676f6e6503020204');
INSERT INTO prompt_search_data VALUES(9007336693694464,X'04000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO prompt_search_data VALUES(9007474132647936,X'04000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO prompt_search_data VALUES(9007749010554880,X'04000000000000010000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO prompt_search_data VALUES(9008023888461824,X'04000000000000010000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE IF NOT EXISTS 'prompt_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO prompt_search_idx VALUES(1,X'',2);
INSERT INTO prompt_search_idx VALUES(2,X'',2);
INSERT INTO prompt_search_idx VALUES(3,X'',2);
INSERT INTO prompt_search_idx VALUES(4,X'',2);
INSERT INTO prompt_search_idx VALUES(5,X'',2);
INSERT INTO prompt_search_idx VALUES(6,X'',2);
CREATE TABLE IF NOT EXISTS 'prompt_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
INSERT INTO prompt_search_docsize VALUES(1,X'010701',3);
INSERT INTO prompt_search_docsize VALUES(2,X'010300',5);
CREATE TABLE IF NOT EXISTS 'prompt_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO prompt_search_config VALUES('version',4);
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','interaction_search','interaction_search',0,'CREATE VIRTUAL TABLE interaction_search USING fts5 (
  instruction, prompt_before, prompt_after, output,
  content = '''', contentless_delete = 1, tokenize = ''unicode61 remove_diacritics 2'')');
CREATE TABLE IF NOT EXISTS 'interaction_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO interaction_search_data VALUES(1,X'02040c0707');
INSERT INTO interaction_search_data VALUES(10,X'00000000ff000001010203000201010101010101010201010202000001');
INSERT INTO interaction_search_data VALUES(137438953473,X'0000005202306101060101020106636173746c65010601010301046d6f7265010202010576697669640102030103e381ae01060101050103e59f8e01060101060202a0a101060101070202a49c010601010404080d090a0a0a09');
INSERT INTO interaction_search_data VALUES(274877906945,X'0000007c02306101120101020102020103020106636173746c65011201010301020401030401046d6f726501020201057669766964010e030102030103030103e381ae01120101050102060103060103e59f8e01120101060102070103070202a0a101120101070102080103080202a49c0112010104010205010305040e13091010100f');
INSERT INTO interaction_search_data VALUES(9007336693694464,X'04000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE IF NOT EXISTS 'interaction_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO interaction_search_idx VALUES(1,X'',2);
INSERT INTO interaction_search_idx VALUES(2,X'',2);
CREATE TABLE IF NOT EXISTS 'interaction_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
INSERT INTO interaction_search_docsize VALUES(1,X'02060707',2);
CREATE TABLE IF NOT EXISTS 'interaction_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO interaction_search_config VALUES('version',4);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('recipes',7);
INSERT INTO sqlite_sequence VALUES('providers',1);
INSERT INTO sqlite_sequence VALUES('provider_models',1);
INSERT INTO sqlite_sequence VALUES('prompts',3);
INSERT INTO sqlite_sequence VALUES('revisions',2);
INSERT INTO sqlite_sequence VALUES('ai_interactions',1);
INSERT INTO sqlite_sequence VALUES('usage',1);
CREATE UNIQUE INDEX providers_slug ON providers (slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX providers_name ON providers (name COLLATE NOCASE) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX provider_models_default_llm ON provider_models (default_for & 1) WHERE default_for & 1;
CREATE UNIQUE INDEX provider_models_default_image ON provider_models (default_for & 2) WHERE default_for & 2;
CREATE UNIQUE INDEX provider_models_default_video ON provider_models (default_for & 4) WHERE default_for & 4;
CREATE INDEX prompts_updated ON prompts (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX prompts_project ON prompts (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX revisions_parent ON revisions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX revisions_interaction ON revisions (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX ai_interactions_created ON ai_interactions (created_at DESC, id DESC);
CREATE INDEX ai_interactions_prompt ON ai_interactions (prompt_id) WHERE prompt_id IS NOT NULL;
CREATE INDEX ai_interactions_running ON ai_interactions (owner) WHERE state = 'running';
CREATE INDEX ai_interaction_chunks_interaction ON ai_interaction_chunks (interaction_id, id);
CREATE INDEX usage_created ON usage (created_at);
CREATE INDEX usage_interaction ON usage (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX usage_reserved ON usage (owner) WHERE state = 'reserved';
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA user_version = 1;
