"""Policy variables, which MiniStack 1.5.33 takes for plain text.

    "IAM policy elements: Variables and tags" (IAM user guide): `${key}` in a
    resource or in the value of a condition stands for the value of the condition
    key, `${key, 'default'}` for the default where the request has no such key,
    and `${*}`, `${?}`, `${$}` for the characters. A variable without a value and
    without a default matches nothing. What a variable stands for is taken
    literally: a `*` in it is no wildcard.

A policy of the version 2008-10-17 has no variables. MiniStack does not keep the
version of a document, so they are replaced there too; the comparison with the
evaluator leaves such policies out.
"""

import re
from dataclasses import replace

VARIABLE = re.compile(r"\$\{([^}]*)\}")
DEFAULTED = re.compile(r"^(.*?)\s*,\s*'([^']*)'$")

#: Characters of a value that are no wildcards, in a pattern.
LITERAL = {"*": "\ue000", "?": "\ue001"}
#: Matches no ARN.
NOTHING = "\ue002"


def literally(text: str, pattern: bool) -> str:
    if not pattern:
        return text
    return "".join(LITERAL.get(char, char) for char in text)


def replaced(text: str, value_of, pattern: bool) -> str | None:
    """The text with its variables replaced; nothing where one has no value."""
    missing = False

    def value(match: re.Match) -> str:
        nonlocal missing
        name = match[1]
        if name in ("*", "?", "$"):
            return literally(name, pattern)
        defaulted = DEFAULTED.match(name)
        key, default = defaulted.groups() if defaulted else (name, None)
        found = value_of(key.strip())
        if isinstance(found, list):
            found = found[0] if len(found) == 1 else None
        found = default if found is None else str(found)
        missing = missing or found is None
        return literally(found or "", pattern)

    result = VARIABLE.sub(value, text)
    return None if missing else result


def install() -> None:
    """Add variables to MiniStack; to be called after the condition keys."""
    from ministack.core import iam_evaluator

    matched = iam_evaluator._first_match
    compiled = iam_evaluator._fnmatch_compile

    def texts(values, value_of, pattern: bool) -> list:
        values = values if isinstance(values, list) else [values]
        found = (
            replaced(one, value_of, pattern) if isinstance(one, str) and "${" in one else one
            for one in values
        )
        return [one for one in found if one is not None]

    def resolved(statement, context):
        def value_of(key: str):
            return iam_evaluator._resolve_condition_key(key, context)

        resources = texts(statement.resources, value_of, True)
        conditions = {
            operator: {
                key: texts(values, value_of, "like" in operator.lower() or "arn" in operator.lower())
                for key, values in keys.items()
            }
            if isinstance(keys, dict)
            else keys
            for operator, keys in statement.conditions.items()
        }
        return replace(
            statement,
            resources=resources or [NOTHING] if statement.resources else [],
            not_resources=texts(statement.not_resources, value_of, True),
            conditions=conditions,
        )

    def has_variables(statement) -> bool:
        everything = (statement.resources, statement.not_resources, statement.conditions)
        return "${" in repr(everything)

    def first_match(context, statements, effect):
        statements = [
            resolved(one, context) if has_variables(one) else one for one in statements
        ]
        return matched(context, statements, effect)

    def compile_pattern(pattern: str, ignore_case: bool):
        regex = compiled(pattern, ignore_case)
        if not any(char in pattern for char in LITERAL.values()):
            return regex
        source = regex.pattern
        for char, stand_in in LITERAL.items():
            source = source.replace(stand_in, re.escape(char))
        return re.compile(source, regex.flags)

    iam_evaluator._first_match = first_match
    iam_evaluator._fnmatch_compile = compile_pattern
