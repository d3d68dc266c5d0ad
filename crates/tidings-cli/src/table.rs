//! Tables for terminals.

use std::fmt;

use tidings_catalog::render::escape_terminal;

/// Rows of cells, each column as wide as its widest cell; the last one is left as long as it is.
pub struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub fn new(header: [&str; N]) -> Self {
        Self {
            rows: vec![header.map(str::to_owned)],
        }
    }

    /// Adds a row; characters that could disguise it are escaped.
    pub fn push(&mut self, cells: [&str; N]) {
        self.rows
            .push(cells.map(|cell| escape_terminal(cell).into_owned()));
    }

    fn width(&self, column: usize) -> usize {
        self.rows
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..N).map(|column| self.width(column)).collect();
        for row in &self.rows {
            let (last, cells) = row.split_last().expect("a table has columns");
            for (cell, width) in cells.iter().zip(&widths) {
                write!(f, "{cell:width$}  ")?;
            }
            writeln!(f, "{last}")?;
        }
        Ok(())
    }
}
