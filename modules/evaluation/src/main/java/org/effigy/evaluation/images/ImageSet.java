package org.effigy.evaluation.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IndexedPixels;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.ImageSetFacts;

/**
 * The images of one set, row 0, 1, ...; all brought to one size and intensity range, in the middle of black
 * squares where they are not square, and each as its file has it. Safe for
 * use by several threads.
 */
public final class ImageSet implements AutoCloseable {
    private static final float BLACK = -1;

    private final String role;
    private final List<SetImage> images;
    private final boolean patientsKnown;
    private final Size size;
    private final DatasetIndex index;
    private final ImageDataset pixels;

    /** Takes images, and their pixels in the same order. */
    ImageSet(String role, Listing listing, Size size, ImageDataset pixels) {
        this.role = role;
        this.images = listing.images();
        this.patientsKnown = listing.patientsKnown();
        this.index = listing.index();
        this.size = size;
        this.pixels = pixels;
    }

    /** Returns {@code train}, {@code holdout} or {@code synthetic}. */
    public String role() {
        return role;
    }

    /** Returns the number of images. */
    public int size() {
        return images.size();
    }

    /** Returns the side of the square that all images were brought to, in pixels. */
    public int side() {
        return size.longer();
    }

    /** Returns what is known of the images, by row. */
    public List<SetImage> images() {
        return images;
    }

    /** Returns the image of a row, shape (side, side), in [-1, 1]; fresh. */
    public float[] scaled(int row) {
        float[] out = new float[size.pixels()];
        pixels.read(row, out, 0);
        return size.onSquare(out, BLACK);
    }

    /**
     * Returns the image of a row in its own size: Hounsfield units for CT, otherwise values that grow with brightness. Decodes
     * the file.
     */
    public PixelPlane plane(int row) throws IOException {
        return IndexedPixels.read(index, index.entries().get(row));
    }

    /** Returns whether the set says to which classes or subgroups of this kind its images belong. */
    public boolean knows(String by) {
        return by.equals("all")
                || images.stream().anyMatch(image -> !value(image, by).isEmpty());
    }

    /** Returns the rows of a cell, ascending. */
    public int[] rows(Cell cell) {
        Predicate<SetImage> wanted = cell.by().equals("all")
                ? image -> true
                : image -> value(image, cell.by()).equals(cell.value());
        return IntStream.range(0, size())
                .filter(row -> wanted.test(images.get(row)))
                .toArray();
    }

    /** Returns the class or subgroup of an image, "" where it is not known. */
    public static String value(SetImage image, String by) {
        return by.equals("class") ? image.className() : image.subgroups().getOrDefault(by, "");
    }

    /** Returns a number for each row, the same for images of one patient: 0, 1, ... */
    public int[] patients() {
        Map<String, Integer> numbers = new HashMap<>();
        return images.stream()
                .mapToInt(image -> numbers.computeIfAbsent(image.patient(), key -> numbers.size()))
                .toArray();
    }

    /** Returns the facts that an evaluation records. */
    public ImageSetFacts facts() {
        Map<String, Integer> classes = new TreeMap<>();
        images.forEach(image -> classes.merge(image.className(), 1, Integer::sum));
        long patients = patientsKnown
                ? images.stream().map(SetImage::patient).distinct().count()
                : 0;
        return new ImageSetFacts(
                role,
                size(),
                (int) patients,
                classes,
                sha256(),
                images.stream().map(SetImage::name).toList());
    }

    /** Returns the SHA-256 over the content hashes in the order of the rows, one to a line. */
    public String sha256() {
        MessageDigest digest = Hashes.digest();
        images.forEach(image -> digest.update((image.contentSha256() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns what names the set: its images in their order, and how they are grouped by class, subgroup and patient. */
    public String key() {
        int[] patients = patients();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < images.size(); row++) {
            SetImage image = images.get(row);
            text.append(image.contentSha256()).append(' ').append(patients[row]).append(' ');
            text.append(image.className())
                    .append(' ')
                    .append(Json.line(image.subgroups()))
                    .append('\n');
        }
        return Hashes.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        pixels.close();
    }
}
