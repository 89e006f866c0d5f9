"""Every rate of the synthetic population, with its unit and where it comes from.

Public figures calibrate what is seen from outside: how many bookings match, what share of the matches is Level 1.
Where there is no public figure the value is an assumption and says so. No rate depends on name, sex, race, birthplace
or nationality; the code has no way to make it do so, since those are drawn from streams of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

# Submissions and matches of the programme until 31 March 2011 and February 2011 (public statistics).
SUBMISSIONS_TO_2011_03 = 7_225_393
MATCHES_TO_2011_02 = 477_035


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one world; each is a probability from 0 to 1 unless another unit is given.

    Attributes:
        immigration_match: a booked person has an encounter in the immigration repository. Public: 6 to 7 % of
            submissions.
        prior_arrest: a booked person was arrested and printed before. Assumption, of the order of the share of
            criminal ten-prints that IAFIS identified.
        arrest_again: each prior arrest has one more before it (so their number is geometric). Assumption,
            fitted together with `charge_again` and `convicted`, once, so that 15 % of the matches are Level 1 under
            policy 2010-06 (public figure for February 2011).
        charge_again: each arrest has one charge more. See `arrest_again`.
        convicted: a charge ends in a conviction. See `arrest_again`.
        dismissed: a charge is dismissed; what remains is acquittal or a deferred judgement. Assumption.
        disposition_missing: the outcome of a charge never reached the repository. GAO and others found it missing
            for a third to a half of arrests.
        offence_unknown: an arrest charge reaches the repository without an offence. Assumption.
        sentence_to_serve: a conviction has time to serve. Assumption.
        second_name: a person has a second name on some record. Assumption.
        twin: a person is the twin of the one before. Public: about 3 % of births are twins, a third of them
            identical; lower here because both must be in the files.
        finger_missing: one finger is amputated, per finger. Assumption, of the order of 0.1 %.
        finger_bandaged: one finger cannot be printed on the day, per finger. Assumption.
        booked_again: a booking is of a person who was booked before in the same stream. Assumption.
        claim_of_citizenship: a citizen with an encounter says so at booking. Assumption.
    """

    immigration_match: float = 0.066
    prior_arrest: float = 0.70
    arrest_again: float = 0.825
    charge_again: float = 0.42
    convicted: float = 0.67
    dismissed: float = 0.25
    disposition_missing: float = 0.33
    offence_unknown: float = 0.03
    sentence_to_serve: float = 0.45
    second_name: float = 0.06
    twin: float = 0.004
    finger_missing: float = 0.001
    finger_bandaged: float = 0.003
    booked_again: float = 0.05
    claim_of_citizenship: float = 0.5


DEFAULT = Rates()

# Legal status of those with an encounter, in shares. Assumption, but for its bound: until 31 March 2011 2.7 % of
# submissions led to custody, that is 41 % of the matches, so at least so many were subject to removal.
STATUS_WITH_ENCOUNTER: dict[str, float] = {
    "citizen_naturalised": 0.10,
    "citizen_derived": 0.025,
    "citizen_born": 0.005,
    "permanent_resident": 0.23,
    "lawfully_present": 0.12,
    "subject_to_removal": 0.48,
    "undetermined": 0.04,
}

# The same without an encounter. Assumption. That some are subject to removal is the reason why no match proves
# nothing; that most are citizens is why a claim is to be believed until it is disproved.
STATUS_WITHOUT_ENCOUNTER: dict[str, float] = {
    "citizen_born": 0.925,
    "citizen_naturalised": 0.02,
    "citizen_derived": 0.005,
    "permanent_resident": 0.015,
    "lawfully_present": 0.005,
    "subject_to_removal": 0.03,
}

# Kinds of encounter that each status has, each with its probability; the first is always there.
ENCOUNTERS_OF_STATUS: dict[str, tuple[tuple[str, float], ...]] = {
    "citizen_naturalised": (
        ("immigrant_visa", 1.0),
        ("border_inspection", 0.6),
        ("benefit_application", 0.4),
        ("naturalisation", 0.85),
    ),
    "citizen_derived": (("benefit_application", 1.0), ("border_inspection", 0.5)),
    "citizen_born": (("filed_under_wrong_person", 1.0),),
    "permanent_resident": (("immigrant_visa", 1.0), ("border_inspection", 0.7), ("benefit_application", 0.3)),
    "lawfully_present": (("visa_application", 1.0), ("border_inspection", 0.9), ("asylum_application", 0.1)),
    "subject_to_removal": (
        ("apprehension", 1.0),
        ("visa_application", 0.25),
        ("border_inspection", 0.25),
        ("removal", 0.3),
    ),
    "undetermined": (("border_inspection", 1.0), ("benefit_application", 0.3)),
}

# Offences charged at arrests, in relative frequency. FBI, Crime in the United States 2010, Table 29 (arrests by
# offence), from memory, in thousands; "all other offences" are spread over four codes.
OFFENCE_WEIGHTS: dict[str, float] = {
    "0911": 11,
    "1006": 6,
    "1102": 20,
    "1206": 112,
    "1313": 1292,
    "1315": 408,
    "2007": 11,
    "2202": 200,
    "2203": 90,
    "2303": 760,
    "2308": 510,
    "2404": 72,
    "2589": 78,
    "2602": 110,
    "2604": 77,
    "2799": 17,
    "2803": 95,
    "2999": 253,
    "3530": 120,
    "3510": 40,
    "3560": 130,
    "3532": 290,
    "3512": 100,
    "3562": 760,
    "3572": 120,
    "3550": 80,
    "3699": 40,
    "3615": 32,
    "3802": 60,
    "3806": 51,
    "4004": 63,
    "4104": 512,
    "4801": 500,
    "5015": 900,
    "5202": 60,
    "5212": 99,
    "5311": 1175,
    "5404": 1412,
    "5401": 90,
    "5499": 1300,
    "5707": 900,
}

# Days to serve by severity, shortest and longest. Assumption.
SENTENCE_DAYS: dict[str, tuple[int, int]] = {
    "aggravated_felony": (365, 3650),
    "felony": (30, 1100),
    "misdemeanour": (5, 180),
}
# An aggravated felony is rarely without time to serve. Assumption.
SENTENCE_TO_SERVE_AGGRAVATED = 0.95

# Age at booking in years and its shares. FBI, Crime in the United States 2010, Table 38, rounded, from memory.
AGE_BANDS: tuple[tuple[int, int, float], ...] = (
    (18, 24, 0.34),
    (25, 34, 0.30),
    (35, 44, 0.17),
    (45, 54, 0.13),
    (55, 75, 0.06),
)

# What the enforcement agency did until 31 March 2011, in shares of submissions (public statistics). Officers in the
# simulation are calibrated to it; software decides none of it.
BOOKED_INTO_CUSTODY = 0.027
REMOVED = 0.014
REMOVED_WITH_CONVICTION = 0.71
LEVEL_1_OF_MATCHES = 0.15
