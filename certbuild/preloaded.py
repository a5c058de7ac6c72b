"""What worker processes have loaded before any work comes; where that fails, the work that needs it says why."""

import gc
import signal
from contextlib import suppress

signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it says when it ends, also where a person presses Ctrl+C
gc.disable()  # there is no garbage while libraries are loaded
with suppress(Exception):
    import certbuild.printing.press
    import certbuild.printing.workshop  # noqa: F401 - both for whoever comes later
gc.freeze()  # nor will there be: what is not looked through is shared by workers that are forked from here
gc.set_threshold(50_000)  # a certificate's printing leaves little garbage, and looking for it often takes a fiftieth of its time
gc.enable()
