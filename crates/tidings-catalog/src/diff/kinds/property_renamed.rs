//! A property with another name.

use crate::diff::change::Change;
use crate::diff::class::Class;
use crate::diff::kind::{Case, Kind};
use crate::diff::pair::{EventPair, PropertyPair};
use crate::diff::words::code;

pub(super) static KIND: Kind = Kind {
    name: "property-renamed",
    summary: "a property has another name",
    cases: &[&RENAMED],
    docs: "A removal and an addition that are the same property. It is certain when one of the two catalogs says in
`formerly` that the property had the other name. It is *probably* renamed when both have the same type, and stand
in the same place of the message, or have the same description or similar names.",
};

static RENAMED: Case = Case {
    when: "a property has another name",
    classes: &[Class::Source, Class::Clients],
    why: "the fields and arguments of generated code are named after it, and who reads the old name finds nothing",
};

pub(super) fn compare(event: &EventPair<'_>, pair: &PropertyPair<'_>, changes: &mut Vec<Change>) {
    let Some(rename) = pair.rename else {
        return;
    };
    let (base, head) = (&pair.base.name.value, &pair.head.name.value);
    let what = format!("is {}renamed to {}", rename.adverb(), code(head));
    changes.push(
        pair.change(event, &KIND, &RENAMED, what)
            .values(base.clone(), head.clone()),
    );
}
