import io

import numpy as np
from rich.console import Console

from tenprint.cli.transaction_thumbnails import SMALLEST_COLUMNS, _shared, card, shrink
from tenprint.transaction import BinaryRecord, TaggedRecord, Transaction


def transaction() -> Transaction:
    made = Transaction([TaggedRecord.new(1, {2: "0400", 3: (1, 0), 4: "CAR", 11: "19.69"})])
    image = np.zeros((40, 40), np.uint8)
    image[:, 20:] = 255
    for position in (2, 7, 16):
        header = {2: 1, 3: 1, 4: position, 5: 0, 6: 40, 7: 40, 8: 0}
        made.add(BinaryRecord.new(4, header, image.tobytes()))
    made.add(BinaryRecord.new(4, {2: 2, 3: 1, 4: 3, 5: 0, 6: 40, 7: 40, 8: 1}, b"no image"))
    return made


def drawn(**options) -> str:
    console = Console(file=io.StringIO(), width=80, **options)
    console.print(card(transaction(), console))
    return console.file.getvalue()


def test_prints_in_letters_where_there_is_no_colour():
    text = drawn(no_color=True)
    assert "@@@" in text
    assert "right index" in text
    assert text.index("right index") < text.index("left index") < text.index("right extra digit")


def test_prints_in_half_blocks_of_grey():
    text = drawn(force_terminal=True, color_system="truecolor")
    assert "38;2;0;0;0;48;2;0;0;0m" in text
    assert "38;2;255;255;255;48;2;255;255;255m" in text
    assert "▀" in text


def test_an_image_that_cannot_be_decoded_says_so_and_the_others_are_drawn():
    text = drawn(no_color=True)
    assert "right middle" in text
    assert "@@@" in text


def test_shrinking_averages():
    image = np.random.default_rng(1).integers(0, 256, (96, 64), np.uint8)
    small = shrink(image, 16)
    assert small.shape == (24, 16)
    assert small[0, 0] == int(image[:4, :4].mean())
    assert abs(float(small.mean()) - float(image.mean())) < 1


def test_columns_are_shared_by_width():
    assert sum(_shared([1600, 400, 400, 1600], 70)) <= 70
    assert min(_shared([1600, 40], 30)) >= SMALLEST_COLUMNS
