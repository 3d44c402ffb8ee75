//! When a zone may be destroyed: asked at plan, and again at apply.

use std::fmt::Display;

use jiff::Timestamp;

use super::Zone;
use super::locked;
use super::model::ZoneModel;
use super::private::{Leg, Private};
use super::read::{key_place, stored, unreadable};
use super::resolve::Resolved;
use super::state::{members, state};
use crate::cloud::{BucketRef, CloudErrorKind, KeyState, Observe};
use crate::configure::{Reader, Writer};
use crate::domain::tags::Marks;
use crate::domain::{KeyArn, ZoneKind};
use crate::reconcile::Limit;
use crate::reconcile::controls::CREATION;
use crate::reconcile::delete::{Deletion, delete, reopen};
use crate::reconcile::observe::observe;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::{ApplyResponse, Control, PlanResponse};
use crate::terraform::value::Value;

pub(super) async fn plan(
    reader: &Reader,
    prior: Option<ZoneModel>,
    private: Option<Private>,
) -> PlanResponse<Zone> {
    let mut diags = Diags::new();
    let private = Private { leg: Some(Leg::Destroy), ..private.unwrap_or_default() };
    if let Some(prior) = &prior {
        let zone = stored(reader, prior).await;
        if zone.protected {
            diags.push(protected(&name(prior)));
        }
        if let (Some(bucket), Some(cloud)) = (zone.bucket_ref(), reader.cloud()) {
            check_empty(cloud, &bucket, &zone, (reader.now)(), &mut diags).await;
        }
    }
    PlanResponse { planned: None, private, replace: Vec::new(), diags }
}

fn name(model: &ZoneModel) -> String {
    model.bucket.known().cloned().unwrap_or_default()
}

fn protected(bucket: &str) -> Diag {
    Diag::error(
        format!("`{bucket}` is protected and cannot be destroyed"),
        format!(
            "A destroy of the bucket `{bucket}` was asked for, but its `deletion_protection` is \
             on. Nothing was changed. To give it up, set `deletion_protection = false`, apply, \
             and then destroy: these are two steps on purpose."
        ),
    )
    .at(AttributePath::attribute("deletion_protection"))
}

/// A zone with objects is destroyed only where `force_destroy` empties it first, and only what no
/// lock keeps can be emptied.
async fn check_empty(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    zone: &Resolved,
    now: Timestamp,
    diags: &mut Diags,
) {
    let may_force = zone.kind.is_some_and(ZoneKind::may_force_destroy);
    let unread = |error: &dyn Display| {
        Diag::warning(
            format!("It is not known whether `{bucket}` can be emptied"),
            format!("{error}. It is looked at again when the destroy is applied."),
        )
    };
    if zone.force && may_force {
        match locked::check(cloud, bucket, now).await {
            Ok(found) => found.into_iter().for_each(|diag| diags.push(diag)),
            Err(errors) if errors.kind() == Some(CloudErrorKind::NotFound) => {}
            Err(errors) => diags.push(unread(&errors)),
        }
        return;
    }
    match cloud.object_versions(bucket, 1).await {
        Ok(versions) if versions.is_empty() => {}
        Ok(_) => diags.push(not_empty(bucket, may_force)),
        Err(error) if error.kind == CloudErrorKind::NotFound => {}
        Err(error) => diags.push(unread(&error)),
    }
}

fn not_empty(bucket: &BucketRef, may_force: bool) -> Diag {
    let way_out = if may_force {
        "To remove them with the bucket, set `force_destroy = true`, apply, and then destroy."
    } else {
        "What is append-only is never emptied, so `force_destroy` is refused here: remove the zone \
         from the configuration with a `removed` block instead."
    };
    Diag::error(
        format!("`{bucket}` is not empty and cannot be destroyed"),
        format!(
            "The bucket `{bucket}` holds objects or older versions of objects. Nothing was \
             changed. {way_out}"
        ),
    )
    .at(AttributePath::attribute("force_destroy"))
}

