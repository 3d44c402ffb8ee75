//! Events to EventBridge.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{EventBridgeConfiguration, NotificationConfiguration};

use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, Effect};

/// Adds EventBridge to the destinations. The call replaces all of them, so they are read first;
/// those that stay are not tried again, since an unreachable one would refuse the whole.
pub(super) async fn enable(
    client: &Client,
    call: Call<'_>,
    bucket: &BucketRef,
) -> Result<Effect, CloudError> {
    let found = client
        .get_bucket_notification_configuration()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .send()
        .await
        .map_err(|error| {
            Call::s3("s3:GetBucketNotification", bucket.name.as_str()).failed(error)
        })?;
    let all = NotificationConfiguration::builder()
        .set_topic_configurations(found.topic_configurations)
        .set_queue_configurations(found.queue_configurations)
        .set_lambda_function_configurations(found.lambda_function_configurations)
        .event_bridge_configuration(EventBridgeConfiguration::builder().build())
        .build();
    client
        .put_bucket_notification_configuration()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .skip_destination_validation(true)
        .notification_configuration(all)
        .send()
        .await
        .map(|_| Effect::Done)
        .map_err(|error| call.failed(error))
}
