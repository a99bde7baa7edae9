package org.effigy.phantom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.picture.RegionMask;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;

/**
 * A folder of phantoms: DICOM files {@code ct-000000.dcm} or {@code cr-000000.dcm} and so on; {@code labels.csv} with the
 * columns file, label, patient_id and, where masks are written, mask; and {@code truth.csv} with file, label, patient_id, lesion_row, lesion_column (pixels, the
 * middle of the first pixel is 0) and lesion_radius_mm, the last three empty where there is no lesion. Masks lie in
 * {@code masks}, one for each image under its name, as {@link RegionMask} writes them; black where there is no lesion.
 */
public final class PhantomDataset {
    /** The file with the classes. */
    public static final String LABELS = "labels.csv";
    /** The file with the lesions. */
    public static final String TRUTH = "truth.csv";
    /** The folder of the masks. */
    public static final String MASKS = "masks";

    /** Changes with everything that changes a pixel or a header. */
    private static final String RECIPE = "phantom recipe 1";

    private static final LocalDateTime CREATED = LocalDateTime.of(2026, 1, 1, 12, 0);
    private static final double WINDOW_CENTER = -300;
    private static final double WINDOW_WIDTH = 1400;

    private final Path directory;
    private final PhantomOptions options;

    private PhantomDataset(Path directory, PhantomOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Writes the data set; labels.csv comes last, so a folder that has it is complete. Uses all processors.
     *
     * @throws InputException if the folder holds a complete data set already
     */
    public static void write(Path directory, PhantomOptions options, Progress.Factory factory) throws IOException {
        if (Files.exists(directory.resolve(LABELS))) {
            throw new InputException(
                    "the output folder already holds a " + LABELS + "; delete the folder or choose another");
        }
        Files.createDirectories(options.masks() ? directory.resolve(MASKS) : directory);
        try (Progress progress = factory.start("simulate " + options.kind(), "images", options.count())) {
            new PhantomDataset(directory, options).write(progress);
        }
    }

    private void write(Progress progress) throws IOException {
        IntFunction<Phantom> images = options.kind().images(options);
        AtomicLong done = new AtomicLong();
        String[] truth;
        try {
            truth = IntStream.range(0, options.count())
                    .parallel()
                    .mapToObj(index -> {
                        String line = writeImage(images.apply(index), index);
                        synchronized (progress) {
                            progress.done(done.incrementAndGet());
                        }
                        return line;
                    })
                    .toArray(String[]::new);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        StringBuilder labels = new StringBuilder("file,label,patient_id" + (options.masks() ? ",mask\n" : "\n"));
        StringBuilder lesions = new StringBuilder("file,label,patient_id,lesion_row,lesion_column,lesion_radius_mm\n");
        for (String line : truth) {
            String[] columns = line.split(",", -1);
            labels.append(String.join(",", columns[0], columns[1], columns[2]))
                    .append(options.masks() ? "," + mask(columns[0]) : "")
                    .append('\n');
            lesions.append(line).append('\n');
        }
        AtomicFiles.write(directory.resolve(TRUTH), lesions.toString());
        AtomicFiles.write(directory.resolve(LABELS), labels.toString());
    }

    /** Writes one image and returns its line of truth.csv. */
    private String writeImage(Phantom phantom, int index) {
        String kind = options.kind().name().toLowerCase(Locale.ROOT);
        String name = String.format(Locale.ROOT, "%s-%06d.dcm", kind, index);
        DicomFile file = SyntheticObject.of(image(phantom), origin(), identity(phantom, index));
        try {
            Dicom.write(options.encoding().encode(file), directory.resolve(name));
            if (options.masks()) {
                new RegionMask(phantom.size(), phantom.size(), phantom.mask()).write(directory.resolve(mask(name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String patient = file.dataSet().string(Tag.PatientID).orElseThrow();
        String lesion = phantom.lesion()
                .map(l -> String.format(Locale.ROOT, "%.2f,%.2f,%.2f", l.row(), l.column(), l.radiusMm()))
                .orElse(",,");
        return String.join(",", name, phantom.label(), patient, lesion);
    }

    private static String mask(String image) {
        return MASKS + "/" + image.replace(".dcm", ".png");
    }

    private SyntheticImage image(Phantom phantom) {
        return new SyntheticImage(
                options.kind().dicomKind(),
                phantom.size(),
                phantom.size(),
                phantom.values(),
                phantom.spacingMm(),
                phantom.spacingMm(),
                WINDOW_CENTER,
                WINDOW_WIDTH,
                "CHEST");
    }

    private SyntheticOrigin origin() {
        return new SyntheticOrigin(
                "Effigy phantom " + options.kind(),
                "",
                RECIPE,
                "Simulated anatomy with known truth; no model was used.",
                SyntheticOrigin.DEPICTS_NO_PATIENT);
    }

    private SyntheticIdentity identity(Phantom phantom, int index) {
        String set = String.format(
                Locale.ROOT,
                "%s/%s/%d/%d/%s/%d",
                RECIPE,
                options.kind(),
                options.size(),
                options.seed(),
                options.lesionFraction(),
                options.slicesPerPatient());
        // Other bytes need another UID; files of the usual syntax keep theirs.
        PixelEncoding encoding = options.encoding();
        String stored = encoding == PixelEncoding.EXPLICIT ? "" : "/" + encoding;
        return new SyntheticIdentity(
                "2.25", set + "/" + index + stored, set + "/patient/" + phantom.patient(), index, CREATED);
    }
}
