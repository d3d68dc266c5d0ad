use std::fmt;
use std::fs;
use std::path::PathBuf;

/// A bearer token; never in `Debug`, logs or errors.
///
/// ```
/// use tidings_client::Token;
///
/// let token = Token::new("eyJhbGciOi...");
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// ```
#[derive(Clone)]
pub struct Token(Source);

#[derive(Clone)]
enum Source {
    Text(String),
    File(PathBuf),
}

impl Token {
    /// This token, as long as the sender lives.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Source::Text(token.into()))
    }

    /// The token in a file of one line, which is read for each request: it can be replaced by a newer one at any time.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Source::File(path.into()))
    }

    /// The header's value, or why there is none, without anything of the token.
    pub(crate) fn header(&self) -> Result<String, String> {
        let text = match &self.0 {
            Source::Text(text) => text.clone(),
            Source::File(path) => {
                let read = fs::read_to_string(path);
                read.map_err(|error| {
                    format!("cannot read the token in `{}`: {error}", path.display())
                })?
            }
        };
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() || !line.bytes().all(|byte| byte.is_ascii_graphic()) {
            let place = match &self.0 {
                Source::Text(_) => "the token option".to_owned(),
                Source::File(path) => format!("`{}`", path.display()),
            };
            return Err(format!(
                "{place} holds no token: it must be one line of visible ASCII characters"
            ));
        }
        Ok(format!("Bearer {line}"))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Text(_) => f.write_str("Token(..)"),
            Source::File(path) => write!(f, "Token(in {path:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_is_not_part_of_a_token() {
        for text in ["abc", "abc\n", "abc\r\n"] {
            assert_eq!(Token::new(text).header().as_deref(), Ok("Bearer abc"));
        }
        for text in [
            "", "\n", "ab\n\n", "se cret", "se\tcret", "secret\0", "\u{e4}",
        ] {
            let told = Token::new(text).header();
            assert!(told.is_err_and(|told| !told.contains("cret")), "{text:?}");
        }
    }

    #[test]
    fn a_file_is_read_each_time() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let token = Token::file(file.path());
        for text in ["one", "two"] {
            fs::write(file.path(), format!("{text}\n")).expect("written");
            assert_eq!(token.header(), Ok(format!("Bearer {text}")));
        }
    }
}
