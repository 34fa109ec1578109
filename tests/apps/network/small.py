"""The cast's town with what a scenario needs: places, standards, offers, a year of visits, people to 2050.

    w-kami 33.00 131.00 with c-sakura beside it · b-kawabata 33.02 131.00 · w-shimo 32.95 131.00
    b-umibe 32.93 131.02 with c-umibe beside it · k-sakura, a kiosk, 33.003 131.00

juminhyo is done in full by all staffed counters and kiosks, kokuho by all staffed counters, kaigo by ward offices alone.
"""

from datetime import date, time

from tests.apps.population import people
from wakimizu.apps.city.models import Coverage, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.network import operations
from wakimizu.apps.network.models import Scenario
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.shared import jobs

PLACES = {
    "w-kami": (33.0, 131.0),
    "c-sakura": (33.0005, 131.0),
    "b-kawabata": (33.02, 131.0),
    "w-shimo": (32.95, 131.0),
}
MORE = [  # code, kind, name, English name, parent, ward, latitude, longitude
    ("b-umibe", "branch", "海辺出張所", "Umibe Branch Office", "w-shimo", "43992", 32.93, 131.02),
    ("c-umibe", "community_centre", "海辺まちづくりセンター", "Umibe Community Centre", "w-shimo-machi", "43992", 32.9302, 131.02),
    ("k-sakura", "kiosk", "コンビニ証明交付（桜）", "Kiosk (Sakura)", "w-kami-kumin", "43991", 33.003, 131.0),
]  # fmt: skip
SERVICES = {  # code → kinds that do it in full, cases a month at each of them
    "juminhyo": (("ward_office", "general_branch", "branch", "kiosk"), 40),
    "kokuho": (("ward_office", "general_branch", "branch"), 20),
    "kaigo": (("ward_office",), 10),
}
MONTHS = [date(2025 + (n // 12), n % 12 + 1, 1) for n in range(10, 22)]  # November 2025 to October 2026
FROM = date(2020, 4, 1)
CHEAP = {  # a branch costs more than anybody's way to another counter
    "roles": {"branch": {"staff": 3, "yen": 30_000_000}},
    "guards": {"farthest": []},
    "periods": {"years": [2027, 2032], "until": 2037},
}


def ready(town):
    """Everything a study needs; the town's offices are read anew."""
    for code, (lat, lon) in PLACES.items():
        Office.objects.filter(code=code).update(
            lat=lat, lon=lon, valid_from=date(2012, 4, 1), days="mon-fri", opens=time(8, 30), closes=time(17, 15)
        )
    for code, kind, name, name_en, parent, ward, lat, lon in MORE:
        town.offices[code] = Office.objects.create(
            city=town.city, code=code, kind=kind, name=name, name_en=name_en, parent=town.offices[parent],
            ward=town.areas[ward], lat=lat, lon=lon, valid_from=date(2012, 4, 1), days="mon-fri", opens=time(8, 30),
            closes=time(17, 15),
        )  # fmt: skip
    Coverage.objects.create(city=town.city, office=town.offices["b-umibe"], area=town.areas["43992-02"])
    Coverage.objects.create(city=town.city, office=town.offices["c-umibe"], area=town.areas["43992-02"])
    _services(town)
    _people(town)
    renew(town.city.pk)
    for office in town.offices.values():
        office.refresh_from_db()
    return town


def _services(town):
    offices = Office.objects.filter(lat__isnull=False)
    for code, (kinds, cases) in SERVICES.items():
        service = Service.objects.create(
            city=town.city, code=code, name=code, owner=town.offices["hq-kocho"], summary=code
        )
        Standard.objects.create(
            city=town.city, service=service, levels=dict.fromkeys(kinds, "full"), decided="counter", valid_from=FROM
        )
        for office in offices:
            if office.kind in kinds:
                Offering.objects.create(
                    city=town.city, service=service, office=office, level="full", decided="counter", valid_from=FROM
                )
                Observation.objects.bulk_create(
                    Observation(city=town.city, service=service, office=office, month=month, volume=cases)
                    for month in MONTHS
                )


def _people(town):
    people.assumptions(town)
    people.a_run(town, people.count_of_2020(town), people.published(town))


def scenario(town, code="plan", terms=None, by=None, **more):
    made = Scenario(code=code, name="案", name_en="Plan", terms=CHEAP if terms is None else terms, **more)
    return operations.keep_scenario(by or town.actor("policy", "hq-seisaku"), scenario=made)


def study(town, terms=None, kind="plan", **more):
    """A study that is done."""
    of = more.pop("scenario", None) or scenario(town, terms=terms)
    asked = operations.ask_study(town.actor("policy", "hq-seisaku"), scenario=of, kind=kind, **more)
    return jobs.run(asked)


def changes(result):
    return {(each["site"], each["period"]): (each["from"], each["to"]) for each in result["changes"]}
