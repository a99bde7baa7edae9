package org.effigy.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.Signature;

/** Looks at one file: what kind it is, and what it says about itself. Safe for use by several threads. */
final class FileProbe {
    private static final int SMALLEST_SIDE = 8;
    private static final long MOST_PIXELS = 64_000_000;
    private static final long LARGEST_PICTURE_BYTES = 1L << 30;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    private final OptionalInt labelTag;
    private final IndexOptions options;

    /**
     * Makes a probe.
     *
     * @param labelTag the attribute that gives the label, if one does
     * @param options what is wanted, e.g. that every frame is decoded too
     */
    FileProbe(OptionalInt labelTag, IndexOptions options) {
        this.labelTag = labelTag;
        this.options = options;
    }

    /** Looks at what was found. A file that makes a reader fail is refused, so that one file never ends the work. */
    Probe probe(TreeWalk.Found found) {
        try {
            Probe probe =
                    switch (found.kind()) {
                        case LINK -> Probe.refused(ExclusionReason.LINK);
                        case UNREADABLE -> Probe.refused(ExclusionReason.UNREADABLE);
                        case FILE -> byContent(found.file());
                    };
            return probe instanceof Probe.Usable usable ? judge(found.file(), usable) : probe;
        } catch (IOException e) {
            return Probe.refused(ExclusionReason.UNREADABLE);
        } catch (RuntimeException | StackOverflowError e) {
            return Probe.refused(
                    ExclusionReason.CORRUPT,
                    "the reader failed: " + e.getClass().getSimpleName());
        }
    }

    private Probe byContent(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(Dicom.START_BYTES);
        }
        // First: the preamble of a DICOM file may be the header of a TIFF (PS3.10, section 7.1).
        if (Signature.hasPreamble(start)) {
            return new DicomProbe(labelTag, options).probe(file);
        }
        if (begins(start, PNG)) {
            return tooLong(file) ? Probe.refused(ExclusionReason.SIZE) : PngProbe.probe(file, Files.readAllBytes(file));
        }
        if (TiffProbe.looksLikeTiff(start)) {
            return tooLong(file)
                    ? Probe.refused(ExclusionReason.SIZE)
                    : TiffProbe.probe(file, Files.readAllBytes(file));
        }
        if (begins(start, JPEG)) {
            return Probe.refused(ExclusionReason.UNSUPPORTED, "a JPEG file; convert it to PNG");
        }
        return Dicom.looksLikeDicom(start)
                ? new DicomProbe(labelTag, options).probe(file)
                : Probe.refused(ExclusionReason.NOT_AN_IMAGE);
    }

    private Probe judge(Path file, Probe.Usable usable) {
        ImageFacts facts = usable.facts();
        int rows = facts.geometry().rows();
        int columns = facts.geometry().columns();
        if (Math.min(rows, columns) < SMALLEST_SIDE || (long) rows * columns > MOST_PIXELS) {
            return Probe.refused(ExclusionReason.SIZE);
        }
        if (options.verifyPixels()) {
            try {
                FrameReader reader = FrameReader.open(file);
                for (int frame = 0; frame < facts.frames(); frame++) {
                    reader.values(frame);
                }
            } catch (IOException | RuntimeException e) {
                return Probe.refused(ExclusionReason.CORRUPT, "its pixel data cannot be decoded");
            }
        }
        return usable;
    }

    private static boolean tooLong(Path file) throws IOException {
        return Files.size(file) > LARGEST_PICTURE_BYTES;
    }

    private static boolean begins(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }
}
