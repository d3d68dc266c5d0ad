//! Whom a change breaks.

/// Whom a change breaks, the gravest first.
///
/// A `Source` change stops what is built from the catalog, or makes it say something else without a word: every user of
/// the generated code is stopped by it, and stored records may be wrong for good. A `Clients` change breaks what reads
/// events as data, a `Message` change only what takes the text for data. A gate that refuses a class refuses the graver
/// ones, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Code that calls generated code does not compile any more, or silently means something else.
    Source,
    /// Who reads names, severities, ids and properties.
    Clients,
    /// Who reads the text.
    Message,
    /// Nobody.
    Compatible,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::Source, Self::Clients, Self::Message, Self::Compatible];

    /// As on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Clients => "clients",
            Self::Message => "message",
            Self::Compatible => "compatible",
        }
    }
}
