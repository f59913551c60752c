"""Climbs the frames that call it into a fork server's own, takes the socket and the pipes that it
finds there and among its open files, and asks for a child; they were closed before its first cell.
"""

from bplib.grading.judging.scores import Result
from hostile import FORGE

EXPECTED = Result.WRONG
ANSWER = (
    FORGE
    + r"""
import array, socket

def ends():
    found, frame = [], sys._getframe()
    while frame:
        found += [thing for thing in frame.f_locals.values() if isinstance(thing, socket.socket)]
        frame = frame.f_back
    for fd in range(3, 256):
        try:
            found.append(socket.socket(fileno=fd))
        except OSError:
            pass
    return found

def double(x):
    request = json.dumps({"limits": {"seconds": 9, "disk": 1, "memory": 1}, "disk": 1, "stream": 1})
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1]))]
    for end in ends():
        try:
            end.sendmsg([request.encode()], rights)
            return 2 * x
        except OSError:
            pass
    return 0
"""
)
