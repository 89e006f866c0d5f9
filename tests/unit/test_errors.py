import pickle

from tenprint.errors import FramingError, TenprintError, Where


def test_message_names_what_where_and_remedy():
    error = FramingError(
        "length says 200, the file ends at 180", where=Where("a.ebts", "Type-2", "2.001", 57), remedy="Send it again."
    )
    assert str(error) == (
        "a.ebts, record Type-2, field 2.001, byte 57: length says 200, the file ends at 180. Send it again."
    )


def test_errors_survive_a_process_boundary():
    error = FramingError("short", where=Where(record="Type-4 IDC 3", offset=0), remedy="Rescan.")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is FramingError
    assert str(again) == str(error)
    assert isinstance(again, TenprintError)
