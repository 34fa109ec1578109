"""What the city room asks the language engine."""

from wakimizu.engines.language.spelling import fold


def search_key(text: str) -> str:
    """The spelling under which every usual spelling of a text is the same: 引っ越し, 引越し; センター, せんたー."""
    return fold(text)


def has_words(query: str, *texts: str) -> bool:
    """Whether all words of a query occur in the texts, whatever their spelling."""
    key = " ".join(map(search_key, texts))
    return all(search_key(word) in key for word in query.split())
