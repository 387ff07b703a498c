"""Web server, worker and clock as children of one process (supervisor), for the one-command shape.

A child that dies is shown and started again; when this process ends, no descendant stays.
"""

import configparser
import os
import shlex
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from supervisor import events
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor

PATIENCE = 8  # seconds a child has to stop by itself
STARTS = 5  # starts in a row that may fail before everything stops

Say = Callable[[str, str], None]


def write_config(path: Path, commands: dict[str, list[str]], *, folder: Path) -> None:
    """Supervisor's configuration: one group, so that all children are told to stop at once.

    The commands are run in `folder`.
    """
    config = configparser.RawConfigParser()
    config["supervisord"] = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": "/dev/null",
        "logfile_maxbytes": "0",
        "pidfile": _literal(str(path.with_suffix(".pid"))),
        "identifier": "ilc",
    }
    config["group:ilc"] = {"programs": ",".join(commands)}
    for name, command in commands.items():
        config[f"program:{name}"] = {
            "command": _literal(shlex.join(command)),
            "directory": _literal(str(folder)),
            "stdout_logfile": "NONE",
            "stdout_events_enabled": "true",
            "redirect_stderr": "true",
            "autorestart": "true",
            "startsecs": "2",
            "startretries": str(STARTS),
            "stopwaitsecs": str(PATIENCE),
            "killasgroup": "true",
        }
    with path.open("w") as file:
        config.write(file)


def _literal(text: str) -> str:
    """Supervisor reads % as the start of a substitution."""
    return text.replace("%", "%%")


class Processes(Supervisor):
    """Supervisor in this very process, telling what happens through `say(who, line)`."""

    def __init__(self, options: ServerOptions, say: Say) -> None:
        super().__init__(options)
        self.say = say
        self.failed = False
        self.unfinished: dict[str, bytes] = {}

    def runforever(self) -> None:
        events.subscribe(events.ProcessLogEvent, self._output)
        events.subscribe(events.ProcessStateEvent, self._state)
        super().runforever()

    def _output(self, event: Any) -> None:
        name = event.process.config.name
        *lines, rest = (self.unfinished.get(name, b"") + event.data).split(b"\n")
        self.unfinished[name] = rest
        for line in lines:
            self.say(name, line.decode(errors="replace"))

    def _state(self, event: Any) -> None:
        process = event.process
        name = process.config.name
        if isinstance(event, events.ProcessStateExitedEvent | events.ProcessStateBackoffEvent):
            self.say(name, "stopped unexpectedly; starting it again")
        if isinstance(event, events.ProcessStateFatalEvent) and self.options.mood == SupervisorStates.RUNNING:
            self.say(name, f"does not start ({STARTS} tries); stopping everything")
            self.failed = True
            self.options.mood = SupervisorStates.SHUTDOWN
        if process.pid and isinstance(
            event,
            events.ProcessStateExitedEvent
            | events.ProcessStateBackoffEvent
            | events.ProcessStateStoppedEvent,
        ):
            _end_group(process.pid)


def _end_group(leader: int) -> None:
    """End what a dead child left behind: each child leads a process group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def run(config: Path, say: Say) -> bool:
    """Run until a signal asks to stop; False when a child could not be started."""
    options = ServerOptions()
    options.realize(["-c", str(config)])
    options.first = True
    options.test = False
    processes = Processes(options, say)
    try:
        processes.main()
    except ExitNow:
        pass
    finally:
        options.close_logger()
    return not processes.failed


def console_say(prefixed: bool) -> Say:
    """Print whole lines, each marked with the process it comes from unless a collector reads them."""

    def say(who: str, line: str) -> None:
        sys.stdout.write(f"{who:>6} | {line}\n" if prefixed else f"{line}\n")
        sys.stdout.flush()

    return say
