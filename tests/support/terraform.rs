//! What terraform core does in one `apply` of one resource: refresh, plan, and the legs of a
//! replacement, with what it keeps when an apply fails or the provider's process dies.
//!
//! Source: terraform 1.11, `internal/terraform/node_resource_abstract_instance.go`.

use kfm_provider::terraform::client::{Answer, Change, Client, Planned, Stored};
use kfm_provider::terraform::diag::Diag;
use kfm_provider::terraform::value::Tree;
use serde_json::Value as Json;

/// What the state file holds of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) stored: Stored,
    pub(crate) tainted: bool,
}

/// How the provider's process ends in an apply that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It lives and answers.
    Answers,
    /// It dies, and Terraform keeps what it had before: nothing, if it was a create.
    Forgets,
    /// It dies, and Terraform keeps values without private data: of a create what the provider
    /// had noted last, tainted; else what it had before.
    LosesPrivate,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) kept: Option<Kept>,
    pub(crate) errors: Vec<Diag>,
}

/// Terraform, with one resource of one type and one run of its provider.
pub(crate) struct Terraform<'a> {
    pub(crate) client: &'a Client,
    pub(crate) ty: &'static str,
    pub(crate) ending: Ending,
    /// Whether the provider's process has died by now.
    pub(crate) died: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Terraform<'a> {
    /// With a provider that lives.
    pub(crate) fn new(client: &'a Client, ty: &'static str) -> Self {
        Self { client, ty, ending: Ending::Answers, died: &|| false }
    }

    /// `terraform apply`; without a configuration the resource is destroyed.
    pub(crate) async fn apply(&self, kept: Option<Kept>, config: Option<&Json>) -> Run {
        let (kept, errors) = self.refresh(kept).await;
        if !errors.is_empty() {
            return Run { kept, errors };
        }
        let config = config.map(|config| self.client.object(self.ty, config.clone()).unwrap());
        match (kept, config) {
            (None, None) => Run { kept: None, errors },
            (Some(kept), None) => self.destroy(kept).await,
            (None, Some(config)) => self.create(config).await,
            (Some(kept), Some(config)) if kept.tainted => {
                self.replace(kept, config, Vec::new()).await
            }
            (Some(kept), Some(config)) => {
                let change = self.change(Some(&kept.stored), config.clone()).await;
                if change.planned.replace.is_empty() {
                    return self.changed(Some(kept), change);
                }
                self.replace(kept, config, change.planned.private).await
            }
        }
    }

    /// `terraform refresh`.
    pub(crate) async fn refresh(&self, kept: Option<Kept>) -> (Option<Kept>, Vec<Diag>) {
        let Some(kept) = kept else { return (None, Vec::new()) };
        let read = self.client.read(self.ty, &kept.stored).await.unwrap();
        let errors = read.errors().into_iter().cloned().collect();
        let tainted = kept.tainted;
        (read.stored.map(|stored| Kept { stored, tainted }), errors)
    }

    /// `terraform import`.
    pub(crate) async fn import(&self, id: &str) -> Run {
        let imported = self.client.import(self.ty, id).await.unwrap();
        let errors = imported.errors().into_iter().cloned().collect();
        Run { kept: imported.stored.map(|stored| Kept { stored, tainted: false }), errors }
    }

    async fn change(&self, prior: Option<&Stored>, config: Tree) -> Change {
        self.client.change(self.ty, prior, Some(config)).await.unwrap()
    }

    async fn create(&self, config: Tree) -> Run {
        let change = self.change(None, config).await;
        self.changed(None, change)
    }

    fn changed(&self, before: Option<Kept>, change: Change) -> Run {
        let errors: Vec<Diag> = change.errors().into_iter().cloned().collect();
        match change.applied {
            Some(answer) => self.keep(before, answer),
            None => Run { kept: before, errors },
        }
    }

    async fn destroy(&self, kept: Kept) -> Run {
        let planned = self.client.plan(self.ty, Some(&kept.stored), None).await.unwrap();
        let errors: Vec<Diag> = planned.errors().into_iter().cloned().collect();
        if !errors.is_empty() {
            return Run { kept: Some(kept), errors };
        }
        self.delete(kept, planned).await
    }

    async fn delete(&self, kept: Kept, planned: Planned) -> Run {
        let nothing = Planned { state: Tree::Null, ..planned };
        let answer = self.client.apply(self.ty, Some(&kept.stored), &nothing, None).await.unwrap();
        self.keep(Some(kept), answer)
    }

    /// The delete leg carries the private data of the create's plan. That plan gets none for a
    /// tainted resource, and for a forced replacement that of the update's plan.
    async fn replace(&self, kept: Kept, config: Tree, private: Vec<u8>) -> Run {
        let nothing = Stored { state: Tree::Null, private };
        let planned = self.client.plan(self.ty, Some(&nothing), Some(&config)).await.unwrap();
        let errors: Vec<Diag> = planned.errors().into_iter().cloned().collect();
        if !errors.is_empty() {
            return Run { kept: Some(kept), errors };
        }
        let gone = self.delete(kept, planned).await;
        if gone.kept.is_some() || !gone.errors.is_empty() || (self.died)() {
            return gone;
        }
        self.create(config).await
    }

    fn keep(&self, before: Option<Kept>, answer: Answer) -> Run {
        let errors: Vec<Diag> = answer.errors().into_iter().cloned().collect();
        let tainted = match &before {
            None => !errors.is_empty(),
            Some(before) => before.tainted,
        };
        let answered = answer.stored.map(|stored| Kept { stored, tainted });
        let kept = match (self.ending, before) {
            (Ending::Answers, _) => answered,
            _ if !(self.died)() => answered,
            (Ending::Forgets, before) => before,
            (Ending::LosesPrivate, before) => {
                let mut kept = before.or(answered.map(|kept| Kept { tainted: true, ..kept }));
                if let Some(kept) = &mut kept {
                    kept.stored.private.clear();
                }
                kept
            }
        };
        Run { kept, errors }
    }
}
