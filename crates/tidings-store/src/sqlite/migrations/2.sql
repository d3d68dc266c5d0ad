-- Whose subjects are, and which are deleted. kind is the subject's name without _id; id is as its column in
-- tidings_events has it. Absent infra_env is equal to absent.
CREATE TABLE tidings_registry (
    kind TEXT NOT NULL,
    id ANY NOT NULL,
    infra_env BLOB,
    cluster BLOB,
    owner TEXT,
    org TEXT,
    deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX tidings_registry_key ON tidings_registry (kind, id, coalesce(infra_env, x''));
CREATE INDEX tidings_registry_org ON tidings_registry (kind, org) WHERE org IS NOT NULL;
CREATE INDEX tidings_registry_owner ON tidings_registry (kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX tidings_registry_deleted ON tidings_registry (kind) WHERE deleted_at IS NOT NULL;
