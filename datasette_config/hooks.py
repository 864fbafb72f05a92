"""The marker of Datasette's hooks, with the types that Datasette's own lacks."""

from __future__ import annotations

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")
