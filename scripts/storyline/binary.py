"""The real binary: its commands as a person types them, and a venue's server."""

import json
import os
import signal
import subprocess
import time

from .console import Fault

COMMAND_SECONDS_MAXIMUM = 60
STOP_SECONDS_MAXIMUM = 20


class Binary:
    """Runs `yunshang NOUN VERB … --json` in a folder, apart from the user's own profile."""

    def __init__(self, path, folder, root, console):
        self.path, self.folder, self.root, self.console = path, folder, root, console
        self.count = 0
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("YUNSHANG_")
        }
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            self.environment[f"XDG_{name}_HOME"] = str(folder / "home" / name.lower())
        self.environment["NO_PROXY"] = self.environment["no_proxy"] = "127.0.0.1"

    def at(self, address):
        self.environment["YUNSHANG_SERVER"] = address

    def __call__(self, *words, status=0, shown=True, server=None):
        """The one object that a command prints. It must end with this exit status."""
        words = [str(word) for word in words]
        if shown:
            home = f"{self.root}/"
            self.console.command([word.removeprefix(home) for word in words])
        found, answer, messages = self.attempt(words, server=server)
        if found != status:
            raise Fault(
                f"`yunshang {' '.join(words)}` ended with {found} instead of {status}: "
                f"{answer if answer is not None else ''} {messages.strip()}")
        return answer

    def attempt(self, words, server=None):
        """Exit status, answer and messages of a command, whatever they are."""
        self.count += 1
        environment = self.environment | ({"YUNSHANG_SERVER": server} if server else {})
        # Of its own session: an interrupt at the terminal is for the story, which ends in order.
        try:
            done = subprocess.run(
                [self.path, *map(str, words), "--json"], cwd=self.folder, env=environment,
                text=True, capture_output=True, timeout=COMMAND_SECONDS_MAXIMUM,
                start_new_session=True)
        except subprocess.TimeoutExpired as error:
            raise Fault(str(error)) from error
        try:
            answer = json.loads(done.stdout) if done.stdout else None
        except ValueError:
            raise Fault(f"`yunshang {' '.join(map(str, words))} --json` printed {done.stdout!r}")
        return done.returncode, answer, done.stderr


class Server:
    """`yunshang serve` on a folder, which outlives every one of its processes."""

    def __init__(self, binary, origin, data="venue"):
        self.binary, self.origin, self.data = binary, origin, data
        self.listen = "127.0.0.1:0"
        self.process = None

    @property
    def address(self):
        return f"http://{self.listen}"

    def words(self):
        return ["serve", "--data", self.data, "--listen", self.listen, "--origin", self.origin]

    def start(self):
        """Returns what it announces, and after how many seconds it did."""
        self.binary.console.command(self.words())
        begun = time.monotonic()
        with open(self.binary.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binary.path, *self.words()], cwd=self.binary.folder, stderr=log,
                stdout=subprocess.PIPE, text=True, env=self.binary.environment,
                start_new_session=True)
        line = self.process.stdout.readline()
        if not line:
            raise Fault(f"the server did not start (exit status {self.process.wait()})")
        announced = json.loads(line)
        self.listen = announced["listening"]
        self.binary.at(self.address)
        return announced, time.monotonic() - begun

    def kill(self):
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def stop(self):
        """SIGTERM: open requests end, then the process does. Its exit status."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.terminate()
        try:
            return process.wait(STOP_SECONDS_MAXIMUM)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            process.stdout.close()

    def log(self, count):
        """The last lines of its log."""
        path = self.binary.folder / "server.log"
        return path.read_text(errors="replace").splitlines()[-count:] if path.exists() else []
