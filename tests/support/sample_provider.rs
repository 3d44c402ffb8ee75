//! A provider without a cloud: a resource, a data source and a function that behave, and one for
//! each way to misbehave.

mod join;
mod note_source;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use kfm_provider::model;
use kfm_provider::terraform::diag::{AttributePath, Diag, Diags};
use kfm_provider::terraform::model::Set;
use kfm_provider::terraform::resource::{
    ApplyRequest, ApplyResponse, Control, Imported, PlanRequest, PlanResponse, Provider,
    ReadRequest, ReadResponse, Resource,
};
use kfm_provider::terraform::server::{DynDataSource, DynFunction, DynResource};
use kfm_provider::terraform::value::Value;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

model! {
    /// The sample provider.
    pub(crate) struct Block {
        /// A prefix for every id. "bad" is refused.
        prefix: String => optional;
    }
}

/// What the sample resources share: the objects that exist, and the hold on the slow resource.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) notes: Mutex<BTreeMap<String, Note>>,
    /// One permit for every slow apply that has begun.
    pub(crate) begun: Semaphore,
    /// Takes one permit for every slow apply that may end.
    pub(crate) release: Semaphore,
}

/// The provider.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) world: Arc<World>,
}

impl Default for Sample {
    fn default() -> Self {
        let notes = Mutex::new(BTreeMap::new());
        let (begun, release) = (Semaphore::new(0), Semaphore::new(0));
        Self { world: Arc::new(World { notes, begun, release }) }
    }
}

#[async_trait]
impl Provider for Sample {
    type Model = Block;
    type Reader = Arc<World>;
    type Writer = Arc<World>;

    fn validate(&self, config: &Block) -> Diags {
        let mut diags = Diags::new();
        if config.prefix == Value::Known("bad".to_owned()) {
            let path = AttributePath::attribute("prefix");
            diags.push(Diag::error("Bad prefix", "The prefix is bad.").at(path));
        }
        diags
    }

    async fn configure(
        &self,
        _config: Block,
        _terraform_version: &str,
    ) -> Result<(Arc<World>, Arc<World>), Diags> {
        Ok((Arc::clone(&self.world), Arc::clone(&self.world)))
    }

    fn resources(&self) -> Vec<Box<dyn DynResource<Arc<World>, Arc<World>>>> {
        vec![Box::new(NoteResource), Box::new(FaultResource), Box::new(SlowResource)]
    }

    fn data_sources(&self) -> Vec<Box<dyn DynDataSource<Arc<World>>>> {
        vec![Box::new(note_source::NoteSource)]
    }

    fn functions(&self) -> Vec<Box<dyn DynFunction>> {
        vec![Box::new(join::Join)]
    }
}

model! {
    /// The settings of a note.
    pub(crate) struct Settings {
        /// How it is shown.
        mode: String => required;
        /// How large it is shown.
        level: i64 => optional, computed;
    }
}

model! {
    /// A note.
    ///
    /// It behaves.
    pub(crate) struct Note {
        /// The name.
        name: String => required, replace;
        /// The text. "nothing" is refused.
        text: String => optional;
        /// The labels.
        labels: Set<String> => optional;
        /// The settings.
        settings: Settings => optional;
        /// The length of the text.
        length: i64 => computed;
        /// How often the private data was carried on.
        serial: i64 => computed;
    }
}

/// What is kept beside a note.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    serial: i64,
}

#[derive(Debug)]
struct NoteResource;

#[async_trait]
impl Resource for NoteResource {
    type Model = Note;
    type Private = Kept;
    type Reader = Arc<World>;
    type Writer = Arc<World>;
    const NAME: &'static str = "sample_note";
    const VERSION: u32 = 2;

    fn validate(&self, config: &Note) -> Diags {
        let mut diags = Diags::new();
        if let Value::Known(settings) = &config.settings
            && settings.mode == Value::Known("odd".to_owned())
        {
            let path = AttributePath::attribute("settings").then("mode");
            diags.push(Diag::error("Odd mode", "No such mode.").at(path));
        }
        diags
    }

