"""Bookings through all five roles as they are, but for extraction and comparison of prints.

Minutiae are handed in, and candidates found by how near they lie; these tests are about what follows. Everything else
is real: EBTS bytes with an image, journals, keys, galleries, answers.
"""

from __future__ import annotations

import hashlib

import numpy as np
import search_templates
from case_agencies import ORI, Agencies

from tenprint.agency.booking.submit import submit
from tenprint.agency.correlation import correlate
from tenprint.agency.criminal import agency as criminal_agency
from tenprint.agency.criminal import records
from tenprint.agency.criminal import search as criminal_search_step
from tenprint.agency.immigration import identify as identify_step
from tenprint.agency.immigration.records import add_encounter
from tenprint.agency.masterfile import pack, unpack
from tenprint.agency.prints import Captured
from tenprint.agency.repository import Found
from tenprint.exchange.messages import Encounter
from tenprint.policy import Band
from tenprint.transaction import build

FINGERS = (1, 2, 3, 4, 6, 7)


def name_of(person):
    return "ZYXWV,PERSON" + "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{person:04d}")


def person_of(name):
    return int("".join(str("ABCDEFGHIJ".index(letter)) for letter in name[-4:]))


def prints_of(person, occasion=""):
    """The person's fingers: the same minutiae each time, seen anew at each occasion."""
    prints = {}
    for finger in FINGERS:
        first = search_templates.template(np.random.default_rng([person, finger]), 45)
        if occasion:
            seed = int.from_bytes(hashlib.sha256(occasion.encode()).digest()[:4], "big")
            first = search_templates.again(np.random.default_rng([person, finger, seed]), first, noise=1.0)
        prints[finger] = first
    return prints


def nearest_many(file, searches, bands):
    """Search for several; see `nearest`."""
    return [nearest(file, prints, bands) for prints in searches]


def nearest(file, prints, bands):
    """Search as the agencies do, by a plain comparison: the same person is found lights-out, nobody else at all."""
    file.catch_up()
    matcher, probe = search_templates.NearestMatcher(), unpack(prints)
    found = []
    for holder in file.gallery:
        filed = file.gallery.get(holder)
        shares = [matcher.compare(probe[f], filed[f])[0] for f in probe if f in filed]
        if shares and np.mean(shares) > 0.7:
            found.append((holder, 30.0))
    band = Band.LIGHTS_OUT if found else Band.NO_MATCH
    return Found(band, found, 30.0 if found else float("-inf"), "all", True, bands.version, "test")


class Booked(Agencies):
    """Agencies to which people are booked; call `patch` of pytest's monkeypatch first."""

    @classmethod
    def patch(cls, monkeypatch):
        """Let the criminal repository take minutiae by the name, and find candidates by how near they lie."""
        cls.patch_capture(monkeypatch)
        monkeypatch.setattr(criminal_search_step, "search_many", nearest_many)
        monkeypatch.setattr(criminal_search_step, "list_many", nearest_many)
        monkeypatch.setattr(identify_step, "search_many", nearest_many)

    @staticmethod
    def patch_capture(monkeypatch):
        """Let the criminal repository take minutiae by the name in the transaction; searches are real."""

        def capture(parsed):
            person = person_of(parsed.text("2.018"))
            return Captured(prints_of(person, parsed.tcn), {1: parsed.images[0].data}, [])

        monkeypatch.setattr(criminal_agency, "capture", capture)

    def car(self, person, tcn, ori=ORI):
        """A submission with one picture and everything that it must have."""
        picture = build.Print(
            data=person_bytes(person) * 40, position=1, impression=1, width=40, height=40, compression="NONE"
        )
        fields = {
            "2.005": "Y",
            "2.018": name_of(person),
            "2.020": "YY",
            "2.022": "19700101",
            "2.024": "M",
            "2.025": "W",
            "2.027": "510",
            "2.029": "170",
            "2.031": "BRO",
            "2.032": "BRO",
            "2.045": "20101001",
            "2.047": [("20101001", "BURGLARY")],
            "2.070": "Y",
            "2.073": ori,
        }
        now = self.clock.now()
        return build.car(fields, [picture], ori=ori, dai="MOSIR0000", tcn=tcn, now=now).to_bytes()

    def book(self, person, tcn, *, ori=ORI, run=True):
        """Book a person; returns the correlation."""
        submit(self.booking, self.car(person, tcn, ori), user="officer.booking")
        if run:
            self.run()
        return correlate(ori, tcn)

    def file_encounter(self, person, kinds=("apprehension", "removal")):
        """Put a person's immigration encounters on file; returns the FIN."""
        fin = f"FIN{person:010d}"
        with self.immigration.unit(cause=f"load {person}", actor="loader") as unit:
            for i, kind in enumerate(kinds):
                holder = f"person:{person}:encounter:{i}"
                encounter = Encounter(
                    f"E{person}{i}", f"200{i}-01-01", kind, f"{kind} record", name_of(person), "YY", True
                )
                add_encounter(unit, holder, fin, encounter)
            self.immigration.masterfile.enrol(unit.connection, holder, pack(prints_of(person)))
        return fin

    def file_arrest(self, person, disposition=None):
        """Put an earlier arrest with prints on file; returns the FBI number and the holder."""
        holder = f"person:{person}:arrest:1"
        with self.criminal.unit(cause=f"arrest {person}", actor="loader") as unit:
            number = records.new_subject(unit)
            charge = records.Charge("2202", "BURGLARY", disposition)
            arrest = records.Arrest(name_of(person), "19700101", "M", "YY", "20050101", ORI, [charge])
            records.add_encounter(unit, holder, number, arrest)
            self.criminal.masterfile.enrol(unit.connection, holder, pack(prints_of(person)))
        return number, holder


def person_bytes(person):
    """40 bytes that stand for the person's picture and are found wherever it was left."""
    return hashlib.sha256(f"picture {person}".encode()).digest() + b"PICTURE!"


def bytes_in(folder):
    """Everything that lies in a folder, as one sequence of bytes."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


__all__ = ["FINGERS", "Booked", "bytes_in", "name_of", "person_bytes", "prints_of"]
