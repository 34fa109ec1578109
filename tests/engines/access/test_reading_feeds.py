"""What a feed may look like, and the sentence for everything it may not."""

import zipfile

import pytest

from tests.engines.access.small_feeds import SMALL, TUESDAY, small, zipped
from wakimizu.engines.access import FeedFault, merged, read_feed, timetable

TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
FAR_TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\n"
CALENDAR = SMALL["calendar.txt"].splitlines()[0] + "\n"


def lines(*rows):
    return "".join(f"{row}\n" for row in rows)


def halts(feed):
    times = feed.stop_times
    return [
        (feed.stops.ids[s], int(a), int(d)) for s, a, d in zip(times.stops, times.arrives, times.departs, strict=True)
    ]


def clock(hours, minutes=0, seconds=0):
    return hours * 3600 + minutes * 60 + seconds


def test_a_feed_is_read():
    feed = read_feed(small(feed_info="feed_publisher_name,feed_version\n熊本市交通局,2026\n"))
    assert feed.stops.ids == ("A", "B", "C")
    assert feed.stops.names == ("市役所前", "水前寺", "健軍")
    assert feed.stops.at.longitudes.tolist() == [130.70, 130.74, 130.78]
    assert (feed.routes[0].id, feed.routes[0].name, feed.routes[0].kind) == ("R", "A系統", 0)
    assert (feed.trips.ids, feed.trips.headsigns) == (("T",), ("健軍",))
    assert halts(feed) == [("A", 32400, 32400), ("B", 33000, 33060), ("C", 33600, 33600)]
    assert feed.infos[""].publisher == "熊本市交通局"
    assert feed.notes == ()


def test_marks_blanks_folders_and_quotes_are_taken():
    dirty = {name: b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode() for name, content in SMALL.items()}
    dirty["stops.txt"] = (
        '"stop_id" , "stop_name",stop_lat,stop_lon,extra\r\n\r\nA,"市役所前, 南",32.80,130.70\r\n B , 水前寺 ,32.80, 130.74,,\r\nC,健軍,32.80,130.78,x\r\n,,,\r\n'.encode()
    )
    dirty["__MACOSX/._stops.txt"] = b"\0\0"
    dirty["読んでください.txt"] = "よろしく".encode("cp932")
    feed = read_feed(zipped(dirty, "熊本/"))
    assert feed.stops.ids == ("A", "B", "C")
    assert feed.stops.names == ("市役所前, 南", "水前寺", "健軍")
    assert halts(feed) == halts(read_feed(small()))


def test_past_midnight_is_kept():
    feed = read_feed(
        small(stop_times=TIMES + lines("T,23:55:00,23:55:00,A,1", "T,24:05:00,24:06:00,B,2", "T,25:10:30,25:10:30,C,3"))
    )
    assert halts(feed) == [
        ("A", 86100, 86100),
        ("B", clock(24, 5), clock(24, 6)),
        ("C", clock(25, 10, 30), clock(25, 10, 30)),
    ]


def test_rows_in_any_order_and_numbers_with_gaps():
    feed = read_feed(
        small(stop_times=TIMES + lines("T,9:20:00,9:20:00,C,30", "T,9:00:00,9:00:00,A,4", "T,9:10:00,9:11:00,B,10"))
    )
    assert halts(feed) == halts(read_feed(small()))


