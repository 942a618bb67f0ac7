# SPDX-License-Identifier: Apache-2.0
"""What a person sees at a terminal: the live line, and reports that fit its width."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata

from support import FAILING, QUICK, SLOW, PROGRAM, Test, own, run

LIVE = re.compile(r"\r([^\r\n]*)\x1b\[K")


def width(text):
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text if not unicodedata.combining(each))


def resize(descriptor, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def without_colours(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def screen(written):
    """The lines that are left in the end: what a live line wrote is overwritten, and erased."""
    lines, column = [[]], 0
    for token in re.findall(r"\x1b\[K|.", without_colours(written), re.DOTALL):
        if token == "\r":
            column = 0
        elif token == "\n":
            lines.append([])
        elif token == "\x1b[K":
            del lines[-1][column:]
        else:
            lines[-1][column:column + 1] = token
            column += 1
    return ["".join(line) for line in lines]


class Terminal(Test):
    def seen(self, *arguments, columns=100, on_text=lambda descriptor, text: None, **streams):
        """Runs it at a terminal: all that it wrote there, and its exit code."""
        ours, theirs = pty.openpty()
        resize(theirs, columns)
        environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, env=environment,
                                   **{"stdout": theirs, "stderr": theirs, **streams})
        os.close(theirs)
        written = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # What a terminal says when nobody has it open any more.
                break
            if not more:
                break
            written += more
            on_text(ours, more.decode(errors="replace"))
        os.close(ours)
        return written.decode(), process.wait(timeout=100)

    def test_shows_one_live_line_and_leaves_nothing_of_it(self):
        written, code = self.seen("run", "reference", *own(SLOW, QUICK))
        self.assertEqual(code, 0)
        lives = [without_colours(line) for line in LIVE.findall(written)]
        self.assertGreater(len(lives), 5)
        self.assertTrue(any(re.fullmatch(r"3/6 · 3 running · \d\.\d s · waiting for e2e-slow@number=\d", line) for line in lives), lives)
        self.assertNotIn("\r\x1b[K\r", written, "a line that is erased before it is drawn flickers")
        lines = screen(written)
        self.assertTrue(lines[0].startswith("mqttspec "), lines[0])
        self.assertFalse([line for line in lines if "running" in line or "waiting" in line])
        self.assertIn("reference", lines[-2])

    def test_live_line_follows_the_window_and_speaks_chinese(self):
        def narrow(descriptor, text):
            if "3/6" in text:
                resize(descriptor, 30)
        written, _ = self.seen("run", "reference", *own(SLOW, QUICK), "--lang", "zh", columns=90, on_text=narrow)
        lives = [without_colours(line) for line in LIVE.findall(written) if line]
        self.assertTrue(any("个运行中" in line for line in lives), lives)
        self.assertLess(max(width(line) for line in lives), 90)
        self.assertLess(width(lives[-1]), 30)

    def test_live_line_is_for_terminals_and_for_who_wants_it(self):
        for flags, streams in ((["-q"], {}), (["--trace"], {}), ([], {"stderr": subprocess.DEVNULL})):
            written, _ = self.seen("run", "reference", *own(SLOW), *flags, **streams)
            self.assertEqual(LIVE.findall(written), [], flags)
        done = run("run", "reference", *own(SLOW))
        self.assertNotIn("\r", done.stdout + done.stderr)

    def test_interrupt_is_told_on_a_line_of_its_own(self):
        sent = []
        def stop(descriptor, text):
            if "running" in text and not sent:
                sent.append(os.write(descriptor, b"\x03"))
        def with_terminal():
            os.setsid()
            fcntl.ioctl(2, termios.TIOCSCTTY, 0)
        written, code = self.seen("run", "reference", *own(SLOW), on_text=stop, preexec_fn=with_terminal)
        self.assertEqual(code, 130)
        self.assertTrue(any(line.endswith("(again: at once)") and "running" not in line for line in screen(written)), written)

    def test_reports_fit_its_width_in_both_languages(self):
        self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1")
        for lang in ("en", "zh"):
            for columns in (80, 100):
                written, code = self.seen("report", self.path("result.json"), "--lang", lang, "-v", columns=columns)
                self.assertEqual(code, 0)
                lines = without_colours(written).replace("\r", "").splitlines()
                prose = [line for line in lines[:-1] if "./certify" not in line and "| nc " not in line]  # Not the commands to copy.
                self.assertEqual([line for line in prose if width(line) > columns], [])
                ladder = [line for line in lines if " ms" in line and ("→" in line or "←" in line)]
                self.assertGreater(len(ladder), 3, "a ladder of packets")

    def test_chinese_sections_stand_in_columns(self):
        self.result("reference", "--section", "3.12", "--section", "3.8.4", "--section", "3.1.3")
        written, _ = self.seen("report", self.path("result.json"), "--lang", "zh")
        rows = re.findall(r"^(  [✓✗!?–·] \d[\d.]* .*?)[✓✗!?–·]+ +\d+/\d+$", without_colours(written).replace("\r", ""), re.MULTILINE)
        self.assertGreater(len(rows), 1)
        self.assertEqual(len({width(row) for row in rows}), 1, rows)


if __name__ == "__main__":
    import unittest
    unittest.main()
