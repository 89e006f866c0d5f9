"""Static types of records 1 and 2. Made by tools/make_typed_records.py from the field tables.

At run time these records are `TaggedRecord`s; their attributes come from the tables (`layouts/fields.json`).
"""

# ruff: noqa: D101

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from tenprint.transaction.tagged import TaggedRecord


class CNT1(NamedTuple):
    record_type: str
    image_designation: str


class DOM1(NamedTuple):
    domain_name_implementation: str
    domain_name_implementation_version: str


class DCS1(NamedTuple):
    set_index: str
    character_set_name: str
    character_set_version: str


class APS1(NamedTuple):
    organization: str
    profile_name: str
    profile_version: str


class ANM1(NamedTuple):
    destination_agency_name: str
    originating_agency_name: str


class TransactionInformation(TaggedRecord):
    """Type-1: who asks whom, when, under which number."""

    record_length: int | None  # 1.001 LEN (B)
    version: str | None  # 1.002 VER
    content: list[CNT1] | None  # 1.003 CNT
    transaction_type: str | None  # 1.004 TOT
    date: dt.date | None  # 1.005 DAT
    priority: str | None  # 1.006 PRY
    destination_agency: str | None  # 1.007 DAI
    originating_agency: str | None  # 1.008 ORI
    control_number: str | None  # 1.009 TCN
    control_reference: str | None  # 1.010 TCR
    native_resolution: float | None  # 1.011 NSR (px/mm)
    transmitting_resolution: float | None  # 1.012 NTR (px/mm)
    domain: DOM1 | None  # 1.013 DOM
    greenwich_time: dt.datetime | None  # 1.014 GMT
    character_sets: list[DCS1] | None  # 1.015 DCS
    application_profiles: list[APS1] | None  # 1.016 APS
    agency_names: ANM1 | None  # 1.017 ANM
    geographic_name_set: str | None  # 1.018 GNS


class CIN2(NamedTuple):
    contributor_case_prefix: str
    contributor_case_id: str


class PAT2(NamedTuple):
    finger_number: str
    pattern_classification_code: str
    pattern_classification_code_2: str
    pattern_classification_code_3: str


class ASL2(NamedTuple):
    date_of_offense: dt.date | None
    arrest_offense_literal: str


class CSL2(NamedTuple):
    court_disposition_date: dt.date | None
    court_offense_literal: str
    other_court_sentence_provision_literal: str


class CAN2(NamedTuple):
    universal_control_number: str
    name: str


class IMA2(NamedTuple):
    image_capture_equipment_make: str
    image_capture_equipment_model: str
    image_capture_equipment_serial_number: str


class AMP2(NamedTuple):
    finger_position: str
    amputated_or_bandaged_code: str


class RCD12(NamedTuple):
    finger_position: str
    ridge_count_number_1: str


class RCD22(NamedTuple):
    finger_position: str
    ridge_count_number_2: str