    async fn plan(&self, _: &Arc<World>, request: PlanRequest<Self>) -> PlanResponse<Self> {
        let mut private = request.private.unwrap_or_default();
        let mut planned = request.proposed;
        if let Some(planned) = &mut planned {
            let known = request.prior.filter(|prior| prior.text == planned.text);
            match known {
                Some(_) => {}
                None => {
                    private.serial += 1;
                    planned.length = Value::Unknown;
                    planned.serial = Value::Unknown;
                }
            }
            if let Value::Known(settings) = &mut planned.settings
                && settings.level.is_null()
            {
                settings.level = Value::Known(3);
            }
        }
        PlanResponse { planned, private, replace: Vec::new(), diags: Diags::new() }
    }

    async fn apply(
        &self,
        world: &Arc<World>,
        request: ApplyRequest<Self>,
        _: &Control<Self>,
    ) -> ApplyResponse<Self> {
        let private = request.private.unwrap_or_default();
        let mut notes = world.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let state = request.planned.map(|mut note| {
            let text = note.text.known().map_or(0, String::len);
            note.length = Value::Known(i64::try_from(text).unwrap_or(i64::MAX));
            note.serial = Value::Known(private.serial);
            notes.insert(note.name.known().cloned().unwrap_or_default(), note.clone());
            note
        });
        if state.is_none()
            && let Some(name) = request.prior.and_then(|prior| prior.name.into_known())
        {
            notes.remove(&name);
        }
        ApplyResponse { state, private, diags: Diags::new() }
    }

    async fn read(&self, world: &Arc<World>, request: ReadRequest<Self>) -> ReadResponse<Self> {
        let private = request.private.unwrap_or_default();
        let notes = world.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let name = request.state.name.known().cloned().unwrap_or_default();
        ReadResponse { state: notes.get(&name).cloned(), private, diags: Diags::new() }
    }

    async fn import(&self, world: &Arc<World>, id: &str) -> Result<Imported<Self>, Diags> {
        let notes = world.notes.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.get(id) {
            Some(note) => Ok(Imported {
                state: note.clone(),
                private: Kept { serial: 1 },
                diags: Diags::new(),
            }),
            None => Err(Diag::error(format!("No note `{id}`"), "Nothing was imported.").into()),
        }
    }

    fn upgrade(
        &self,
        version: i64,
        mut state: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        if version != 1 {
            return Err(format!("version {version} is not known"));
        }
        let entries = state.as_object_mut().ok_or("it is no object")?;
        let title = entries.remove("title").ok_or("`title` is missing")?;
        entries.insert("name".to_owned(), title);
        Ok(state)
    }
}

model! {
    /// A resource that goes wrong in the way that it is asked for.
    pub(crate) struct Fault {
        /// The way.
        way: String => required;
        /// What it should be.
        value: String => optional, computed;
    }
}

#[derive(Debug)]
struct FaultResource;

impl FaultResource {
    fn fail(fault: Option<&Fault>, way: &str) {
        let asked = fault.and_then(|fault| fault.way.known());
        assert!(asked.is_none_or(|asked| asked != way), "asked to fail at {way}");
    }
}

#[async_trait]
impl Resource for FaultResource {
    type Model = Fault;
    type Private = Kept;
    type Reader = Arc<World>;
    type Writer = Arc<World>;
    const NAME: &'static str = "sample_fault";
    const VERSION: u32 = 0;

    fn validate(&self, config: &Fault) -> Diags {
        Self::fail(Some(config), "validate");
        Diags::new()
    }

    async fn plan(&self, _: &Arc<World>, request: PlanRequest<Self>) -> PlanResponse<Self> {
        Self::fail(request.config.as_ref(), "plan");
        let mut planned = request.proposed;
        if let Some(planned) = &mut planned
            && planned.value.is_null()
        {
            planned.value = Value::Unknown;
        }
        let private = request.private.unwrap_or_default();
        PlanResponse { planned, private, replace: Vec::new(), diags: Diags::new() }
    }

