"""An administrator's way through the forms, without a browser: only what a page offers is sent, and it is counted."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from lxml import html

TAB = 1
CHOICE_CLICKS = 2  # a list is opened, and one in it chosen


@dataclass
class FormWalk:
    """The pages' forms, filled in by what is read on them. ``clicks`` and ``keys`` are those of a person."""

    client: Client
    clicks: int = 0
    keys: int = 0
    forms: int = 0
    _pages: dict[str, Any] = field(default_factory=dict)

    def send(self, page: str, code: str, **answers: Any) -> str:
        """Fill in a form on a page, by the texts that it shows, and send it. Gives the page that follows."""
        tree = self._pages.get(page)
        if tree is None:
            tree = self._read(page)
            self.clicks += 1
        form = next(one for one in tree.forms if f"/{code}/" in (one.get("action") or page))
        self.clicks += 0 if form.getparent().get("open") is not None else 1
        data = self._fill(form, answers)
        answer = self.client.post(form.get("action").partition("#")[0] or page, data, follow=True)
        self.clicks += 1
        self.forms += 1
        text = answer.content.decode()
        assert answer.redirect_chain, html.fromstring(text).xpath("string(//*[@class='form-errors'])") or text[-3000:]
        self._pages[page] = html.fromstring(text)
        return text

    def _read(self, page: str) -> Any:
        answer = self.client.get(page)
        assert answer.status_code == 200, page
        return html.fromstring(answer.content.decode())

    def _fill(self, form: Any, answers: dict[str, Any]) -> dict[str, Any]:
        """What is posted: the form as it is, with the answers; what has them already costs nothing."""
        data: dict[str, Any] = {}
        for one in form.inputs:
            if one.name and one.get("type") not in ("checkbox", "submit"):
                data[one.name] = one.value or ""
            elif one.name and one.get("type") == "checkbox" and one.checked:
                data.setdefault(one.name, []).append(one.value)
        for name, text in answers.items():
            self._answer(form, data, name, text)
        return data

    def _answer(self, form: Any, data: dict[str, Any], name: str, text: Any) -> None:
        inputs = form.xpath(f".//*[@name='{name}']")
        assert inputs, (form.get("action"), name)
        first = inputs[0]
        if first.tag == "select":
            options = {" ".join(one.text_content().split()): one.get("value") for one in first.iter("option")}
            found = next(value for label, value in options.items() if label == text or label.startswith(f"{text} ("))
            self.clicks += CHOICE_CLICKS * (data.get(name) != found)
            data[name] = found
        elif first.get("type") == "checkbox":
            self._tick(form, data, name, text)
        elif data.get(name) != text:
            self.keys += len(str(text)) + TAB
            data[name] = text

    def _tick(self, form: Any, data: dict[str, Any], name: str, wanted: Any) -> None:
        labels = {" ".join(one.text_content().split()): one.get("for") for one in form.iter("label")}
        ids = [labels[text] for text in wanted] if isinstance(wanted, list | tuple) else None
        boxes = form.xpath(f".//input[@name='{name}']")
        before = set(data.get(name, []))
        after = {one.get("value") or "on" for one in boxes if (one.get("id") in ids if ids is not None else wanted)}
        self.clicks += len(before ^ after)
        data[name] = sorted(after)
