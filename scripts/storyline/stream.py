"""Several clients that send orders at once, whatever becomes of the server meanwhile."""

import random
import threading
import time

from .console import Fault

SECONDS_MAXIMUM = 60
# The exit statuses of a client that had no server: it could not send, or heard no answer.
FAILED, UNKNOWN = 1, 9


class Stream:
    def __init__(self, run, words, clients):
        """`clients`: a list of lines for each one; `words(line)`: the command that sends it."""
        self.run, self.words, self.clients = run, words, clients
        self.sent = []  # lines that left their client, in any order
        self.answers = {}  # line -> the answer to it
        self.faults = []
        self.threads = []
        self.change = threading.Condition()
        self.is_down = False

    def start(self):
        self.is_down = False
        self.threads = [threading.Thread(target=self.send, args=(c,)) for c in self.clients]
        for thread in self.threads:
            thread.start()

    def send(self, lines):
        """One client's lines, one after the other, until they end or the server is gone."""
        while lines and not self.is_down:
            status, answer, messages = self.run.attempt(self.words(lines[0]))
            with self.change:
                self.change.notify()
                if status == FAILED and answer and answer["code"] == "unreachable":
                    self.is_down = True  # nothing was sent: the line stays
                elif status == UNKNOWN:
                    self.is_down = True  # sent, and no answer: it waits in the outbox
                    self.sent.append(lines.pop(0))
                elif status == 0:
                    self.sent.append(lines[0])
                    self.answers[lines.pop(0)] = answer
                else:
                    self.faults.append(f"{lines[0]}: {status} {answer} {messages}")
                    self.is_down = True

    def wait(self, count, outbox):
        """Until so many answers came, and some document lies in the outbox, about to be sent."""
        end = time.monotonic() + SECONDS_MAXIMUM
        with self.change:
            self.change.wait_for(
                lambda: len(self.answers) >= count or self.is_down, SECONDS_MAXIMUM)
        while not any(outbox.iterdir()) and time.monotonic() < end:
            time.sleep(0.0002)
        time.sleep(0.002)

    def join(self):
        for thread in self.threads:
            thread.join()
        if self.faults:
            raise Fault(f"orders that failed: {self.faults}")


def crossing_orders(count, clients):
    """Lines (who, side, quantity, limit in fen) for each client: no two alike, and they cross."""
    dice = random.Random(7)
    limits = dice.sample(range(5200, 5460), count)
    lines = [
        (*clients[number % len(clients)], dice.randint(1, 3), limit)
        for number, limit in enumerate(limits)]
    return [lines[first::len(clients)] for first in range(len(clients))]
