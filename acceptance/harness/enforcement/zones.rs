//! Worlds of zones: the documents that the provider makes for a zone, and those whom it admits
//! beside those whom it does not.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Right, Wanted, ZoneAccess, ZoneKey, cell,
};
use kfm_provider::domain::names::NameError;
use kfm_provider::domain::roles::{boundary, role_policy};
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    PrincipalArn, Region, ZoneKind, bucket_policy,
};

use super::cast::{Cast, Part};
use super::dice::Dice;
use super::wish::{Act, KEY, Wish};
use super::world::{Texts, World};
use crate::account::{ACCOUNT, EVERYTHING};
use crate::clients::REGION;
use crate::encryption::Encryption;
use crate::error::{Context, Result};

/// Requests under one set of documents.
const WISHES: usize = 40;

/// How often the dice are thrown for somebody or something that fits.
const TRIES: usize = 20;

const GRANTS: [&str; 6] = ["g0", "g1", "g2", "g3", "g4", "g5"];
const ADMINISTRATORS: [&str; 3] = ["role/terraform-apply", "role/team/admin", "user/keeper"];

/// Who asks. All but the roles that are granted access allow themselves everything.
pub(super) const PARTS: [Part; 16] = [
    Part::of("terraform-apply", "/", true),
    Part::of("admin", "/team/", true),
    Part::of("keeper", "/", false),
    Part::of("medic", "/", true),
    Part::of("writer-0", "/", true),
    Part::of("writer-1", "/", true),
    grantee("g0"),
    grantee("g1"),
    grantee("g2"),
    grantee("g3"),
    grantee("g4"),
    grantee("g5"),
    Part {
        tags: &[("kfm:prefix", "soils/"), ("kfm:source-prefix", "soils/")],
        ..Part::of("promoter", "/kfm/dev/gate/published/", true)
    },
    Part { narrowed: true, ..Part::of("stranger", "/", true) },
    Part::of("intruder-in-zones", "/", false),
    Part { at_home: false, ..Part::of("foreign-admin", "/team/", true) },
];

const fn grantee(name: &'static str) -> Part {
    Part { bounded: true, ..Part::of(name, "/kfm/dev/", true) }
}

/// The buckets, one for each kind of zone, in the order of [`ZoneKind::ALL`].
pub(super) fn buckets() -> impl Iterator<Item = String> {
    ZoneKind::ALL.into_iter().map(|kind| format!("kfm-dev-{kind}-{ACCOUNT}"))
}

/// What somebody is to a zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Standing {
    #[default]
    Stranger,
    Known,
    Granted,
}

/// A world.
pub(super) fn world(dice: &mut Dice, cast: &Cast) -> Result<World> {
    let place = dice.below(ZoneKind::ALL.len());
    let kind = ZoneKind::ALL.get(place).copied().doing("no kind of zone")?;
    let zone = made_up(dice, kind).doing("making up a zone")?;
    let mut inline = BTreeMap::new();
    for part in PARTS {
        inline.insert(part.name, EVERYTHING.to_owned());
    }
    for grant in &zone.grants {
        let name = GRANTS.into_iter().find(|name| *name == grant.name().as_str());
        // One in ten may do everything by itself: then only the bucket policy keeps it in.
        if let Some(name) = name.filter(|_| !dice.in_hundred(10)) {
            let text = role_policy(&zone, grant).to_json();
            // A role without any action has a policy without statements, which none is put for.
            if !text.contains(r#""Statement":[]"#) {
                inline.insert(name, text);
            }
        }
    }
    let texts = Texts {
        inline,
        attached: EVERYTHING.to_owned(),
        boundary: boundary(&zone.account, &zone.region).to_json(),
        session: EVERYTHING.to_owned(),
        bucket: Some(bucket_policy::document(&zone).to_json()),
    };
    let wishes = (0..WISHES).map(|_| wish(&zone, dice, cast)).collect();
    Ok(World { about: format!("zone `{kind}`"), place, texts, wishes })
}

/// A zone, made up.
fn made_up(dice: &mut Dice, kind: ZoneKind) -> std::result::Result<ZoneAccess, NameError> {
    let given = kind.takes_kms() && dice.in_hundred(50);
    let gated = kind == ZoneKind::Catalog && dice.in_hundred(50);
    let granted = dice.in_hundred(85);
    let sealed = ZoneAccess::sealed(
        kind,
        Environment::parse("dev")?,
        BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}"))?,
        AccountId::parse(ACCOUNT)?,
        Region::parse(REGION)?,
        administrators(dice)?,
    );
    let mut zone = ZoneAccess {
        break_glass: emergency(dice)?,
        log_sources: vec![LogSource::parse("kfm-dev-*")?],
        receipt_writers: receipt_writers(dice)?,
        gated,
        emptying: !granted && kind.may_force_destroy() && dice.in_hundred(50),
        ..sealed
    };
    if given {
        zone.key = ZoneKey::Given(KeyArn::parse(KEY)?);
    }
    if granted {
        zone = zone.unsealed();
        for name in GRANTS {
            zone.grants.extend(grant(&zone, dice, name)?);
        }
    }
    Ok(zone)
}

