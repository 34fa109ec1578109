"""The engine makes published tables again, from their own inputs."""

from pathlib import Path

import numpy as np
import pytest

from scripts import tables
from wakimizu.engines import demography as d

pytestmark = pytest.mark.skipif(
    not (tables.DATA / "demography").is_dir(), reason="the published tables (../shared/data) are not there"
)


def test_every_cell_of_prestons_sweden() -> None:
    sweden = tables.sweden()
    assert sweden.projected.shape == (2, 18)
    assert np.array_equal(np.rint(sweden.projected), sweden.published)
    assert np.array_equal(np.rint(sweden.births), sweden.published_births)


def test_life_tables_have_the_united_nations_life_expectancies() -> None:
    past = [name for name in tables.rows("demography/wpp2019_japan/mxF.tsv", "\t")[0] if name[:2] in ("19", "20")][:14]
    table = d.life_table(tables.death_rates(past), tables.ABRIDGED)
    published = np.concatenate([tables.wpp("e0M", past), tables.wpp("e0F", past)], axis=1)
    assert published.shape == (14, 2)
    assert np.abs(table.life_expectancy - published).max() < 0.02


def test_japan_of_the_united_nations_medium_variant() -> None:
    japan = tables.japan()
    difference = np.abs(japan.people.sum((1, 2)) / japan.published.sum((1, 2)) - 1)
    assert difference[4] < 0.001  # 2040
    assert difference.max() < 0.01
    by_age = np.abs(japan.people.sum(1) / japan.published.sum(1) - 1)[:5, :19]  # until 2040, below 95
    assert by_age.max() < 0.01


def test_migration_matters_to_japan_more_than_all_that_differs() -> None:
    japan = tables.japan()
    assert japan.without_migration[-1].sum() / japan.published[-1].sum() < 0.95


def test_the_city_of_2018_to_the_person() -> None:
    city = tables.kumamoto_2018()
    assert city.people.shape == (7, 2, 19)
    assert np.array_equal(np.rint(city.people), city.published)
    assert [round(people.sum()) for people in city.people] == [
        tables.city_total("ipss2018", year) for year in city.years
    ]


def test_rates_of_other_years_do_not_make_the_city_of_2018() -> None:
    """The check above can fail: the first period's rates for all periods lead elsewhere."""
    city = tables.kumamoto_2018()
    first = d.ChildWoman(np.asarray(city.children.ratio)[:1], np.asarray(city.children.boys)[:1])
    assumptions = d.Assumptions(tables.FIVE, first, cohort_change=city.cohort_change[:1])
    people = d.project(city.published[:1], assumptions, periods=6).people[:, 0]
    assert np.abs(people - city.published).max() > 100


@pytest.mark.parametrize(("name", "first_age"), [("total", 0), ("age65plus", 65), ("age75plus", 75)])
def test_the_papers_2040_from_nothing_later_than_2010(name: str, first_age: int) -> None:
    published = tables.paper_published()[2040][name]
    assert published == {"total": 659_133, "age65plus": 223_470, "age75plus": 133_583}[name]
    people = tables.kumamoto_2040().people[-1]
    ours = people[:, tables.FIVE.starts.index(first_age) :].sum()
    assert abs(ours / published - 1) < 0.015


def test_every_published_figure_of_2013_on_the_way() -> None:
    run = tables.kumamoto_2040()
    for year, people in zip(run.years, run.people, strict=True):
        assert abs(people.sum() / tables.paper_published()[year]["total"] - 1) < 0.015


