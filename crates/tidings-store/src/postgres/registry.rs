//! Entries of subjects: whose they are, which are deleted.

use sqlx::postgres::PgRow;
use tidings::{Id, Uuid};

use super::PostgresStore;
use super::database::{Answers, Database, only};
use super::error::Problem;
use super::read::schema;
use super::row::{self, optional, parsed, truth};
use super::schema::{DURABLE, Schema};
use super::sql::{self, Array};
use crate::clock::microseconds;
use crate::registry::{known, sort};
use crate::subjects::{Kind, Subjects};
use crate::{Entries, Registered, StoreError, SubjectEntry};

impl PostgresStore {
    pub(crate) async fn put_subject(&self, entry: &SubjectEntry) -> Result<Registered, StoreError> {
        let (store, entry) = (self.clone(), entry.clone());
        self.run(|_| async move {
            let put = |schema: &Schema| {
                let (kind, entry) = entry.canonical(&schema.subjects)?;
                Ok(put(schema, kind, &entry))
            };
            let answers = store.change(put).await?;
            let row = only(answers.last().map_or(&[], |rows| rows))?;
            Ok(match truth(row, 0)? {
                true => Registered::New,
                false => Registered::Replaced,
            })
        })
        .await
    }

    pub(crate) async fn subject_entries(
        &self,
        subjects: &[(String, Id)],
    ) -> Result<Vec<SubjectEntry>, StoreError> {
        let (store, subjects) = (self.clone(), subjects.to_vec());
        self.run(|database| async move {
            let select = |schema: &Schema| select(schema, &subjects);
            let (message, schema) = store.of_schema(select).await?;
            let answers = database.read(&message).await?;
            let rows = answers.last().map_or(&[] as &[_], |rows| rows);
            let entries = rows.iter().map(|row| entry(row, &schema.subjects));
            let mut entries = entries.collect::<Result<Vec<_>, Problem>>()?;
            sort(&mut entries);
            Ok(entries)
        })
        .await
    }

    pub(crate) async fn delete_subject(
        &self,
        kind: &str,
        id: &Id,
        entries: Entries,
    ) -> Result<u64, StoreError> {
        let (store, kind, id) = (self.clone(), kind.to_owned(), id.clone());
        let now = microseconds(self.shared.clock.now());
        self.run(|_| async move {
            let delete = |schema: &Schema| {
                let (_, id) = known(&schema.subjects, &kind, &id)?;
                Ok(delete(schema, &kind, &id, entries, now))
            };
            let answers = store.change(delete).await?;
            let row = only(answers.last().map_or(&[], |rows| rows))?;
            Ok(parsed(row, 0)?)
        })
        .await
    }

    /// One statement, durable when this returns; asked again while the server is away, which changes nothing.
    async fn change(
        &self,
        statement: impl Fn(&Schema) -> Result<String, StoreError>,
    ) -> Result<Answers, Problem> {
        let (statement, _) = self.of_schema(statement).await?;
        let database = &self.shared.database;
        let limit = Database::statement_timeout(database.options.statement_timeout);
        let message = format!(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; {limit} SELECT {DURABLE}; {statement}"
        );
        database.read(&message).await
    }

    /// What is made of the schema; of a new one, where another process may have added the subject that is missing.
    async fn of_schema<T>(
        &self,
        make: impl Fn(&Schema) -> Result<T, StoreError>,
    ) -> Result<(T, std::sync::Arc<Schema>), Problem> {
        let mut seen = schema(&self.shared).await?;
        let made = match make(&seen) {
            Err(StoreError::UnknownSubject { .. }) => {
                self.shared.schema.forget();
                seen = schema(&self.shared).await?;
                make(&seen)
            }
            made => made,
        };
        Ok((made?, seen))
    }
}

