//! Filters of the list: those that every catalog has, and those by what its events are about.

use tidings_catalog::Subject;

use super::layout::separate;
use super::{docs, property};
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, subjects: &[Subject]) {
    separate(w);
    w.line(format_args!("@dataclass(frozen=True, kw_only=True)"));
    let body = |w: &mut Writer| {
        docs::line(
            w,
            "Which events to list; what is not given does not restrict.",
        );
        if !subjects.is_empty() {
            w.gap();
        }
        for subject in subjects {
            write_subject(w, subject);
        }
    };
    w.line(format_args!("class Filters(_ListFilters):"));
    w.indented(body);
}

fn write_subject(w: &mut Writer, subject: &Subject) {
    // Names of subjects are in lower case and end in `_id`, so none is a keyword or another filter's.
    let name = &subject.name;
    if name != "host_id" {
        let value = property::type_name(subject.property_type);
        return w.line(format_args!("{name}: {value} | None = None"));
    }
    for (name, value, doc) in [
        ("host_ids", "Sequence[UUID]", "Any of these hosts."),
        (
            "cluster_level",
            "bool",
            "Without a host; beside the two others, any of these kinds.",
        ),
        (
            "deleted_hosts",
            "bool",
            "Of hosts that are marked deleted; beside the two others, any of these kinds.",
        ),
    ] {
        w.line(format_args!("{name}: {value} | None = None"));
        docs::line(w, doc);
    }
}
