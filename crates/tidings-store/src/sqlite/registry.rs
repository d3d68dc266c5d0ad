//! Entries of subjects: whose they are, which are deleted.

use rusqlite::types::Value;
use rusqlite::{Row, Transaction, TransactionBehavior, named_params};
use tidings::{Id, Uuid};

use super::SqliteStore;
use super::error::{Problem, file_is_gone};
use super::row;
use super::schema::Schema;
use crate::clock::microseconds;
use crate::registry::{known, sort};
use crate::{Entries, Registered, StoreError, SubjectEntry};

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM tidings_registry \
    WHERE kind = :kind AND id = :id AND infra_env IS :infra_env)";

const PUT: &str = "INSERT INTO tidings_registry (kind, id, infra_env, cluster, owner, org, deleted_at) \
    VALUES (:kind, :id, :infra_env, :cluster, :owner, :org, :deleted_at) \
    ON CONFLICT (kind, id, coalesce(infra_env, x'')) DO UPDATE SET \
    cluster = excluded.cluster, owner = excluded.owner, org = excluded.org, deleted_at = excluded.deleted_at";

const OF_SUBJECT: &str = "SELECT infra_env, cluster, owner, org, deleted_at FROM tidings_registry \
    WHERE kind = :kind AND id = :id";

const DELETE: &str = "UPDATE tidings_registry SET deleted_at = coalesce(deleted_at, :now) \
    WHERE kind = :kind AND id = :id AND (:all OR infra_env IS :infra_env)";

impl SqliteStore {
    pub(crate) fn put_subject(&self, entry: &SubjectEntry) -> Result<Registered, StoreError> {
        self.change(|transaction, schema| {
            let (kind, entry) = entry.canonical(&schema.subjects)?;
            let (id, infra_env) = (kind.column_value(&entry.id), bytes(entry.infra_env));
            let key = named_params! {":kind": entry.kind, ":id": id, ":infra_env": infra_env};
            let is_there = transaction.query_row(IS_THERE, key, |row| row.get(0))?;
            let parameters = named_params! {
                ":kind": entry.kind,
                ":id": id,
                ":infra_env": infra_env,
                ":cluster": bytes(entry.cluster),
                ":owner": entry.owner,
                ":org": entry.org,
                ":deleted_at": entry.deleted_at.map(microseconds),
            };
            transaction.execute(PUT, parameters)?;
            Ok(match is_there {
                true => Registered::Replaced,
                false => Registered::New,
            })
        })
    }

    pub(crate) fn subject_entries(
        &self,
        subjects: &[(String, Id)],
    ) -> Result<Vec<SubjectEntry>, StoreError> {
        self.read(|snapshot| {
            let mut statement = snapshot.transaction.prepare_cached(OF_SUBJECT)?;
            let mut entries = Vec::new();
            for (kind, id) in subjects {
                let (of_type, id) = known(&snapshot.schema.subjects, kind, id)?;
                let key = named_params! {":kind": kind, ":id": of_type.column_value(&id)};
                let found = statement.query_map(key, |row| entry(kind, &id, row))?;
                entries.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            sort(&mut entries);
            // A subject may have been asked for twice.
            entries.dedup();
            Ok(entries)
        })
    }

    pub(crate) fn delete_subject(
        &self,
        kind: &str,
        id: &Id,
        entries: Entries,
    ) -> Result<u64, StoreError> {
        self.change(|transaction, schema| {
            let (of_type, id) = known(&schema.subjects, kind, id)?;
            let infra_env = match entries {
                Entries::All => None,
                Entries::Under(infra_env) => bytes(infra_env),
            };
            let parameters = named_params! {
                ":kind": kind,
                ":id": of_type.column_value(&id),
                ":now": microseconds(self.shared.clock.now()),
                ":all": entries == Entries::All,
                ":infra_env": infra_env,
            };
            Ok(transaction.execute(DELETE, parameters)? as u64)
        })
    }

    /// In a transaction that is durable when this returns.
    fn change<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Schema) -> Result<T, Problem>,
    ) -> Result<T, StoreError> {
        let path = &self.shared.database.path;
        let change = || {
            let mut opened = self.shared.database.writer()?;
            let immediate = TransactionBehavior::Immediate;
            let transaction = opened.connection.transaction_with_behavior(immediate)?;
            let schema = self.shared.schema.get(&transaction)?;
            let done = work(&transaction, &schema)?;
            transaction.commit()?;
            match opened.is_at(path) {
                true => Ok(done),
                false => Err(Problem::from(file_is_gone(path))),
            }
        };
        change().map_err(|problem| problem.of(path))
    }
}

fn bytes(id: Option<Uuid>) -> Option<Value> {
    id.map(|id| Value::Blob(id.as_bytes().to_vec()))
}

fn entry(kind: &str, id: &Id, row: &Row<'_>) -> rusqlite::Result<SubjectEntry> {
    let uuid = |index| -> rusqlite::Result<Option<Uuid>> {
        Ok(row.get::<_, Option<[u8; 16]>>(index)?.map(Uuid::from_bytes))
    };
    let deleted_at: Option<i64> = row.get(4)?;
    let deleted_at = deleted_at.map(|_| row::time(row, 4));
    Ok(SubjectEntry {
        kind: kind.to_owned(),
        id: id.clone(),
        infra_env: uuid(0)?,
        cluster: uuid(1)?,
        owner: row.get(2)?,
        org: row.get(3)?,
        deleted_at: deleted_at.transpose()?,
    })
}