@pytest.mark.parametrize(
    ("rows", "between"),
    [
        (["T,9:00:00,9:00:00,A,1,", "T,,,B,2,", "T,,,A,3,", "T,9:12:00,9:12:00,C,4,"], [clock(9, 4), clock(9, 8)]),
        (["T,9:00:00,9:00:00,A,1,0", "T,,,B,2,1", "T,,,A,3,3", "T,9:12:00,9:12:00,C,4,4"], [clock(9, 3), clock(9, 9)]),
        (["T,9:00:00,9:00:00,A,1,7", "T,,,B,2,", "T,,,A,3,9", "T,9:12:00,9:12:00,C,4,9"], [clock(9, 4), clock(9, 8)]),
        (["T,9:00:00,9:00:00,A,1,5", "T,,,B,2,5", "T,,,A,3,5", "T,9:12:00,9:12:00,C,4,5"], [clock(9, 4), clock(9, 8)]),
    ],
    ids=["evenly", "by the way so far", "a gap in the way: evenly", "a way that does not rise: evenly"],
)
def test_missing_times_are_shared_out(rows, between):
    feed = read_feed(small(stop_times=FAR_TIMES + lines(*rows)))
    assert [arrives for _stop, arrives, _departs in halts(feed)][1:3] == between
    assert tuple(map(str, feed.notes)) == ("2 halts had no times; they got theirs from the halts before and after.",)


def test_one_time_stands_for_both():
    feed = read_feed(small(stop_times=TIMES + lines("T,,9:00:00,A,1", "T,9:10:00,,B,2", "T,9:20:00,,C,3")))
    assert halts(feed) == [("A", 32400, 32400), ("B", 33000, 33000), ("C", 33600, 33600)]


def test_getting_on_or_off_may_be_forbidden():
    more = TIMES.replace("\n", ",pickup_type,drop_off_type\n")
    feed = read_feed(
        small(
            stop_times=more
            + lines("T,9:00:00,9:00:00,A,1,0,1", "T,9:10:00,9:11:00,B,2,2,3", "T,9:20:00,9:20:00,C,3,1,")
        )
    )
    assert feed.stop_times.boards.tolist() == [True, True, False]
    assert feed.stop_times.alights.tolist() == [False, True, True]


def test_a_trip_repeats_before_the_end():
    feed = read_feed(
        small(
            frequencies="trip_id,start_time,end_time,headway_secs,exact_times\nT,10:00:00,10:30:00,600,0\nT,24:00:00,24:10:00,300,1\n"
        )
    )
    running = timetable(feed, TUESDAY).connections
    departs = sorted(running.departs[running.origins == 0].tolist())
    tuesday = [clock(10), clock(10, 10), clock(10, 20), clock(24), clock(24, 5)]
    night = [clock(0), clock(0, 5)]  # Monday's, past its midnight
    wednesday = [each + 86400 for each in tuesday if each < 86400]
    assert departs == sorted(tuesday + night + wednesday)


def test_a_stations_rule_holds_for_its_platforms():
    stops = "stop_id,stop_lat,stop_lon,location_type,parent_station\nS,32.8,130.7,1,\nA,32.8,130.7,0,S\nB,32.8,130.7,,S\nC,32.8,130.78,0,\nE,,,3,S\n"
    rules = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\nS,C,2,240,\nC,C,3,,\nA,C,0,,\nA,B,2,60,T\n"
    feed = read_feed(small(stops=stops, transfers=rules))
    assert [
        (feed.stops.ids[each.origin], feed.stops.ids[each.destination], each.seconds) for each in feed.transfers
    ] == [
        ("A", "C", 240),
        ("B", "C", 240),
        ("C", "C", None),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "table_name,field_name,language,translation,record_id,field_value\nstops,stop_name,en,Suizenji,,水前寺\n",
        "trans_id,lang,translation\n水前寺,en,Suizenji\n",
    ],
)
def test_names_in_other_languages(rows):
    assert read_feed(small(translations=rows)).translations == {("水前寺", "en"): "Suizenji"}


