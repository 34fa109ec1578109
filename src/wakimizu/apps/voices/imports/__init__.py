"""Files in: voices and their answers from a spreadsheet; the routing table with its topics and example rows."""

from wakimizu.apps.voices.imports.routing import import_routing, rows_of, words_of
from wakimizu.apps.voices.imports.taking import import_voices

__all__ = ["import_routing", "import_voices", "rows_of", "words_of"]
