"""A headless Chromium driven over its debugging pipe, with the standard library only.

Chromium's own --dump-dom waits for the network to fall silent, which a page that follows a feed
never does; over the pipe a test waits for what it wants to see instead.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

ANSWER_SECONDS_MAXIMUM = 30


class BrowserError(Exception):
    """The browser did not start, answer, or show what was waited for."""


class Browser:
    """One browser with one page; use it in a `with` statement."""

    def __init__(self, width=1440, height=1000, dark=False, language="en-GB", scale=1):
        program = next(
            (found for name in ("chromium", "chromium-browser", "google-chrome")
             if (found := shutil.which(name))), None)
        if program is None:
            raise BrowserError("no Chromium: install Debian's package chromium")
        self._folder = tempfile.TemporaryDirectory(prefix="board-", ignore_cleanup_errors=True)
        to_child, self._write = os.pipe()
        self._read, from_child = os.pipe()

        def descriptors():
            # Chromium reads commands from 3 and answers on 4. The pipes may sit there already.
            first, second = os.dup(to_child), os.dup(from_child)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--hide-scrollbars", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             f"--user-data-dir={self._folder.name}", f"--lang={language}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=descriptors, env={**os.environ, "LANGUAGE": language})
        os.close(to_child)
        os.close(from_child)
        self._number = 0
        self._buffer = b""
        self._session = None
        self.faults = []
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self._session = self._call(
            "Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=scale, mobile=width < 600)
        self._call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self._call("Emulation.setLocaleOverride", locale=language)
        self._call(
            "Emulation.setUserAgentOverride", userAgent="board-check", acceptLanguage=language)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for descriptor in (self._write, self._read):
            os.close(descriptor)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def _message(self, deadline):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self._read, 1 << 20) if ready else b""
            if not part:
                raise BrowserError("the browser does not answer")
            self._buffer += part
        line, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(line)

    def _call(self, method, **parameters):
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + ANSWER_SECONDS_MAXIMUM
        while True:
            message = self._message(deadline)
            if message.get("id") == self._number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._notice(message)

    def _notice(self, message):
        """Keeps what a page must never say: exceptions, and refusals by the content policy."""
        if message.get("method") == "Runtime.exceptionThrown":
            details = message["params"]["exceptionDetails"]
            self.faults.append(
                details.get("exception", {}).get("description") or details["text"])
        elif message.get("method") == "Log.entryAdded":
            entry = message["params"]["entry"]
            if entry["source"] == "security":
                self.faults.append(entry["text"])

    def open(self, url):
        """Goes to `url`."""
        answer = self._call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")

    def run(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    def wait(self, expression, seconds=20):
        """Waits until `expression` is true in the page."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.run(f"Boolean({expression})"):
                return
            time.sleep(0.1)
        shown = self.run("document.getElementById('main')?.innerText.slice(0, 600)")
        raise BrowserError(f"never came true: {expression}\nThe page shows:\n{shown}")

    def screenshot(self, path, full=False):
        """Writes a PNG of the window, or of the whole page."""
        picture = self._call("Page.captureScreenshot", captureBeyondViewport=full)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
