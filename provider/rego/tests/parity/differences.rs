//! Where the three engines do not agree, and why.

/// Who answers as OPA does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    /// Our engine, and not rego-cpp.
    Ours,
    /// rego-cpp, and not our engine.
    Theirs,
    /// Neither.
    Neither,
}

/// A feature that is not answered alike.
pub(crate) struct Difference {
    pub(crate) feature: &'static str,
    pub(crate) as_opa: As,
    /// By OPA's reference of the language and its functions.
    pub(crate) why: &'static str,
}

/// Inputs of the example bundle that are not answered alike.
pub(crate) struct Inputs {
    /// Their names.
    pub(crate) inputs: &'static [&'static str],
    pub(crate) as_opa: As,
    pub(crate) why: &'static str,
}

const fn ours(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Ours, why }
}

const fn theirs(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Theirs, why }
}

const fn neither(feature: &'static str, why: &'static str) -> Difference {
    Difference { feature, as_opa: As::Neither, why }
}

/// Errors of built-in functions.
const STRICT: &str = "an error in regorus, and in OPA where it is strict, as it was here; rego-cpp says undefined, as OPA by default";

/// What OPA's compiler finds.
const TYPES: &str =
    "OPA checks types before it runs, regorus fails when it runs; rego-cpp says undefined";

/// What would make answers differ from run to run.
const PURE: &str = "left out of our build: there is no clock, network, name service or environment";

/// What only tests need.
const WITH: &str = "refused: regorus does not always put back what was replaced";

/// What a policy of gates does not need.
const LEFT_OUT: &str = "left out of our build: a module that calls it fails";

