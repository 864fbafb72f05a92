"""Imported once by the server from which reading processes fork: they start ready, in no time."""

from __future__ import annotations

import gc

import crawler.page
import crawler.spiders  # noqa: F401
from crawler.language import language

language("")
gc.collect()
gc.freeze()  # what lives as long as the process is not looked at again
