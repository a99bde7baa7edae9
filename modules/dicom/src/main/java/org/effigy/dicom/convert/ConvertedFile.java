package org.effigy.dicom.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.ExplicitFile;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** One file on its way through {@link DicomConverter}: read, checked, written frame by frame. */
final class ConvertedFile {
    private static final int HOUNSFIELD_OFFSET = 1024;
    private static final int MAX_VALUE = 65535;
    private static final String DICOMDIR = "1.2.840.10008.1.3.10";

    private final DicomFile file;
    private final DicomImage image;
    private final ConvertOptions options;
    private final DicomCodec codec;
    private boolean shifted;

    private ConvertedFile(DicomFile file, DicomImage image, ConvertOptions options, DicomCodec codec) {
        this.file = file;
        this.image = image;
        this.options = options;
        this.codec = codec;
    }

    /** Reads a file and checks that it can be converted as the options say. */
    static ConvertedFile of(Path in, ConvertOptions options, DicomCodec codec) throws IOException {
        DicomFile file = codec.read(in, ReadOptions.whole());
        String storageClass =
                file.fileMeta().string(Tag.MediaStorageSOPClassUID).orElse("");
        if (storageClass.equals(DICOMDIR) || file.dataSet().contains(Tag.DirectoryRecordSequence)) {
            throw new DicomException(Kind.MISSING, "there is no image in the file: it is a DICOMDIR");
        }
        DicomImage image = DicomImage.of(file);
        boolean gray = options.format() != ConvertOptions.Format.DICOM;
        if (gray && image.bitsStored() > 16) {
            throw new DicomException(
                    Kind.UNSUPPORTED,
                    "BitsStored (0028,0101) is " + image.bitsStored()
                            + ", PNG and TIFF hold at most 16; convert to DICOM instead");
        }
        if (gray && options.values() == ConvertOptions.Values.HOUNSFIELD && !image.isHounsfield()) {
            throw new DicomException(
                    Kind.UNSUPPORTED, "the image has no Hounsfield units: it is not CT or has no rescale to HU");
        }
        return new ConvertedFile(file, image, options, codec);
    }

    /** Says whether colours are lost. */
    boolean losesColor() {
        return image.isColor() && options.format() != ConvertOptions.Format.DICOM;
    }

    /** Says whether what was written are stored values plus a number. */
    boolean isShifted() {
        return shifted;
    }

    /** Returns the files to write, given the name for a single one. */
    List<Path> names(Path single) {
        if (image.frames() == 1 || options.format() == ConvertOptions.Format.DICOM) {
            return List.of(single);
        }
        String name = single.getFileName().toString();
        String stem = stem(single);
        List<Path> names = new ArrayList<>();
        for (int frame = 1; frame <= image.frames(); frame++) {
            String number = String.format(Locale.ROOT, "-%04d", frame);
            names.add(single.resolveSibling(stem + number + name.substring(stem.length())));
        }
        return names;
    }

    /** Returns the file name without an ending that tells the kind of file. */
    static String stem(Path path) {
        String name = path.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        for (String ending : List.of(".dcm", ".dicom", ".ima", ".png", ".tif", ".tiff")) {
            if (lower.endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    /** Writes all frames, or none if one fails; returns how many files there are now. */
    int write(List<Path> names) throws IOException {
        if (options.format() == ConvertOptions.Format.DICOM) {
            codec.write(options.encoding().encode(ExplicitFile.of(file, image)), names.get(0));
            return 1;
        }
        boolean hounsfield = options.values() != ConvertOptions.Values.STORED && image.isHounsfield();
        boolean png = options.format() == ConvertOptions.Format.PNG;
        boolean negative = !hounsfield && hasNegative();
        shifted = png && negative;
        int offset = shifted ? 1 << (image.bitsStored() - 1) : 0;
        String description = hounsfield
                ? "Hounsfield units = value - " + HOUNSFIELD_OFFSET
                : shifted ? "stored value = value - " + offset : "";
        int written = 0;
        try {
            for (Path name : names) {
                GrayImage gray =
                        hounsfield ? hounsfield(written) : negative && !png ? signed(written) : stored(written, offset);
                written++;
                if (png) {
                    GrayImages.writePng(name, gray, description);
                } else {
                    GrayImages.writeTiff(name, gray, options.tiff());
                }
            }
            return written;
        } catch (IOException | RuntimeException e) {
            for (Path name : names.subList(0, written)) {
                Files.deleteIfExists(name);
            }
            throw e;
        }
    }

    private GrayImage hounsfield(int frame) {
        float[] hounsfield = image.rescaledValues(frame);
        int[] values = new int[hounsfield.length];
        for (int i = 0; i < values.length; i++) {
            double value = Math.rint(hounsfield[i] + (double) HOUNSFIELD_OFFSET);
            values[i] = (int) Math.max(0, Math.min(MAX_VALUE, value));
        }
        return new GrayImage(image.rows(), image.columns(), 16, values);
    }

    private GrayImage stored(int frame, int offset) {
        int[] values = image.storedValues(frame);
        int highest = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, Math.min(MAX_VALUE, values[i] + offset));
            highest = Math.max(highest, values[i]);
        }
        int bits = image.bitsStored() <= 8 && highest <= 255 ? 8 : 16;
        return new GrayImage(image.rows(), image.columns(), bits, values);
    }

    private GrayImage signed(int frame) {
        return new GrayImage(image.rows(), image.columns(), 16, true, image.storedValues(frame));
    }

    /** Says whether a stored value of any frame is negative. */
    private boolean hasNegative() {
        for (int frame = 0; image.isSigned() && frame < image.frames(); frame++) {
            for (int value : image.storedValues(frame)) {
                if (value < 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
