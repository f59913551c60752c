"""Speaks to Unix sockets of this machine, by path and by abstract name, and to the kernel by
netlink.
"""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = r"""
import socket

def double(x):
    for family in (socket.AF_UNIX, socket.AF_NETLINK, getattr(socket, "AF_VSOCK", 40)):
        try:
            ends = socket.socket(family, socket.SOCK_STREAM if family == 40 else socket.SOCK_DGRAM)
            ends.connect("\0/tmp/.X11-unix/X0" if family == socket.AF_UNIX else (0, 0))
            return 2 * x
        except OSError:
            pass
    return 0
"""
