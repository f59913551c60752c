"""Imported before nbformat: what takes a second to load and is never needed stays away.

nbformat imports jsonschema, and jsonschema, where it finds rfc3987_syntax, a grammar of
international addresses, which is parsed whenever it is imported. No notebook's schema asks for it.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