class DescriptiveText(TaggedRecord):
    """Type-2: the person, the event, and what is asked or answered (EBTS)."""

    record_length: int | None  # 2.001 LEN (B)
    image_designation: str | None  # 2.002 IDC
    file_number: str | None  # 2.003 FFN
    query_depth: str | None  # 2.004 QDD
    retention: bool | None  # 2.005 RET
    attention: str | None  # 2.006 ATN
    send_copy_to: list[str] | None  # 2.007 SCO
    agency_case: str | None  # 2.009 OCA
    contributor_case: list[CIN2] | None  # 2.010 CIN
    contributor_case_extension: list[str] | None  # 2.011 CIX
    latent_case: str | None  # 2.012 LCN
    latent_case_extension: str | None  # 2.013 LCX
    fbi_number: list[str] | None  # 2.014 FBI
    state_id: str | None  # 2.015 SID
    social_security: list[str] | None  # 2.016 SOC
    miscellaneous_numbers: list[str] | None  # 2.017 MNU
    name: str | None  # 2.018 NAM
    aliases: list[str] | None  # 2.019 AKA
    place_of_birth: str | None  # 2.020 POB
    citizenship: str | None  # 2.021 CTZ
    birth_dates: list[dt.date | None] | None  # 2.022 DOB
    age_range: str | None  # 2.023 AGR
    sex: str | None  # 2.024 SEX
    race: str | None  # 2.025 RAC
    marks: list[str] | None  # 2.026 SMT
    height: int | None  # 2.027 HGT (in)
    height_range: str | None  # 2.028 HTR
    weight: int | None  # 2.029 WGT (lb)
    weight_range: str | None  # 2.030 WTR
    eyes: str | None  # 2.031 EYE
    hair: str | None  # 2.032 HAI
    ncic_classification: str | None  # 2.033 FPC
    patterns: PAT2 | None  # 2.034 PAT
    palmprints_available: bool | None  # 2.035 PPA
    photo_available: bool | None  # 2.036 PHT
    reason_fingerprinted: str | None  # 2.037 RFP
    date_printed: dt.date | None  # 2.038 DPR
    employer: str | None  # 2.039 EAD
    occupation: str | None  # 2.040 OCP
    residence: str | None  # 2.041 RES
    military: str | None  # 2.042 MIL
    search_type: str | None  # 2.043 TSR
    search_area: list[str] | None  # 2.044 GEO
    arrest_date: dt.date | None  # 2.045 DOA
    arrest_suffix: str | None  # 2.046 DOS
    arrest_charges: list[ASL2] | None  # 2.047 ASL
    civil_search: bool | None  # 2.048 CSR
    court_segments: list[CSL2] | None  # 2.051 CSL
    offense_category: str | None  # 2.053 OFC
    custody_start: dt.date | None  # 2.054 SSD
    custody_status: str | None  # 2.055 SLE
    identification_comments: str | None  # 2.056 ICO
    fingers_requested: list[str] | None  # 2.057 FNR
    image_type_desired: str | None  # 2.058 ITD
    search_result: str | None  # 2.059 SRF
    messages: list[str] | None  # 2.060 MSG
    case_title: str | None  # 2.061 CST
    image_types: list[str] | None  # 2.062 IMT
    person_type: str | None  # 2.063 PTD
    candidates: list[CAN2] | None  # 2.064 CAN
    repository_statistics: str | None  # 2.065 RSR
    capture_equipment: IMA2 | None  # 2.067 IMA
    estimated_time: list[str] | None  # 2.069 ETC
    rap_sheet_requested: bool | None  # 2.070 RAP
    action: str | None  # 2.071 ACN
    fingers_updated: list[str] | None  # 2.072 FIU
    controlling_agencies: list[str] | None  # 2.073 CRI
    finger_positions: list[str] | None  # 2.074 FGP
    rap_sheet: str | None  # 2.075 ERS
    latent_priority: str | None  # 2.076 PRI
    cancel_search: list[str] | None  # 2.077 CFS
    penetration: str | None  # 2.078 PEN
    candidate_images: str | None  # 2.079 NCR
    explanation: str | None  # 2.080 EXP
    response: bool | None  # 2.082 REC
    unsolved_latent: bool | None  # 2.083 ULF
    missing_fingers: list[AMP2] | None  # 2.084 AMP
    civil_record: str | None  # 2.085 CRN
    segment_control: list[str] | None  # 2.086 SCNA
    treat_as_adult: bool | None  # 2.087 TAA
    note: str | None  # 2.088 NOT
    match_scores: list[str] | None  # 2.089 MSC
    ridge_core_delta_1: RCD12 | None  # 2.091 RCD1
    ridge_core_delta_2: RCD22 | None  # 2.092 RCD2
    photo_requested: str | None  # 2.096 RPR
    repositories: list[str] | None  # 2.098 NDR
    contributor_number: str | None  # 2.2022 CIDN
    supplementary_identity: str | None  # 2.2023 SII
