//! Templates of one's own (minijinja): those that are handed over in [`Options::templates`], rendered with the catalog.
//!
//! A template named `NAME.j2` gives the file `NAME`, which is a template itself: where it mentions `event` there is a file for each
//! event, where it mentions `event_type` one for each event type, else one for the catalog. What lies under a name that begins with
//! `_` is there to be included.

mod context;
mod filters;
mod output;

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use tidings_catalog::Catalog;

use crate::{GenerateError, GeneratedFile, Options, TemplateError};

/// What templates' names end in.
const EXTENSION: &str = ".j2";

/// How much a template may do (minijinja counts instructions and bytes): for itself, and for each event of the catalog.
const FUEL: u64 = 5_000_000;
const FUEL_PER_EVENT: u64 = 20_000;

/// Every file, each from its template.
pub(crate) fn generate(
    catalog: &Catalog,
    options: &Options,
) -> Result<Vec<GeneratedFile>, GenerateError> {
    let is_output = |name: &&String| {
        let hidden = name.split('/').any(|part| part.starts_with('_'));
        name.ends_with(EXTENSION) && !hidden
    };
    let outputs: Vec<&String> = options.templates.keys().filter(is_output).collect();
    if outputs.is_empty() {
        return Err(GenerateError::NoTemplates);
    }
    let environment = environment(catalog, options)?;
    let values = context::Values::of(catalog, &options.stem);
    let mut files = output::Files::default();
    for name in outputs {
        let path_text = name.strip_suffix(EXTENSION).unwrap_or(name);
        // The path is a template of its own, to which errors in it point.
        let path = environment
            .template_from_named_str(name, path_text)
            .map_err(|error| told(&error, None))?;
        let template = environment
            .get_template(name)
            .map_err(|error| told(&error, None))?;
        for (about, context) in values.contexts(|word| mentions(path_text, word)) {
            let told = |error: minijinja::Error| told(&error, about.as_deref());
            let path = path.render(context.clone()).map_err(told)?;
            let text = template.render(context).map_err(told)?;
            files.add(name, path, text)?;
        }
    }
    Ok(files.into_vec())
}

/// Whether the word stands in an expression or a block. minijinja's own `undeclared_variables` overlooks slices.
fn mentions(template: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let template = template.replace("{%", "{{").replace("%}", "}}");
    let mut parts = template.split("{{").skip(1);
    parts.any(|part| {
        let code = part.split("}}").next().unwrap_or_default();
        code.split(|c| !is_word(c)).any(|other| other == word)
    })
}

fn environment<'a>(
    catalog: &Catalog,
    options: &'a Options,
) -> Result<Environment<'a>, GenerateError> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the default delimiters differ from each other");
    environment.set_syntax(syntax);
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Output is in any language; what is to be escaped says so.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL + FUEL_PER_EVENT * catalog.events.len() as u64));
    filters::add(&mut environment);
    for (name, text) in &options.templates {
        environment
            .add_template(name, text)
            .map_err(|error| told(&error, None))?;
    }
    Ok(environment)
}

/// An error at its innermost place, which may be in an included template; `about` says with which event.
fn told(error: &minijinja::Error, about: Option<&str>) -> GenerateError {
    let mut innermost = error;
    while let Some(source) = std::error::Error::source(innermost) {
        match source.downcast_ref() {
            Some(source) => innermost = source,
            None => break,
        }
    }
    let mut message = innermost.kind().to_string();
    if let Some(detail) = innermost.detail() {
        message = format!("{message}: {detail}");
    }
    if let Some(about) = about {
        message = format!("{message} (with {about})");
    }
    GenerateError::Template(Arc::new(TemplateError {
        template: innermost.name().unwrap_or_default().to_owned(),
        message,
        excerpt: excerpt(innermost),
        line: innermost.line(),
    }))
}

/// The line, the column and the text of the line with the place under it.
fn excerpt(error: &minijinja::Error) -> Option<crate::Excerpt> {
    let (source, range) = (error.template_source()?, error.range()?);
    let start = source.floor_char_boundary(range.start.min(source.len()));
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = source[line_start..].lines().next().unwrap_or_default();
    let before = source[line_start..start].chars().count();
    let end = range.end.min(line_start + line.len()).max(start);
    let end = source.floor_char_boundary(end);
    Some(crate::Excerpt {
        column: before + 1,
        text: line.to_owned(),
        width: source[start..end].chars().count().max(1),
    })
}

/// A value of `x-*` keys.
fn json(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::from(()),
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::from(number),
            (None, Some(number)) => Value::from(number),
            (None, None) => Value::from(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(json).collect(),
        Json::Object(entries) => Value::from_pairs(
            entries
                .iter()
                .map(|(key, value)| (key.as_str(), json(value))),
        ),
    }
}
