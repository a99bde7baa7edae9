package org.effigy.dicom.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.Tag;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;

/** Small CT files that are marked synthetic. */
public final class SyntheticFiles {
    private static final SyntheticOrigin ORIGIN =
            new SyntheticOrigin("ddpm-ct-64", "0123456789abcdef".repeat(4), "0.1.0", "A test.");

    private SyntheticFiles() {}

    /** Writes files 0000.dcm and so on. */
    public static List<Path> write(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%04d.dcm", i));
            Dicom.write(object(i), file);
            files.add(file);
        }
        return files;
    }

    /** Returns a file that differs from those of other numbers. */
    public static DicomFile object(int number) {
        float[] values = new float[64 * 48];
        for (int i = 0; i < values.length; i++) {
            values[i] = -1000 + (i * 7 + number * 13) % 1400;
        }
        SyntheticImage image = new SyntheticImage(SyntheticKind.CT, 48, 64, values, 1, 1, 40, 400, "CHEST");
        SyntheticIdentity identity = new SyntheticIdentity(
                "2.25", "archive/" + number, number + 1, LocalDateTime.of(2026, 3, 4, 5, 6, 7, 0));
        return SyntheticObject.of(image, ORIGIN, identity);
    }

    /** Returns a UID of a file. */
    public static String uid(DicomFile file, int tag) {
        return file.dataSet().string(tag).orElseThrow();
    }

    /** Returns the SOP Instance UID of a file of {@link #write}. */
    public static String instanceUid(int number) {
        return uid(object(number), Tag.SOPInstanceUID);
    }
}
