"""What a submission may use."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell, or of one answer on all its inputs.
    seconds : float
        Wall time of the whole submission; processor time is limited to the same.
    memory : int
        Bytes of address space of its process.
    disk : int
        Bytes in its folder, the only place where it can write.
    reply : int
        Bytes of one reply.
    """

    cell_seconds: float = 30.0
    seconds: float = 180.0
    memory: int = 2 << 30
    disk: int = 32 << 20
    reply: int = 20_000_000

    def of_a_process(self) -> dict[str, int]:
        """Return what the system watches over."""
        return {key: int(asdict(self)[key]) for key in ("seconds", "memory", "disk")}
