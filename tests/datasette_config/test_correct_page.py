"""Correcting in the browser: who may, what is kept, what is refused, and that nothing runs."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from datasette_config import front_door, signing
from datasette_config.evidence import bounds
from datasette_config.words import LANGUAGES, Language, Words
from storage.correcting import corrections
from storage.correcting.corrections import Why
from storage.correcting.outstanding import catch_up
from storage.handout.publish import publish
from storage.lock import writing
from storage.store import now, opened

TOKEN = "three quiet otters at noon"
STANCE = {"kind": "stance", "who": "voice-guild", "target": "echo-works"}
HOSTILE = (
    ("--db=/x", "-h", "$(touch x) `id` ; ls"),
    ("a\nb\r\nc", "<script>document.title='owned'</script>", "--help"),
    ("' OR 1=1 --", "\x00\x1b[31m!", "\u202egnorw"),
)  # fmt: skip


@pytest.fixture(scope="module")
def file(storied: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corrected") / "voices.db"
    with closing(sqlite3.connect(storied)) as held, closing(sqlite3.connect(path)) as db:
        held.backup(db)
    return path


@pytest.fixture(scope="module")
def address(file: Path, served: Any) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(signing.TOKEN, TOKEN)
        with served(file) as (where, _):
            yield where


@pytest.fixture
def stranger(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def ida(address: str) -> Iterator[httpx.Client]:
    """Somebody who gave the token."""
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert signed_in(client, "Ida").status_code == 303
        yield client


def csrf(client: httpx.Client, path: str) -> str:
    found = re.search(r'name="csrftoken" value="([^"]+)"', client.get(path).text)
    return found[1] if found else ""


def signed_in(client: httpx.Client, name: str, token: str = TOKEN, **more: str) -> httpx.Response:
    form = {"csrftoken": csrf(client, "/sign-in"), "name": name, "token": token, **more}
    return client.post("/sign-in", data=form)


def correct(client: httpx.Client, **fields: str) -> httpx.Response:
    path = "/article/1/correct"
    form = {"csrftoken": csrf(client, "/sign-in"), "reason": "read it", **fields}
    return client.post(path, data=form)


def rows(file: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(sql, values).fetchall()


def _withdraw_all(file: Path) -> None:
    """As `correct undo` does, without another process."""
    with opened(file) as db:
        for held in corrections.held(db):
            if held.correction.active:
                corrections.withdraw(db, held.correction.key, "ida", "looked again", now())
    catch_up(file)


def place(file: Path, sql: str) -> dict[str, str]:
    [(start, end)] = rows(file, f'SELECT "start", "end" FROM {sql} LIMIT 1')
    return {"start": str(start), "end": str(end)}


def stance(file: Path) -> dict[str, str]:
    return STANCE | place(file, "stances WHERE article_id = 1 AND holder_id = 'voice-guild'")


def name(file: Path, entity: str) -> dict[str, str]:
    there = place(file, f"mentions WHERE article_id = 1 AND entity_id = '{entity}'")
    return {"kind": "name", "who": entity, "target": ""} | there


def quote(file: Path) -> dict[str, str]:
    there = place(file, "quotes WHERE article_id = 1 AND speaker_id = 'ada-brandt'")
    return {"kind": "quote", "who": "ada-brandt", "target": ""} | there


def test_a_stranger_sees_no_form_and_is_refused(stranger: httpx.Client, file: Path) -> None:
    page = stranger.get("/article/1").text
    assert "/sign-in?article=1" in page and "/correct?" not in page
    assert stranger.get("/article/1/correct").status_code == 403
    assert correct(stranger, what="relevant", value="no").status_code == 403
    stranger.cookies.set(signing.COOKIE, "SWRh.aaaa.bbbb")
    assert correct(stranger, what="relevant", value="no").status_code == 403
    assert rows(file, "SELECT COUNT(*) FROM corrections") == [(0,)]


def test_without_a_token_of_the_server_nobody_may(
    served: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(signing.TOKEN, raising=False)
    with served(file) as (where, _), httpx.Client(base_url=where, trust_env=False) as client:
        assert "sign-in" not in client.get("/article/1").text
        for path in ("/sign-in", "/article/1/correct"):
            assert client.get(path).status_code == 403
            assert client.post(path, data={"token": "", "name": "x"}).status_code == 403


def test_a_public_copy_has_no_such_pages(
    served: Any, storied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(storied, tmp_path / "public.db", bounds, lambda tally, n: None)
    monkeypatch.setenv(signing.TOKEN, TOKEN)
    with (
        served(tmp_path / "public.db") as (where, _),
        httpx.Client(base_url=where, trust_env=False) as client,
    ):
        assert "sign-in" not in client.get("/article/1").text
        for path in ("/sign-in", "/sign-out", "/article/1/correct"):
            assert client.get(path).status_code == 404
            assert client.post(path, data={"token": TOKEN, "name": "x"}).status_code == 404


def test_a_short_token_is_told_at_the_start(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signing.TOKEN, "guess")
    command = [sys.executable, "-m", "brouhaha", "serve", "--db", str(file), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2 and "could be guessed" in ended.stderr


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: httpx.Client) -> None:
    answer = signed_in(stranger, " Ida \n Marlow ", article="1")
    assert answer.headers["location"] == "/article/1"
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(signing.COOKIE)]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert f"Max-Age={signing.LASTS}" in cookie and TOKEN not in cookie
    assert "Signed in as Ida Marlow" in stranger.get("/article/1").text
    form = {"csrftoken": csrf(stranger, "/article/1"), "article": "1"}
    assert stranger.post("/sign-out", data=form).status_code == 303
    assert "Signed in" not in stranger.get("/article/1").text


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example", "1/../..", "-1"])
def test_nobody_is_sent_elsewhere(stranger: httpx.Client, back: str) -> None:
    assert signed_in(stranger, "Ida", article=back).headers["location"] == "/"


def test_wrong_tokens_are_refused_and_counted(stranger: httpx.Client) -> None:
    """From an address of its own, as a proxy on this machine tells it."""
    stranger.headers["X-Forwarded-For"] = "203.0.113.7"
    answers = [signed_in(stranger, "Ida", "three quiet otters at dusk") for _ in range(6)]
    assert [a.status_code for a in answers] == [403] * 5 + [429]
    assert "not the token" in answers[0].text and "Try again in" in answers[5].text
    assert signed_in(stranger, "Ida").status_code == 429
    assert signing.COOKIE not in stranger.cookies


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example", "Origin": "http://voices.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(
    ida: httpx.Client, file: Path, headers: dict[str, str], status: int
) -> None:
    form = {"csrftoken": csrf(ida, "/article/1/correct"), "what": "relevant", "value": "no",
            "reason": "x"}  # fmt: skip
    body = str(httpx.QueryParams(form)).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ida.post("/article/1/correct", content=body, headers=kind | headers)
    assert answer.status_code == status
    assert rows(file, "SELECT COUNT(*) FROM corrections WHERE reason = 'x'") == [(0,)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"what=relevant&value=no&reason=x", 403),
        (b"csrftoken=guess&what=relevant&value=no&reason=x", 403),
        (b"csrftoken=%C3%A9&what=relevant&value=no&reason=x", 400),
        (b"\xff\xfe", 400),
        (b"a=1&" * 60, 400),
        (b"reason=" + b"x" * 20_000, 413),
    ],
)
def test_forms_without_the_right_mark_or_too_large_are_refused(
    ida: httpx.Client, body: bytes, status: int
) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ida.post("/article/1/correct", content=body, headers=kind).status_code == status


def _relevant(file: Path) -> dict[str, str]:
    return {"what": "relevant", "value": "no"}


def _position(file: Path) -> dict[str, str]:
    return stance(file) | {"what": "position", "value": "favor"}


def _confirmed(file: Path) -> dict[str, str]:
    return stance(file) | {"what": "position", "value": "against"}


def _speaker(file: Path) -> dict[str, str]:
    return quote(file) | {"what": "speaker", "who": "ada-brandt", "said-by": "Louis Ferrand"}


def _mention(file: Path) -> dict[str, str]:
    return name(file, "harbour-post") | {"what": "mention"}


def _merge(file: Path) -> dict[str, str]:
    return name(file, "voice-guild") | {"what": "merge", "into": "Echo Works"}


def _split(file: Path) -> dict[str, str]:
    return name(file, "echo-works") | {"what": "split", "where": "spelled-here",
                                       "name": "Echo Wörks", "type": "WORK"}  # fmt: skip


def _added(file: Path) -> dict[str, str]:
    return {"what": "added", "words": "presented a machine", "holder": "Ada Brandt",
            "value": "favor", "on": "Paying for voices"}  # fmt: skip


KINDS: dict[str, tuple[Callable[[Path], dict[str, str]], str, Any]] = {
    "relevant": (_relevant, "SELECT relevant FROM articles WHERE id = 1", 0),
    "position": (_position, "SELECT polarity FROM stances WHERE article_id = 1 AND "
                 "holder_id = 'voice-guild'", "favor"),
    "confirmed": (_confirmed, "SELECT confidence FROM stances WHERE article_id = 1 AND "
                  "holder_id = 'voice-guild'", 1.0),
    "speaker": (_speaker, "SELECT COUNT(*) FROM quotes WHERE article_id = 1 AND "
                "speaker_id = 'ada-brandt'", 0),
    "mention": (_mention, "SELECT COUNT(*) FROM mentions WHERE article_id = 1 AND "
                "entity_id = 'harbour-post'", 0),
    "merge": (_merge, "SELECT COUNT(*) FROM mentions WHERE entity_id = 'voice-guild'", 0),
    "split": (_split, "SELECT COUNT(*) FROM mentions WHERE article_id = 1 AND "
              "entity_id = 'echo-works-work'", 2),
    "added": (_added, "SELECT holder_id FROM stances WHERE rule = 'correction'", "ada-brandt"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_kept_and_shown(ida: httpx.Client, file: Path, kind: str) -> None:
    filled, sql, expected = KINDS[kind]
    before = rows(file, sql)
    answer = correct(ida, **filled(file))
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/article/1\?done=([0-9a-f]{12})#(by-hand|n-\w+-\d+)",
                         answer.headers["location"])  # fmt: skip
    assert found and rows(file, sql)[0][0] == expected
    page = ida.get(answer.headers["location"]).text
    assert "Your correction is kept." in page and "read it" in page and "Ida" in page
    assert found[2] == "by-hand" or f'id="{found[2]}"' in page
    told = ida.get("/article/1.json").json()
    assert kind == "relevant" or any(one["kind"] for one in told["corrected"])
    _withdraw_all(file)
    assert rows(file, sql) == before


def test_one_withdraws_by_the_form(ida: httpx.Client, file: Path) -> None:
    done = correct(ida, **_merge(file)).headers["location"]
    key = done.partition("done=")[2][:12]
    undone = correct(ida, what="undo", key=key, reason="looked again")
    assert undone.headers["location"] == f"/article/1?done={key}#by-hand"
    assert "The correction is withdrawn." in ida.get(undone.headers["location"]).text
    assert rows(file, KINDS["merge"][1]) != [(0,)]


@pytest.mark.parametrize(("value", "why", "again"), HOSTILE)
def test_hostile_values_are_words_and_never_options(
    ida: httpx.Client, file: Path, value: str, why: str, again: str
) -> None:
    answer = correct(ida, **quote(file), what="speaker", **{"said-by": value}, reason=why)
    assert answer.status_code == 303, answer.text
    [(reason, speaker)] = rows(file, "SELECT reason, value FROM corrections WHERE active = 1")
    assert (reason, speaker) == (signing.named(why), signing.named(value))
    page = ida.get(answer.headers["location"]).text
    assert "<script>" not in page
    [(key,)] = rows(file, "SELECT key FROM corrections WHERE active = 1")
    assert correct(ida, what="undo", key=key, reason=again).status_code == 303
    [undone] = rows(file, "SELECT withdrawn_reason FROM corrections WHERE key = ?", key)
    assert undone == (signing.named(again),)
    assert Path("/x").exists() is False


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"what": "undo", "key": "--help"}, "choose what is right"),
        ({"what": "undo", "key": "0123456789ab"}, "there is no such correction"),
        ({"what": "rm"}, "choose what is right"),
        ({"what": "relevant", "value": "perhaps"}, "choose what is right"),
        ({"what": "relevant", "value": "no", "reason": "  "}, "say why"),
        ({"what": "mention", "kind": "name", "start": "0", "end": "1"}, "is not found"),
        ({"what": "added", "words": "brioche", "holder": "Ada Brandt", "value": "favor",
          "on": "imitation"}, "are not in the text"),
        ({"what": "added", "words": "machine", "holder": "Ada Brandt", "value": "favor",
          "on": "imitation"}, "places of the text"),
        ({"what": "added", "words": "machine", "holder": "Ada Brandt", "value": "favor",
          "on": "Nobody", "nth": "1"}, "nobody and nothing here is called “Nobody”"),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_told_and_the_form_stays_filled(
    ida: httpx.Client, file: Path, fields: dict[str, str], told: str
) -> None:
    before = rows(file, "SELECT COUNT(*) FROM corrections")
    answer = correct(ida, **fields)
    assert answer.status_code == 422 and told in answer.text.replace("&#39;", "'")
    assert fields.get("words", "") in answer.text and "Traceback" not in answer.text
    assert rows(file, "SELECT COUNT(*) FROM corrections") == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("why", [*get_args(Why), front_door.UNKNOWN])
def test_each_reason_has_words_in_both_languages(why: str, lang: Language) -> None:
    values = dict.fromkeys(("name", "typed", "entity", "into", "found", "places"), "x")
    assert "{" not in Words(lang)(f"correct-{why}", **values)


def test_what_the_command_refuses_is_told_in_the_language_of_the_page(
    ida: httpx.Client, file: Path
) -> None:
    """The two are one already, and one cannot be made one with itself."""
    ida.headers["Accept-Language"] = "fr"
    correct(ida, **_merge(file))
    back = name(file, "echo-works") | {"what": "merge", "into": "Voice Guild"}
    itself = name(file, "echo-works") | {"what": "merge", "into": "Echo Works"}
    told = [correct(ida, **fields) for fields in (back, itself)]
    del ida.headers["Accept-Language"]
    _withdraw_all(file)
    assert [answer.status_code for answer in told] == [422, 422]
    assert "il est déjà dit que echo-works est voice-guild" not in told[0].text
    assert "il est déjà dit que voice-guild est echo-works" in told[0].text
    assert "il s’agit déjà de Echo Works" in told[1].text
    assert not any("merged" in answer.text for answer in told)


@pytest.mark.parametrize("path", ["/article/99/correct", "/article/41/correct"])
def test_an_article_that_is_not_there_or_not_analysed(ida: httpx.Client, path: str) -> None:
    assert ida.get(path).status_code == 404


def test_lists_and_tables_mark_what_was_corrected(ida: httpx.Client, file: Path) -> None:
    mark = re.compile(r'<a (?:class="tag" )?href="/article/1#by-hand"')
    tables = {table: f"/brouhaha/{table}?article_id=1" for table in ("stances", "quotes")}
    tables |= {"articles": "/brouhaha/articles?id=1"}
    lists = [
        "/?from=2023-07-12&to=2023-07-12",
        "/source/harbour-post?from=2023-07-12&to=2023-07-12",
    ]

    def marks() -> list[int]:
        return [len(mark.findall(ida.get(path).text)) for path in (*tables.values(), *lists)]

    assert marks() == [0, 0, 0, 0, 0]
    correct(ida, **_position(file))
    assert marks() == [1, 0, 1, 1, 1]
    assert ida.get(f"{tables['stances']}&_nocol=revision&_nocol=start").status_code == 200
    _withdraw_all(file)
    assert marks() == [0, 0, 0, 0, 0]


def test_while_a_run_writes_it_is_kept_and_says_so(ida: httpx.Client, file: Path) -> None:
    with writing(file):
        answer = correct(ida, what="relevant", value="no")
        page = ida.get(answer.headers["location"]).text
        assert "It takes effect when the run that is going has ended." in page
        assert rows(file, "SELECT relevant FROM articles WHERE id = 1") == [(1,)]
    catch_up(file)
    page = ida.get(answer.headers["location"]).text
    assert "It takes effect" not in page and "Marked by hand as off the topic" in page
    _withdraw_all(file)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: python3 bootstrap.py test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(locale="fr-FR", java_script_enabled=False)
        context.set_default_timeout(30_000)
        yield context.new_page()
        browser.close()


def test_a_person_signs_in_corrects_and_withdraws_without_a_script(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/article/1")
    page.get_by_role("link", name="S’identifier pour corriger").click()
    page.get_by_label("Votre nom").fill("Léo")
    page.get_by_label("Jeton de ce serveur").fill(TOKEN)
    page.get_by_role("button", name="S’identifier").click()
    page.get_by_role("link", name="Corriger : Voice Guild — contre — Echo Works").click()
    assert page.locator("mark").inner_text() == "condemned"
    page.get_by_label("partagé").check()
    page.get_by_label("Pourquoi").fill("ironie")
    page.get_by_role("button", name="Enregistrer la position").click()
    page.wait_for_url("**/article/1?done=*#n-stance-*")
    note = page.locator("li:target").inner_text().replace("\xa0", " ")
    assert "Votre correction est enregistrée." in note
    assert "Corrigé à la main ; l’analyse dit : contre." in note
    page.goto(f"{address}/entity/voice-guild?from=2023-07-12&to=2023-07-12")
    assert page.get_by_text("Corrigé à la main ; l’analyse dit : contre.").first.is_visible()
    page.goto(f"{address}/article/1#by-hand")
    page.get_by_text("Retirer cette correction").click()
    page.get_by_role("textbox", name="Pourquoi").fill("non")
    page.get_by_role("button", name="La retirer").click()
    page.wait_for_url("**/article/1?done=*#by-hand")
    assert page.get_by_text("La correction est retirée.").is_visible()
    assert page.locator(".legend .by-hand").count() == 0