/// A grant, if the persona that is thrown has anything to do in the zone.
fn grant(
    zone: &ZoneAccess,
    dice: &mut Dice,
    name: &'static str,
) -> std::result::Result<Option<Grant>, NameError> {
    let Some(persona) = Persona::ALL.get(dice.below(Persona::ALL.len())).copied() else {
        return Ok(None);
    };
    let cell = cell(persona, zone.kind, zone.gated);
    let mut rights: BTreeSet<Right> = cell.rights.iter().copied().collect();
    rights.retain(|_| dice.in_hundred(60));
    let mut prefixes = BTreeSet::new();
    for folder in ["soils/", "wells/"] {
        if cell.creates_below.is_none() && dice.in_hundred(25) {
            prefixes.extend(Prefix::parse(folder).ok());
        }
    }
    let wanted = Wanted {
        name: &GrantName::parse(name)?,
        persona,
        role: &role(&format!("role/kfm/dev/{name}"))?,
        access: Some(&rights).filter(|rights| !rights.is_empty()),
        prefixes: Some(&prefixes).filter(|prefixes| !prefixes.is_empty()),
    };
    // What the matrix does not take is left out.
    Ok(Grant::new(&wanted, zone.kind, zone.gated).ok())
}

/// Three of four requests are of somebody whom the zone knows; most of those are of what that
/// one is entitled to, and made as the zone wants it.
fn wish(zone: &ZoneAccess, dice: &mut Dice, cast: &Cast) -> (usize, Wish) {
    let mut wish = Wish::any(dice);
    let wanted =
        dice.one(&[Standing::Stranger, Standing::Known, Standing::Granted, Standing::Granted]);
    let members = cast.members.len();
    let thrown: Vec<_> = (0..TRIES).map(|_| dice.below(members)).collect();
    let fits = thrown.iter().find(|at| standing(zone, cast, **at) == wanted);
    let by = fits.or(thrown.first()).copied().unwrap_or_default();
    if dice.in_hundred(75) {
        let entitled = entitled(zone, cast, by);
        for _ in 0..TRIES {
            if entitled.contains(wish.act.action()) {
                break;
            }
            wish = Wish::any(dice);
        }
    }
    if let (true, Act::Put { create, encryption, .. }) = (dice.in_hundred(75), &mut wish.act) {
        *create = true;
        *encryption = match &zone.key {
            ZoneKey::Given(_) => Encryption::Key(KEY),
            _ => Encryption::Unsaid,
        };
    }
    (by, wish)
}

/// The actions that a member is entitled to by any title.
fn entitled(zone: &ZoneAccess, cast: &Cast, at: usize) -> BTreeSet<&'static str> {
    let part = cast.members.get(at).and_then(|member| member.part);
    let Some(arn) = part.map(|part| part.arn()) else { return BTreeSet::new() };
    let holdings = zone.holdings().into_iter();
    let own = holdings.filter(|(holder, _)| holder.is(zone, &arn));
    own.flat_map(|(_, entitlements)| entitlements).flat_map(|one| one.actions).collect()
}

fn standing(zone: &ZoneAccess, cast: &Cast, at: usize) -> Standing {
    let part = cast.members.get(at).and_then(|member| member.part);
    let arn = part.and_then(|part| PrincipalArn::parse(&part.arn()).ok());
    let Some(arn) = arn else { return Standing::Stranger };
    if zone.grants.iter().any(|grant| *grant.role() == arn) {
        return Standing::Granted;
    }
    let held = zone.holdings().iter().any(|(holder, _)| holder.is(zone, arn.as_str()));
    if held { Standing::Known } else { Standing::Stranger }
}

fn role(resource: &str) -> std::result::Result<PrincipalArn, NameError> {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:{resource}"))
}

fn administrators(dice: &mut Dice) -> std::result::Result<Administrators, NameError> {
    let named: std::result::Result<Vec<_>, _> =
        dice.some(&ADMINISTRATORS, 3).into_iter().map(role).collect();
    // Whoever puts the policy must be able to take it away again.
    Administrators::new(named?.into_iter().chain([role("user/administrator")?]))
}

fn emergency(dice: &mut Dice) -> std::result::Result<Option<BreakGlass>, NameError> {
    if !dice.in_hundred(40) {
        return Ok(None);
    }
    let until = dice.one(&["2090-12-01T18:00:00Z", "2020-12-01T18:00:00Z"]).to_owned();
    BreakGlass::new([role("role/medic")?], until, "restore".to_owned()).map(Some)
}

fn receipt_writers(dice: &mut Dice) -> std::result::Result<Vec<PrincipalArn>, NameError> {
    let mut writers = Vec::new();
    for name in ["role/writer-0", "role/writer-1"] {
        if dice.in_hundred(50) {
            writers.push(role(name)?);
        }
    }
    Ok(writers)
}
