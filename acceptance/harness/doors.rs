//! S3 by every door of the emulator: over TLS and without it, signed in a header, in a URL, or not at
//! all.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Builder, Region};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::operation::get_object::{GetObjectError, GetObjectOutput};
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::operation::put_object::{PutObjectError, PutObjectOutput};
use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use aws_smithy_types::retry::RetryConfig;

use crate::clients::{Clients, REGION};
use crate::emulator::Emulator;
use crate::error::{Context, Result};

/// How long a URL says that it may be used: longer than any zone admits by itself.
const LIFETIME: Duration = Duration::from_secs(6 * 60 * 60);

/// Where an emulator answers.
#[derive(Clone, Debug)]
pub struct Addresses {
    tls: String,
    plain: String,
}

impl Addresses {
    /// The addresses of an emulator.
    pub fn of(emulator: &Emulator) -> Self {
        let (tls, plain) = (emulator.endpoint(), emulator.plain_endpoint());
        Self { tls: tls.to_owned(), plain: plain.to_owned() }
    }
}

/// Clients of one identity.
#[derive(Clone, Debug)]
pub struct Doors {
    signed: Pair,
    unsigned: Pair,
}

#[derive(Clone, Debug)]
struct Pair {
    tls: Client,
    plain: Client,
}

impl Pair {
    fn of(config: &Builder, at: &Addresses) -> Self {
        let client =
            |endpoint: &str| Client::from_conf(config.clone().endpoint_url(endpoint).build());
        Self { tls: client(&at.tls), plain: client(&at.plain) }
    }

    const fn through(&self, secure: bool) -> &Client {
        if secure { &self.tls } else { &self.plain }
    }
}

impl Doors {
    /// Doors for who has these keys; without keys nothing is signed. The connections of `like` are
    /// shared.
    pub fn of(at: &Addresses, like: &Clients, keys: Option<Credentials>) -> Self {
        let mut config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .force_path_style(true)
            .retry_config(RetryConfig::disabled())
            .allow_no_auth();
        config.set_http_client(like.s3.config().http_client());
        let unsigned = Pair::of(&config, at);
        let signing = |keys| like.s3.config().to_builder().credentials_provider(keys);
        let signed = keys.map(|keys| Pair::of(&signing(keys), at));
        Self { signed: signed.unwrap_or_else(|| unsigned.clone()), unsigned }
    }

    /// A client over TLS, or without it.
    pub const fn s3(&self, secure: bool) -> &Client {
        self.signed.through(secure)
    }

    /// Gets an object by a URL that was signed so long ago.
    ///
    /// # Errors
    /// The URL cannot be made. How the request ends is the inner result.
    pub async fn get_by_url(
        &self,
        secure: bool,
        get: GetObjectFluentBuilder,
        age: Duration,
    ) -> Result<std::result::Result<GetObjectOutput, SdkError<GetObjectError>>> {
        let presigned = get.clone().presigned(signing(age)?).await.doing("presigning a get")?;
        // The same request unsigned, but for the signature in its URL.
        let sent = self.unsigned.through(secure).get_object();
        let sent = sent.set_bucket(get.get_bucket().clone()).set_key(get.get_key().clone());
        let sent = sent
            .customize()
            .map_request(move |mut request| request.set_uri(presigned.uri()).map(|()| request));
        Ok(sent.send().await)
    }

    /// Puts an object, whose builder has no body, by a URL that was signed just now.
    ///
    /// # Errors
    /// The URL cannot be made. How the request ends is the inner result.
    pub async fn put_by_url(
        &self,
        secure: bool,
        put: PutObjectFluentBuilder,
        body: &'static [u8],
    ) -> Result<std::result::Result<PutObjectOutput, SdkError<PutObjectError>>> {
        let sent = self.unsigned.through(secure).put_object().body(body.to_vec().into());
        let sent = sent.set_bucket(put.get_bucket().clone()).set_key(put.get_key().clone());
        let presigned = put.presigned(signing(Duration::ZERO)?).await;
        let presigned: PresignedRequest = presigned.doing("presigning a put")?;
        let sent = sent.customize().map_request(move |mut request| {
            for (name, value) in presigned.headers().filter(|(name, _)| *name != "content-length") {
                request.headers_mut().insert(name.to_owned(), value.to_owned());
            }
            request.set_uri(presigned.uri()).map(|()| request)
        });
        Ok(sent.send().await)
    }
}

fn signing(age: Duration) -> Result<PresigningConfig> {
    let config = PresigningConfig::builder().start_time(SystemTime::now() - age);
    config.expires_in(LIFETIME).build().doing("presigning a request")
}
