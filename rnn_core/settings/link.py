"""A run's config as the query parameters of a link, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import SETTING_BY_LINK, SETTINGS
from rnn_core.settings.task_names import GONE_TITLES, TASK_TITLES

MACHINE = "machine"
"""The parameter of a shared link that says on which kind of machine it was made (`rnn_core.settings.machine`)."""

REPLACED = "“{old}” is gone. We took “{new}” instead."


def to_link(config: RunConfig) -> dict[str, str]:
    """The query parameters of `config`: the settings that differ from their defaults, in table order."""
    values = ((setting, getattr(config, setting.name)) for setting in SETTINGS)
    return {s.link: s.write(value) for s, value in values if value != getattr(DEFAULT, s.name)}


def from_link(
    params: Mapping[str, str], other: Iterable[str] = (), rest: RunConfig = DEFAULT
) -> tuple[RunConfig, tuple[str, ...]]:
    """A config from query parameters, and a sentence for each one that could not be taken.

    A setting that no parameter names is the one of `rest`. A parameter that is unknown (and not in `other`, the names
    that belong to someone else) or out of range leaves its setting there too; a value that has gone
    (`Setting.replaced`) gives the one that took its place.
    """
    values: dict[str, Any] = {}
    notices: list[str] = []
    for link, written in params.items():
        setting = SETTING_BY_LINK.get(link)
        if setting is None:
            if link not in set(other):
                notices.append(f"{link!r} in the link is not a setting. We left it out.")
            continue
        try:
            values[setting.name] = setting.read(written)
        except SettingError as error:
            if written in setting.replaced:
                values[setting.name] = setting.replaced[written]
                notices.append(REPLACED.format(old=GONE_TITLES[written], new=TASK_TITLES[values[setting.name]]))
                continue
            default = setting.write(getattr(rest, setting.name)) or "none"
            notices.append(f"{error} We took {default}.")
    while True:
        try:
            return rest.replace(**values), tuple(notices)
        except SettingError as error:
            # Each value is good alone, but they do not fit together: a change of a lane that there is not.
            name = "changes" if "changes" in values else "lanes"
            del values[name]
            notices.append(f"{error} We left out the {name} of the link.")
