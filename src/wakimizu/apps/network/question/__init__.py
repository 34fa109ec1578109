"""From the city's own tables to the question an engine can answer: sites, people, visits, ways, guards.

The rules:
1. A site is a place: a community centre within some metres of another counter, or below it, shares its site.
2. Services are grouped by the kinds of offices whose standard (without one: whose offers) says "in full". What kiosks do
   is split: the part that people would take from a machine is a group of its own.
3. Visits are the observed ones of the last months, shared out to where people live by their ages.
4. People are those of the projection that holds, in the middle of each period; between its years on a straight line.
5. Minutes are those of the travel times that hold; where there are none, estimates on foot and by car.
6. What is missing or assumed is a note, and every note reaches the reader.
"""

from wakimizu.apps.network.question.building import Question, build, check

__all__ = ["Question", "build", "check"]