def test_feeds_become_one():
    tram = read_feed(small(frequencies="trip_id,start_time,end_time,headway_secs\nT,10:00:00,10:30:00,600\n"))
    bus = read_feed(
        small(
            transfers="from_stop_id,to_stop_id,transfer_type\nA,B,3\n",
            trips="route_id,service_id,trip_id\nR,平日,X\nR,平日,T\n",
        )
    )
    both = merged({"tram": tram, "bus": bus})
    assert both.stops.ids == ("tram:A", "tram:B", "tram:C", "bus:A", "bus:B", "bus:C")
    assert both.trips.ids == ("tram:T", "bus:X", "bus:T")
    assert halts(both) == [(f"{name}:{stop}", a, d) for name in ("tram", "bus") for stop, a, d in halts(tram)]
    assert both.stop_times.trips.tolist() == [0, 0, 0, 2, 2, 2]
    assert [both.services[each].id for each in both.trips.services] == ["tram:平日", "bus:平日", "bus:平日"]
    assert [both.routes[each].id for each in both.trips.routes] == ["tram:R", "bus:R", "bus:R"]
    assert both.frequencies[0].trip == 0
    assert (both.transfers[0].origin, both.transfers[0].destination) == (3, 4)
    assert tuple(map(str, both.notes)) == ("bus: 1 of 2 trips have no halts and were left aside.",)
    assert set(both.infos) == {"tram", "bus"}
    with pytest.raises(ValueError, match="no feed to merge"):
        merged({})


