package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.effigy.base.Hashes;
import org.effigy.dicom.DataSet;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomHeader;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.Tag;

/** Looks at a DICOM file: whether it holds grey pictures that can be decoded, and what the header says about them. */
final class DicomProbe {
    private static final String MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10";
    private static final Set<String> NO_PICTURES = Set.of("RTDOSE", "SEG", "RTSEGANN", "M3D", "REG");
    /** Beyond these a spacing, in mm, or the ratio of two is a slip of the pen. */
    private static final double LEAST_SPACING = 1e-4;

    private static final double MOST_SPACING = 100;
    private static final double MOST_ASPECT = 10;

    private final OptionalInt labelTag;

    /** Makes a probe; the tag is that of the attribute that gives the label, if one does. */
    DicomProbe(OptionalInt labelTag) {
        this.labelTag = labelTag;
    }

    /** Looks at a file. */
    Probe probe(Path path) throws IOException {
        try {
            DicomHeader header = Dicom.header(path);
            DicomFile file = header.file();
            Optional<ExclusionReason> refusal = refusal(file);
            if (refusal.isPresent()) {
                return Probe.refused(refusal.get());
            }
            DicomImage image = image(path, header);
            return HeaderCodes.modality(file.dataSet()).equals("CT") && !image.isHounsfield()
                    ? Probe.refused(ExclusionReason.NOT_HOUNSFIELD)
                    : new Probe.Usable(facts(path, header, image));
        } catch (DicomException e) {
            ExclusionReason reason =
                    switch (e.kind()) {
                        case UNSUPPORTED -> ExclusionReason.UNSUPPORTED;
                        case NOT_DICOM -> ExclusionReason.NOT_AN_IMAGE;
                        case LIMIT -> ExclusionReason.SIZE;
                        case MISSING -> ExclusionReason.WITHOUT_PIXELS;
                        case MALFORMED, TRUNCATED -> ExclusionReason.CORRUPT;
                    };
            return Probe.refused(reason, e.getMessage());
        }
    }

    private static Optional<ExclusionReason> refusal(DicomFile file) {
        DataSet d = file.dataSet();
        if (d.contains(Tag.DirectoryRecordSequence)
                || file.fileMeta().string(Tag.MediaStorageSOPClassUID).equals(Optional.of(MEDIA_STORAGE_DIRECTORY))) {
            return Optional.of(ExclusionReason.DICOMDIR);
        }
        if (NO_PICTURES.contains(d.string(Tag.Modality).orElse(""))) {
            return Optional.of(ExclusionReason.NOT_A_PICTURE);
        }
        if (!d.contains(Tag.PixelData)) {
            return Optional.of(ExclusionReason.WITHOUT_PIXELS);
        }
        String photometric = d.string(Tag.PhotometricInterpretation).orElse("MONOCHROME2");
        if (d.integer(Tag.SamplesPerPixel).orElse(1) > 1 || !photometric.startsWith("MONOCHROME")) {
            return Optional.of(ExclusionReason.COLOUR);
        }
        return HeaderCodes.localizer(d) ? Optional.of(ExclusionReason.LOCALIZER) : Optional.empty();
    }

    private ImageFacts facts(Path path, DicomHeader header, DicomImage image) throws IOException {
        DataSet d = header.file().dataSet();
        Optional<DicomImage.Spacing> spacing =
                image.spacing().or(() -> sharedSpacing(d)).filter(DicomProbe::plausible);
        ImageFacts.Geometry geometry = new ImageFacts.Geometry(
                image.rows(),
                image.columns(),
                image.bitsStored(),
                spacing.map(DicomImage.Spacing::rowMm).orElse(0.0),
                spacing.map(DicomImage.Spacing::columnMm).orElse(0.0));
        ImageFacts.Source source = source(path, header);
        ImageFacts.Marks marks = new ImageFacts.Marks(HeaderCodes.synthetic(d), HeaderCodes.burnedIn(d));
        String label = labelTag.isPresent() ? Labels.of(d, labelTag.getAsInt()).orElse("") : "";
        return new ImageFacts(
                image.frames(), geometry, HeaderCodes.modality(d), HeaderCodes.bodyPart(d), label, marks, source);
    }

    private static ImageFacts.Source source(Path path, DicomHeader header) throws IOException {
        DataSet d = header.file().dataSet();
        String sha256;
        PixelKey pixels;
        if (header.pixelData().isPresent()) {
            ContentKey.OfDicom key = ContentKey.of(path, header.pixelData().get());
            sha256 = key.sha256();
            pixels = PixelKey.of(d, header.pixelData().get(), key.sampleCrc());
        } else {
            sha256 = Hashes.sha256(path);
            pixels = PixelKey.of(d);
        }
        return new ImageFacts.Source(
                sha256,
                pixels,
                d.string(Tag.SOPInstanceUID).orElse(""),
                d.string(Tag.StudyInstanceUID).orElse(""),
                d.string(Tag.PatientID).orElse(""));
    }

    /** Returns the image; of the whole file where its frames are not simply its fragments. */
    private static DicomImage image(Path path, DicomHeader header) throws IOException {
        DicomImage image = DicomImage.of(header);
        int fragments = header.pixelData().map(PixelDataPlace::fragments).orElse(-1);
        boolean plain = fragments < 0 || image.frames() == 1 || image.frames() == fragments;
        return plain ? image : DicomImage.of(Dicom.read(path));
    }

    /** Returns the spacing of the shared functional group, where enhanced objects state it. */
    private static Optional<DicomImage.Spacing> sharedSpacing(DataSet dataSet) {
        return dataSet.items(Tag.SharedFunctionalGroupsSequence).stream()
                .flatMap(group -> group.items(Tag.PixelMeasuresSequence).stream())
                .map(measures -> measures.numbers(Tag.PixelSpacing))
                .filter(mm -> mm.length == 2)
                .map(mm -> new DicomImage.Spacing(mm[0], mm[1]))
                .findFirst();
    }

    private static boolean plausible(DicomImage.Spacing spacing) {
        double aspect = spacing.rowMm() / spacing.columnMm();
        return Math.min(spacing.rowMm(), spacing.columnMm()) >= LEAST_SPACING
                && Math.max(spacing.rowMm(), spacing.columnMm()) <= MOST_SPACING
                && aspect <= MOST_ASPECT
                && aspect >= 1 / MOST_ASPECT;
    }
}
