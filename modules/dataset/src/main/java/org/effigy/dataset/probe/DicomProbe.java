package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.effigy.base.Hashes;
import org.effigy.dataset.Appearance;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.PixelKey;
import org.effigy.dataset.Plane;
import org.effigy.dataset.SyntheticOf;
import org.effigy.dataset.View;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.labels.Labels;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomHeader;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.burnedin.HeadImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.FrameHeader;

/** Looks at a DICOM file: whether it holds pictures that can be decoded, and what the header says about them. */
final class DicomProbe {
    private static final String MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10";
    private static final Set<String> NO_PICTURES = Set.of("RTDOSE", "SEG", "RTSEGANN", "M3D", "REG");
    /** Beyond these a spacing, in mm, or the ratio of two is a slip of the pen. */
    private static final double LEAST_SPACING = 1e-4;

    private static final double MOST_SPACING = 100;
    private static final double MOST_ASPECT = 10;
    private static final int MOST_FRAMES = 100_000;

    private final boolean labelIsView;
    private final OptionalInt labelTag;

    /** Makes a probe; the labels are those that a header may give. */
    DicomProbe(LabelSource labels) {
        labelIsView = labels instanceof LabelSource.ByView;
        labelTag = labels instanceof LabelSource.Attribute attribute
                ? OptionalInt.of(Labels.tag(attribute.keyword()))
                : OptionalInt.empty();
    }

    /** Looks at a file. */
    Candidate probe(Candidate found) throws IOException {
        Path path = found.file().file();
        try {
            DicomHeader header = Dicom.header(path);
            DicomFile file = header.file();
            Optional<ExclusionReason> refusal = refusal(file);
            if (refusal.isPresent()) {
                return found.without(refusal.get());
            }
            DicomImage image = image(path, header);
            image.checkModalityValues();
            image.checkDisplayValues();
            return found.withFacts(facts(path, header, image));
        } catch (DicomException e) {
            ExclusionReason reason =
                    switch (e.kind()) {
                        case UNSUPPORTED -> ExclusionReason.UNSUPPORTED;
                        case NOT_DICOM -> ExclusionReason.NOT_AN_IMAGE;
                        case LIMIT -> ExclusionReason.SIZE;
                        case MISSING -> ExclusionReason.WITHOUT_PIXELS;
                        case MALFORMED, TRUNCATED -> ExclusionReason.CORRUPT;
                    };
            return found.without(reason, e.getMessage());
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
        return Optional.empty();
    }

    private ImageFacts facts(Path path, DicomHeader header, DicomImage image) throws IOException {
        DataSet d = header.file().dataSet();
        if (image.frames() > MOST_FRAMES) {
            throw new DicomException(
                    DicomException.Kind.LIMIT,
                    "NumberOfFrames (0028,0008) is " + image.frames() + ", allowed are up to " + MOST_FRAMES
                            + "; split the file");
        }
        List<ImageFacts.Slice> slices = new ArrayList<>();
        for (int frame = 0; frame < image.frames(); frame++) {
            slices.add(slice(d, frame));
        }
        ImageFacts.Geometry geometry = new ImageFacts.Geometry(image.rows(), image.columns(), image.bitsStored());
        ImageFacts.Source source = source(path, header);
        ImageFacts.Marks marks = new ImageFacts.Marks(
                HeaderCodes.synthetic(d),
                HeaderCodes.burnedIn(d),
                HeadImages.series(d).isPresent(),
                image.isHounsfield(),
                HeaderCodes.synthetic(d)
                        ? d.string(Tag.DerivationDescription).map(SyntheticOf::stated)
                        : Optional.empty());
        Appearance appearance = new Appearance(
                ViewCodes.view(d), HeaderCodes.photometric(d), HeaderCodes.intent(d), Appearance.NOT_MEASURED);
        return new ImageFacts(
                slices,
                geometry,
                HeaderCodes.modality(d),
                HeaderCodes.bodyPart(d),
                label(d, appearance.view()),
                marks,
                appearance,
                source);
    }

    private static ImageFacts.Source source(Path path, DicomHeader header) throws IOException {
        DataSet d = header.file().dataSet();
        String sha256;
        PixelKey pixels;
        if (header.pixelData().isPresent()) {
            ContentKey.OfDicom key = ContentKey.of(path, header.pixelData().get());
            sha256 = key.sha256();
            pixels = PixelKey.of(d, header.pixelData().get(), key.sampleChecksum());
        } else {
            sha256 = Hashes.sha256(path);
            pixels = PixelKey.of(d);
        }
        return new ImageFacts.Source(
                sha256,
                pixels,
                d.string(Tag.SOPInstanceUID).orElse(""),
                d.string(Tag.SeriesInstanceUID).orElse(""),
                d.string(Tag.StudyInstanceUID).orElse(""),
                d.string(Tag.PatientID).orElse(""),
                instanceNumber(d));
    }

    /** Returns the image; of the whole file where its frames are not simply its fragments. */
    private static DicomImage image(Path path, DicomHeader header) throws IOException {
        DicomImage image = DicomImage.of(header);
        int fragments = header.pixelData().map(PixelDataPlace::fragments).orElse(-1);
        boolean plain = fragments < 0 || image.frames() == 1 || image.frames() == fragments;
        return plain ? image : DicomImage.of(Dicom.read(path));
    }

    private String label(DataSet dataSet, View view) {
        if (labelIsView) {
            return view == View.UNKNOWN ? "" : view.name();
        }
        return labelTag.isPresent() ? Labels.of(dataSet, labelTag.getAsInt()).orElse("") : "";
    }

    private static ImageFacts.Slice slice(DataSet dataSet, int frame) {
        FrameHeader header = FrameHeader.of(dataSet, frame);
        Plane plane = Plane.of(header);
        Optional<DicomImage.Spacing> spacing = header.spacing().filter(DicomProbe::plausible);
        return new ImageFacts.Slice(
                plane,
                spacing.map(DicomImage.Spacing::rowMm).orElse(0.0),
                spacing.map(DicomImage.Spacing::columnMm).orElse(0.0),
                KindCodes.kind(dataSet, header, plane),
                header.gantryDetectorTilt() != 0,
                header.convolutionKernel());
    }

    /** Returns InstanceNumber, 0 where it is missing or no number: it only orders slices that do not state where they lie. */
    private static int instanceNumber(DataSet dataSet) {
        try {
            return dataSet.integer(Tag.InstanceNumber).orElse(0);
        } catch (DicomException e) {
            return 0;
        }
    }

    private static boolean plausible(DicomImage.Spacing spacing) {
        double aspect = spacing.rowMm() / spacing.columnMm();
        return Math.min(spacing.rowMm(), spacing.columnMm()) >= LEAST_SPACING
                && Math.max(spacing.rowMm(), spacing.columnMm()) <= MOST_SPACING
                && aspect <= MOST_ASPECT
                && aspect >= 1 / MOST_ASPECT;
    }
}
