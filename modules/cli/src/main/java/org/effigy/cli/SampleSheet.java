package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.DicomImage.Window;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.sampling.ContactSheet;
import org.effigy.sampling.ExportFormat;
import org.effigy.sampling.SampleManifest;

/** One picture of a folder of samples, drawn from the files themselves: what it shows is what was exported. */
final class SampleSheet {
    private static final int MOST_IMAGES = 100;

    private SampleSheet() {}

    /** Writes the picture of the first images of a manifest in a folder. */
    static void write(Path png, Path folder, SampleManifest manifest) throws IOException {
        List<float[]> images = new ArrayList<>();
        for (SampleManifest.Entry entry :
                manifest.images().stream().limit(MOST_IMAGES).toList()) {
            Path file = folder.resolve(entry.file());
            images.add(manifest.export().format() == ExportFormat.DICOM ? dicom(file) : grey(file));
        }
        ContactSheet.write(png, images);
    }

    /** Returns the values in [-1, 1]: the window of a CT object, the whole range of a radiograph. */
    private static float[] dicom(Path file) throws IOException {
        DicomImage image = DicomImage.of(Dicom.read(file));
        if (!image.isHounsfield() || image.window().isEmpty()) {
            return scaled(image.storedValues(0), image.bitsStored());
        }
        Window window = image.window().get();
        float[] values = image.modalityValues(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * (values[i] - window.center()) / window.width());
        }
        return values;
    }

    private static float[] grey(Path file) throws IOException {
        GrayImage image = GrayImages.read(file);
        return scaled(image.values(), image.bits());
    }

    private static float[] scaled(int[] values, int bits) {
        double largest = (1 << bits) - 1;
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (2 * values[i] / largest - 1);
        }
        return scaled;
    }
}
