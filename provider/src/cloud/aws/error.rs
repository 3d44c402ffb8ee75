//! From the SDK's errors to kinds, by code and status; by text only where a policy names somebody
//! unknown, which has no code of its own.

use std::error::Error as StdError;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_s3::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{SdkError, ServiceError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::cloud::{CloudError, CloudErrorKind as Kind};

/// The call that failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    action: &'static str,
    target: &'a str,
    writes: bool,
    kind_of_code: fn(&str) -> Option<Kind>,
}

/// The service's text; where a bucket lies elsewhere, also where.
fn message<E: ProvideErrorMetadata>(
    kind: Kind,
    answer: &ServiceError<E, HttpResponse>,
) -> Option<String> {
    let text = answer.err().message().map(str::to_owned);
    match answer.raw().headers().get("x-amz-bucket-region") {
        Some(region) if kind == Kind::WrongRegion => {
            Some(format!("{}it lies in {region}", text.map_or(String::new(), |text| text + " ")))
        }
        _ => text,
    }
}

impl<'a> Call<'a> {
    pub(super) const fn s3(action: &'static str, target: &'a str) -> Self {
        Self { action, target, writes: false, kind_of_code: s3 }
    }

    pub(super) const fn kms(action: &'static str, target: &'a str) -> Self {
        Self { action, target, writes: false, kind_of_code: kms }
    }

    pub(super) const fn iam(action: &'static str, target: &'a str) -> Self {
        Self { action, target, writes: false, kind_of_code: iam }
    }

    /// The same call as one that changes something, so that a lost answer leaves doubt.
    pub(super) const fn writing(self) -> Self {
        Self { writes: true, ..self }
    }

    /// An error of this call without an answer behind it.
    pub(super) fn error(self, kind: Kind) -> CloudError {
        CloudError::new(self.action, self.target, kind)
    }

    /// An error of a list that goes on beyond what is read of it.
    pub(super) fn too_many(self, most: usize, things: &str) -> CloudError {
        let message = Some(format!("more than {most} {things}"));
        CloudError { message, ..self.error(Kind::TooMany) }
    }

    /// What the service says of one item of a call on many.
    pub(super) fn item(self, code: Option<&str>, message: Option<&str>) -> CloudError {
        let kind = code.and_then(|code| kind_of(self.kind_of_code, code));
        CloudError {
            code: code.map(str::to_owned),
            message: message.map(str::to_owned),
            ..self.error(kind.unwrap_or(Kind::Unexpected))
        }
    }

    pub(super) fn failed<E>(self, error: SdkError<E, HttpResponse>) -> CloudError
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let request_id = error.request_id().map(str::to_owned);
        let mut kind = self.kind(&error);
        if let SdkError::ServiceError(answer) = &error
            && names_nobody(answer.err().code(), answer.err().message())
        {
            kind = Kind::UnknownPrincipal;
        }
        if let SdkError::ServiceError(answer) = &error {
            return CloudError {
                code: answer.err().code().map(str::to_owned),
                message: message(kind, answer),
                request_id,
                ..self.error(kind)
            };
        }
        CloudError { request_id, source: error.into_source().ok(), ..self.error(kind) }
    }

    fn kind<E>(self, error: &SdkError<E, HttpResponse>) -> Kind
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        match error {
            SdkError::ServiceError(answer) => {
                self.answered(answer.err().code(), answer.raw().status().as_u16())
            }
            SdkError::ConstructionFailure(_) if no_credentials(error) => Kind::Unauthenticated,
            SdkError::ConstructionFailure(_) => Kind::Invalid,
            SdkError::DispatchFailure(_) if no_credentials(error) => Kind::Unauthenticated,
            SdkError::DispatchFailure(_) if never_sent(error) => Kind::Unavailable,
            _ if self.writes => Kind::Ambiguous,
            SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => Kind::Unavailable,
            _ => Kind::Unexpected,
        }
    }

    fn answered(self, code: Option<&str>, status: u16) -> Kind {
        let kind = code
            .and_then(|code| kind_of(self.kind_of_code, code))
            .unwrap_or_else(|| kind_of_status(status));
        // A fault may come after the deed; 503 comes before it.
        if kind == Kind::Unavailable && self.writes && status != 503 {
            Kind::Ambiguous
        } else {
            kind
        }
    }
}

