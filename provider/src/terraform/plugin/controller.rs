//! go-plugin's own services.

use tokio_util::sync::CancellationToken;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};

use crate::terraform::wire::proto::plugin::grpc_controller_server::GrpcController;
use crate::terraform::wire::proto::plugin::grpc_stdio_server::GrpcStdio;
use crate::terraform::wire::proto::plugin::{Empty, StdioData};

/// Ends the process when the host says so.
#[derive(Debug)]
pub(super) struct Controller {
    pub(super) end: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        tracing::debug!("the host ends the provider");
        self.end.cancel();
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcStdio for Controller {
    /// Stays open and sends nothing: the provider writes nothing on standard output after the
    /// handshake, and its log goes to standard error, which the host reads by itself.
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let end = self.end.clone();
        let stream = futures::stream::once(async move {
            end.cancelled().await;
            Err(Status::ok("the provider ends"))
        });
        Ok(Response::new(Box::pin(stream)))
    }
}
