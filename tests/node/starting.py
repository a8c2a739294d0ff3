"""The start of a node of which only the name matters."""

from zmqplay.instructions import Start


def start(work_ms: float = 0.0, monitor: str = "", control: str = "") -> Start:
    """A node without a role."""
    return Start(
        plays="",
        turned=[],
        name="node-1",
        number=1,
        monitor=monitor,
        control=control,
        endpoints={},
        topics=[],
        options={},
        work_ms=work_ms,
    )
