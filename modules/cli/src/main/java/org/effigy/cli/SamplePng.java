package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.DicomImage.Window;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.report.document.Png;

/** A file of a folder of samples as PNG, for a page; one that is PNG is taken as it is. */
final class SamplePng {
    private SamplePng() {}

    /** Returns the file as PNG. */
    static byte[] read(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return Files.readAllBytes(file);
        }
        if (name.endsWith(".dcm")) {
            return dicom(DicomImage.of(Dicom.read(file)));
        }
        GrayImage image = GrayImages.read(file);
        return scaled(image.values(), image.bits(), image.columns());
    }

    private static byte[] dicom(DicomImage image) throws IOException {
        if (!image.isHounsfield() || image.window().isEmpty()) {
            return scaled(image.storedValues(0), image.bitsStored(), image.columns());
        }
        Window window = image.window().get();
        float[] values = image.modalityValues(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * (values[i] - window.center()) / window.width());
        }
        return Png.grey(values, image.columns(), false);
    }

    private static byte[] scaled(int[] values, int bits, int columns) {
        double largest = (1 << bits) - 1;
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (2 * values[i] / largest - 1);
        }
        return Png.grey(scaled, columns, false);
    }
}
