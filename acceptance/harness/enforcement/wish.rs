//! What is asked, and what the policies see of it.

use kfm_provider::domain::evaluator::Context;

use super::cast::Member;
use super::dice::Dice;
use super::place::{CLASSES, FOLDERS, Place};
use crate::clients::REGION;
use crate::encryption::Encryption;

/// The key that zones are given.
pub(super) const KEY: &str =
    "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
/// Another one.
pub(super) const OTHER_KEY: &str =
    "arn:aws:kms:us-east-1:123456789012:key/00000000-12ab-34cd-56ef-1234567890ab";

/// How a listing is narrowed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Listing {
    pub(super) prefix: Option<&'static str>,
    pub(super) delimiter: bool,
    pub(super) most: Option<i32>,
}

/// A request of S3.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Act {
    #[default]
    Get,
    GetVersion(usize),
    Head,
    Put {
        create: bool,
        encryption: Encryption<'static>,
        /// The value of its tag `class`.
        class: Option<&'static str>,
    },
    Delete,
    DeleteVersion,
    List(Listing),
    ListVersions(Listing),
    GetTags,
    PutTags,
    GetBucketTags,
    PutBucketTags,
    GetPolicy,
    /// Puts the policy that lies there.
    PutPolicy,
    GetVersioning,
    /// Puts the versioning that the bucket has.
    PutVersioning,
    GetLocation,
    GetEncryption,
    GetLifecycle,
}

/// Where the signature of a request is, and how old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    Header,
    /// In the query, made just now.
    Fresh,
    /// In the query, made [`STALE`] seconds ago.
    Stale,
}

/// The age of a stale signature, in seconds: older than any zone takes by itself.
pub(super) const STALE: u64 = 1_000;

/// One request: what, where, whether over TLS, and how it is signed.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) act: Act,
    pub(super) signature: Signature,
    pub(super) folder: &'static str,
    pub(super) secure: bool,
}

impl Wish {
    /// Anything at all.
    pub(super) fn any(dice: &mut Dice) -> Self {
        let act = Act::any(dice);
        let signature = match act {
            Act::Get | Act::GetVersion(_) if dice.in_hundred(30) => match dice.in_hundred(50) {
                true => Signature::Fresh,
                false => Signature::Stale,
            },
            _ => Signature::Header,
        };
        let secure = !dice.in_hundred(12);
        Self { act, signature, folder: dice.one(&FOLDERS), secure }
    }

    /// The key of the object; empty of a request about the bucket.
    pub(super) fn key(&self) -> String {
        let name = match self.act {
            Act::Get | Act::GetVersion(_) | Act::Head | Act::GetTags | Act::PutTags => "kept",
            Act::Put { .. } => "new",
            Act::Delete | Act::DeleteVersion => "gone",
            _ => return String::new(),
        };
        format!("{}{name}", self.folder)
    }

    /// The keys of the request that the emulator fills.
    pub(super) fn context(&self, by: &Member, now: &str, epoch: i64) -> Context {
        let mut context = Context::new()
            .with("aws:CurrentTime", now)
            .with("aws:EpochTime", epoch.to_string())
            .with("aws:RequestedRegion", REGION)
            .with("aws:SecureTransport", self.secure.to_string())
            .with("aws:SourceIp", "127.0.0.1");
        if by.part.is_some() {
            context = self.signature.fill(context);
        }
        if by.is_session() {
            context = context.with("aws:MultiFactorAuthPresent", "false");
            context = context.with("aws:TokenIssueTime", now);
        }
        self.act.fill(context)
    }

    /// In words, for a difference.
    pub(super) fn words(&self, place: &Place) -> String {
        let transport = if self.secure { "TLS" } else { "no TLS" };
        let Self { act, signature, .. } = self;
        format!("{act:?} of {} over {transport}, {signature:?}", place.arn(&self.key()))
    }
}

impl Signature {
    fn fill(self, context: Context) -> Context {
        let age = match self {
            Self::Header => return context.with("s3:authType", "REST-HEADER"),
            // To the second: it may be made at the end of one.
            Self::Fresh => 1,
            Self::Stale => STALE,
        };
        context
            .with("s3:authType", "REST-QUERY-STRING")
            .with("s3:signatureAge", (age * 1_000).to_string())
    }
}