/// Whether a policy was refused because it names a principal that does not exist, or not yet.
///
/// Sources, all of one code for any policy that is not taken: S3 `MalformedPolicy`, "Invalid
/// principal in policy" (cloud-custodian/cloud-custodian#4948, serverless/serverless#10361); IAM
/// `MalformedPolicyDocument`, `Invalid principal in policy: "AWS":"<ARN>"`
/// (hashicorp/terraform-provider-aws#1388, #12436: seconds to half a minute after a user or role
/// was made); KMS `MalformedPolicyDocumentException`, "Policy contains a statement with one or
/// more invalid principals" (lightspin-tech/eks-creation-engine#4).
fn names_nobody(code: Option<&str>, message: Option<&str>) -> bool {
    let of_policy = matches!(
        code,
        Some("MalformedPolicy" | "MalformedPolicyDocument" | "MalformedPolicyDocumentException")
    );
    let text = message.unwrap_or_default().to_ascii_lowercase();
    of_policy && text.contains("invalid principal")
}

fn kind_of(service: fn(&str) -> Option<Kind>, code: &str) -> Option<Kind> {
    service(code).or_else(|| common(code))
}

/// Source: AWS "Common errors" of IAM, STS and KMS; S3 "Error responses".
fn common(code: &str) -> Option<Kind> {
    Some(match code {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => Kind::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "UnrecognizedClientException"
        | "RequestExpired"
        | "RequestTimeTooSkewed"
        | "TokenRefreshRequired"
        | "NotSignedUp"
        | "OptInRequired" => Kind::Unauthenticated,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "SlowDown" => Kind::Throttled,
        "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "ServiceUnavailable"
        | "ServiceFailure"
        | "RequestTimeout" => Kind::Unavailable,
        "NotImplemented" | "UnknownOperationException" | "InvalidAction" => Kind::Unsupported,
        "ValidationError" | "ValidationException" => Kind::Invalid,
        _ => return None,
    })
}

fn s3(code: &str) -> Option<Kind> {
    Some(match code {
        "NoSuchBucket" | "NoSuchUpload" | "NoSuchKey" | "NoSuchVersion" => Kind::NotFound,
        // The one condition that is ever sent is that there is no object of the key.
        "BucketAlreadyOwnedByYou" | "PreconditionFailed" => Kind::AlreadyExists,
        "BucketAlreadyExists" => Kind::TakenElsewhere,
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "Redirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException"
        | "IncorrectEndpoint" => Kind::WrongRegion,
        "AllAccessDisabled" | "AccountProblem" | "InvalidObjectState" => Kind::Denied,
        "OperationAborted" | "ConditionalRequestConflict" => Kind::Conflict,
        "BucketNotEmpty" => Kind::NotEmpty,
        "MethodNotAllowed" | "NotSupported" => Kind::Unsupported,
        "AccessControlListNotSupported"
        | "BadDigest"
        | "InvalidArgument"
        | "InvalidBucketAclWithObjectOwnership"
        | "InvalidBucketName"
        | "InvalidBucketState"
        | "InvalidLocationConstraint"
        | "InvalidPolicyDocument"
        | "InvalidRequest"
        | "InvalidTag"
        | "KMS.DisabledException"
        | "KMS.InvalidKeyUsageException"
        | "KMS.KMSInvalidStateException"
        | "KMS.NotFoundException"
        | "MalformedPolicy"
        | "MalformedXML"
        | "PolicyTooLarge"
        | "TooManyBuckets" => Kind::Invalid,
        _ => return None,
    })
}

fn kms(code: &str) -> Option<Kind> {
    Some(match code {
        "NotFoundException" => Kind::NotFound,
        "AlreadyExistsException" => Kind::AlreadyExists,
        "ConflictException" => Kind::Conflict,
        "DependencyTimeoutException" | "KeyUnavailableException" | "KMSInternalException" => {
            Kind::Unavailable
        }
        "DisabledException"
        | "InvalidAliasNameException"
        | "InvalidArnException"
        | "KMSInvalidStateException"
        | "LimitExceededException"
        | "MalformedPolicyDocumentException"
        | "TagException"
        | "UnsupportedOperationException" => Kind::Invalid,
        _ => return None,
    })
}

