//! The server: passes on and records, or replays. HTTP/1.1 over TLS, as S3 and KMS speak it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use kfm_acceptance::certificate::Certificate;
use kfm_acceptance::{Context, Failure, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::http::{self, Upstream};
use super::recording::{Answer, Names, Question, Recording};
use crate::delay::Delay;

/// A running server. It ends when this value is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    recording: Mutex<Recording>,
    /// The names of the recorded zone, once there is one.
    replaying: Mutex<Option<Names>>,
    delay: Delay,
    requests: AtomicUsize,
    unknown: AtomicBool,
    first_unknown: Mutex<String>,
}

impl Server {
    /// Starts one before `upstream`, with a certificate for 127.0.0.1. It passes everything on.
    pub(crate) async fn start(upstream: &str, certificate: &Certificate) -> Result<Self> {
        let acceptor = http::acceptor(certificate)?;
        let shared = Arc::new(Shared {
            upstream: Upstream::new(upstream, certificate)?,
            recording: Mutex::default(),
            replaying: Mutex::default(),
            delay: Delay::of_server(),
            requests: AtomicUsize::new(0),
            unknown: AtomicBool::new(false),
            first_unknown: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.doing("listening")?;
        let address = listener.local_addr().doing("listening")?;
        let accepting = tokio::spawn(accept(listener, acceptor, Arc::clone(&shared)));
        Ok(Self { address, shared, accepting })
    }

    /// Its address.
    pub(crate) fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }

    /// How long it waits before an answer.
    pub(crate) fn delay(&self) -> &Delay {
        &self.shared.delay
    }

    /// From now on passes nothing on, and answers for all zones as for the recorded one.
    pub(crate) fn replay(&self, recorded: Names) {
        *lock(&self.shared.replaying) = Some(recorded);
    }

    /// How many requests came since the last time that this was asked. Fails if one of them was
    /// not known.
    pub(crate) fn requests(&self) -> Result<usize> {
        if self.shared.unknown.swap(false, Ordering::Relaxed) {
            let first = lock(&self.shared.first_unknown).clone();
            return Err(Failure::new(format!(
                "a request was replayed that is not recorded: {first}"
            )));
        }
        Ok(self.shared.requests.swap(0, Ordering::Relaxed))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    // What fails to accept or to shake hands is the client's to notice.
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&shared)));
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    // Without it, answers wait for acknowledgements of the ones before.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(|request| answer(Arc::clone(&shared), request));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client may close whenever it likes.
    let _closed = connection.await;
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> std::result::Result<Response<Full<Bytes>>, hyper::Error> {
    shared.requests.fetch_add(1, Ordering::Relaxed);
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let operation = head.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    let question = Question {
        method: head.method.to_string(),
        target: target.to_owned(),
        operation: operation.unwrap_or_default().to_owned(),
        body,
    };
    let recorded = lock(&shared.replaying).clone();
    let Some(recorded) = recorded else {
        return Ok(match shared.upstream.send(&head, question.body.clone()).await {
            Ok(answer) => {
                lock(&shared.recording).keep(question, answer.clone());
                response(answer)
            }
            Err(failure) => refusal(&failure.to_string()),
        });
    };
    let answer = lock(&shared.recording).answer(&recorded, &question);
    shared.delay.pass().await;
    Ok(match answer {
        Some(answer) => response(answer),
        None => {
            let asked = format!("{} {} {}", question.method, question.target, question.operation);
            if !shared.unknown.swap(true, Ordering::Relaxed) {
                lock(&shared.first_unknown).clone_from(&asked);
            }
            refusal(&asked)
        }
    })
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Full::new(answer.body)).unwrap_or_else(|error| refusal(&error.to_string()))
}

fn refusal(why: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(why.to_owned())));
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    response
}
