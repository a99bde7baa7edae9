package org.effigy.dicom.data;

import java.util.Locale;

/**
 * Tags as {@code 0xggggeeee} by their PS3.6 keyword, those the program or its tests name; {@link Dictionary} has all. A
 * repeating group is given by its lowest tag.
 */
public final class Tag {
    /** Starts an item of a sequence or a fragment of encapsulated pixel data. */
    public static final int Item = 0xFFFEE000;
    /** Ends an item of undefined length. */
    public static final int ItemDelimitationItem = 0xFFFEE00D;
    /** Ends a sequence of undefined length. */
    public static final int SequenceDelimitationItem = 0xFFFEE0DD;

    public static final int FileMetaInformationGroupLength = 0x00020000;
    public static final int FileMetaInformationVersion = 0x00020001;
    public static final int MediaStorageSOPClassUID = 0x00020002;
    public static final int MediaStorageSOPInstanceUID = 0x00020003;
    public static final int TransferSyntaxUID = 0x00020010;
    public static final int ImplementationClassUID = 0x00020012;
    public static final int ImplementationVersionName = 0x00020013;
    public static final int SourceApplicationEntityTitle = 0x00020016;
    public static final int DirectoryRecordSequence = 0x00041220;
    public static final int SpecificCharacterSet = 0x00080005;
    public static final int ImageType = 0x00080008;
    public static final int InstanceCreationDate = 0x00080012;
    public static final int InstanceCreationTime = 0x00080013;
    public static final int InstanceCreatorUID = 0x00080014;
    public static final int SOPClassUID = 0x00080016;
    public static final int SOPInstanceUID = 0x00080018;
    public static final int SyntheticData = 0x0008001C;
    public static final int StudyDate = 0x00080020;
    public static final int SeriesDate = 0x00080021;
    public static final int AcquisitionDate = 0x00080022;
    public static final int ContentDate = 0x00080023;
    public static final int AcquisitionDateTime = 0x0008002A;
    public static final int StudyTime = 0x00080030;
    public static final int SeriesTime = 0x00080031;
    public static final int AcquisitionTime = 0x00080032;
    public static final int ContentTime = 0x00080033;
    public static final int AccessionNumber = 0x00080050;
    public static final int Modality = 0x00080060;
    public static final int ConversionType = 0x00080064;
    public static final int PresentationIntentType = 0x00080068;
    public static final int Manufacturer = 0x00080070;
    public static final int InstitutionName = 0x00080080;
    public static final int InstitutionAddress = 0x00080081;
    public static final int ReferringPhysicianName = 0x00080090;
    public static final int CodeValue = 0x00080100;
    public static final int CodingSchemeDesignator = 0x00080102;
    public static final int CodingSchemeVersion = 0x00080103;
    public static final int CodeMeaning = 0x00080104;
    public static final int MappingResource = 0x00080105;
    public static final int ContextIdentifier = 0x0008010F;
    public static final int LongCodeValue = 0x00080119;
    public static final int URNCodeValue = 0x00080120;
    public static final int TimezoneOffsetFromUTC = 0x00080201;
    public static final int StationName = 0x00081010;
    public static final int StudyDescription = 0x00081030;
    public static final int ProcedureCodeSequence = 0x00081032;
    public static final int SeriesDescription = 0x0008103E;
    public static final int InstitutionalDepartmentName = 0x00081040;
    public static final int PerformingPhysicianName = 0x00081050;
    public static final int NameOfPhysiciansReadingStudy = 0x00081060;
    public static final int OperatorsName = 0x00081070;
    public static final int AdmittingDiagnosesDescription = 0x00081080;
    public static final int ManufacturerModelName = 0x00081090;
    public static final int ReferencedStudySequence = 0x00081110;
    public static final int ReferencedPerformedProcedureStepSequence = 0x00081111;
    public static final int ReferencedSeriesSequence = 0x00081115;
    public static final int ReferencedPatientSequence = 0x00081120;
    public static final int ReferencedImageSequence = 0x00081140;
    public static final int ReferencedSOPClassUID = 0x00081150;
    public static final int ReferencedSOPInstanceUID = 0x00081155;
    public static final int DerivationDescription = 0x00082111;
    public static final int SourceImageSequence = 0x00082112;
    public static final int AnatomicRegionSequence = 0x00082218;
    public static final int AnatomicRegionModifierSequence = 0x00082220;
    public static final int FrameType = 0x00089007;
    public static final int VolumeBasedCalculationTechnique = 0x00089207;
    public static final int DerivationCodeSequence = 0x00089215;
    public static final int PatientName = 0x00100010;
    public static final int PatientID = 0x00100020;
    public static final int IssuerOfPatientID = 0x00100021;
    public static final int PatientBirthDate = 0x00100030;
    public static final int PatientBirthTime = 0x00100032;
    public static final int PatientSex = 0x00100040;
    public static final int OtherPatientIDs = 0x00101000;
    public static final int OtherPatientNames = 0x00101001;
    public static final int PatientAge = 0x00101010;
    public static final int PatientSize = 0x00101020;
    public static final int PatientWeight = 0x00101030;
    public static final int PatientAddress = 0x00101040;
    public static final int PatientMotherBirthName = 0x00101060;
    public static final int PatientTelephoneNumbers = 0x00102154;
    public static final int EthnicGroup = 0x00102160;
    public static final int AdditionalPatientHistory = 0x001021B0;
    public static final int PregnancyStatus = 0x001021C0;
    public static final int PatientSpeciesDescription = 0x00102201;
    public static final int PatientComments = 0x00104000;
    public static final int ClinicalTrialSponsorName = 0x00120010;
    public static final int ClinicalTrialProtocolID = 0x00120020;
    public static final int ClinicalTrialSubjectID = 0x00120040;
    public static final int PatientIdentityRemoved = 0x00120062;
    public static final int DeidentificationMethod = 0x00120063;
    public static final int DeidentificationMethodCodeSequence = 0x00120064;
    public static final int ContrastBolusAgent = 0x00180010;
    public static final int BodyPartExamined = 0x00180015;
    public static final int ScanOptions = 0x00180022;
    public static final int SliceThickness = 0x00180050;
    public static final int KVP = 0x00180060;
    public static final int DataCollectionDiameter = 0x00180090;
    public static final int DeviceSerialNumber = 0x00181000;
    public static final int DeviceUID = 0x00181002;
    public static final int CassetteID = 0x00181007;
    public static final int SecondaryCaptureDeviceID = 0x00181010;
    public static final int SecondaryCaptureDeviceManufacturer = 0x00181016;
    public static final int SoftwareVersions = 0x00181020;
    public static final int ProtocolName = 0x00181030;
    public static final int SpatialResolution = 0x00181050;
    public static final int ReconstructionDiameter = 0x00181100;
    public static final int DistanceSourceToDetector = 0x00181110;
    public static final int DistanceSourceToPatient = 0x00181111;
    public static final int EstimatedRadiographicMagnificationFactor = 0x00181114;
    public static final int GantryDetectorTilt = 0x00181120;
    public static final int TableHeight = 0x00181130;
    public static final int RotationDirection = 0x00181140;
    public static final int ExposureTime = 0x00181150;
    public static final int XRayTubeCurrent = 0x00181151;
    public static final int Exposure = 0x00181152;
    public static final int FilterType = 0x00181160;
    public static final int ImagerPixelSpacing = 0x00181164;
    public static final int Grid = 0x00181166;
    public static final int FocalSpots = 0x00181190;
    public static final int ConvolutionKernel = 0x00181210;
    public static final int PlateType = 0x00181260;
    public static final int PositionerType = 0x00181508;
    public static final int PositionerPrimaryAngle = 0x00181510;
    public static final int PositionerSecondaryAngle = 0x00181511;
    public static final int PageNumberVector = 0x00182001;
    public static final int NominalScannedPixelSpacing = 0x00182010;
    public static final int PatientPosition = 0x00185100;
    public static final int ViewPosition = 0x00185101;
    public static final int Sensitivity = 0x00186000;
    public static final int DetectorType = 0x00187004;
    public static final int DetectorConfiguration = 0x00187005;
    public static final int DetectorID = 0x0018700A;
    public static final int DetectorActiveShape = 0x00187024;
    public static final int FieldOfViewOrigin = 0x00187030;
    public static final int FieldOfViewRotation = 0x00187032;
    public static final int FieldOfViewHorizontalFlip = 0x00187034;
    public static final int MRImageFrameTypeSequence = 0x00189226;
    public static final int CTAcquisitionDetailsSequence = 0x00189304;
    public static final int CTReconstructionSequence = 0x00189314;
    public static final int CTImageFrameTypeSequence = 0x00189329;
    public static final int PETFrameTypeSequence = 0x00189751;
    public static final int ContributingEquipmentSequence = 0x0018A001;
    public static final int ContributionDateTime = 0x0018A002;
    public static final int ContributionDescription = 0x0018A003;
    public static final int StudyInstanceUID = 0x0020000D;
    public static final int SeriesInstanceUID = 0x0020000E;
    public static final int StudyID = 0x00200010;
    public static final int SeriesNumber = 0x00200011;
    public static final int AcquisitionNumber = 0x00200012;
    public static final int InstanceNumber = 0x00200013;
    public static final int PatientOrientation = 0x00200020;
    public static final int ImagePositionPatient = 0x00200032;
    public static final int ImageOrientationPatient = 0x00200037;
    public static final int FrameOfReferenceUID = 0x00200052;
    public static final int Laterality = 0x00200060;
    public static final int ImageLaterality = 0x00200062;
    public static final int TemporalPositionIdentifier = 0x00200100;
    public static final int ImagesInAcquisition = 0x00201002;
    public static final int PositionReferenceIndicator = 0x00201040;
    public static final int SliceLocation = 0x00201041;
    public static final int ImageComments = 0x00204000;
    public static final int FrameAnatomySequence = 0x00209071;
    public static final int FrameContentSequence = 0x00209111;
    public static final int PlanePositionSequence = 0x00209113;
    public static final int PlaneOrientationSequence = 0x00209116;
    public static final int TemporalPositionIndex = 0x00209128;
    public static final int FrameAcquisitionNumber = 0x00209156;
    public static final int UnassignedSharedConvertedAttributesSequence = 0x00209170;
    public static final int UnassignedPerFrameConvertedAttributesSequence = 0x00209171;
    public static final int SamplesPerPixel = 0x00280002;
    public static final int PhotometricInterpretation = 0x00280004;
    public static final int PlanarConfiguration = 0x00280006;
    public static final int NumberOfFrames = 0x00280008;
    public static final int FrameIncrementPointer = 0x00280009;
    public static final int Rows = 0x00280010;
    public static final int Columns = 0x00280011;
    public static final int PixelSpacing = 0x00280030;
    public static final int PixelAspectRatio = 0x00280034;
    public static final int BitsAllocated = 0x00280100;
    public static final int BitsStored = 0x00280101;
    public static final int HighBit = 0x00280102;
    public static final int PixelRepresentation = 0x00280103;
    public static final int SmallestImagePixelValue = 0x00280106;
    public static final int LargestImagePixelValue = 0x00280107;
    public static final int PixelPaddingValue = 0x00280120;
    public static final int PixelPaddingRangeLimit = 0x00280121;
    public static final int QualityControlImage = 0x00280300;
    public static final int BurnedInAnnotation = 0x00280301;
    public static final int RecognizableVisualFeatures = 0x00280302;
    public static final int LongitudinalTemporalInformationModified = 0x00280303;
    public static final int PixelSpacingCalibrationType = 0x00280A02;
    public static final int PixelSpacingCalibrationDescription = 0x00280A04;
    public static final int PixelIntensityRelationship = 0x00281040;
    public static final int PixelIntensityRelationshipSign = 0x00281041;
    public static final int WindowCenter = 0x00281050;
    public static final int WindowWidth = 0x00281051;
    public static final int RescaleIntercept = 0x00281052;
    public static final int RescaleSlope = 0x00281053;
    public static final int RescaleType = 0x00281054;
    public static final int WindowCenterWidthExplanation = 0x00281055;
    public static final int VOILUTFunction = 0x00281056;
    public static final int RedPaletteColorLookupTableDescriptor = 0x00281101;
    public static final int GreenPaletteColorLookupTableDescriptor = 0x00281102;
    public static final int BluePaletteColorLookupTableDescriptor = 0x00281103;
    public static final int RedPaletteColorLookupTableData = 0x00281201;
    public static final int GreenPaletteColorLookupTableData = 0x00281202;
    public static final int BluePaletteColorLookupTableData = 0x00281203;
    public static final int SegmentedRedPaletteColorLookupTableData = 0x00281221;
    public static final int SegmentedGreenPaletteColorLookupTableData = 0x00281222;
    public static final int SegmentedBluePaletteColorLookupTableData = 0x00281223;
    public static final int LossyImageCompression = 0x00282110;
    public static final int LossyImageCompressionRatio = 0x00282112;
    public static final int LossyImageCompressionMethod = 0x00282114;
    public static final int ModalityLUTSequence = 0x00283000;
    public static final int LUTDescriptor = 0x00283002;
    public static final int LUTExplanation = 0x00283003;
    public static final int ModalityLUTType = 0x00283004;
    public static final int LUTData = 0x00283006;
    public static final int VOILUTSequence = 0x00283010;
    public static final int PixelMeasuresSequence = 0x00289110;
    public static final int FrameVOILUTSequence = 0x00289132;
    public static final int PixelValueTransformationSequence = 0x00289145;
    public static final int RequestingPhysician = 0x00321032;
    public static final int RequestedProcedureDescription = 0x00321060;
    public static final int RequestedProcedureCodeSequence = 0x00321064;
    public static final int PerformedProcedureStepStartDate = 0x00400244;
    public static final int PerformedProcedureStepStartTime = 0x00400245;
    public static final int PerformedProcedureStepID = 0x00400253;
    public static final int PerformedProcedureStepDescription = 0x00400254;
    public static final int PerformedProtocolCodeSequence = 0x00400260;
    public static final int RequestAttributesSequence = 0x00400275;
    public static final int AcquisitionContextSequence = 0x00400555;
    public static final int PixelSpacingSequence = 0x004008D8;
    public static final int ConceptNameCodeSequence = 0x0040A043;
    public static final int PersonName = 0x0040A123;
    public static final int UID = 0x0040A124;
    public static final int TextValue = 0x0040A160;
    public static final int PurposeOfReferenceCodeSequence = 0x0040A170;
    public static final int ContentSequence = 0x0040A730;
    public static final int ViewCodeSequence = 0x00540220;
    public static final int ViewModifierCodeSequence = 0x00540222;
    public static final int MACIDNumber = 0x04000005;
    public static final int MACCalculationTransferSyntaxUID = 0x04000010;
    public static final int MACAlgorithm = 0x04000015;
    public static final int DataElementsSigned = 0x04000020;
    public static final int DigitalSignatureUID = 0x04000100;
    public static final int DigitalSignatureDateTime = 0x04000105;
    public static final int CertificateType = 0x04000110;
    public static final int CertificateOfSigner = 0x04000115;
    public static final int Signature = 0x04000120;
    public static final int CertifiedTimestampType = 0x04000305;
    public static final int CertifiedTimestamp = 0x04000310;
    public static final int EncryptedAttributesSequence = 0x04000500;
    public static final int ModifiedAttributesSequence = 0x04000550;
    public static final int OriginalAttributesSequence = 0x04000561;
    public static final int PresentationLUTSequence = 0x20500010;
    public static final int PresentationLUTShape = 0x20500020;
    public static final int MACParametersSequence = 0x4FFE0001;
    public static final int CurveData = 0x50003000;
    public static final int SharedFunctionalGroupsSequence = 0x52009229;
    public static final int PerFrameFunctionalGroupsSequence = 0x52009230;
    public static final int OverlayRows = 0x60000010;
    public static final int OverlayColumns = 0x60000011;
    public static final int OverlayType = 0x60000040;
    public static final int OverlayOrigin = 0x60000050;
    public static final int OverlayBitsAllocated = 0x60000100;
    public static final int OverlayBitPosition = 0x60000102;
    public static final int OverlayData = 0x60003000;
    public static final int OverlayComments = 0x60004000;
    public static final int ExtendedOffsetTable = 0x7FE00001;
    public static final int ExtendedOffsetTableLengths = 0x7FE00002;
    public static final int FloatPixelData = 0x7FE00008;
    public static final int DoubleFloatPixelData = 0x7FE00009;
    public static final int PixelData = 0x7FE00010;
    public static final int DigitalSignaturesSequence = 0xFFFAFFFA;
    public static final int DataSetTrailingPadding = 0xFFFCFFFC;

    private Tag() {}

    /** Returns the tag as DICOM writes it, e.g. {@code (0010,0020)}. */
    public static String format(int tag) {
        return String.format(Locale.ROOT, "(%04x,%04x)", tag >>> 16, tag & 0xffff);
    }

    /** Returns the tag and its PS3.6 keyword, e.g. {@code PatientID (0010,0020)}; private tags have no keyword. */
    public static String describe(int tag) {
        return Dictionary.keyword(tag).map(keyword -> keyword + " ").orElse("") + format(tag);
    }

    /** Returns the group number, 0 to 0xffff. */
    public static int group(int tag) {
        return tag >>> 16;
    }

    /** Says whether the group is odd, as it is in private attributes. */
    public static boolean isPrivate(int tag) {
        return (tag & 0x10000) != 0;
    }

    /** Says whether the element reserves a block of private elements for a creator: (gggg,0010) to (gggg,00FF). */
    public static boolean isPrivateCreator(int tag) {
        int element = tag & 0xffff;
        return isPrivate(tag) && element >= 0x10 && element <= 0xff;
    }
}
