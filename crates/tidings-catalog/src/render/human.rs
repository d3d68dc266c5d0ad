//! Findings for a person: each with an excerpt of the source.

use annotate_snippets::{
    AnnotationKind, Element, Group, Level as Title, Origin, Renderer, Snippet,
};

use super::escape::escape_terminal;
use super::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Level};
use crate::source::{Sources, Span};

/// How findings are shown to a person.
#[derive(Debug, Clone, Copy)]
pub struct HumanOptions {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// How many findings are shown before the rest is only counted, errors before warnings; 0 shows
    /// all.
    pub max_findings: usize,
}

/// Findings with excerpts of the source, in their order, each followed by an empty line.
///
/// ```
/// use tidings_catalog::render::{HumanOptions, human};
/// use tidings_catalog::{Sources, check};
///
/// let sources = Sources::single("events.yaml", "events: []\n");
/// let options = HumanOptions { color: false, max_findings: 100 };
/// let text = human(&sources, &check(&sources).diagnostics, &options);
/// assert!(text.starts_with("error[TD103 unknown-key]: unknown key `events`"), "{text}");
/// ```
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], options: &HumanOptions) -> String {
    let renderer = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for diagnostic in selected(diagnostics, options.max_findings) {
        text += &finding(&renderer, sources, diagnostic);
        text += "\n\n";
    }
    text + &rest(diagnostics.len(), options.max_findings)
}

/// The findings that are shown: when there are too many, the first errors, and warnings where these
/// leave room.
fn selected(diagnostics: &[Diagnostic], most: usize) -> impl Iterator<Item = &Diagnostic> {
    let most = if most == 0 { diagnostics.len() } else { most };
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level == Level::Error)
        .count();
    let (mut errors, mut warnings) = (errors.min(most), most.saturating_sub(errors));
    diagnostics.iter().filter(move |diagnostic| {
        let left = match diagnostic.level {
            Level::Error => &mut errors,
            Level::Warning => &mut warnings,
        };
        let shown = *left > 0;
        *left = left.saturating_sub(1);
        shown
    })
}

fn rest(findings: usize, most: usize) -> String {
    match findings.saturating_sub(most) {
        _ if most == 0 => String::new(),
        0 => String::new(),
        1 => "1 more finding is not shown\n".to_owned(),
        more => format!("{more} more findings are not shown\n"),
    }
}

fn finding(renderer: &Renderer, sources: &Sources, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
    };
    let title = level.primary_title(escape_terminal(&diagnostic.message));
    let title = title.id(format!("{} {}", diagnostic.code, diagnostic.rule));
    let mut group = Group::with_title(title);
    group = place(
        group,
        sources,
        diagnostic.span,
        AnnotationKind::Primary,
        None,
    );
    for label in &diagnostic.labels {
        group = place(
            group,
            sources,
            label.span,
            AnnotationKind::Context,
            Some(&label.message),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(escape_terminal(help)));
    }
    renderer.render(&[group])
}

/// Adds where something stands, and the excerpt. Only this goes to the renderer, whose cost grows
/// with the source that it is given.
fn place<'a>(
    group: Group<'a>,
    sources: &'a Sources,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Group<'a> {
    let position = sources.position(span.file, span.start as usize);
    let path = escape_terminal(sources.name(span.file));
    let excerpt = Excerpt::of(sources, span, position.line);
    let column = excerpt.text[..excerpt.marked.start].chars().count() + 1;
    let mut annotation = kind.span(excerpt.marked);
    if let Some(label) = label {
        annotation = annotation.label(escape_terminal(label));
    }
    let snippet = Snippet::source(excerpt.text)
        .line_start(position.line)
        .annotation(annotation);
    if column == position.column {
        return group.element(snippet.path(path));
    }
    // The renderer would count columns in the excerpt, of which some is left out or escaped.
    let origin = Origin::path(path)
        .line(position.line)
        .char_column(position.column);
    group.elements([Element::from(origin), Element::from(snippet)])
}
