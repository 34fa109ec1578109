"""Municipalities, blocks, mesh cells and outlines: taken once, refused with reasons."""

import json
import sys

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import box, mapping, shape

from tests.cast import NOW, build
from wakimizu.apps.city.imports import import_blocks, import_cities, import_mesh, import_outlines
from wakimizu.apps.city.models import Area, City, Post, User
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.queries import verify
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import in_city

REGION = """# 出典
code,name,kana,name_en,lat,lon
43100,熊本市,くまもとし,Kumamoto City,32.8031,130.7079
432113,宇土市,うとし,Uto City,32.6872,130.6586
43348,美里町,みさとまち,Misato Town,32.6396,130.7889
"""


def counts(report):
    return tuple(report.counts[fate] for fate in ("added", "changed", "unchanged", "refused"))


@pytest.fixture(autouse=True)
def _english(english):
    pass


@pytest.fixture
def kumamoto(db):
    wards = [
        ("中央区", 32.803, 130.708),
        ("東区", 32.79, 130.77),
        ("西区", 32.80, 130.66),
        ("南区", 32.73, 130.69),
        ("北区", 32.88, 130.70),
    ]
    made = build(
        code="43100", host="kumamoto", name="熊本市", name_en="Kumamoto City", lat=32.8031, lon=130.7079,
        areas=[(f"4310{n}", "ward", name, "", "", lat, lon) for n, (name, lat, lon) in enumerate(wards, 1)], offices=[],
        serves=[], posts=[], topics=[], routing=[],
    )  # fmt: skip
    with in_city(made.city.pk):
        yield made


class TestCities:
    def test_twice(self, db):
        assert counts(import_cities(NOW, REGION.encode())) == (3, 0, 0, 0)
        assert list(City.objects.order_by("pk").values_list("code", "host")) == [
            ("43100", "kumamoto"), ("43211", "uto"), ("43348", "misato"),
        ]  # fmt: skip
        assert counts(import_cities(NOW, REGION.encode())) == (0, 0, 3, 0)
        changed = REGION.replace("Uto City", "Udo City")
        assert counts(import_cities(NOW, changed.encode())) == (0, 1, 2, 0)
        assert City.objects.get(code="43211").host == "uto", "an address stays"
        with in_city(City.objects.get(code="43211").pk):
            assert [entry.operation for entry in Entry.objects.order_by("pk")] == ["found_city", "change_city"]

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("43999,湧水市,,Kumamoto Town,33,131", "kumamoto"),
            ("43100,熊本市,,Kumamoto City,33,131", "twice"),
            ("x,湧水市,,Wakimizu City,33,131", "code"),
            ("43999,湧水市,,,33,131", "English name"),
            ("43999,湧水市,,Wakimizu City,3,1", "degrees"),
        ],
    )
    def test_refused(self, db, line, why):
        report = import_cities(NOW, f"{REGION}{line}\n".encode())
        assert counts(report) == (3, 0, 0, 1)
        assert why in report.told[-1].sentence
        assert City.objects.count() == 3

    def test_the_fourteen(self, db):
        from pathlib import Path

        import wakimizu

        content = (Path(wakimizu.__file__).parent / "demo/kumamoto/region.csv").read_bytes()
        assert counts(import_cities(NOW, content)) == (14, 0, 0, 0)
        assert counts(import_cities(NOW, content)) == (0, 0, 14, 0)


class TestBlocks:
    def test_by_ward_and_name(self, town):
        content = "ward,name,lat,lng\n湧水市上区,桜一丁目,33.001,131.0\n下区,桜一丁目,32.95,131.0\n".encode()
        assert counts(import_blocks(town.system(), town.city, town.book, content)) == (2, 0, 0, 0)
        parents = set(Area.objects.filter(kind="block").values_list("name", "parent__name"))
        assert parents == {("桜一丁目", "桜校区"), ("桜一丁目", "松原校区")}
        assert counts(import_blocks(town.system(), town.city, town.book, content)) == (0, 0, 2, 0)

    def test_a_name_twice_lies_between(self, town):
        content = "ward,name,lat,lng\n上区,桜,33.0,131.0\n上区,桜,33.002,131.002\n".encode()
        report = import_blocks(town.system(), town.city, town.book, content)
        assert counts(report) == (1, 0, 1, 0) and "mean" in report.told[0].sentence
        block = Area.objects.get(kind="block")
        assert (block.lat, block.lon) == (33.001, 131.001)

    @pytest.mark.parametrize("line", ["中区,桜,33,131", "上区,,33,131", "上区,桜,,", "上区,桜,43,141"])
    def test_refused(self, town, line):
        report = import_blocks(town.system(), town.city, town.book, f"ward,name,lat,lng\n{line}\n".encode())
        assert counts(report) == (0, 0, 0, 1)

    def test_real_blocks_twice(self, shared_data, kumamoto):
        content = (shared_data / "places/kumamoto_machiaza.csv").read_bytes()
        first = import_blocks(kumamoto.system(), kumamoto.city, kumamoto.book, content)
        assert sum(first.counts.values()) == 919 and first.counts["refused"] == 4, "four have no coordinates"
        assert Area.objects.filter(kind="block").count() == first.counts["added"]
        second = import_blocks(kumamoto.system(), kumamoto.city, kumamoto.book, content)
        assert counts(second) == (0, 0, 915, 4)


