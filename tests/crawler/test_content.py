"""The part of a page that holds its article."""

from __future__ import annotations

import pytest

from crawler.content import content, running
from crawler.markup import parse

TEXT = "<p>The bakers of Millbrook met again on Thursday to speak about new machines at night.</p>"
OTHER = TEXT.replace("Millbrook", "Elsewhere")


def text(body: str) -> str:
    tree = parse(f"<html><head><title>T</title></head><body class='b'>{body}</body></html>")
    assert tree is not None
    return " ".join(content(tree).text_content().split())


@pytest.mark.parametrize(
    "body",
    [
        f"<div>Menu</div><main><article>{TEXT}{TEXT}</article><div>Share</div></main>",
        f"<nav>Menu</nav><div>{TEXT}{TEXT}</div><footer>Foot</footer>",
        f"<header>Menu</header><div>{TEXT}{TEXT}</div><script>let menu</script>",
        f"<article>{TEXT * 9}</article><article><p>Menu</p></article>",
    ],
    ids=["innermost", "frame", "header", "teaser"],
)
def test_only_what_can_be_of_the_article_is_left(body: str) -> None:
    found = text(body)
    assert "bakers of Millbrook" in found
    assert not any(word in found for word in ("Menu", "Share", "Foot", "menu"))


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{TEXT}</article><div>{OTHER}</div>",
        f"<article>{TEXT}</article><article>{OTHER}</article>",
        f"<header><h1>H</h1>{TEXT}</header><div>{OTHER}</div>",
        f"<nav><article>{TEXT}{OTHER}</article></nav>",
    ],
    ids=["beside", "two", "header-of-article", "all-in-navigation"],
)
def test_no_running_text_is_lost_where_no_element_holds_most(body: str) -> None:
    assert "Millbrook" in text(body)
    assert "Elsewhere" in text(body)


def test_the_elements_around_keep_their_attributes_and_the_page_is_left_alone() -> None:
    tree = parse(f"<body class='b'><div id='d'>Menu<main>{TEXT}</main>tail</div></body>")
    assert tree is not None
    page = content(tree)
    assert page.xpath("string(body/@class)") == "b"
    assert page.xpath("string(body/div/@id)") == "d"
    assert "Menu" not in page.text_content()
    assert "tail" not in page.text_content()
    assert "Menu" in tree.text_content()


@pytest.mark.parametrize(
    ("body", "size"), [(TEXT * 2 + "<p>Short.</p>", 2 * (len(TEXT) - 7)), ("<div>abcdef</div>", 3)]
)
def test_how_much_running_text_there_is(body: str, size: int) -> None:
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    assert running(tree) == size
