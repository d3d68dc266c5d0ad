-- Whose subjects are, and which are deleted. kind is the subject's name without _id. The id is there once more with
-- the type of its column in events, where that is not text, to be compared with it.
CREATE TABLE {schema}.registry (
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    id_uuid uuid,
    id_integer bigint,
    infra_env uuid,
    cluster uuid,
    owner text COLLATE "C",
    org text COLLATE "C",
    deleted_at timestamptz
);
-- Absent infra_env is equal to absent.
CREATE UNIQUE INDEX registry_key ON {schema}.registry (kind, id, (coalesce(infra_env::text, '')));
CREATE INDEX registry_uuid ON {schema}.registry (id_uuid, kind) WHERE id_uuid IS NOT NULL;
CREATE INDEX registry_integer ON {schema}.registry (id_integer, kind) WHERE id_integer IS NOT NULL;
CREATE INDEX registry_org ON {schema}.registry (kind, org) WHERE org IS NOT NULL;
CREATE INDEX registry_owner ON {schema}.registry (kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX registry_deleted ON {schema}.registry (kind) WHERE deleted_at IS NOT NULL;