/// All of them: the tests fail on one that is not here, and on one that is no more.
pub(crate) const ALL: &[Difference] = &[
    theirs(
        "functions that call themselves",
        "OPA and rego-cpp refuse recursion; regorus goes on until its limits",
    ),
    ours("names that do not exist", "rego-cpp takes an unknown name for undefined"),
    ours("variables that have no value", "rego-cpp takes an unsafe variable for undefined"),
    ours("a variable assigned twice", "rego-cpp takes the second value"),
    ours("no import of rego.v1", "rego-cpp still takes rules without `if`"),
    neither(
        "negation of calls of what is undefined",
        "OPA takes arguments out of `not f(…)` first, so that the rule is undefined; the others negate all of it, as OPA wants to ([#8387](https://github.com/open-policy-agent/opa/issues/8387)). A rule that allows by it allows more than under OPA: ask for the argument first",
    ),
    neither(
        "negation of membership of what is undefined",
        "the same with `not … in`: the others deny where OPA does not",
    ),
    ours(
        "comparison of types",
        "rego-cpp does not order values of different types as OPA does: null, booleans, numbers, strings, lists, objects, sets",
    ),
    neither(
        "comparison of objects and sets",
        "to OPA, sets come after objects; to the others, before",
    ),
    theirs(
        "some in what is no collection",
        "regorus fails, where there is nothing to go through. Test with `is_array` first",
    ),
    theirs(
        "patterns of some of the members",
        "a pattern of an object has to name all of its members; regorus also takes those with more. Write `one.id`",
    ),
    ours("every without braces around", "rego-cpp does not read it"),
    theirs("with on data", WITH),
    theirs("with on functions", WITH),
    theirs("with on input", WITH),
    theirs("with on rules", WITH),
    theirs("with on what rules read", WITH),
    theirs("with on rules by their short names", WITH),
    ours("comprehensions of lists", "rego-cpp does not read `[… | some i, x in …]`"),
    ours("object.union and object.union_n", "rego-cpp does not merge below the first level"),
    theirs("json.patch", LEFT_OUT),
    ours("aggregates", "rego-cpp's `max` orders values of different types by other rules"),
    ours("sorting", "rego-cpp sorts by what values look like as text"),
    theirs(
        "decimal fractions",
        "OPA's fractions are decimal enough for `0.1 + 0.2 == 0.3`; regorus has binary ones of 64 bits. Count in integers",
    ),
    ours("integers beyond 2^53", "rego-cpp's `sprintf` loses them"),
    ours("integers beyond 2^64", "rego-cpp does not have them"),
    theirs(
        "integers of the input",
        "regorus reads integers beyond 2^64 from JSON as fractions; the evidence of a gate has none beyond 2^53",
    ),
    ours("equality of integers and fractions", "to rego-cpp, `-0` is not `0`"),
    ours("format_int", "rego-cpp does not know negative numbers in other bases"),
    ours("semver", "rego-cpp compares pre-releases and builds by other rules than SemVer's"),
    neither("semver with a leading v", "OPA takes a leading `v`, SemVer 2.0.0 does not"),
    ours("unicode", "rego-cpp changes the case of ASCII alone"),
    theirs("lengths beyond U+FFFF", "regorus counts UTF-16 units, OPA characters"),
    theirs("upper case of ß", "regorus has full case mapping, OPA maps one character to one"),
    ours("joining and splitting", "rego-cpp joins a set as it was written, not in order"),
    ours("sprintf of strings and numbers", "rego-cpp does not know `%q`"),
    neither(
        "sprintf with widths and signs",
        "regorus and rego-cpp know few flags: pad with `concat`",
    ),
    neither(
        "sprintf of other bases",
        "regorus writes `%o` with a prefix; rego-cpp does not know `%b` or `%o`",
    ),
    ours("sprintf of values", "rego-cpp writes a list of one as its member"),
    neither(
        "sprintf with wrong arguments",
        "OPA writes what is wrong into the text; regorus says undefined, or nothing",
    ),
    theirs("interpolated strings", "newer than regorus: use `sprintf`"),
    ours("regex.match", "to rego-cpp, `.` is a byte"),
    ours("regular expressions with classes and flags", "rego-cpp does not know `(?i)` or `\\p{…}`"),
    theirs(
        "digits of other scripts",
        "to regorus, `\\d`, `\\w`, `\\s` and `\\b` mean all of Unicode, to OPA ASCII: write `[0-9]`",
    ),
    neither(
        "regex.split at nothing",
        "regorus also gives what is before the first and after the last character; rego-cpp does not end",
    ),
    theirs("regex.template_match", "regorus finds no match for `.*` between delimiters"),
    theirs("regex.globs_match", "regorus does not have it: a module that calls it fails"),
    theirs("glob.quote_meta", "regorus quotes `*` alone"),
    neither(
        "json.marshal and json.unmarshal",
        "OPA writes `<`, `>` and `&` as escapes, which mean the same",
    ),
    theirs(
        "json.marshal of numbers and sets",
        "OPA writes numbers as they were written, regorus in one form",
    ),
    ours("base64", "rego-cpp does not ask for the padding"),
    neither("urlquery.encode", LEFT_OUT),
    neither("urlquery.decode", LEFT_OUT),
    theirs("urlquery.encode_object and urlquery.decode_object", LEFT_OUT),
    theirs("yaml", LEFT_OUT),
    neither("json.match_schema", LEFT_OUT),
    theirs(
        "digests",
        "`crypto` is not in regorus: the gate compares digests before the policy is asked",
    ),
    ours("division by zero", STRICT),
    ours(
        "remainders of fractions",
        "a failure in regorus; in OPA where it is strict, as it was here, and undefined where it is not",
    ),
    ours("a wrong value to to_number", STRICT),
    ours("numbers in other spellings", "rego-cpp takes spellings of numbers that Rego has not"),
    ours("a wrong value to units.parse_bytes", STRICT),
    ours("substring before the start", STRICT),
    ours("a regular expression that is none", STRICT),
    ours(
        "regular expressions that look around",
        "RE2's syntax, and regorus's, have no looking around and no back-references; rego-cpp has",
    ),
    ours("a denial by a wrong call", STRICT),
    ours("a wrong type from the input", STRICT),
    ours(
        "a wrong type from the input: arithmetic",
        "a failure in regorus; in OPA where it is strict, as it was here",
    ),
    ours("a wrong type that shows before the run: count", TYPES),
    ours("a wrong type that shows before the run: concat", TYPES),
    ours(
        "a wrong type that shows before the run: lists",
        "OPA checks types before it runs, regorus when it runs",
    ),
    neither("an index that is never there", TYPES),
    neither("a function that cannot take this", TYPES),
    theirs("the clock", PURE),
    neither("dates", PURE),
    neither("the network", PURE),
    neither("names of hosts", PURE),
    neither("ranges of addresses", PURE),
    theirs("the environment", PURE),
    theirs("randomness", "refused before it runs: a gate's answer may not depend on chance"),
    ours(
        "randomness by another name",
        "refused before it runs, however it is named; OPA finds no such signature",
    ),
    theirs("identifiers", "left out: `uuid.rfc4122` is random"),
    ours("trace", "rego-cpp does not know it"),
    theirs(
        "very deep values",
        "regorus takes twice the time for each level of lists and objects that are written in a module, so that some 20 are too many; documents of input and data are not concerned",
    ),
    theirs("very deep parentheses", "regorus reads at most 32 levels of parentheses"),
];

/// All inputs of the example bundle that are not answered alike: the tests hold it like [`ALL`].
pub(crate) const BUNDLE: &[Inputs] = &[
    Inputs {
        inputs: &[
            "generic 3",
            "generic 3, EMERGENCY_DENY",
            "$.sensitivity = null",
            "$.sensitivity = false",
            "$.sensitivity = true",
            "$.sensitivity = 0",
            "$.sensitivity = \"\"",
            "$.sensitivity = \"approve\"",
            "$.sensitivity = []",
            "$.sensitivity = [\"public\"]",
            "$.sensitivity = {}",
            "without $.sensitivity.policy_label",
        ],
        as_opa: As::Neither,
        why: "without a label, OPA alone does not deny: it takes the label out of `not … in` first, and the whole \
            rule is undefined. OPA holds that for a fault ([#8387](https://github.com/open-policy-agent/opa/issues/8387))",
    },
    Inputs {
        inputs: &[
            "$.sensitivity.obligations = null",
            "$.sensitivity.obligations = false",
            "$.sensitivity.obligations = true",
            "$.sensitivity.obligations = 0",
            "$.sensitivity.obligations = \"\"",
            "$.sensitivity.obligations = \"approve\"",
        ],
        as_opa: As::Theirs,
        why: "regorus fails on `some … in` what is no collection, where there is nothing to go through",
    },
];