class TestMesh:
    HEADER = "mesh500,ward_by_centroid,lat,lon,HTKSYORI,HTKSAKI,T001101001,T001101002\n"

    def take(self, town, *lines):
        return import_mesh(town.system(), town.city, town.book, (self.HEADER + "\n".join(lines)).encode())

    def test_counts_are_kept_as_published(self, town):
        assert counts(self.take(town, "493170013,43991,,,2,493170014,5,*", "493170014,43992,,,1,,1234,")) == (
            2,
            0,
            0,
            0,
        )
        cell = Area.objects.get(kind="mesh", code="493170013")
        assert cell.figures == {"HTKSYORI": 2, "HTKSAKI": "493170014", "T001101001": 5, "T001101002": None}
        assert cell.parent == town.areas["43991"] and abs(cell.lat - 33.26) < 0.01

    @pytest.mark.parametrize(
        "line",
        [
            "533900013,43991,,,1,,5,1",  # Tokyo
            "493170015,43991,,,1,,5,1",
            "49317001,x,,,1,,5,1",
            "493170013,43991,33.0,131.0,1,,5,1",
            "493170013,43991,33.3,,1,,5,1",
            "493170013,43101,,,1,,5,1",
            "493170013,43991,,,1,,five,1",
            "4.9317E+8,43991,,,1,,5,1",
        ],
    )
    def test_refused(self, town, line):
        assert counts(self.take(town, line)) == (0, 0, 0, 1)

    def test_twice_in_a_file(self, town):
        line = "493170013,43991,,,1,,5,1"
        assert counts(self.take(town, line, line)) == (1, 0, 0, 1)

    def test_real_cells_twice(self, shared_data, kumamoto):
        content = (shared_data / "population/kumamoto_mesh500_census2020.csv").read_bytes()
        assert counts(import_mesh(kumamoto.system(), kumamoto.city, kumamoto.book, content)) == (1223, 0, 0, 0)
        assert counts(import_mesh(kumamoto.system(), kumamoto.city, kumamoto.book, content)) == (0, 0, 1223, 0)
        cells = Area.objects.filter(kind="mesh")
        assert sum(cell.figures["T001101001"] or 0 for cell in cells) == 739_863
        assert not [area for area in kumamoto.book.areas.values() if area.kind == "mesh"], (
            "not in every process's memory"
        )


