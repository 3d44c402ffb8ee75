//! The table: what was measured beside what it may cost.

use std::time::Duration;

use crate::samples::Samples;

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    what: String,
    measured: String,
    budget: String,
    verdict: String,
}

impl Row {
    /// A line without a budget: it explains another one.
    pub(crate) fn plain(what: impl Into<String>, measured: impl Into<String>) -> Self {
        let (what, measured) = (what.into(), measured.into());
        // Some rows take minutes.
        crate::progress(&format!("  {what}: {measured}"));
        Self { what, measured, budget: String::new(), verdict: String::new() }
    }

    /// A line with a budget, and whether what was measured keeps to it.
    pub(crate) fn judged(
        what: impl Into<String>,
        measured: impl Into<String>,
        budget: impl Into<String>,
        met: bool,
    ) -> Self {
        let verdict = if met { "met" } else { "**missed**" };
        Self { budget: budget.into(), verdict: verdict.to_owned(), ..Self::plain(what, measured) }
    }

    /// A line whose budget is for more than what exists, so that there is nothing to judge yet.
    pub(crate) fn open(
        what: impl Into<String>,
        measured: impl Into<String>,
        budget: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self { budget: budget.into(), verdict: why.into(), ..Self::plain(what, measured) }
    }

    /// A line of times whose median has a limit.
    pub(crate) fn timed(
        what: impl Into<String>,
        samples: &Samples,
        limit: Duration,
        budget: impl Into<String>,
    ) -> Self {
        Self::judged(what, samples.text(), budget, samples.median() <= limit)
    }
}

/// The rows in Markdown, in columns for a terminal.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let head = ["what", "measured", "budget", "verdict"].map(str::to_owned);
    let cells =
        |row: &Row| [&row.what, &row.measured, &row.budget, &row.verdict].map(|cell| escaped(cell));
    let rows: Vec<_> = [head].into_iter().chain(rows.iter().map(cells)).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths = [0, 1, 2, 3].map(|column| width(column).unwrap_or_default());
    let line = |cells: &[String; 4], fill: char| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| {
            let missing = width.saturating_sub(cell.chars().count());
            format!("{cell}{}", fill.to_string().repeat(missing))
        });
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule = line(&[const { String::new() }; 4], '-');
    let mut lines = rows.iter().map(|row| line(row, ' '));
    let head = lines.next().unwrap_or_default();
    format!("{head}{rule}{}", lines.collect::<String>())
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_over_the_limit_is_said() {
        let samples = Samples::of(vec![Duration::from_millis(41); 3]).unwrap();
        let row = |limit| Row::timed("start", &samples, Duration::from_millis(limit), "some");
        assert_eq!(row(41).verdict, "met");
        assert_eq!(row(40).verdict, "**missed**");
    }

    #[test]
    fn the_table_is_markdown() {
        let rows = [Row::judged("a|b", "1", "≤ 2", true), Row::plain("c", "3")];
        let expected = "\
| what | measured | budget | verdict |
| ---- | -------- | ------ | ------- |
| a\\|b | 1        | ≤ 2    | met     |
| c    | 3        |        |         |
";
        assert_eq!(markdown(&rows), expected);
    }
}
