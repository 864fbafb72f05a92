"""A page of an outlet that lists its articles."""

from __future__ import annotations

from typing import Annotated

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, Field, HttpUrl

from topics.tables import Table, Words


def _selector(text: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError:
        raise ValueError("a CSS selector") from None
    return text


Selector = Annotated[Words, AfterValidator(_selector)]


class Section(Table):
    """A page that lists articles; `next` is the CSS selector of the link to its next page."""

    url: HttpUrl
    articles: Selector = "article a, h2 a, h3 a"
    next: Selector = 'a[rel~="next"], link[rel~="next"]'
    pages: int = Field(20, ge=1, le=500)
