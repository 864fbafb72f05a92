"""Give a slow server the time it needs, and every server at least the delay it was promised."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class Patience(AutoThrottle):
    """Scrapy's throttle, with each host's own delay as the shortest."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        slots = self.crawler.settings.getdict("DOWNLOAD_SLOTS")
        slot = slots.get(request.meta.get("download_slot"), {})
        self.mindelay = slot.get("delay", self._min_delay())
        super()._response_downloaded(response, request, spider)
