//! Everything `kfm_access` says to the outside.

use crate::model;
use crate::terraform::model::{List, Set};

model! {
    /// Who may do what in a zone: decided by the documents that are in force, each answer with the
    /// statement that it rests on.
    ///
    /// It reads the bucket's policy, and of each role that this policy names by its ARN, or that is
    /// asked about, the inline policies, the attached policies and the permissions boundary. Each of
    /// them is then asked for each action, and so are a stranger, which is any other principal of the
    /// account with AdministratorAccess, and requests that nobody signed. It only reads, and needs
    /// `s3:GetBucketTagging`, `s3:GetBucketPolicy`, `iam:GetRole`, `iam:ListRolePolicies`,
    /// `iam:GetRolePolicy`, `iam:ListAttachedRolePolicies`, `iam:GetPolicy`, `iam:GetPolicyVersion`,
    /// and for users `iam:GetUser`.
    ///
    /// Terraform reads it in every plan. In a configuration that makes the zone too, give it a
    /// `depends_on` with the `kfm_zone_policy`: the name of a bucket is known before the bucket is
    /// there, and then it is read after the apply.
    ///
    /// Requests are those of a client that does as it should: over TLS 1.3, signed in the header and
    /// not by a presigned URL, at the time of the read; `s3:PutObject` with `If-None-Match: *` and
    /// without a word about encryption; by a session without tags and policies of its own. A listing
    /// is asked for all keys, and below the folder of each key.
    ///
    /// What depends on something that is not known or not understood is `cannot_tell`. That is what
    /// users and principals of other accounts get where the bucket's policy does not refuse them:
    /// their own policies are not read.
    ///
    /// Not looked at:
    ///
    /// - who may become a role;
    /// - the account's root user, services, and whom a pattern names: `not_asked` lists those that
    ///   the bucket's policy names;
    /// - service control policies and resource control policies of an organization, policies of VPC
    ///   endpoints and of access points;
    /// - ACLs, Block Public Access and Object Lock of S3;
    /// - the key: a `s3:PutObject` under a KMS key needs `kms:GenerateDataKey` too, and a
    ///   `s3:GetObject` of it `kms:Decrypt`.
    pub struct AccessModel {
        /// The zone's bucket, in the provider's account. Any other bucket there is answered for too.
        bucket: String => required;
        /// ARNs of roles and users to ask about besides those that the bucket's policy names.
        principals: Set<String> => optional;
        /// Actions of S3 on buckets or objects, as `s3:GetObject`. Where it is left out: what reads,
        /// writes and deletes data, what loosens its protection, and what takes control of the
        /// bucket.
        actions: Set<String> => optional;
        /// Keys of objects; they need not exist. Where it is left out: one that is made up, and one
        /// in each prefix that the policies name.
        keys: Set<String> => optional;
        /// The name of the bucket.
        id: String => computed;
        /// The kind of the zone, by the bucket's tags; null where the bucket carries none of a zone.
        zone: String => computed;
        /// The environment of the zone, by the bucket's tags.
        environment: String => computed;
        /// The answers, sorted by who, action and where.
        entries: List<EntryModel> => computed;
        /// Whom the bucket's policy names and who are not asked about, with the reason: a sentence
        /// for each, without a full stop.
        not_asked: List<String> => computed;
    }
}

model! {
    /// One answer.
    pub struct EntryModel {
        /// The ARN of the role or user, `any other principal with AdministratorAccess`, or
        /// `anonymous`.
        who: String => computed;
        /// The action, e.g. `s3:GetObject`.
        action: String => computed;
        /// Of what it is asked: `<bucket>`, or `<bucket>/<key>`; of a listing `<bucket>/<prefix>`.
        r#where: String => computed;
        /// Whether the request is allowed, and that is certain.
        allowed: bool => computed;
        /// `allowed`, `explicitly_denied`, `implicitly_denied` (nothing allows it), `cannot_tell`, or
        /// `no_such_principal`.
        decision: String => computed;
        /// The document that decides: `bucket policy`, `role policy <name>`,
        /// `attached policy <ARN>`, `boundary <ARN>` or `policy AdministratorAccess`; null where none does.
        document: String => computed;
        /// The statement of it that decides: its Sid, or `Statement[<number>]`, counted from 0.
        statement: String => computed;
        /// The condition keys that statements about the request ask for and that it does not carry,
        /// as `aws:SourceIp`. If it did, the decision might be another.
        absent_keys: List<String> => computed;
        /// The reason, in a sentence.
        why: String => computed;
    }
}