impl Act {
    fn any(dice: &mut Dice) -> Self {
        match dice.below(26) {
            0..=2 => Self::Get,
            3..=4 => Self::GetVersion(dice.below(CLASSES.len())),
            5 => Self::Head,
            6..=9 => Self::Put {
                create: dice.in_hundred(50),
                encryption: dice.one(&[
                    Encryption::Unsaid,
                    Encryption::Unsaid,
                    Encryption::Service,
                    Encryption::Kms,
                    Encryption::Key(KEY),
                    Encryption::Key(OTHER_KEY),
                    Encryption::Customer,
                ]),
                class: dice.one(&[None, None, Some("public"), Some("secret")]),
            },
            10 => Self::Delete,
            11 => Self::DeleteVersion,
            12..=14 => Self::List(Listing::any(dice)),
            15 => Self::ListVersions(Listing::any(dice)),
            16 => Self::GetTags,
            17 => Self::PutTags,
            18 => Self::GetBucketTags,
            19 => Self::PutBucketTags,
            20 => Self::GetPolicy,
            21 => Self::PutPolicy,
            22 => Self::GetVersioning,
            23 => Self::PutVersioning,
            24 => Self::GetLocation,
            _ => dice.one(&[Self::GetEncryption, Self::GetLifecycle]),
        }
    }

    /// The IAM action.
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Get | Self::Head => "s3:GetObject",
            Self::GetVersion(_) => "s3:GetObjectVersion",
            Self::Put { .. } => "s3:PutObject",
            Self::Delete => "s3:DeleteObject",
            Self::DeleteVersion => "s3:DeleteObjectVersion",
            Self::List(_) => "s3:ListBucket",
            Self::ListVersions(_) => "s3:ListBucketVersions",
            Self::GetTags => "s3:GetObjectTagging",
            Self::PutTags => "s3:PutObjectTagging",
            Self::GetBucketTags => "s3:GetBucketTagging",
            Self::PutBucketTags => "s3:PutBucketTagging",
            Self::GetPolicy => "s3:GetBucketPolicy",
            Self::PutPolicy => "s3:PutBucketPolicy",
            Self::GetVersioning => "s3:GetBucketVersioning",
            Self::PutVersioning => "s3:PutBucketVersioning",
            Self::GetLocation => "s3:GetBucketLocation",
            Self::GetEncryption => "s3:GetEncryptionConfiguration",
            Self::GetLifecycle => "s3:GetLifecycleConfiguration",
        }
    }

    fn fill(self, context: Context) -> Context {
        const CLASS: &str = "s3:ExistingObjectTag/class";
        let [older, newer] = CLASSES;
        match self {
            Self::Get | Self::Head | Self::GetTags | Self::PutTags => context.with(CLASS, newer),
            Self::GetVersion(number) => {
                context.with(CLASS, if number == 0 { older } else { newer })
            }
            Self::List(listing) | Self::ListVersions(listing) => listing.fill(context),
            Self::Put { create, encryption, class } => {
                let mut context = context.with("s3:ObjectCreationOperation", "true");
                if create {
                    context = context.with("s3:if-none-match", "*");
                }
                if let Some(class) = class {
                    context = context
                        .with("s3:RequestObjectTag/class", class)
                        .with_all("s3:RequestObjectTagKeys", ["class".to_owned()]);
                }
                encryption.fill(context)
            }
            _ => context,
        }
    }
}

impl Listing {
    fn any(dice: &mut Dice) -> Self {
        Self {
            prefix: dice.one(&[
                None,
                Some("soils/"),
                Some("soils/kept"),
                Some("wells/"),
                Some("s"),
            ]),
            delimiter: dice.in_hundred(20),
            most: dice.in_hundred(20).then_some(7),
        }
    }

    fn fill(self, mut context: Context) -> Context {
        if let Some(prefix) = self.prefix {
            context = context.with("s3:prefix", prefix);
        }
        if self.delimiter {
            context = context.with("s3:delimiter", "/");
        }
        if let Some(most) = self.most {
            context = context.with("s3:max-keys", most.to_string());
        }
        context
    }
}
