package org.effigy.dataset.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.Signature;
import org.effigy.dicom.picture.JpegPicture;

/** Looks at one file: what kind it is, and what it says about itself. Safe for use by several threads. */
public final class FileProbe {
    private static final long LARGEST_PICTURE_BYTES = 1L << 30;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final DicomProbe dicom;

    /** Makes a probe; the labels are those that a DICOM header may give. */
    public FileProbe(LabelSource labels) {
        dicom = new DicomProbe(labels);
    }

    /** Looks at what was found. A file that makes a reader fail is left out, so that one file never ends the work. */
    public Candidate probe(FoundFile found) {
        Candidate file = Candidate.of(found);
        try {
            return switch (found.kind()) {
                case LINK -> file.without(ExclusionReason.LINK);
                case UNREADABLE -> file.without(ExclusionReason.UNREADABLE);
                case FILE -> byContent(file);
            };
        } catch (IOException e) {
            return file.without(ExclusionReason.UNREADABLE);
        } catch (RuntimeException | StackOverflowError e) {
            return file.without(
                    ExclusionReason.CORRUPT,
                    "the reader failed: " + e.getClass().getSimpleName());
        }
    }

    private Candidate byContent(Candidate found) throws IOException {
        Path file = found.file().file();
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(Dicom.START_BYTES);
        }
        // First: the preamble of a DICOM file may be the header of a TIFF (PS3.10, section 7.1).
        if (Signature.hasPreamble(start)) {
            return dicom.probe(found);
        }
        if (begins(start, PNG)) {
            return tooLong(file)
                    ? found.without(ExclusionReason.SIZE)
                    : PngProbe.probe(found, Files.readAllBytes(file));
        }
        if (TiffProbe.looksLikeTiff(start)) {
            return tooLong(file)
                    ? found.without(ExclusionReason.SIZE)
                    : TiffProbe.probe(found, Files.readAllBytes(file));
        }
        if (JpegPicture.looksLikeJpeg(start)) {
            return tooLong(file)
                    ? found.without(ExclusionReason.SIZE)
                    : JpegProbe.probe(found, Files.readAllBytes(file));
        }
        return Dicom.looksLikeDicom(start) ? dicom.probe(found) : found.without(ExclusionReason.NOT_AN_IMAGE);
    }

    private static boolean tooLong(Path file) throws IOException {
        return Files.size(file) > LARGEST_PICTURE_BYTES;
    }

    private static boolean begins(byte[] start, byte[] magic) {
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }
}
