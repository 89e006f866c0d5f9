"""The commands of `tenprint transaction`, as a person types them."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tenprint.cli import main
from tenprint.imaging import encode_wsq
from tenprint.transaction import build, read

PERSON = {
    "RET": "Y", "name": "DOE,JOHN", "2.020": "MO", "DOB": ["19800101"], "SEX": "M", "RAC": "W", "HGT": "510",
    "WGT": "180", "EYE": "BRO", "HAI": "BLK", "DOA": "20260101", "ASL": [["20260101", "BURGLARY"]],
}  # fmt: skip


@pytest.fixture
def booking(tmp_path):
    grey = np.tile(np.arange(128, dtype=np.uint8), (96, 1))
    person = {k: [tuple(v) if isinstance(v, list) else v for v in value] if isinstance(value, list) else value
              for k, value in PERSON.items()}  # fmt: skip
    prints = [build.Print(encode_wsq(grey), n, 1, 128, 96) for n in (1, 2, 13)]
    path = tmp_path / "booking.ebts"
    build.car(person, prints, ori="MO0953100", dai="MOSIB0000", tcn="TCN-0000000001").write(path)
    return path


def run(*arguments):
    return CliRunner().invoke(main.app, ["transaction", *map(str, arguments)])


def exit_code(monkeypatch, *arguments):
    """Run through the outermost function, which turns errors into messages and exit codes."""
    monkeypatch.setattr("sys.argv", ["tenprint", "transaction", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        main.run()
    return caught.value.code


def test_roundtrip_counts(booking, tmp_path):
    result = run("roundtrip", booking, booking)
    assert (result.exit_code, result.stdout.strip()) == (0, "2 of 2 byte-exact")
    broken = tmp_path / "broken.ebts"
    broken.write_bytes(booking.read_bytes()[:-5])
    result = run("roundtrip", booking, broken)
    assert result.exit_code == 2
    assert "1 of 2 byte-exact" in result.stdout
    assert "cut short" in result.stdout
    assert json.loads(run("roundtrip", booking, "--json").stdout)["exact"] == 1


def test_a_folder_stands_for_the_transactions_below_it(booking, tmp_path, monkeypatch):
    folder = tmp_path / "post" / "monday"
    folder.mkdir(parents=True)
    for name in ("a.ebts", "b.AN2", "notes.txt"):
        (folder / name).write_bytes(booking.read_bytes())
    assert run("roundtrip", tmp_path / "post").stdout.strip() == "2 of 2 byte-exact"
    (tmp_path / "empty").mkdir()
    assert exit_code(monkeypatch, "roundtrip", tmp_path / "empty") == 2


@pytest.mark.parametrize("command", ["show", "roundtrip", "extract-images"])
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"\xff\xd8\xff\xe0JFIF", "JPEG image"), (None, "cut short"), (b"[/red]", "begins with")],
)
def test_what_is_no_transaction_ends_with_a_clear_error(
    booking, tmp_path, monkeypatch, capsys, command, content, words
):
    path = tmp_path / "wrong.ebts"
    path.write_bytes(booking.read_bytes()[:400] if content is None else content)
    monkeypatch.setenv("COLUMNS", "200")
    assert exit_code(monkeypatch, command, path) == 2
    captured = capsys.readouterr()
    assert words in captured.err + captured.out
    assert "wrong.ebts" in (captured.err + captured.out).replace("\n", "")
    assert "Traceback" not in captured.err


def test_show_tables_json_and_card(booking, tmp_path):
    text = run("show", booking, "--thumbnails", "--all").stdout
    assert "DOE,JOHN" in text
    assert "right index" in text
    assert "Type-4, IDC 2" in text
    (shown,) = json.loads(run("show", booking, "--json").stdout)
    assert shown["tot"] == "CAR"
    assert shown["records"][1]["fields"][3] == {
        "field": "2.018", "mnemonic": "NAM", "name": "Name", "offset": booking.read_bytes().index(b"2.018:"),
        "value": [["DOE,JOHN"]], "meaning": "",
    }  # fmt: skip
    page = tmp_path / "card.html"
    assert run("show", booking, "--html", page).exit_code == 0
    html = page.read_text()
    assert html.count("<img ") == 3
    assert html.count("no image") == 11
    assert 'alt="Right index: ' in html
    assert "http" not in html.replace("data:image", "")


def test_page_escapes_what_the_file_says(booking, tmp_path):
    transaction = read(booking)
    transaction["2.018"] = "<script>alert(1)</script>"
    transaction.write(booking)
    page = tmp_path / "card.html"
    run("show", booking, "--html", page)
    assert "<script>" not in page.read_text()


def test_edit_changes_what_it_says_and_nothing_else(booking, tmp_path):
    output = tmp_path / "edited.ebts"
    result = run(
        "edit", booking, "--set", "2.018=ROE,JANE", "--set", "2.047=20260101|A", "--set", "2.047=20260102|B",
        "--set", "4:4.002=7", "--delete", "2.032", "-o", output,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    edited = read(output)
    assert edited["2.047"].subfields == [["20260101", "A"], ["20260102", "B"]]
    assert edited.records[3].idc == 7
    result = run("diff", booking, output, "--json")
    assert result.exit_code == 1
    fields = {change["field"] for change in json.loads(result.stdout)["changes"]}
    assert fields == {"2.018", "2.047", "2.032", "1.003", ""}
    assert run("diff", booking, booking).exit_code == 0


def test_edit_needs_to_know_where_to_write(booking, monkeypatch):
    before = booking.read_bytes()
    assert exit_code(monkeypatch, "edit", booking, "--set", "2.018=X,Y") == 2
    assert exit_code(monkeypatch, "edit", booking, "--in-place", "--set", "9:2.018=X,Y") == 2
    assert exit_code(monkeypatch, "edit", booking, "--in-place", "--set", "2.001=12") == 2
    assert booking.read_bytes() == before
    assert exit_code(monkeypatch, "edit", booking, "--in-place", "--set", "NMA=X,Y") == 2
    assert run("edit", booking, "--in-place", "--set", "NAM=X,Y").exit_code == 0
    assert read(booking)["2.018"] == "X,Y"


def test_images_come_out_as_they_are_and_as_png(booking, tmp_path):
    result = run("extract-images", booking, "-o", tmp_path / "a")
    assert "3 images" in result.stdout
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names[1] == "02_right_index_live_scan_rolled.wsq"
    assert (tmp_path / "a" / names[1]).read_bytes() == read(booking).images[1].data
    assert run("extract-images", booking, "--png", "-o", tmp_path / "b").exit_code == 0
    assert {path.read_bytes()[:4] for path in (tmp_path / "b").iterdir()} == {b"\x89PNG"}


def test_build_from_the_images_of_a_file(booking, tmp_path, monkeypatch, capsys):
    output, person = tmp_path / "new.ebts", tmp_path / "person.json"
    person.write_text(json.dumps(PERSON))
    monkeypatch.setenv("COLUMNS", "400")
    assert exit_code(monkeypatch, "build", "car", "--images-from", booking, "-o", output) == 2
    assert "2.018 NAM (name)" in capsys.readouterr().err
    assert not output.exists()
    result = run(
        "build", "car", "--images-from", booking, "--demographics", person, "--field", "2.018=ROE,JANE", "-o", output,
        "--record-type", 14, "--tcn", "TCN-0000000002",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    made = read(output)
    assert (made.tot, made.ori, made.tcn, made["2.018"].text) == ("CAR", "MO0953100", "TCN-0000000002", "ROE,JANE")
    assert [image.data for image in made.images] == [image.data for image in read(booking).images]


def test_build_from_image_files(booking, tmp_path):
    run("extract-images", booking, "-o", tmp_path / "a")
    image = next((tmp_path / "a").glob("01_*.wsq"))
    output = tmp_path / "rapid.ebts"
    result = run(
        "build", "rpis", "--print", f"1={image}", "--print", f"6={image}", "--field", "ATN=UNIT 12", "--field", "NDR=1",
        "--ori", "MO0953100", "--dai", "MOSIB0000", "-o", output,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert [(i.position, i.impression, i.width) for i in read(output).images] == [(1, 1, 128), (6, 1, 128)]


def test_answers_from_the_command_line(booking, tmp_path):
    output = tmp_path / "answer.ebts"
    run("build", "sre", "--request", booking, "--ident", "--fbi-number", "12345AB", "-o", output)
    assert build.answers(read(output), read(booking))
    run("build", "errt", "--request", booking, "--message", "E0001 - one", "--message", "E0002 - two", "-o", output)
    assert read(output)["2.060"].subfields == [["E0001 - one"], ["E0002 - two"]]


def test_anonymise(booking, tmp_path):
    output = tmp_path / "anonymous.ebts"
    assert run("anonymise", booking, "-o", output, "--seed", 4).exit_code == 0
    assert b"DOE" not in output.read_bytes()


def test_a_file_cannot_command_the_terminal(booking, tmp_path):
    data = booking.read_bytes().replace(b"TCN-0000000001", b"\x1b]0;owned\x07!\xff\x9b1")
    transaction = read(data)
    transaction["2.018"] = b"\x1b[2J\xe2\x80\xaeEVIL\r"
    transaction["2.031"] = b"\x1b[1"
    transaction.write(booking)
    page = tmp_path / "card.html"
    other = tmp_path / "other.ebts"
    transaction["2.018"] = "X,Y"
    transaction.write(other)
    for result in (run("show", booking, "--all", "--html", page), run("diff", booking, other)):
        for forbidden in ("\x1b]", "\x1b[2J", "\x1b[1", "\x07", "\u202e", "\x9b"):
            assert forbidden not in result.stdout
        assert "EVIL" in result.stdout
    assert "\x1b" not in page.read_text()


def test_validate_says_what_is_wrong_in_three_forms(booking, tmp_path):
    clean = run("validate", booking)
    assert clean.exit_code == 0  # fingers are missing, and the slap is said to be rolled: both are warnings
    assert "2 warnings" in clean.stdout
    wrong = read(booking)
    del wrong["2.031"]
    wrong.write(tmp_path / "wrong.ebts")
    result = run("validate", booking, tmp_path / "wrong.ebts", "--format", "json")
    assert result.exit_code == 1
    files = json.loads(result.stdout)["files"]
    assert [f["rule"] for f in files[1]["findings"]] == [
        "ebts-field-missing",
        "ebts-missing-finger",
        "print-impression",
    ]
    sarif = json.loads(run("validate", tmp_path / "wrong.ebts", "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "ebts-field-missing"
    assert run("validate", tmp_path / "wrong.ebts", "--rules", "itl-2007").exit_code == 0
    (tmp_path / "no.ebts").write_bytes(b"nothing")
    assert run("validate", tmp_path / "no.ebts").exit_code == 2


def test_convert_to_xml_and_back(booking, tmp_path, monkeypatch):
    there = run("convert", booking, "--to", "xml", "-o", tmp_path / "booking.xml", "--json")
    assert there.exit_code == 0
    assert json.loads(there.stdout)["losses"]
    assert run("convert", tmp_path / "booking.xml", "--to", "traditional", "-o", tmp_path / "back.ebts").exit_code == 0
    assert (tmp_path / "back.ebts").read_bytes() == booking.read_bytes()
    assert exit_code(monkeypatch, "convert", booking, "--to", "iso2005", "-o", tmp_path / "a.fmr") == 2
    assert not (tmp_path / "a.fmr").exists()
