"""What a key costs in a sheet, until it is seen: ``python -m tests.bench.key_to_paint <address of a sheet>``.

Two numbers for each kind of key, in milliseconds. *Wait* is Event Timing, the browser's own: from the key to the next
paint, on a processor ``--slower`` times slower; it comes in steps of 8, below 16 it isn't told, and what else the
machine does adds to it. *Work* is the processor time of the page's own thread from the key until the picture is handed
on, not slowed; it doesn't suffer from a loaded machine, and times ``--slower`` it is what a quiet slow one would take.
"""

import argparse
import random
import shutil
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

PAUSE = 350  # milliseconds between keys, as by one who types figures from a paper
TRACED = ("devtools.timeline", "disabled-by-default-devtools.timeline", "blink")
PARTS = {
    "script": {"EventDispatch", "TimerFire", "FireAnimationFrame", "FireIdleCallback"},
    "style and layout": {"UpdateLayoutTree", "Layout"},
    "what is in view": {"IntersectionObserverController::computeIntersections", "HitTest"},
    "paint": {"PrePaint", "Paint", "Layerize", "Commit"},
}
OBSERVE = """() => {
  window.waits = [];
  window.pressed = [];
  addEventListener("keydown", ({ timeStamp, key }) => window.pressed.push([timeStamp, key]), true);
  new PerformanceObserver((list) => {
    for (const { interactionId, startTime, duration } of list.getEntries())
      if (interactionId) window.waits.push([startTime, duration]);
  }).observe({ type: "event", durationThreshold: 16 });
}"""
TAKE = "() => [window.pressed.splice(0), window.waits.splice(0)]"


def main() -> None:
    """Measure, and print a line for each kind of key."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("address", help="of a sheet, such as http://localhost:8000/rapportera/…/ekonomi/")
    reader.add_argument("--email", default="controller@demo.example")
    reader.add_argument("--password", default="prova-namndkollen")
    reader.add_argument("--slower", type=int, default=4)
    reader.add_argument("--cells", type=int, default=20, help="how many cells are typed")
    reader.add_argument("--window", default="1440x900", help="its width and height, as of a tablet: 820x1180")
    reader.add_argument("--touch", action="store_true", help="a screen that is touched, with no mouse")
    options = reader.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        width, height = map(int, options.window.split("x"))
        page = browser.new_page(viewport={"width": width, "height": height}, has_touch=options.touch)
        open_sheet(page, options)
        write_line(f"{page.locator('tr[data-key]').count()} rows")
        session = page.context.new_cdp_session(page)
        works, parts = measure_work(page, session, options.cells)
        session.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
        waits = measure_waits(page, options.cells)
        for kind in ("digit", "Enter"):
            write_line(f"{kind}: wait {describe(waits[kind])}; work {describe(works[kind])}")
            write_line("  of work: " + ", ".join(f"{part} {time:.1f}" for part, time in parts[kind].items()))
        every = [wait for found in waits.values() for wait in found]
        write_line(f"all {len(every)} keys: wait {describe(every)}")
        browser.close()


def open_sheet(page: Page, options: argparse.Namespace) -> None:
    """Log in by the form, as anybody, and wait for the scripts."""
    page.goto(options.address)
    page.get_by_label("E-post").fill(options.email)
    page.get_by_label("Lösenord").fill(options.password)
    page.get_by_label("Lösenord").press("Enter")
    page.wait_for_url(options.address)
    page.wait_for_selector("form[data-live]")
    page.evaluate(OBSERVE)


def write_column(page: Page, count: int) -> None:
    """Three figures, hardly those that stand there, and Enter in each of the first cells."""
    first = random.randrange(100, 999 - count)
    page.locator(".entry.num > input").first.focus()
    page.wait_for_timeout(PAUSE)
    for place in range(count):
        for key in (*str(first + place), "Enter"):
            page.keyboard.press(key)
            page.wait_for_timeout(PAUSE)


def measure_waits(page: Page, count: int) -> dict[str, list[float]]:
    """From key to paint, of each key by its kind; what isn't told is counted as 16."""
    page.evaluate(TAKE)
    write_column(page, count)
    page.wait_for_timeout(1000)
    pressed, waits = page.evaluate(TAKE)
    found: dict[str, list[float]] = defaultdict(list)
    for moment, key in pressed:
        durations = [duration for start, duration in waits if abs(start - moment) < 1]
        found[get_kind(key)].append(max(durations, default=16))
    return found


def measure_work(
    page: Page, session: CDPSession, count: int
) -> tuple[dict[str, list[float]], dict[str, Mapping[str, float]]]:
    """The page's thread, of each key by its kind; and the mean of each part of it."""
    page.evaluate(TAKE)
    events = collect_trace(page, session, lambda: write_column(page, count))
    kinds = [get_kind(key) for _, key in page.evaluate(TAKE)[0]]
    keys = [one for one in events if is_keydown(one)]
    thread = (keys[0]["pid"], keys[0]["tid"])
    own = [one for one in events if one.get("ph") == "X" and (one["pid"], one["tid"]) == thread]
    works: dict[str, list[float]] = defaultdict(list)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    ends = [*(one["ts"] for one in keys[1:]), keys[-1]["ts"] + PAUSE * 1000]
    for kind, key, end in zip(kinds, keys, ends, strict=True):
        painted = [one for one in own if key["ts"] < one["ts"] < end and one["name"] == "Commit"]
        seen = painted[0]["ts"] + painted[0]["dur"] if painted else end
        inside = [one for one in own if key["ts"] <= one["ts"] < seen]
        works[kind].append(sum_times(inside, set().union(*PARTS.values())))
        for part, names in PARTS.items():
            parts[kind][part] += sum_times(inside, names)
    shares = {kind: {part: time / len(works[kind]) for part, time in found.items()} for kind, found in parts.items()}
    return works, shares


def collect_trace(page: Page, session: CDPSession, act: Callable[[], None]) -> list[dict[str, Any]]:
    """What the browser did meanwhile, in order."""
    events: list[dict[str, Any]] = []
    done: list[object] = []
    session.on("Tracing.dataCollected", lambda message: events.extend(message["value"]))
    session.on("Tracing.tracingComplete", lambda message: done.append(message))
    session.send("Tracing.start", {"traceConfig": {"includedCategories": list(TRACED)}})
    act()
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    return sorted(events, key=lambda one: one.get("ts", 0))


def is_keydown(event: Mapping[str, Any]) -> bool:
    """Is it a key that the page was told of?"""
    return event["name"] == "EventDispatch" and event["args"]["data"]["type"] == "keydown"


def get_kind(key: str) -> str:
    """Digits are one kind."""
    return "digit" if key.isdigit() else key


def sum_times(events: Iterable[Mapping[str, Any]], names: Iterable[str]) -> float:
    """Processor time of the named events, in milliseconds; what is inside another of them is counted once."""
    total, until = 0.0, 0.0
    for one in events:
        if one["name"] in names and one["ts"] >= until:
            total += one.get("tdur", one["dur"]) / 1000
            until = one["ts"] + one["dur"]
    return total


def write_line(line: str) -> None:
    """A line of the answer."""
    sys.stdout.write(line + "\n")


def describe(found: list[float]) -> str:
    """Median and 95th percentile."""
    at = sorted(found)[max(0, -(-len(found) * 95 // 100) - 1)]
    return f"{statistics.median(found):.1f}, p95 {at:.1f}"


if __name__ == "__main__":
    main()
