"""What pydantic finds wrong in course.toml, told in a teacher's words and with the place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from certbuild.errors import Problem
from certbuild.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import ValidationError

Location = tuple[int | str, ...]

_WORDS = {
    "Input should be a valid date or datetime, input is too short": "it should be a date such as 2026-11-23",
    "Input should be a valid dictionary or instance of": "it should be a table:",
    "Input should be a valid tuple": "it should be a list in brackets, or tables with their name in double brackets",
    "Input should be": "it should be",
    "a valid string": "a text in quotes",
    "a valid boolean": "true or false",
    "decimal": "number",
}


def told(error: ValidationError, model: type[BaseModel], data: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Turn every fault of a validation into a problem: ``course.toml › [[activity]] 3 "Exam" › weight``."""
    for fault in error.errors():
        location = fault["loc"]
        where = " › ".join([file, *_steps(data, location)])
        key = next((part for part in reversed(location) if isinstance(part, str)), "")
        match fault["type"]:
            case "extra_forbidden":
                known = _keys(model, location)
                yield Problem(where, f'unknown key "{key}"', did_you_mean(key, known) or "known here: " + ", ".join(known))
            case "missing":
                table = len(location) == 1
                yield Problem(where, f'"{key}" is missing', f"add a table [{key}]" if table else f"add a line: {key} = …")
            case "value_error":
                what, _, hint = str(fault["ctx"]["error"]).partition("; ")
                yield Problem(where, what, hint or "see the reference of course.toml in the README")
            case _:
                yield Problem(where, f'"{key}" is {fault["input"]!r}', _in_our_words(fault["msg"]))


def _in_our_words(message: str) -> str:
    for theirs, ours in _WORDS.items():
        message = message.replace(theirs, ours)
    return message


def _steps(data: Mapping[str, Any], location: Location) -> list[str]:
    """Return the way to a place in the file: ``[grading]``, ``[[activity]] 3 "Exam"``, ``weight``."""
    steps: list[str] = []
    here: Any = data
    for depth, part in enumerate(location):
        if isinstance(part, int):
            here = here[part]
            name = (here.get("name") or here.get("student")) if isinstance(here, dict) else None
            table = f"[{steps[-1]}]" if steps[-1].startswith("[") else steps[-1]
            steps[-1] = f"{table} {part + 1}" + (f' "{name}"' if name else "")
        else:
            here = here.get(part) if isinstance(here, dict) else None
            steps.append(f"[{part}]" if depth == 0 and isinstance(here, dict | list) else part)
    return steps


def _keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that the table at this place knows."""
    for part in location[:-1]:
        field = next((field for name, field in model.model_fields.items() if part in {name, field.alias}), None)
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ())) if field else ()
        model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items() if not field.exclude]
