"""Where the time of `certbuild build` goes: five hundred times a second, each process notes what it is about.

Usage: FOLDER ARGUMENTS… – FOLDER takes what is noted, ARGUMENTS are certbuild's.

What a process is about is told by the innermost function on its stack that a rule knows (`RULES`), unless a module with a
name of its own (`MODULES`) is further in; else by the innermost module of certbuild. So what is renamed is told by its
module, and nothing is lost. Each note counts for the time since the one before, by the wall and by the processor. Nothing of
this is in the program itself.
"""

import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

PLACE = "BENCH_SAMPLES"
"""Names the folder in the environment; worker processes inherit it, and load this file because it is the main one."""
ROLE = "main" if __name__ == "__main__" else "worker"
EVERY = 0.002
"""Seconds; a note takes some 0.03 milliseconds."""
SAVED_EVERY = 0.1
LOADING, WAITING, OTHER = "loading libraries", "waiting", "the rest"
RULES = {
    ("printing/workshop", "_printed"): "writing files",
    ("files", "write_new"): "writing pages",
    ("certificates/production", "_task"): "handing out the work",
    ("printing/press", "fits"): "measuring: does it fit?",
    ("printing/plates", "_stream"): "setting: the page's stream",
    ("printing/plates", "_fields_of"): "setting: fields",
    ("printing/plates", "_font_objects"): "fonts: subsets and their tables",
    ("printing/plates", "__init__"): "making plates",
    ("printing/plates", "printed"): "writing the PDF: objects, compression",
    ("printing/plates", "_described"): "writing the PDF: descriptions, addresses",
    ("printing/typesetting", "rendered"): "plain WeasyPrint: seeds and proofs",
    ("printing/typesetting", "__init__"): "reading the template's styles",
    ("printing/sheet", "page"): "template: the page filled in",
    ("certificates/facts", "context"): "template: its values",
    ("printing/qrcode", "get_x_object"): "QR codes",
    ("merging/merged", "merge_into"): "the merged PDF",
    ("merging/__init__", "merge_files"): "the merged PDF",
    ("certificates/facts", "fingerprint"): "fingerprints",
    ("crews", "_as_they_end"): "waiting for the workers: certificates",
    ("outputs", "finish"): "waiting for the workers: reports, merged PDF",
    ("files", "sha256_of"): "digests",
    ("files", "sha256_of_file"): "digests",
    ("files", "flush"): "flushing files to the disk",
    ("publishing", "puts"): "files aside",
    ("publishing", "prepare"): "files aside",
    ("publishing", "publish"): "files take their places",
}
MODULES = {
    "gradebook": "reading the gradebook",
    "reading": "reading the gradebook",
    "config": "reading course.toml",
    "grading": "grading",
    "planning": "planning",
    "comparison": "planning",
    "causes": "planning",
    "inventory": "register: what stands",
    "register": "register",
    "issuing": "register: what is entered",
    "reports": "reports",
    "site/teacher": "the teacher's page",
    "site/attention": "the teacher's page",
    "site/commands": "the teacher's page",
    "site/webfonts": "the sites' fonts",
    "site/histogram": "the teacher's page",
    "site/leaks": "the check for leaks",
    "site/screening": "the check for leaks",
    "site": "the public site",
    "ledger": "the ledger",
    "publishing": "files aside",
    "batches": "files aside",
    "stamp": "the stamp of the inputs",
    "console": "showing",
    "cli": "starting",
    "outputs": "putting sites and reports together",
    "certificates/loading": "reading the template's files",
    "printing/template": "reading the template's files",
}

_ROOT = Path(__file__).parents[2] / "certbuild"
_notes: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
_names: dict[str, str] = {}
_last = [0.0, 0.0, 0.0]
"""When the last note was taken, by the clock and by the processor, and when notes were last kept."""
_noting: list[bool] = []
"""Not empty while a note is taken."""
_IMPORTS = importlib.machinery.SourceFileLoader.exec_module.__code__.co_filename


def begin() -> None:
    """Begin to take notes of this process."""
    _last[:] = [time.perf_counter(), time.process_time(), 0.0]
    signal.signal(signal.SIGALRM, _note)
    signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)


def end() -> None:
    """Take no more notes, and keep them."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    _keep()


def _note(_: int, frame: FrameType | None) -> None:
    if _noting:
        return  # the next signal has come before this one was seen to; its time is counted by the one after
    _noting.append(True)
    now, cpu, kept = time.perf_counter(), time.process_time(), _last[2]
    note = _notes[_about(frame)]
    note[0] += now - _last[0]
    note[1] += cpu - _last[1]
    if now - kept > SAVED_EVERY:  # a worker's end is sudden
        _keep()
        kept = now
    _last[:] = [now, cpu, kept]
    _noting.clear()


def _about(frame: FrameType | None) -> str:
    """Return what is being done, by the stack from the innermost frame on."""
    innermost = within = told = ""
    while frame:
        code = frame.f_code
        if code.co_filename == _IMPORTS and code.co_name == "exec_module":
            return LOADING
        if module := _module(code.co_filename):
            rule = RULES.get((module, code.co_name))
            if rule and within in {"", module}:
                return rule
            innermost = innermost or module
            if not told and (told := MODULES.get(module) or MODULES.get(module.partition("/")[0], "")):
                within = module
        frame = frame.f_back
    return told or innermost or (OTHER if ROLE == "main" else WAITING)


def _module(file: str) -> str:
    """Return a module of certbuild as ``site/public``; empty for all others."""
    if file not in _names:
        path = Path(file)
        _names[file] = path.relative_to(_ROOT).with_suffix("").as_posix() if path.is_relative_to(_ROOT) else ""
    return _names[file]


def _keep() -> None:
    file = Path(os.environ[PLACE]) / f"{ROLE}-{os.getpid()}.json"
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps(_notes), encoding="utf-8")
    aside.replace(file)


if __name__ == "__mp_main__":  # so this file is called in a worker process
    begin()

if __name__ == "__main__":
    __spec__ = importlib.util.spec_from_file_location("sampling", __file__)  # else workers would not load it
    os.environ[PLACE] = sys.argv[1]
    sys.argv = ["certbuild", *sys.argv[2:]]
    begin()
    from certbuild.cli import main

    try:
        main()
    finally:
        end()
