use std::collections::BTreeMap;

use tidings::{Category, Id, OffsetDateTime, Severity, Uuid};

use crate::{Access, Cursor, StoreError};

/// Which records to list, in which order, how many.
///
/// Fields may be added: write `Query { limit: Some(50), ..Query::default() }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Which records.
    pub filter: Filter,
    /// By `event_time`, ties by append order. Must be ascending beside `after`.
    pub order: Order,
    /// The most records of a page; `None` is [`Query::DEFAULT_LIMIT`], below zero unlimited.
    pub limit: Option<i64>,
    /// How many of the first records to leave out. Must be zero beside `after`.
    pub offset: u64,
    /// List in append order what comes after this place.
    pub after: Option<Cursor>,
    /// Whether to count; on by default.
    pub counts: bool,
}

impl Query {
    /// The limit where none is given.
    pub const DEFAULT_LIMIT: i64 = 5000;

    /// The first page of what passes the filter, in ascending order, with counts.
    pub fn new(filter: Filter) -> Self {
        Self {
            filter,
            order: Order::Ascending,
            limit: None,
            offset: 0,
            after: None,
            counts: true,
        }
    }

    /// Whether its parts go together.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.after.is_some() && (self.order == Order::Descending || self.offset > 0) {
            let reason = "`order` and `offset` do not go with `after`, which lists in append order";
            return Err(StoreError::InvalidQuery(reason.to_owned()));
        }
        Ok(())
    }
}

impl Default for Query {
    fn default() -> Self {
        Self::new(Filter::default())
    }
}

/// Which records: those that pass every condition given.
///
/// Fields may be added: write `Filter { severities, ..Filter::default() }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Records of all of these subjects, by the id's name, as `cluster_id`.
    pub subjects: BTreeMap<String, Id>,
    /// Records of any of these hosts (subject `host_id`); empty: not asked.
    pub host_ids: Vec<Uuid>,
    /// Records without a host; beside `host_ids` and `deleted_hosts`, records of any of these kinds.
    pub cluster_level: bool,
    /// Records of hosts that are marked deleted under the record's infra-env; beside `host_ids` and `cluster_level`,
    /// records of any of these kinds.
    pub deleted_hosts: bool,
    /// Any of these; empty: all. The only condition that [`SeverityCounts`](crate::SeverityCounts) leave out.
    pub severities: Vec<Severity>,
    /// Any of these; `None`: all; an empty list: none. By default only [`Category::User`].
    pub categories: Option<Vec<Category>>,
    /// The message contains this, whatever the case (Unicode); empty: all.
    pub message: String,
    /// Events of any of these names; empty: all. A name stands for the event that has it or had it before
    /// ([`Definition::formerly`](tidings::Definition::formerly)), as the definitions say with which the store was opened.
    pub names: Vec<String>,
    /// Any of these event types; empty: all.
    pub event_types: Vec<String>,
    /// Made in this request.
    pub request_id: Option<String>,
    /// `event_time` at or after this.
    pub since: Option<OffsetDateTime>,
    /// `event_time` before this.
    pub until: Option<OffsetDateTime>,
    /// Which of these the reader may see.
    pub access: Access,
}

impl Filter {
    /// Every record, of every category.
    pub fn everything() -> Self {
        Self {
            categories: None,
            ..Self::default()
        }
    }

    /// The same, of this subject too.
    #[must_use]
    pub fn subject(mut self, name: impl Into<String>, id: impl Into<Id>) -> Self {
        self.subjects.insert(name.into(), id.into());
        self
    }

    /// The categories that are asked for, each once.
    pub(crate) fn asked_categories(&self) -> Vec<Category> {
        let asked = self.categories.as_deref().unwrap_or(&Category::ALL);
        let all = Category::ALL.into_iter();
        all.filter(|category| asked.contains(category)).collect()
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            subjects: BTreeMap::new(),
            host_ids: Vec::new(),
            cluster_level: false,
            deleted_hosts: false,
            severities: Vec::new(),
            categories: Some(vec![Category::User]),
            message: String::new(),
            names: Vec::new(),
            event_types: Vec::new(),
            request_id: None,
            since: None,
            until: None,
            access: Access::default(),
        }
    }
}

/// The order of a list. Each is the exact reverse of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The earliest event first.
    #[default]
    Ascending,
    /// The latest event first.
    Descending,
}