/// Carries out a destroy, or the delete leg of a replacement.
pub(super) async fn apply(
    writer: &Writer,
    prior: ZoneModel,
    private: Option<Private>,
    control: &Control<Zone>,
) -> ApplyResponse<Zone> {
    let mut diags = Diags::new();
    let private = private.unwrap_or_default();
    let kept = |state, private, diags| ApplyResponse { state, private, diags };
    let bucket_name = name(&prior);
    let unfinished = prior.controls.known().is_some_and(|all| all.0.contains_key(CREATION));
    let replaced = private.leg != Some(Leg::Destroy);
    let reader = &writer.reader;
    let zone = stored(reader, &prior).await;
    if replaced && unfinished {
        if let (Some(bucket), Some(cloud)) = (zone.bucket_ref(), writer.cloud())
            && let Err(error) = reopen(cloud, &bucket).await
        {
            diags.push(unreadable(&bucket_name, &error.into()));
            return kept(Some(prior), private, diags);
        }
        diags.push(Diag::warning(
            format!("`{bucket_name}` is kept and completed"),
            "Its create did not finish, so Terraform replaces it. A zone is not thrown away for \
             that: the bucket stays, and the create that follows goes on where it ended.",
        ));
        return kept(None, private, diags);
    }
    if zone.protected {
        diags.push(if replaced {
            protected_from_taint(&bucket_name)
        } else {
            protected(&bucket_name)
        });
        return kept(Some(prior), private, diags);
    }
    let (Some(bucket), Some(cloud)) = (zone.bucket_ref(), writer.cloud()) else {
        diags.push(super::apply::not_known());
        return kept(Some(prior), private, diags);
    };
    check_empty(cloud, &bucket, &zone, (reader.now)(), &mut diags).await;
    if diags.has_errors() {
        return kept(Some(prior), private, diags);
    }
    let mut observed = match observe(cloud, &bucket, key_place(&zone, Some(&prior)).as_ref()).await
    {
        Ok(observed) => observed,
        Err(errors) => {
            diags.push(unreadable(&bucket_name, &errors));
            return kept(Some(prior), private, diags);
        }
    };
    let nonce = observed
        .bucket
        .as_ref()
        .and_then(|bucket| Marks::read(&bucket.tags))
        .and_then(|marks| marks.nonce);
    if let (Some(own), Some(found)) = (&private.nonce, &nonce)
        && *own != found.id
    {
        diags.push(Diag::warning(
            format!("`{bucket_name}` is another zone's by now and is kept"),
            "The bucket's `kfm:nonce` tag is not the one that this zone wrote: another create has \
             taken the bucket over. It is forgotten here and left as it is.",
        ));
        return kept(None, private, diags);
    }
    let deletion = Deletion {
        emptying_seal: if zone.force { zone.emptying_seal() } else { None },
        keys: keys(
            &prior,
            observed
                .key
                .as_ref()
                .filter(|key| key.state != KeyState::PendingDeletion)
                .map(|key| &key.arn),
        ),
        alias: zone.alias(),
        bucket,
    };
    let defaults = super::read::default_tags(reader);
    let result = {
        let mut note = |observed: &crate::reconcile::Observed| {
            control.checkpoint.save(&state(&prior, &zone, &defaults, observed), &private);
        };
        let mut limit = Limit::new(&control.cancel, zone.inputs.timeouts.delete);
        delete(cloud, &deletion, &mut observed, &mut limit, &mut note).await
    };
    match result {
        Ok(()) => kept(None, private, diags),
        Err(stopped) => {
            diags.push(Diag::error(
                format!("`{bucket_name}` is not destroyed yet"),
                format!("{stopped}\n\nThe state says what is left; destroy again to go on."),
            ));
            let state = state(&prior, &zone, &defaults, &observed);
            kept(Some(state), private, diags)
        }
    }
}

/// The keys that end with the zone: the own one and those that it owned once.
fn keys(prior: &ZoneModel, own: Option<&KeyArn>) -> Vec<KeyArn> {
    let mut keys: Vec<_> = members(&prior.retired_key_arns)
        .iter()
        .filter_map(|arn| KeyArn::parse(arn).ok())
        .chain(own.cloned())
        .collect();
    if let (Value::Known(true), Value::Known(arn)) = (&prior.key_managed, &prior.key_arn) {
        keys.extend(KeyArn::parse(arn));
    }
    keys.sort();
    keys.dedup();
    keys
}

fn protected_from_taint(bucket: &str) -> Diag {
    Diag::error(
        format!("`{bucket}` is protected and cannot be replaced"),
        format!(
            "Terraform would destroy the bucket `{bucket}` to make it anew, because the resource \
             is tainted or replaced, but its `deletion_protection` is on. The bucket and its \
             objects are as they were. To keep it, run `terraform untaint` on the resource. To \
             give it up, untaint it, set `deletion_protection = false`, apply, and destroy."
        ),
    )
}