fn iam(code: &str) -> Option<Kind> {
    Some(match code {
        "NoSuchEntity" | "NoSuchEntityException" => Kind::NotFound,
        "EntityAlreadyExists" => Kind::AlreadyExists,
        "ConcurrentModification" | "EntityTemporarilyUnmodifiable" => Kind::Conflict,
        "DeleteConflict" => Kind::NotEmpty,
        // A service-linked role, which only its service may change.
        "UnmodifiableEntity" => Kind::Denied,
        "InvalidInput" | "MalformedPolicyDocument" | "LimitExceeded" | "PolicyNotAttachable" => {
            Kind::Invalid
        }
        _ => return None,
    })
}

/// For answers without a known code. A bare 404 proves nothing: a proxy may have sent it.
const fn kind_of_status(status: u16) -> Kind {
    match status {
        301 | 307 => Kind::WrongRegion,
        401 => Kind::Unauthenticated,
        403 => Kind::Denied,
        400 => Kind::Invalid,
        409 => Kind::Conflict,
        429 => Kind::Throttled,
        501 => Kind::Unsupported,
        500..=599 => Kind::Unavailable,
        _ => Kind::Unexpected,
    }
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

fn no_credentials(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(<dyn StdError>::is::<CredentialsError>)
}

/// Whether the request surely did not leave: no connection was made.
fn never_sent(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        cause.is::<aws_smithy_runtime_api::client::dns::ResolveDnsError>()
            || matches!(
                cause.downcast_ref::<rustls::Error>(),
                Some(rustls::Error::InvalidCertificate(_))
            )
            || cause.downcast_ref::<io::Error>().is_some_and(|error| {
                matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionRefused
                        | io::ErrorKind::HostUnreachable
                        | io::ErrorKind::NetworkUnreachable
                        | io::ErrorKind::AddrNotAvailable
                )
            })
    })
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn answer(code: Option<&str>, status: u16) -> SdkError<ErrorMetadata, HttpResponse> {
        let mut metadata = ErrorMetadata::builder();
        if let Some(code) = code {
            metadata = metadata.code(code).message("NoSuchBucket, says the text");
        }
        let status = StatusCode::try_from(status).unwrap();
        SdkError::service_error(metadata.build(), HttpResponse::new(status, SdkBody::empty()))
    }

    fn lost(error: impl StdError + Send + Sync + 'static) -> SdkError<ErrorMetadata, HttpResponse> {
        SdkError::dispatch_failure(ConnectorError::io(error.into()))
    }

    #[test]
    fn kinds_come_from_codes() {
        let s3 = Call::s3("s3:X", "b");
        let kms = Call::kms("kms:X", "k");
        let iam = Call::iam("iam:X", "r");
        for (call, code, status, kind) in [
            (s3, "NoSuchBucket", 404, Kind::NotFound),
            (s3, "BucketAlreadyOwnedByYou", 409, Kind::AlreadyExists),
            (s3, "BucketAlreadyExists", 409, Kind::TakenElsewhere),
            (s3, "PreconditionFailed", 412, Kind::AlreadyExists),
            (s3, "OperationAborted", 409, Kind::Conflict),
            (s3, "ConditionalRequestConflict", 409, Kind::Conflict),
            (s3, "BucketNotEmpty", 409, Kind::NotEmpty),
            (s3, "AccessDenied", 403, Kind::Denied),
            (s3, "PermanentRedirect", 301, Kind::WrongRegion),
            (s3, "AuthorizationHeaderMalformed", 400, Kind::WrongRegion),
            (s3, "InvalidAccessKeyId", 403, Kind::Unauthenticated),
            (s3, "SignatureDoesNotMatch", 403, Kind::Unauthenticated),
            (s3, "SlowDown", 503, Kind::Throttled),
            (s3, "NotImplemented", 501, Kind::Unsupported),
            (s3, "MalformedPolicy", 400, Kind::Invalid),
            (kms, "NotFoundException", 400, Kind::NotFound),
            (kms, "AlreadyExistsException", 400, Kind::AlreadyExists),
            (kms, "AccessDeniedException", 400, Kind::Denied),
            (kms, "KMSInvalidStateException", 400, Kind::Invalid),
            (kms, "UnrecognizedClientException", 400, Kind::Unauthenticated),
            (kms, "ThrottlingException", 400, Kind::Throttled),
            (iam, "NoSuchEntity", 404, Kind::NotFound),
            (iam, "EntityAlreadyExists", 409, Kind::AlreadyExists),
            (iam, "ConcurrentModification", 409, Kind::Conflict),
            (iam, "DeleteConflict", 409, Kind::NotEmpty),
            (iam, "LimitExceeded", 409, Kind::Invalid),
            (iam, "UnmodifiableEntity", 400, Kind::Denied),
            (iam, "MalformedPolicyDocument", 400, Kind::Invalid),
            (iam, "ExpiredToken", 403, Kind::Unauthenticated),
            (iam, "InvalidClientTokenId", 403, Kind::Unauthenticated),
        ] {
            let error = call.failed(answer(Some(code), status));
            assert_eq!(error.kind, kind, "{code}");
            assert_eq!(error.code.as_deref(), Some(code));
        }
    }

    #[test]
    fn a_policy_that_names_nobody_is_told_from_one_that_is_wrong() {
        let refused = |call: Call<'_>, code: &str, message: &str| {
            let metadata = ErrorMetadata::builder().code(code).message(message).build();
            let status = StatusCode::try_from(400).unwrap();
            let answer = HttpResponse::new(status, SdkBody::empty());
            call.failed(SdkError::service_error(metadata, answer)).kind
        };
        let (s3, kms, iam) = (Call::s3("s3:X", "b"), Call::kms("kms:X", "k"), Call::iam("i", "r"));
        for (call, code, message) in [
            (s3, "MalformedPolicy", "Invalid principal in policy"),
            (
                kms,
                "MalformedPolicyDocumentException",
                "Policy contains a statement with one or more invalid principals.",
            ),
            (
                iam,
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::123456789012:role/x\"",
            ),
        ] {
            assert_eq!(refused(call, code, message), Kind::UnknownPrincipal, "{code}");
            assert_eq!(refused(call, code, "Policy has an invalid resource"), Kind::Invalid);
        }
        assert_eq!(refused(s3, "InvalidRequest", "Invalid principal in policy"), Kind::Invalid);
    }

    #[test]
    fn an_answer_without_code_is_never_absence() {
        let call = Call::s3("s3:HeadBucket", "b");
        assert_eq!(call.failed(answer(None, 404)).kind, Kind::Unexpected);
        assert_eq!(call.failed(answer(None, 403)).kind, Kind::Denied);
        assert_eq!(call.failed(answer(None, 301)).kind, Kind::WrongRegion);
    }

    #[test]
    fn only_a_write_that_was_sent_leaves_doubt() {
        let read = Call::s3("s3:X", "b");
        let reset = || lost(io::Error::from(io::ErrorKind::ConnectionReset));
        let refused = || lost(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(read.failed(reset()).kind, Kind::Unavailable);
        assert_eq!(read.writing().failed(reset()).kind, Kind::Ambiguous);
        assert_eq!(read.writing().failed(refused()).kind, Kind::Unavailable);
        let timeout = || SdkError::<ErrorMetadata, _>::timeout_error("slow");
        assert_eq!(read.failed(timeout()).kind, Kind::Unavailable);
        assert_eq!(read.writing().failed(timeout()).kind, Kind::Ambiguous);
        let fault = |status| answer(Some("InternalError"), status);
        assert_eq!(read.failed(fault(500)).kind, Kind::Unavailable);
        assert_eq!(read.writing().failed(fault(500)).kind, Kind::Ambiguous);
        assert_eq!(read.writing().failed(answer(None, 503)).kind, Kind::Unavailable);
    }

    #[test]
    fn without_credentials_nobody_is_asked() {
        let error = lost(CredentialsError::not_loaded("none"));
        let call = Call::kms("kms:X", "k").writing();
        assert_eq!(call.failed(error).kind, Kind::Unauthenticated);
    }
}
