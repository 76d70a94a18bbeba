"""Runs a command on a terminal of its own, types the answers, and prints what a person would see.

usage: terminal.py ANSWERS COMMAND...     (answers with a line end after each)
"""

import os
import pty
import sys

process, terminal = pty.fork()
if process == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

# The line discipline keeps what is typed ahead until the command asks for it.
os.write(terminal, sys.argv[1].encode())
shown = b""
while True:
    try:
        block = os.read(terminal, 65536)
    except OSError:  # Linux says EIO when the last process has closed the terminal
        break
    if not block:
        break
    shown += block

_, status = os.waitpid(process, 0)
sys.stdout.write(shown.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(status))