FAULTS = [
    ({"stops": None}, "stops.txt: The file is missing from the zip. Download the feed again"),
    ({"calendar": None}, "calendar.txt: The zip has neither calendar.txt nor calendar_dates.txt."),
    ({"stops": "stop_id,stop_name\nA,市役所前\n"}, "stops.txt, row 2: stop_lat is empty."),
    ({"trips": "route_id,trip_id\nR,T\n"}, "trips.txt, row 1: The column service_id is missing. Add it with its values"),
    ({"stops": (STOPS + "A,市役所前,32.8,130.7\n").encode("cp932")}, "stops.txt, row 2: The text is not UTF-8. Save the file as UTF-8"),
    ({"routes": "route_id,route_type\nR,0\0\n"}, "routes.txt, row 2: There is a NUL character."),
    ({"routes": "route_id,route_type\nR,0,環状,線\n"}, "routes.txt, row 2: There are 4 cells under 2 columns. Put quotes around"),
    ({"routes": 'route_id,route_type\nR,0\n"Q,0\nP,0\n'}, "routes.txt, row 3: A quote is opened and not closed. Close it, or take it away."),
    ({"routes": "route_id,route_type\nR,tram\n"}, "routes.txt, row 2: route_type “tram” is not possible. Write a number from 0 to 1702."),
    ({"routes": "route_id,route_type\nR,0\nR,3\n"}, "routes.txt, row 3: route_id “R” stands in row 2 already. Keep one"),
    ({"routes": "route_id,route_type\n,0\nR,0\n"}, "routes.txt, row 2: route_id is empty. Fill it in."),
    ({"stops": SMALL["stops.txt"] + "D,南,三十二,130.7\n"}, "stops.txt, row 5: stop_lat “三十二” is not possible. Write a number from -90 to 90."),
    ({"stops": SMALL["stops.txt"] + "D,南,nan,130.7\n"}, "stops.txt, row 5: stop_lat “nan” is not possible."),
    ({"stops": SMALL["stops.txt"] + "D,南,130.7,32.8\n"}, "stops.txt, row 5: stop_lat “130.7” is not possible."),
    ({"stops": SMALL["stops.txt"] + "D,南,0,0\n"}, "stops.txt, row 5: The stop lies at 0, 0, in the Atlantic."),
    ({"stops": SMALL["stops.txt"] + "A,南,32.8,130.7\n"}, "stops.txt, row 5: stop_id “A” stands in row 2 already."),
    ({"stops": "stop_id,stop_lat,stop_lon,parent_station\nA,32.8,130.7,Z\nB,32.8,130.7,\nC,32.8,130.7,\n"}, "stops.txt, row 2: parent_station “Z” is not among the stops."),
    ({"trips": "route_id,service_id,trip_id\nQ,平日,T\n"}, "trips.txt, row 2: route_id “Q” is not in routes.txt. Add it to routes.txt"),
    ({"trips": "route_id,service_id,trip_id\nR,休日,T\n"}, "trips.txt, row 2: service_id “休日” is not in calendar.txt or calendar_dates.txt."),
    ({"trips": "route_id,service_id,trip_id\nR,,T\n"}, "trips.txt, row 2: service_id is empty. Fill it in."),
    ({"trips": "route_id,service_id,trip_id\nR,平日,T\nR,平日,T\n"}, "trips.txt, row 3: trip_id “T” stands in row 2 already."),
    ({"stop_times": SMALL["stop_times.txt"] + "U,9:00:00,9:00:00,A,1\n"}, "stop_times.txt, row 5: trip_id “U” is not in trips.txt."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30:00,9:30:00,Z,4\n"}, "stop_times.txt, row 5: stop_id “Z” is not in stops.txt. Add it to stops.txt, or remove the row."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30:00,9:30:00,,4\n"}, "stop_times.txt, row 5: stop_id is empty. Fill it in."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30:00,9:30:00,A,3\n"}, "stop_times.txt, row 5: Trip “T” has stop_sequence 3 in row 4 already."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30:00,9:30:00,A,\n"}, "stop_times.txt, row 5: stop_sequence is empty."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30,9:30,A,4\n"}, "stop_times.txt, row 5: arrival_time “9:30” is not a time. Write hours, minutes and seconds"),
    ({"stop_times": SMALL["stop_times.txt"] + "T,9:30:00,9:29:00,A,4\n"}, "stop_times.txt, row 5: Trip “T” departs at 9:29:00, before it arrives at 9:30:00."),
    ({"stop_times": SMALL["stop_times.txt"] + "T,0:05:00,0:05:00,A,4\n"}, "stop_times.txt, row 5: Trip “T” runs backwards: it arrives at 0:05:00, after departing at 9:20:00 in row 4. Correct the times; after midnight go on with 24:00:00"),
    ({"stop_times": SMALL["stop_times.txt"] + "T,,,A,4\n"}, "stop_times.txt, row 5: The last halt of trip “T” has no time."),
    ({"stop_times": TIMES + "T,,,A,1\nT,9:10:00,9:10:00,B,2\n"}, "stop_times.txt, row 2: The first halt of trip “T” has no time."),
    ({"stop_times": FAR_TIMES + "T,9:00:00,9:00:00,A,1,x\n"}, "stop_times.txt, row 2: shape_dist_traveled “x” is not possible."),
    ({"stop_times": TIMES.replace("\n", ",pickup_type\n") + "T,9:00:00,9:00:00,A,1,9\n"}, "stop_times.txt, row 2: pickup_type “9” is not from 0 to 3."),
    ({"stops": "stop_id,stop_lat,stop_lon,location_type\nA,32.8,130.7,1\nB,32.8,130.7,0\nC,32.8,130.7,0\n"}, "stop_times.txt, row 2: stop_id “A” is a station or an entrance, where nothing halts."),
    ({"calendar": CALENDAR + "平日,1,1,1,1,1,2,0,20260401,20270331\n"}, "calendar.txt, row 2: saturday “2” is neither 0 nor 1."),
    ({"calendar": CALENDAR + "平日,1,1,1,1,1,0,0,2026/4/1,20270331\n"}, "calendar.txt, row 2: start_date “2026/4/1” is not a date. Write the eight digits"),
    ({"calendar": CALENDAR + "平日,1,1,1,1,1,0,0,20260401,20260231\n"}, "calendar.txt, row 2: end_date “20260231” is not a date."),
    ({"calendar": CALENDAR + "平日,1,1,1,1,1,0,0,20270401,20260331\n"}, "calendar.txt, row 2: end_date 20260331 lies before start_date 20270401."),
    ({"calendar_dates": "service_id,date,exception_type\n平日,20260720,3\n"}, "calendar_dates.txt, row 2: exception_type “3” is neither 1 nor 2."),
    ({"calendar_dates": "service_id,date,exception_type\n,20260720,1\n"}, "calendar_dates.txt, row 2: service_id is empty."),
    ({"calendar_dates": "service_id,date,exception_type\n平日,20260720,1\n平日,20260720,2\n"}, "calendar_dates.txt, row 3: “平日” is both added and removed on 20260720."),
    ({"frequencies": "trip_id,start_time,end_time,headway_secs\nU,9:00:00,10:00:00,600\n"}, "frequencies.txt, row 2: trip_id “U” is not in trips.txt."),
    ({"frequencies": "trip_id,start_time,end_time,headway_secs\nT,9:00:00,8:00:00,600\n"}, "frequencies.txt, row 2: end_time 8:00:00 is not after start_time 9:00:00."),
    ({"frequencies": "trip_id,start_time,end_time,headway_secs\nT,9:00:00,10:00:00,0\n"}, "frequencies.txt, row 2: headway_secs “0” is not possible. Write a number from 1"),
    ({"transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,Z,2,60\n"}, "transfers.txt, row 2: to_stop_id “Z” is not among the stops."),
    ({"transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,\n"}, "transfers.txt, row 2: min_transfer_time is empty."),
    ({"feed_info": "feed_start_date,feed_end_date\n20270101,20260101\n"}, "feed_info.txt, row 2: feed_end_date 20260101 lies before feed_start_date 20270101."),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "sentence"), FAULTS, ids=[sentence[:70] for _changed, sentence in FAULTS])
