"""Flows: who runs the stages of `pipeline` on a schedule. No logic of the corpus is here.

Importing this switches off what Prefect reports about its use, unless the environment says otherwise: the flow and
all that is started from here talk to the server they are told of and to nobody else.
"""

from __future__ import annotations

import os

TELEMETRY_OFF = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}

for _name, _value in TELEMETRY_OFF.items():
    os.environ.setdefault(_name, _value)
