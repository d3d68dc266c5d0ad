//! Records that come in long lists into a store, where some of them may be already.

use anyhow::{Result, anyhow};
use tidings::{Definition, Receipt, Record, SendError};
use tidings_store::{Query, Store, StoreError, StoreOptions, StoreSender};

/// What became of the records.
#[derive(Debug, Default, Clone, Copy)]
pub struct Imported {
    pub imported: u64,
    /// They were there.
    pub already: u64,
    /// Of those: how many were there with another event type or other contents.
    pub different: u64,
}

/// Stores in parts; what a part has stored stays when a later one fails.
pub struct Importer {
    store: Store,
    sender: StoreSender,
    /// Nothing can be there already.
    is_all_new: bool,
    group: Option<u64>,
    part: Vec<Record>,
    bytes: usize,
    pub so_far: Imported,
}

/// Fewer than wait in the sender's queue.
const PART: usize = 1000;
const PART_BYTES: usize = 8 << 20;

impl Importer {
    /// Opens the store, and creates or migrates it where needed. Rate limits are not in force: what is imported was
    /// limited by the service that stored it first.
    ///
    /// # Errors
    /// Those of [`Store::open_with`].
    pub fn open(url: &str, definitions: &[Definition], mut options: StoreOptions) -> Result<Self> {
        let unlimited = definitions
            .iter()
            .map(|definition| (definition.name.to_string(), None));
        options.rate_limits = unlimited.collect();
        let definitions: Vec<_> = definitions.iter().collect();
        let store = pollster::block_on(Store::open_with(url, &definitions, options))?;
        let first = Query {
            limit: Some(1),
            counts: false,
            filter: tidings_store::Filter::everything(),
            ..Query::default()
        };
        let is_all_new = pollster::block_on(store.list(&first))?.records.is_empty();
        let sender = StoreSender::new(store.clone(), tidings_store::Options::default());
        Ok(Self {
            store,
            sender,
            is_all_new,
            group: None,
            part: Vec::new(),
            bytes: 0,
            so_far: Imported::default(),
        })
    }

    /// Records of one group have ids of their own; another group may have the same ones again.
    ///
    /// # Errors
    /// When the store fails: then this record and some before it may be stored or not.
    pub fn add(&mut self, record: Record, group: u64) -> Result<()> {
        if self.group.replace(group).is_some_and(|last| last != group) {
            self.store_part()?;
            self.is_all_new = false;
        }
        self.bytes += record.message.len() + record.props_json().len();
        self.part.push(record);
        if self.part.len() == PART || self.bytes >= PART_BYTES {
            self.store_part()?;
        }
        Ok(())
    }

    /// # Errors
    /// The same.
    pub fn finish(mut self) -> Result<Imported> {
        self.store_part()?;
        pollster::block_on(self.sender.shutdown())?;
        Ok(self.so_far)
    }

    fn store_part(&mut self) -> Result<()> {
        let part = std::mem::take(&mut self.part);
        self.bytes = 0;
        let present = if self.is_all_new {
            Vec::new()
        } else {
            present(&self.store, &part)?
        };
        let mut sent = Vec::new();
        for (index, record) in part.into_iter().enumerate() {
            match present.get(index) {
                Some(Presence::Same) => self.so_far.already += 1,
                Some(Presence::Different) => self.count_different(),
                _ => sent.push(self.sender.try_send(record)?),
            }
        }
        let answers: Vec<_> = sent.into_iter().map(tidings::Sending::wait).collect();
        answers
            .into_iter()
            .try_for_each(|answer| self.count(answer))
    }

    fn count(&mut self, answer: Result<Receipt, SendError>) -> Result<()> {
        match answer {
            Ok(Receipt::Stored { .. }) => self.so_far.imported += 1,
            // Somebody else has stored it meanwhile.
            Err(SendError::IdTaken { .. }) => self.count_different(),
            Err(error) => return Err(error.into()),
            Ok(receipt) => return Err(anyhow!("the store answered {receipt:?}")),
        }
        Ok(())
    }

    fn count_different(&mut self) {
        self.so_far.already += 1;
        self.so_far.different += 1;
    }
}

#[derive(Debug, Clone, Copy)]
enum Presence {
    Absent,
    Same,
    Different,
}

/// Asked by a few at once: a server is far away.
const ASKERS: usize = 4;

fn present(store: &Store, records: &[Record]) -> Result<Vec<Presence>, StoreError> {
    let share = records.len().div_ceil(ASKERS).max(1);
    std::thread::scope(|scope| {
        let askers: Vec<_> = records
            .chunks(share)
            .map(|share| scope.spawn(move || ask(store, share)))
            .collect();
        let mut present = Vec::with_capacity(records.len());
        for asker in askers {
            present.extend(asker.join().expect("asking does not panic")?);
        }
        Ok(present)
    })
}

fn ask(store: &Store, records: &[Record]) -> Result<Vec<Presence>, StoreError> {
    let present = records.iter().map(|record| {
        Ok(match pollster::block_on(store.get(record.id))? {
            None => Presence::Absent,
            Some(stored) if stored.record == *record => Presence::Same,
            Some(_) => Presence::Different,
        })
    });
    present.collect()
}
