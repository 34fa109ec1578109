"""Rows whose state only their workflow's moves may change."""

from collections.abc import Mapping, Set
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.shared.errors import WrongState
from wakimizu.shared.templatetags.words import joint

JUST_CHANGED = gettext_lazy("Somebody else has just changed this. Look at it again before you go on.")
Row = TypeVar("Row", bound=models.Model)
Moves = Mapping[type[models.TextChoices], Mapping[str, Set[str]]]


class Moving(models.Model):
    """A row with a state. Each kind names its `states`, and where each may lead: its room's table of `moves`."""

    states: ClassVar[type[models.TextChoices]]
    moves: ClassVar[Moves]
    tones: ClassVar[Mapping[str, str]]
    state: str

    class Meta:
        abstract = True

    def move(self, to: str, **changes: Any) -> None:
        """Change the state and save, with other changes. WrongState names what is possible instead."""
        states, possible = self.states, self.moves[self.states][self.state]
        if to not in possible:
            labels = joint().join(str(states(state).label) for state in sorted(possible)) or _("nothing")
            raise WrongState(
                _("This is “%(now)s” and cannot become “%(to)s”. Possible now: %(possible)s.")
                % {"now": states(self.state).label, "to": states(to).label, "possible": labels}
            )
        # The state is compared in the database too: of two people who press at once, the second is told.
        rows: Any = type(self)._base_manager.filter(pk=self.pk)
        if not rows.filter(state=self.state).update(state=to, **changes):
            raise WrongState(JUST_CHANGED)
        self.state = to
        for name, value in changes.items():
            setattr(self, name, value)

    @property
    def tone(self) -> str:
        return self.tones.get(self.state, "moving")


def as_it_stands(row: Row) -> Row:
    """The row read anew and held until the operation ends: of two who act at once, the second sees what the first did."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
    return row
