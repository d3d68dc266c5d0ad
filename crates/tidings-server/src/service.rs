//! What all requests share.

use std::sync::{Arc, RwLock};

use tidings::{Receipt, Record};
use tidings_store::{Options, Store, StoreError, StoreOptions, StoreSender};
use tokio::sync::Semaphore;

use crate::auth::Authenticator;
use crate::metrics::Metrics;
use crate::options::ServerOptions;
use crate::rate_limits::{self, RateLimitsError};
use crate::sealed_cursor::CursorSeal;
use crate::served::{CatalogError, ServedCatalog};

/// What all requests share.
pub struct Service {
    pub options: ServerOptions,
    pub authenticator: Authenticator,
    pub metrics: Metrics,
    /// A permit for each request that may be worked on.
    pub requests: Semaphore,
    /// A permit for each long list that may be sent.
    pub streams: Arc<Semaphore>,
    current: RwLock<Arc<Current>>,
}

/// What the catalog decides, until it is read again. A request goes on with what it began with.
pub struct Current {
    pub catalog: ServedCatalog,
    pub store: Store,
    pub sender: StoreSender,
    pub cursors: CursorSeal,
    /// As `GET /openapi.json` answers it.
    pub openapi: String,
}

/// Why a catalog, or what belongs to it, cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The overrides of rate limits.
    #[error(transparent)]
    RateLimits(#[from] RateLimitsError),
    /// The store.
    #[error("cannot open the store")]
    Store(#[from] StoreError),
}

impl Current {
    /// Reads the catalog, and opens the store with its subjects.
    pub async fn load(options: &ServerOptions) -> Result<Self, LoadError> {
        let catalog = ServedCatalog::read(&options.catalog)?;
        let overrides = options.rate_limits.as_ref().map(rate_limits::read);
        let overrides = overrides.transpose()?.unwrap_or_default();
        for name in overrides.keys() {
            if !catalog.definitions.contains_key(name) {
                tracing::warn!(target: "tidings", event = name, "a rate limit is set for an event that the catalog does not have");
            }
        }
        let mut store_options: StoreOptions = options.store.clone();
        store_options.rate_limits.extend(overrides);
        let subjects = catalog.subjects.iter();
        store_options
            .subjects
            .extend(subjects.map(|subject| (subject.name.clone(), subject.property_type)));
        let definitions: Vec<_> = catalog.definitions.values().collect();
        let store = Store::open_with(&options.db, &definitions, store_options).await?;
        Ok(Self {
            cursors: CursorSeal::of(store.end().await?),
            sender: StoreSender::new(store.clone(), Options::default()),
            openapi: crate::routes::openapi(&catalog, options),
            store,
            catalog,
        })
    }
}

impl Service {
    pub fn new(options: ServerOptions, authenticator: Authenticator, current: Current) -> Self {
        Self {
            requests: Semaphore::new(options.limits.max_requests),
            streams: Arc::new(Semaphore::new(options.limits.max_requests)),
            options,
            authenticator,
            metrics: Metrics::new(),
            current: RwLock::new(Arc::new(current)),
        }
    }

    /// What is in force now.
    pub fn current(&self) -> Arc<Current> {
        let current = self.current.read();
        current
            .expect("nothing panics while it holds what is in force")
            .clone()
    }

    /// Puts what was loaded in force; what was is given back.
    pub fn replace(&self, loaded: Current) -> Arc<Current> {
        let mut current = self
            .current
            .write()
            .expect("nothing panics while it holds what is in force");
        std::mem::replace(&mut current, Arc::new(loaded))
    }

    /// Counts what became of a record, and logs what was discarded.
    pub fn count(&self, current: &Current, record: &Record, receipt: &Receipt) {
        // Names that no catalog bounds would be labels without end.
        let is_known = current.catalog.definitions.contains_key(&*record.name);
        let event = if is_known { &*record.name } else { "" };
        match receipt {
            Receipt::RateLimited { window } => {
                self.metrics.rate_limited(event);
                let subjects = record
                    .subjects
                    .iter()
                    .map(|(name, id)| format!("{name}={id}"));
                let subjects = subjects.collect::<Vec<_>>().join(" ");
                let event = &*record.name;
                tracing::warn!(
                    target: "tidings", event, subjects, ?window,
                    "an event was discarded by its rate limit"
                );
            }
            _ => self.metrics.stored(event),
        }
    }
}