    async fn apply(
        &self,
        _: &Arc<World>,
        request: ApplyRequest<Self>,
        control: &Control<Self>,
    ) -> ApplyResponse<Self> {
        let planned = request.planned.as_ref();
        Self::fail(planned, "apply");
        let mut state = planned.cloned();
        let way = planned.and_then(|fault| fault.way.known().cloned()).unwrap_or_default();
        let mut diags = Diags::new();
        match (way.as_str(), &mut state) {
            ("late", Some(fault)) => {
                fault.value = Value::Known("half".to_owned());
                control.checkpoint.save(fault, &Kept { serial: 7 });
                Self::fail(Some(fault), "late");
            }
            ("lie", Some(fault)) => fault.value = Value::Known("a lie".to_owned()),
            ("undecided", _) => {}
            ("partial", Some(fault)) => {
                diags.push(Diag::error("Half done", "The second half is missing."));
                fault.value = Value::Unknown;
            }
            ("vanish", state) => *state = None,
            (_, Some(fault)) if fault.value.is_unknown() => {
                fault.value = Value::Known("set".to_owned());
            }
            _ => {}
        }
        ApplyResponse { state, private: Kept::default(), diags }
    }

    async fn read(&self, _: &Arc<World>, request: ReadRequest<Self>) -> ReadResponse<Self> {
        Self::fail(Some(&request.state), "read");
        let private = request.private.unwrap_or_default();
        ReadResponse { state: Some(request.state), private, diags: Diags::new() }
    }

    async fn import(&self, _: &Arc<World>, id: &str) -> Result<Imported<Self>, Diags> {
        let state = Fault { way: Value::Known(id.to_owned()), value: Value::Null };
        Self::fail(Some(&state), "import");
        Ok(Imported { state, private: Kept::default(), diags: Diags::new() })
    }
}

model! {
    /// A resource whose apply ends when it is released or cancelled.
    pub(crate) struct Slow {
        /// What became of it.
        outcome: String => computed;
    }
}

#[derive(Debug)]
struct SlowResource;

#[async_trait]
impl Resource for SlowResource {
    type Model = Slow;
    type Private = ();
    type Reader = Arc<World>;
    type Writer = Arc<World>;
    const NAME: &'static str = "sample_slow";
    const VERSION: u32 = 0;

    fn validate(&self, _: &Slow) -> Diags {
        Diags::new()
    }

    async fn plan(&self, _: &Arc<World>, request: PlanRequest<Self>) -> PlanResponse<Self> {
        let planned = request.proposed.map(|_| Slow { outcome: Value::Unknown });
        PlanResponse { planned, private: (), replace: Vec::new(), diags: Diags::new() }
    }

    async fn apply(
        &self,
        world: &Arc<World>,
        request: ApplyRequest<Self>,
        control: &Control<Self>,
    ) -> ApplyResponse<Self> {
        world.begun.add_permits(1);
        let outcome = tokio::select! {
            () = control.cancel.cancelled() => "cancelled",
            permit = world.release.acquire() => {
                if let Ok(permit) = permit {
                    permit.forget();
                }
                "released"
            }
        };
        let state = request.planned.map(|_| Slow { outcome: Value::Known(outcome.to_owned()) });
        ApplyResponse { state, private: (), diags: Diags::new() }
    }

    async fn read(&self, _: &Arc<World>, request: ReadRequest<Self>) -> ReadResponse<Self> {
        ReadResponse { state: Some(request.state), private: (), diags: Diags::new() }
    }

    async fn import(&self, _: &Arc<World>, _: &str) -> Result<Imported<Self>, Diags> {
        Err(Diag::error("A slow resource cannot be imported", "Nothing was imported.").into())
    }
}
