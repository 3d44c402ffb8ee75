//! The command line.

use std::path::PathBuf;

use kfm_acceptance::{Failure, Result, places};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Measures the provider and prints a Markdown table.

  --quick         leave out what needs the emulator: the binary over HTTP, and terraform
  --rows NAME     only these rows; may be repeated: start, memory, calls, depth, plan,
                  proof, packet, terraform
  --thousand      terraform against the emulator with 1,000 zones too, which takes long
  --binary PATH   the provider to measure; default $KFM_PROVIDER_BINARY, else what Cargo built
  --help          this text";

/// Rows that are measured together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Group {
    /// From exec to the handshake; size of the binary.
    Start,
    /// Resident memory.
    Memory,
    /// Calls to the cloud, by action.
    Calls,
    /// Calls that wait for one another.
    Depth,
    /// Time of a plan without terraform.
    Plan,
    /// Time of a proof and of an evaluation.
    Proof,
    /// Packets a second.
    Packet,
    /// Time of `terraform plan`.
    Terraform,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) enum Wish {
    /// The help.
    Help,
    /// A table.
    Measure(Arguments),
}

/// What to measure, and on what.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// Without the emulator.
    pub(crate) quick: bool,
    /// With 1,000 zones on the emulator.
    pub(crate) thousand: bool,
    groups: Vec<Group>,
    binary: Option<PathBuf>,
}

impl Group {
    const ALL: [Self; 8] = [
        Self::Start,
        Self::Memory,
        Self::Calls,
        Self::Depth,
        Self::Plan,
        Self::Proof,
        Self::Packet,
        Self::Terraform,
    ];

    /// The name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Memory => "memory",
            Self::Calls => "calls",
            Self::Depth => "depth",
            Self::Plan => "plan",
            Self::Proof => "proof",
            Self::Packet => "packet",
            Self::Terraform => "terraform",
        }
    }

    /// Whether some of the rows need the emulator.
    pub(crate) fn needs_emulator(self) -> bool {
        !matches!(self, Self::Start | Self::Proof | Self::Packet)
    }
}

impl Arguments {
    /// Reads the command line without the program's name.
    pub(crate) fn parse(given: impl IntoIterator<Item = String>) -> Result<Wish> {
        let mut arguments = Self::default();
        let mut given = given.into_iter();
        while let Some(word) = given.next() {
            let mut value =
                || given.next().ok_or_else(|| Failure::new(format!("`{word}` needs a value")));
            match word.as_str() {
                "--quick" => arguments.quick = true,
                "--thousand" => arguments.thousand = true,
                "--rows" => arguments.groups.push(group(&value()?)?),
                "--binary" => arguments.binary = Some(PathBuf::from(value()?)),
                "--help" => return Ok(Wish::Help),
                _ => return Err(Failure::new(format!("there is no `{word}`\n\n{HELP}"))),
            }
        }
        Ok(Wish::Measure(arguments))
    }

    /// The groups to measure, in the order of the table.
    pub(crate) fn groups(&self) -> impl Iterator<Item = Group> {
        let all = self.groups.is_empty();
        Group::ALL.into_iter().filter(move |group| all || self.groups.contains(group))
    }

    /// The binary to measure.
    pub(crate) fn provider(&self) -> Result<PathBuf> {
        match &self.binary {
            None => places::provider_binary(),
            Some(binary) => binary
                .canonicalize()
                .map_err(|error| Failure::new(format!("`{}`: {error}", binary.display()))),
        }
    }
}

fn group(name: &str) -> Result<Group> {
    Group::ALL.into_iter().find(|group| group.name() == name).ok_or_else(|| {
        let names = Group::ALL.map(Group::name).join(", ");
        Failure::new(format!("there are no rows `{name}`; there are {names}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Wish> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn rows_are_chosen_by_name_and_keep_the_order_of_the_table() {
        let Ok(Wish::Measure(some)) = parse("--rows plan --quick --rows start") else { panic!() };
        assert_eq!(some.groups().collect::<Vec<_>>(), [Group::Start, Group::Plan]);
        assert!(some.quick && !some.thousand);
        let Ok(Wish::Measure(all)) = parse("") else { panic!() };
        assert_eq!(all.groups().collect::<Vec<_>>(), Group::ALL);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["--row plan", "--rows", "--rows plans", "plan"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
