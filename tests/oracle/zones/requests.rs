//! Requests to a zone's bucket and key: made as they should be, then disturbed.

use std::collections::BTreeMap;

use kfm_provider::domain::access::ZoneKey;
use kfm_provider::domain::evaluator::{Caller, Identity};
use kfm_provider::domain::iam_actions::{self, Action};
use kfm_provider::domain::policy_document::Actions;

use super::Zone;
use crate::oracle::dice::Dice;
use crate::oracle::scene::Asked;
use crate::support::registry::ACCOUNT;

type Context = BTreeMap<String, Vec<String>>;

fn say(context: &mut Context, key: &str, value: impl Into<String>) {
    context.insert(key.to_owned(), vec![value.into()]);
}

/// Before and after the end of break-glass.
const TIMES: [&str; 2] = ["2026-11-25T12:00:00Z", "2026-12-02T00:00:00Z"];

impl Zone<'_> {
    pub(super) fn asked_of_bucket(&self, dice: &mut Dice, caller: &Caller) -> Asked {
        let action = self.action(dice, caller);
        let prefixes = &self.hints.prefixes;
        let near = !prefixes.is_empty() && dice.chance(80);
        let prefix = if near { dice.of(prefixes) } else { dice.of(&["", "soils/"]).to_owned() };
        let mut context = self.usual(dice, &action, &prefix, caller);
        let mut door = self.access.bucket.arn(&self.access.region);
        let mut objects = door.clone();
        let points: Vec<_> = self.access.access_points.iter().cloned().collect();
        if !points.is_empty() && dice.chance(12) {
            door = dice.of(&points);
            objects = format!("{door}/object");
            say(&mut context, "s3:DataAccessPointArn", door.as_str());
        }
        self.disturb(dice, &mut context);
        let tail = dice.of(&["a.csv", "b/c.json", "2026/d:e", ""]);
        let on_object = iam_actions::find(&action).is_some_and(Action::on_object);
        let resource = if on_object { format!("{objects}/{prefix}{tail}") } else { door };
        Asked { action, resource, context }
    }

    fn action(&self, dice: &mut Dice, caller: &Caller) -> String {
        let granted = self.actions_of(caller);
        match dice.below(100) {
            0..80 if matches!(caller.identity, Identity::Service { .. }) => {
                "s3:PutObject".to_owned()
            }
            0..55 if !granted.is_empty() => dice.of(&granted),
            0..78 => hinted(dice, &self.hints.actions, "s3:"),
            _ => iam_actions::s3()[dice.below(iam_actions::s3().len())].name.to_owned(),
        }
    }

    /// What the policy of a grant's role allows at S3.
    fn actions_of(&self, caller: &Caller) -> Vec<String> {
        let own = self.grant_of(caller).map(|grant| &self.documents.roles[grant].statements);
        let actions = own.into_iter().flatten().flat_map(|one| match &one.actions {
            Actions::Only(actions) | Actions::AllBut(actions) => actions,
        });
        actions.filter(|action| action.starts_with("s3:")).cloned().collect()
    }

    /// What a request says that is made as it should be.
    fn usual(&self, dice: &mut Dice, action: &str, prefix: &str, caller: &Caller) -> Context {
        let mut context = Context::new();
        say(&mut context, "aws:SecureTransport", "true");
        say(&mut context, "s3:TlsVersion", "1.3");
        say(&mut context, "s3:authType", "REST-HEADER");
        say(&mut context, "aws:CurrentTime", dice.of(&TIMES));
        if action.contains("List") && dice.chance(80) {
            say(&mut context, "s3:prefix", prefix);
        }
        if action == "s3:PutObject" && dice.chance(85) {
            say(&mut context, "s3:if-none-match", "*");
            say(&mut context, "s3:ObjectCreationOperation", "true");
        }
        if let Identity::Service { name } = &caller.identity {
            say(&mut context, "aws:SourceAccount", ACCOUNT);
            let given = self.access.services.iter().find(|one| one.principal == *name);
            let sources = self.hints.said.iter().filter(|(key, value)| {
                let own = given.is_none_or(|given| given.source_arns.contains(value));
                key == "aws:SourceArn" && own
            });
            let sources: Vec<_> = sources.collect();
            if !sources.is_empty() {
                say(&mut context, "aws:SourceArn", dice.of(&sources).1.as_str());
            }
        }
        context
    }

    /// Changes some of what a request says, mostly to what the documents ask for.
    fn disturb(&self, dice: &mut Dice, context: &mut Context) {
        for _ in 0..dice.weighted(&[(28, 0), (36, 1), (24, 2), (12, 3)]) {
            let (key, value) = dice.of(&self.hints.said);
            match dice.below(10) {
                0..6 => say(context, &key, value),
                6..8 => drop(context.remove(&key)),
                _ => say(context, &key, other(&value)),
            }
        }
    }

    pub(super) fn asked_of_key(&self, dice: &mut Dice, caller: &Caller) -> Asked {
        let action = match dice.below(100) {
            0..45 => dice.of(&["kms:Decrypt", "kms:Decrypt", "kms:GenerateDataKey"]).to_owned(),
            45..85 => hinted(dice, &self.hints.actions, "kms:"),
            _ => dice.of(&["kms:ReEncryptTo", "kms:ListGrants", "kms:Sign"]).to_owned(),
        };
        let mut context = Context::new();
        let bucket = self.access.bucket.arn(&self.access.region);
        let object = if dice.chance(50) { "/soils/a.csv" } else { "" };
        say(&mut context, "kms:EncryptionContext:aws:s3:arn", format!("{bucket}{object}"));
        say(&mut context, "kms:ViaService", "s3.us-east-1.amazonaws.com");
        say(&mut context, "aws:CurrentTime", dice.of(&TIMES));
        if let ZoneKey::Own { alias } = &self.access.key
            && dice.chance(90)
        {
            say(&mut context, "kms:ResourceAliases", alias.as_str());
        }
        if dice.chance(50) {
            self.disturb(dice, &mut context);
        }
        // A case says it, though it follows from the caller.
        if let Some(account) = caller.account() {
            say(&mut context, "kms:CallerAccount", account);
        }
        let resource = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd");
        Asked { action, resource, context }
    }
}

/// An action that the documents name.
fn hinted(dice: &mut Dice, actions: &[String], service: &str) -> String {
    let named = actions.iter().filter(|action| action.starts_with(service) && *action != service);
    let named: Vec<_> = named.collect();
    dice.of(&named).clone()
}

/// Another value of the same sort.
fn other(value: &str) -> String {
    match value {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        number if number.parse::<f64>().is_ok() => format!("{number}1"),
        arn if arn.starts_with("arn:") => format!("{arn}-other"),
        text => text.to_uppercase(),
    }
}
