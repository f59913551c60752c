"""Stand-ins for converters that find no end: over a text that says "asleep" they sleep."""

import time

from bplib.grading.pages import converters


def drowsy(convert):
    """Return a converter that sleeps over some texts."""

    def converted(text, **more):
        if "asleep" in text:
            time.sleep(600)
        return convert(text, **more)

    return converted


if __name__ == "__main__":
    converters.main({kind: drowsy(convert) for kind, convert in converters.KINDS.items()})
