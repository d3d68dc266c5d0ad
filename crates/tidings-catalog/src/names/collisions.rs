//! Different names of a catalog that become the same in a language. The checker's rule and the generators look for them
//! here.

use std::collections::HashMap;

use super::Language;
use super::case::is_snake;

/// An event's name, those of its properties, and `T`, what its caller knows each by.
#[derive(Debug)]
pub struct NamedEvent<'a, T> {
    pub name: (&'a str, T),
    pub properties: Vec<NamedProperty<'a, T>>,
}

#[derive(Debug)]
pub struct NamedProperty<'a, T> {
    pub name: (&'a str, T),
    /// Of its `enum`, if it has one.
    pub values: Vec<(&'a str, T)>,
}

/// Something that gets a name which something else has.
#[derive(Debug)]
pub struct Collision<'a, T> {
    /// What it is: `event`, `property`, ..
    pub what: &'static str,
    /// The name in the language.
    pub generated: String,
    /// What has it; none when the output itself does.
    pub first: Option<(&'a str, T)>,
    /// What would have it, too.
    pub second: (&'a str, T),
}

/// Gives each collision in the language to `found`. A name that is declared twice is none.
pub fn collisions<'a, T: Copy>(
    language: Language,
    events: &[NamedEvent<'a, T>],
    found: impl FnMut(Collision<'a, T>),
) {
    let mut names = Names {
        taken: HashMap::with_capacity(events.len()),
        found,
    };
    for name in language.own_names() {
        names.taken.insert((*name).to_owned(), None);
    }
    for event in events {
        let generated = language.event_name(event.name.0);
        names.claim("event", generated, event.name);
        for property in &event.properties {
            names.claim_enum(language, event, property);
        }
    }
    if events.iter().any(|event| language.crosses(event.name.0)) {
        for event in events {
            for generated in language.crossing_names(event.name.0) {
                names.claim("event", generated, event.name);
            }
        }
    }
    for event in events {
        names.within(language, event);
    }
}

struct Names<'a, T, F> {
    /// What has each name; none is the output.
    taken: HashMap<String, Option<(&'a str, T)>>,
    found: F,
}

impl<'a, T: Copy, F: FnMut(Collision<'a, T>)> Names<'a, T, F> {
    fn claim_enum(
        &mut self,
        language: Language,
        event: &NamedEvent<'a, T>,
        property: &NamedProperty<'a, T>,
    ) {
        if property.values.is_empty() {
            return;
        }
        let values: Vec<&str> = property.values.iter().map(|value| value.0).collect();
        let (of_type, of_values) = language.enum_names(event.name.0, property.name.0, &values);
        if let Some(generated) = of_type {
            self.claim("enum of property", generated, property.name);
        }
        for (generated, value) in of_values.into_iter().zip(&property.values) {
            self.claim("value", generated, *value);
        }
    }

    /// What must differ within an event alone.
    fn within(&mut self, language: Language, event: &NamedEvent<'a, T>) {
        let taken = std::mem::take(&mut self.taken);
        // In plain snake case they differ in every language as they do here.
        if !event
            .properties
            .iter()
            .all(|property| is_plain(property.name.0))
        {
            for property in &event.properties {
                let generated = language.field_name(property.name.0);
                self.claim("property", generated, property.name);
            }
        }
        for property in &event.properties {
            self.taken.clear();
            for value in &property.values {
                let generated = language.variant_name(value.0);
                // One without a name is another finding.
                if !generated.is_empty() {
                    self.claim("value", generated, *value);
                }
            }
        }
        self.taken = taken;
    }

    fn claim(&mut self, what: &'static str, generated: String, second: (&'a str, T)) {
        match self.taken.get(&generated) {
            Some(first) if first.is_none_or(|first| first.0 != second.0) => {
                let first = *first;
                (self.found)(Collision {
                    what,
                    generated,
                    first,
                    second,
                });
            }
            Some(_) => {}
            None => {
                self.taken.insert(generated, Some(second));
            }
        }
    }
}

/// Words of small letters and digits that begin with letters, with one `_` between.
fn is_plain(name: &str) -> bool {
    is_snake(name)
        && name
            .split('_')
            .all(|word| word.starts_with(|first: char| first.is_ascii_lowercase()))
}