fn put(schema: &Schema, kind: Kind, entry: &SubjectEntry) -> String {
    let (name, null) = (&schema.name, || "NULL".to_owned());
    let text = |text: &Option<String>| text.as_deref().map_or_else(null, sql::text);
    let uuid = |id: Option<Uuid>| id.map_or_else(null, sql::uuid);
    let (typed_uuid, typed_integer) = match (kind, &entry.id) {
        (Kind::Uuid, Id::Uuid(id)) => (sql::uuid(*id), null()),
        (Kind::Integer, id) => (null(), format!("'{id}'::bigint")),
        _ => (null(), null()),
    };
    let deleted_at = entry.deleted_at.map(microseconds);
    let values = [
        sql::text(&entry.kind),
        sql::text(&entry.id.to_string()),
        typed_uuid,
        typed_integer,
        uuid(entry.infra_env),
        uuid(entry.cluster),
        text(&entry.owner),
        text(&entry.org),
        deleted_at.map_or_else(null, sql::time),
    ];
    let values = values.join(", ");
    // A row that was there has been changed by this transaction.
    format!(
        "INSERT INTO {name}.registry \
           (kind, id, id_uuid, id_integer, infra_env, cluster, owner, org, deleted_at) VALUES ({values}) \
         ON CONFLICT (kind, id, (coalesce(infra_env::text, ''))) DO UPDATE SET \
           cluster = excluded.cluster, owner = excluded.owner, org = excluded.org, \
           deleted_at = excluded.deleted_at \
         RETURNING xmax = 0"
    )
}

fn select(schema: &Schema, subjects: &[(String, Id)]) -> Result<String, StoreError> {
    let ids = subjects.iter().map(|(kind, id)| {
        let (_, id) = known(&schema.subjects, kind, id)?;
        Ok((kind, id.to_string()))
    });
    let ids = ids.collect::<Result<Vec<_>, StoreError>>()?;
    let kinds = Array::of(&ids, |array, (kind, _)| array.text(kind));
    let texts = Array::of(&ids, |array, (_, id)| array.text(id));
    Ok(format!(
        "SELECT kind, id, infra_env, cluster, owner, org, \
           (extract(epoch FROM deleted_at) * 1000000)::bigint FROM {}.registry \
         WHERE (kind, id) IN (SELECT * FROM unnest({kinds}::text[], {texts}::text[]))",
        schema.name
    ))
}

fn delete(schema: &Schema, kind: &str, id: &Id, entries: Entries, now: i64) -> String {
    let (name, now) = (&schema.name, sql::time(now));
    let (kind, id) = (sql::text(kind), sql::text(&id.to_string()));
    let under = match entries {
        Entries::All => "TRUE".to_owned(),
        Entries::Under(None) => "infra_env IS NULL".to_owned(),
        Entries::Under(Some(infra_env)) => format!("infra_env = {}", sql::uuid(infra_env)),
    };
    format!(
        "WITH marked AS (UPDATE {name}.registry SET deleted_at = coalesce(deleted_at, {now}) \
           WHERE kind = {kind} AND id = {id} AND {under} RETURNING 1) \
         SELECT count(*) FROM marked"
    )
}

fn entry(row: &PgRow, subjects: &Subjects) -> Result<SubjectEntry, Problem> {
    let owned = |index| optional(row, index).map(|text| text.map(str::to_owned));
    let uuid = |index| match optional(row, index)? {
        Some(_) => parsed::<Uuid>(row, index).map(Some),
        None => Ok(None),
    };
    let (kind, id) = (row::text(row, 0)?.to_owned(), Id::from(row::text(row, 1)?));
    let (_, id) = known(subjects, &kind, &id)?;
    Ok(SubjectEntry {
        id,
        infra_env: uuid(2)?,
        cluster: uuid(3)?,
        owner: owned(4)?,
        org: owned(5)?,
        deleted_at: match optional(row, 6)? {
            Some(_) => Some(row::time(row, 6)?),
            None => None,
        },
        kind,
    })
}