def test_each_fault_is_named_with_file_row_and_remedy(changed, sentence):
    with pytest.raises(FeedFault) as refused:
        read_feed(small(**changed))
    assert isinstance(refused.value, ValueError)
    assert any(str(each).startswith(sentence) for each in refused.value.faults), str(refused.value)
    assert all(each.file and each.what and each.remedy for each in refused.value.faults)


def test_all_faults_come_at_once():
    with pytest.raises(FeedFault) as refused:
        read_feed(
            small(
                stops=STOPS + lines("A,市役所前,,130.70", "B,水前寺,32.80,x", "C,健軍,32.80,130.78"),
                stop_times=SMALL["stop_times.txt"]
                + lines("T,8:00:00,8:00:00,Z,4", "U,8:00:00,8:00:00,A,3", "T,8:30:00,8:20:00,A,3"),
                calendar=CALENDAR + "平日,1,1,1,1,1,0,x,20260401,20270331\n",
            )
        )
    assert [(each.file, each.row) for each in refused.value.faults] == [
        ("stops.txt", 2),
        ("stops.txt", 3),
        ("calendar.txt", 2),
        ("stop_times.txt", 5),
        ("stop_times.txt", 6),
        ("stop_times.txt", 7),
        ("stop_times.txt", 7),
        ("stop_times.txt", 7),
    ]
    assert str(refused.value) == f"{refused.value.faults[0]} 7 more faults."


@pytest.mark.parametrize("content", [b"", b"PK", b"stop_id,stop_name\n", small()[:-30], small()[:200]])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(FeedFault, match="not a zip that can be opened. Hand over the operator's .zip"):
        read_feed(content)


def test_a_damaged_zip_is_refused():
    content = bytearray(zipped(SMALL))
    content[content.index(b"9:10:00") + 1] ^= 1
    with pytest.raises(FeedFault, match="not a zip that can be opened"):
        read_feed(bytes(content))


def test_a_zip_that_would_fill_the_memory_is_refused(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("stops.txt", "w") as member,
    ):
        for _block in range(65):
            member.write(bytes(2**24))
    with pytest.raises(FeedFault, match="more than 1 GiB"):
        read_feed((tmp_path / "bomb.zip").read_bytes())
