package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.Size;
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

    /** The values of an image, in [-1, 1]. */
    private record Shown(Size size, float[] values) {}

    /** Writes the picture of the first images of a manifest in a folder. */
    static void write(Path png, Path folder, SampleManifest manifest) throws IOException {
        List<Shown> images = new ArrayList<>();
        for (SampleManifest.Entry entry :
                manifest.images().stream().limit(MOST_IMAGES).toList()) {
            Path file = folder.resolve(entry.file());
            images.add(manifest.export().format() == ExportFormat.DICOM ? dicom(file) : grey(file));
        }
        ContactSheet.write(
                png, images.stream().map(Shown::values).toList(), images.get(0).size());
    }

    /** Shows the window of a CT object, the whole range of a radiograph. */
    private static Shown dicom(Path file) throws IOException {
        DicomImage image = DicomImage.of(Dicom.read(file));
        Size size = new Size(image.rows(), image.columns());
        if (!image.isHounsfield() || image.window().isEmpty()) {
            return new Shown(size, scaled(image.storedValues(0), image.bitsStored()));
        }
        Window window = image.window().get();
        float[] values = image.modalityValues(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * (values[i] - window.center()) / window.width());
        }
        return new Shown(size, values);
    }

    private static Shown grey(Path file) throws IOException {
        GrayImage image = GrayImages.read(file);
        return new Shown(new Size(image.rows(), image.columns()), scaled(image.values(), image.bits()));
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