class TestOutlines:
    def feature(self, geometry, **properties):
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    def take(self, town, *features, **more):
        content = json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
        return import_outlines(town.system(), town.book, content, "loaded: test.geojson")

    SQUARE = mapping(box(130.9, 32.96, 131.1, 33.1))

    @pytest.mark.parametrize("properties", [{"code": "43991"}, {"code": 43991}, {"name": "上区"}, {"N03_007": "43991"}])
    def test_by_code_or_name(self, town, properties):
        assert counts(self.take(town, self.feature(self.SQUARE, **properties))) == (1, 0, 0, 0)
        assert counts(self.take(town, self.feature(self.SQUARE, **properties))) == (0, 0, 1, 0)
        assert town.book.locate(33.0, 131.0).ward.name == "上区"
        assert Area.objects.get(code="43991").outline_source == "loaded: test.geojson"

    def test_islands_make_one_outline(self, town):
        island = mapping(box(131.2, 33.0, 131.21, 33.01))
        report = self.take(town, self.feature(self.SQUARE, code="43991"), self.feature(island, code="43991"))
        assert counts(report) == (1, 0, 1, 0)
        assert shape(json.loads(Area.objects.get(code="43991").outline)).geom_type == "MultiPolygon"

    def test_a_crossed_outline_is_mended(self, town):
        bow = {
            "type": "Polygon",
            "coordinates": [[[130.9, 32.9], [131.1, 33.1], [131.1, 32.9], [130.9, 33.1], [130.9, 32.9]]],
        }
        report = self.take(town, self.feature(bow, code="43991"))
        assert counts(report) == (1, 0, 0, 0) and "mended" in report.told[0].sentence
        assert shape(json.loads(Area.objects.get(code="43991").outline)).is_valid

    @pytest.mark.parametrize(
        ("geometry", "properties"),
        [
            (None, {"code": "43991"}),
            ({"type": "Point", "coordinates": [131, 33]}, {"code": "43991"}),
            ({"type": "Polygon", "coordinates": []}, {"code": "43991"}),
            ({"type": "Polygon", "coordinates": "x"}, {"code": "43991"}),
            ({"type": "Star"}, {"code": "43991"}),
            (mapping(box(32.96, 130.9, 33.1, 131.1)), {"code": "43991"}),
            (SQUARE, {"code": "43101"}),
            (SQUARE, {"name": "中区"}),
            (SQUARE, {}),
        ],
    )
    def test_refused(self, town, geometry, properties):
        report = self.take(town, self.feature(geometry, **properties), self.feature(self.SQUARE, code="43992"))
        assert counts(report) == (1, 0, 0, 1)

    @pytest.mark.parametrize(
        "content", [b"", b"{}", b"[]", b'{"type":"FeatureCollection","features":3}', b"[" * 100_000]
    )
    def test_other_files_are_refused_whole(self, town, content):
        with pytest.raises(BadInput):
            import_outlines(town.system(), town.book, content, "x")

    def test_metres_are_refused_whole(self, town):
        with pytest.raises(BadInput, match="EPSG::2444"):
            self.take(town, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2444"}})

    def test_real_wards_twice(self, shared_data, kumamoto):
        content = (shared_data / "places/kumamoto_wards.geojson").read_bytes()
        first = import_outlines(kumamoto.system(), kumamoto.book, content, "loaded: wards")
        assert counts(first) == (5, 0, 0, 0)
        assert counts(import_outlines(kumamoto.system(), kumamoto.book, content, "loaded: wards")) == (0, 0, 5, 0)
        assert kumamoto.book.locate(32.8031, 130.7079).ward.name == "中央区"


class TestCommands:
    def test_import_tells_line_by_line_and_fails_when_it_refused(self, town, tmp_path, capsys):
        file = tmp_path / "blocks.csv"
        file.write_text("ward,name,lat,lng\n上区,桜,33.0,131.0\n中区,桜,33.0,131.0\n")
        with pytest.raises(SystemExit) as stop:
            call_command("import", "blocks", str(file), stdout=sys.stdout)
        told = capsys.readouterr().out
        assert stop.value.code == 1 and "blocks.csv:3: refused: " in told and "1 added" in told
        assert verify(NOW).ok

    def test_import_of_cities_needs_no_city(self, db, tmp_path, capsys):
        file = tmp_path / "region.csv"
        file.write_text(REGION)
        call_command("import", "cities", str(file), stdout=sys.stdout)
        assert "3 added" in capsys.readouterr().out

    def test_what_cannot_be_read(self, town, tmp_path):
        with pytest.raises(CommandError, match="Cannot read"):
            call_command("import", "blocks", str(tmp_path / "none.csv"))
        with pytest.raises(CommandError):
            call_command("import", "blocks", str(tmp_path / "none.csv"), "--city", "nowhere")

    def test_staff(self, town, monkeypatch, capsys):
        monkeypatch.setenv("WAKIMIZU_PASSWORD", "ab")
        with pytest.raises(CommandError):
            call_command("staff", "add", "new@wakimizu.example", "新人", "it", "hq-seisaku")
        assert not User.objects.filter(name="新人").exists()
        monkeypatch.setenv("WAKIMIZU_PASSWORD", "a clear spring 77")
        call_command("staff", "add", "New@wakimizu.example", "新人", "it", "hq-seisaku", stdout=sys.stdout)
        assert Post.objects.get(user__email="new@wakimizu.example").role == "it"
        for words in (
            ("x", "y", "it", "hq-seisaku"),
            ("a@b.example", "y", "it", "none"),
            ("new@wakimizu.example", "y", "it", "hq-seisaku"),
        ):
            with pytest.raises(CommandError):
                call_command("staff", "add", *words)
        call_command("staff", "list", stdout=sys.stdout)
        assert "new@wakimizu.example\t新人\tit\thq-seisaku" in capsys.readouterr().out