def test_nothing_later_than_2010_is_read_for_the_papers_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later columns are made unreadable; the result stays."""
    before = tables.kumamoto_2040().people.copy()
    whole = tables.rows

    def cut(path: str, delimiter: str = ",") -> list[dict[str, str]]:
        early = []
        for row in whole(path, delimiter):
            if int(row.get("year", "0") or 0) <= 2010:
                early.append({k: v for k, v in row.items() if not k[:4].isdigit() or int(k[-4:]) <= 2010})
        return early

    monkeypatch.setattr(tables, "rows", cut)
    for cached in (tables.city, tables.kumamoto_2040):
        cached.cache_clear()
    try:
        with pytest.raises(KeyError):
            tables.wpp("mxF", ["2010-2015"])
        assert np.array_equal(tables.kumamoto_2040().people, before)
    finally:
        for cached in (tables.city, tables.kumamoto_2040):
            cached.cache_clear()


def test_the_pages_in_docs_are_what_the_command_writes() -> None:
    for name, page in tables.PAGES.items():
        assert (tables.DOCS / name).read_text(encoding="utf-8") == page(), f"run ./wakimizu tables ({name})"
    assert {path.name for path in Path(tables.DOCS).glob("*.md")} == {*tables.PAGES, "README.md"}


# ── the city's cells ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_cells_keep_men_women_and_broad_ages_and_meet_their_wards() -> None:
    cells = tables.cells()
    assert cells.start.people.shape == (1, 1223, 2, 19)
    broad = d.add_up(cells.start.people[0], tables.FIVE, tables.CELL_AGES)
    scale = cells.ward_totals[0] / d.sum_by(cells.broad.totals.sum(1), cells.ward)
    known = cells.broad.known
    assert np.allclose(broad[known], (cells.broad.people * scale[cells.ward][:, None, None])[known])
    assert np.allclose(cells.start.people[0].sum(-1), cells.broad.totals * scale[cells.ward][:, None], atol=1e-6)
    for t, year in enumerate(tables.POINTS):
        by_ward = d.sum_by(cells.projected.people[t].sum((1, 2)), cells.ward)
        assert np.allclose(by_ward, cells.ward_totals[t], atol=1e-4), year
    assert cells.ward_totals[-1].sum() == pytest.approx(
        648_196, abs=40
    )  # the wards' published totals differ by rounding
    assert (cells.projected.people >= 0).all()


def test_suppressed_cells_take_their_ages_back_and_nobody_is_lost() -> None:
    cells, table = tables.cells(), tables.rows(tables.MESH)
    totals = np.array([float(row["T001101001"]) for row in table])
    assert totals.sum() == 739_863
    assert cells.broad.totals.sum() == 739_863
    known = cells.broad.known
    assert (~known).sum() == 11
    assert np.allclose(cells.broad.people.sum((1, 2))[known], totals[known])
    hidden = np.array([row["HTKSYORI"] == "2" for row in table])
    assert (cells.broad.standing[hidden] == d.Standing.ESTIMATED).all()
    place = {row["mesh500"]: n for n, row in enumerate(table)}
    pairs = [(n, place[row["HTKSAKI"]]) for n, row in enumerate(table) if hidden[n] and row["HTKSAKI"] in place]
    assert len(pairs) == 92 - 11
    alike = [(n, there) for n, there in pairs if (cells.broad.totals[there] > 0).all()]
    assert len(alike) > 70
    for n, there in alike:
        lives = cells.broad.totals[n] / cells.broad.totals[there]
        assert np.allclose(cells.broad.people[n], lives[:, None] * cells.broad.people[there])


def test_each_figure_of_a_cell_says_what_it_is() -> None:
    cells = tables.cells()
    assert (cells.projected.standing[0] == d.Standing.ESTIMATED).all()
    assert (cells.projected.standing[1:] == d.Standing.PROJECTED).all()
    observed = cells.broad.standing == d.Standing.OBSERVED
    table = tables.rows(tables.MESH)
    complete = [n for n, row in enumerate(table) if row["HTKSYORI"] == "0" and observed[n]]
    assert len(complete) > 300
    for n in complete:
        assert cells.broad.people[n, 0, 0] == pytest.approx(float(table[n]["T001101005"]))
        assert cells.broad.people[n, 1, 5] == pytest.approx(float(table[n]["T001101027"]))


def test_the_three_age_groups_of_2050_are_the_published_ones() -> None:
    cells = tables.cells()
    groups = d.sum_by(d.add_up(cells.projected.people[-1].sum(1), tables.FIVE, tables.THREE), cells.ward)
    published = [r for r in tables.rows("population/ipss_r5_kumamoto_city_and_wards.csv") if r["code"] != "43100"]
    wanted = [[float(r[f"age{name}_2050"]) for name in ("0_14", "15_64", "65plus")] for r in published]
    assert np.allclose(groups, wanted, atol=1e-4)
