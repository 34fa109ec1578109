"""Lists that go on: the number an address names, and the address of the page that follows."""

from django.http import HttpRequest


def number_asked(request: HttpRequest, name: str = "before") -> int | None:
    """A row's number in the address; None when there is none, or none that any database could hold."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def older_url(request: HttpRequest, last: int | None, name: str = "before") -> str:
    """The address of the rows before the last one shown, all else as it was asked; "" where there are none.

    name: of the number in the address; a page of two lists gives each its own.
    """
    if last is None:
        return ""
    asked = request.GET.copy()
    asked[name] = str(last)
    return f"?{asked.urlencode()}"
