"""Elements stand in the order of the ANSI/NIST-ITL 1-2011 package and of the NIEM biometrics domain 1.0."""

from xml.etree.ElementTree import fromstring, tostring

import pytest

from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.minutiae import Core, Minutia, MinutiaeRecord, write_record
from tenprint.transaction.xml import read_xml, write_xml

_IMAGE = """BinaryBase64Object ImageBitsPerPixelQuantity ImageCaptureDetail ImageColorSpaceCode ImageCommentText
    ImageCompressionAlgorithmCode ImageCompressionAlgorithmText ImageHorizontalLineLengthPixelQuantity
    ImageHorizontalPixelDensityValue ImageQuality ImageScaleUnitsCode ImageCategoryCode
    ImageVerticalLineLengthPixelQuantity ImageVerticalPixelDensityValue"""
_RECORD = "RecordCategoryCode ImageReferenceIdentification OtherFields"
_QUALITY = "QualityAlgorithmProductIdentification QualityAlgorithmVendorIdentification QualityValue"
ORDER = {
    "PackageInformationRecord": "RecordCategoryCode Transaction OtherFields",
    "PackageDescriptiveTextRecord": f"{_RECORD} UserDefinedDescriptiveDetail",
    "PackageHighResolutionGrayscaleImageRecord": f"{_RECORD} FingerprintImage",
    "PackageMinutiaeRecord": f"""{_RECORD} MinutiaeImpressionCaptureCategoryCode MinutiaeFormatNISTStandardIndicator
        ExtendedFeatureSetMinutiae INCITSMinutiae""",
    "PackageFacialAndSMTImageRecord": f"{_RECORD} FaceImage PhysicalFeatureImage",
    "PackageLatentImageRecord": f"{_RECORD} FingerImpressionImage",
    "PackageFingerprintImageRecord": f"{_RECORD} FingerImpressionImage",
    "PackagePalmprintImageRecord": f"{_RECORD} PalmprintImage",
    "Transaction": """TransactionDate TransactionDestinationOrganization TransactionOriginatingOrganization
        TransactionUTCDate TransactionControlIdentification TransactionControlReferenceIdentification
        TransactionDomain TransactionApplicationProfile TransactionImageResolutionDetails
        TransactionMajorVersionValue TransactionMinorVersionValue TransactionPriorityValue TransactionCategoryCode
        TransactionContentSummary TransactionCharacterSetDirectory""",
    "TransactionContentSummary": "ContentFirstRecordCategoryCode ContentRecordQuantity ContentRecordSummary",
    "ContentRecordSummary": "ImageReferenceIdentification RecordCategoryCode",
    "TransactionDomain": "DomainVersionNumberIdentification TransactionDomainName",
    "TransactionApplicationProfile": """ApplicationProfileOrganizationName ApplicationProfileName
        ApplicationProfileVersionIdentification""",
    "TransactionCharacterSetDirectory": """CharacterSetCommonNameCode CharacterSetIndexCode
        CharacterSetVersionIdentification""",
    "ImageCaptureDetail": """CaptureDate CaptureDeviceIdentification CaptureDeviceCertificationCode
        CaptureHorizontalPixelDensityValue CaptureOrganization CaptureResolutionCode CaptureVerticalPixelDensityValue
        CaptureDeviceMonitoringModeCode""",
    "ImageQuality": "QualityAlgorithmProductIdentification QualityValue QualityAlgorithmVendorIdentification",
    "FingerprintImage": f"{_IMAGE} FingerprintImagePosition FingerprintImageImpressionCaptureCategoryCode",
    "FingerImpressionImage": f"""{_IMAGE} FingerprintImageImpressionCaptureCategoryCode FingerPositionCode
        FingerprintImageFingerMissing FingerprintImageSegmentPositionSquare FingerprintImageNISTQuality
        FingerprintImageSegmentationQuality FingerprintImageQuality FingerprintImageAcquisitionProfileCode""",
    "FingerprintImageFingerMissing": "FingerPositionCode FingerMissingCode",
    "FingerprintImageSegmentPositionSquare": """FingerPositionCode SegmentBottomVerticalCoordinateValue
        SegmentLeftHorizontalCoordinateValue SegmentRightHorizontalCoordinateValue SegmentTopVerticalCoordinateValue""",
    "FingerprintImageQuality": f"FingerPositionCode {_QUALITY}",
    "FingerprintImageSegmentationQuality": f"FingerPositionCode {_QUALITY}",
    "PalmprintImage": f"""{_IMAGE} FingerprintImageImpressionCaptureCategoryCode PalmPositionCode
        PalmprintImageMissingArea PalmprintImageQuality""",
    "PalmprintImageQuality": f"PalmPositionCode {_QUALITY}",
    "FaceImage": f"""{_IMAGE} FaceImage3DPoseAngle FaceImageAcquisitionProfileCode FaceImageDescriptionCode
        FaceImageEyeColorAttributeCode FaceImageFeaturePoint FaceImageHairColorAttributeCode
        FaceImagePoseOffsetAngleMeasure FaceImageSubjectPoseCode""",
    "PhysicalFeatureImage": f"{_IMAGE} PhysicalFeatureDescriptionDetail PhysicalFeatureNCICCode PhysicalFeatureSize",
    "PhysicalFeatureSize": "PhysicalFeatureHeightMeasure PhysicalFeatureWidthMeasure",
    "PhysicalFeatureDescriptionDetail": """PhysicalFeatureCategoryCode PhysicalFeatureClassCode
        PhysicalFeatureDescriptionText PhysicalFeatureSubClassCode""",
    "INCITSMinutiae": """CBEFFFormatOwnerIdentification CBEFFFormatCategoryIdentification CBEFFProductIdentification
        ImageCaptureDetail FingerImpressionImage FingerViewNumeric MinutiaeQuality MinutiaeQuantity INCITSMinutia
        MinutiaeRidgeCountDetail FingerprintPatternCoreLocation FingerprintPatternDeltaLocation""",
    "INCITSMinutia": "MinutiaIdentification INCITSMinutiaLocation INCITSMinutiaCategoryCode MinutiaQualityValue",
    "FingerprintPatternDeltaLocation": """PositionHorizontalCoordinateValue PositionVerticalCoordinateValue
        ImageLocationThetaAngleMeasure""",
    "ExtendedFeatureSetMinutiae": """ExtendedFeatureSetProfileIdentification FrictionRidgeImageRegionOfInterest
        FingerprintPatternClassification FrictionRidgeImageTonalReversalCode FrictionRidgeImageLateralReversalCode
        MinutiaeCore MinutiaeDelta EFSMinutia EFSRidgeCountAlgorithmCode EFSRidgeCountItem MinutiaeCommentText
        LatentProcessingCategoryCode""",
    "EFSMinutia": """ImageLocationHorizontalCoordinateMeasure ImageLocationVerticalCoordinateMeasure
        ImageLocationThetaAngleMeasure EFSMinutiaCategoryCode ImageLocationUncertaintyRadiusMeasure
        MinutiaDirectionUncertaintyValue""",
}  # fmt: skip


HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}


def local(tag):
    return tag.rpartition("}")[2]


def out_of_order(document):
    """Yield each element whose children do not stand in the schema's order."""
    for element in fromstring(document).iter():
        if local(element.tag) in ORDER:
            order = ORDER[local(element.tag)].split()
            places = [order.index(local(child.tag)) if local(child.tag) in order else -1 for child in element]
            if -1 in places or places != sorted(places):
                yield local(element.tag), [local(child.tag) for child in element]


def transaction():
    prints = [build.Print(b"\xff\xa0\x1c\x1d", n, 1, 20, 20) for n in (1, 2)]
    made = build.rpis(
        {"ATN": "UNIT", "NDR": "1"}, prints, record_type=14, ori="MO0953100", dai="MOSIB0000", tcn="TCN-0000000001"
    )
    made.type1[16] = [("FBI", "EBTS", "9.1")]
    made.declare_character_set("UTF-8")
    finger = made.first(14)
    finger[16], finger[17], finger[20], finger[29] = "500", "500", "COMMENT", "EXTRA"
    finger[21] = [("1", "10", "20", "30", "40")]
    finger[24] = [("1", "90", "0010", "12")]
    minutiae = MinutiaeRecord("m1", (Minutia(1.5, 2.5, 4.0),), 20, 20, 500.0, position=1, cores=(Core(1.5, 1.5, 2.0),))
    m1 = write_record(minutiae, "m1")
    m1[127], m1[140] = [("EFTS_F", "1234")], [("10", "20", "30", "150", "270")]
    made.add(m1)
    made.add(write_record(minutiae, "efs"))
    tattoo = {2: "08", 3: "TATTOO", 4: "MO0953100", 5: "20260131", 40: "TAT BACK", 41: ("10", "20"),
              42: ("TATTOO", "ANIMAL", "CAT", "A CAT"), 999: b"\xff\xd8"}  # fmt: skip
    made.add(TaggedRecord.new(10, tattoo))
    made.add(TaggedRecord.new(10, {2: "09", 3: "FACE", 5: "20260131", 16: "100", 17: "100", 20: "F", 999: b"\xff"}))
    palm = {2: "10", 3: "10", 5: "20260131", 6: "9", 7: "9", 13: "21", 24: ("21", "90", "0010", "12"), 999: b"\xff"}
    made.add(TaggedRecord.new(15, palm))
    return made


def test_elements_stand_in_the_order_of_the_schema():
    made = transaction()
    document = write_xml(made).data
    seen = {local(element.tag) for element in fromstring(document).iter()}
    assert {"PhysicalFeatureImage", "FaceImage", "PalmprintImageQuality", "INCITSMinutiae"} <= seen
    assert list(out_of_order(document)) == []
    assert read_xml(document).transaction.to_bytes() == made.to_bytes()


def test_a_tattoo_is_no_face():
    document = write_xml(transaction()).data
    images = {element.findtext("./{*}ImageCategoryCode"): local(element.tag) for element in fromstring(document).iter()}
    assert images["TATTOO"] == "PhysicalFeatureImage"
    assert images["FACE"] == "FaceImage"


def test_all_three_angles_of_a_delta_have_their_elements():
    delta = fromstring(write_xml(transaction()).data).find(".//{*}FingerprintPatternDeltaLocation")
    assert [angle.text for angle in delta.findall("{*}ImageLocationThetaAngleMeasure")] == ["30", "150", "270"]


@pytest.mark.parametrize("tag", ["ImageCaptureDetail", "Transaction"])
def test_a_wrong_order_would_be_seen(tag):
    root = fromstring(write_xml(transaction()).data)
    element = root.find(f".//{{*}}{tag}")
    element[:] = reversed(element)
    assert tag in {found for found, _ in out_of_order(tostring(root))}


def test_samples_are_written_in_the_order_of_the_schema(shared):
    wrong = {}
    for path in sorted((shared / "samples").rglob("*")):
        if path.suffix in {".an2", ".ebts", ".eft"}:
            wrong[path.name] = list(out_of_order(write_xml(read(path)).data))
    assert wrong
    assert {name: found for name, found in wrong.items() if found} == {}
