"""What every file keeps to: short, in the project's own words, and nothing that belongs to one machine."""

from __future__ import annotations

import re

from tests.house.files import ROOT, files, name

LONGEST = 300
# A file of tests holds one rule after another; it is looked into, not read through.
LONGEST_TESTS = 500
# What others made and we only carry, and lists that are long because the world is.
CARRIED = re.compile(
    r"htmx|^requirements|\.lock$|^LICENSE$|OFL\.txt$|app/locale/|/data/|/cases/|/corpus/|/organisations/|/migrations/"
)
TEXT = (".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".yml", ".yaml", "")
FORBIDDEN = {
    r"/work/|/tmp/plan|/root/|/home/\w": "a path of one machine",
    r"\.\./shared": "a folder that a clone does not have",
    r"(?i)\bclaude\b|\banthropic\b|\bopenai\b|\bchatgpt\b|\blanguage model\b": "the name of a writing tool",
    r"(?i)\bsuccessfully\b": "a word that says nothing",
    r"\bTODO\b(?!.*#\d)|\bFIXME\b|\bXXX\b": "work left without an issue",
}
# Vendors in real lists are called so, and the guard names what it forbids.
MAY_NAME = re.compile(r"^tests/house/test_files\.py$|^tests/|^law/|^imports/")


def test_files_are_short_enough_to_be_read_at_once() -> None:
    long = {}
    for path in files(*TEXT):
        lines = path.read_bytes().count(b"\n")
        most = LONGEST_TESTS if name(path).startswith("tests/") else LONGEST
        if lines > most and not CARRIED.search(name(path)):
            long[name(path)] = lines
    assert long == {}


def test_nothing_of_one_machine_and_no_empty_words_stand_in_the_project() -> None:
    found = []
    for path in files(*TEXT):
        if CARRIED.search(name(path)) or name(path) == "tests/house/test_files.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern, what in FORBIDDEN.items():
            if what == "the name of a writing tool" and MAY_NAME.search(name(path)):
                continue
            found += [f"{name(path)}: {what}: {match.group(0)}" for match in re.finditer(pattern, text)]
    assert found == []


def test_tests_wait_for_what_happens_and_never_sleep() -> None:
    sleeps = [
        f"{name(path)}: {match.group(0)}"
        for path in files(".py")
        if name(path).startswith("tests/") and name(path) != "tests/house/test_files.py"
        for match in re.finditer(r"\bsleep\((?!0\))[^)]*\)|wait_for_timeout\(", path.read_text(encoding="utf-8"))
    ]
    assert sleeps == []


def test_templates_have_no_script_or_style_inside() -> None:
    inside = re.compile(r"<style\b|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    found = [
        f"{name(path)}: {match.group(0)}"
        for path in files(".html")
        if name(path).startswith("templates/")
        for match in inside.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_a_newcomer_looks_for_is_there() -> None:
    for wanted in ("README.md", "CHANGELOG.md", "LICENSE", "docs/settings.md", "benchmarks/README.md"):
        assert (ROOT / wanted).stat().st_size > 200, wanted


def test_the_changelog_has_a_heading_for_the_law() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[", text, re.MULTILINE)
    assert "### Law" in text


def test_the_readme_starts_with_what_it_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# art28\n")
    assert "make serve" in text
    assert "make test" in text
