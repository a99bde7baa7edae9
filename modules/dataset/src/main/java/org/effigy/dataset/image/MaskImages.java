package org.effigy.dataset.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.MaskFile;
import org.effigy.dataset.Parallel;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.probe.StoredPath;
import org.effigy.dicom.picture.RegionMask;

/**
 * The masks of the images of an {@link ImageDataset}, in the geometry that its recipe gave the images. Kept in memory, a bit for a
 * pixel. Safe for use by several threads.
 */
public final class MaskImages {
    private final List<Optional<BitSet>> masks;
    private final int length;

    private MaskImages(List<Optional<BitSet>> masks, int length) {
        this.masks = masks;
        this.length = length;
    }

    /**
     * Reads the masks of a data set's images.
     *
     * @throws InputException if no image has one, or one cannot be read, or has changed since it was indexed
     */
    public static MaskImages of(
            DatasetIndex index, ImageDataset images, Preprocessing recipe, Progress.Factory progress)
            throws IOException {
        List<IndexEntry> entries =
                IntStream.range(0, images.size()).mapToObj(images::entry).toList();
        if (entries.stream().allMatch(entry -> entry.masks().isEmpty())) {
            throw new InputException("index: none of the " + entries.size() + " images has a mask; name masks in the"
                    + " column 'mask' of the label table, and index again");
        }
        Path root = Path.of(index.root());
        try (Progress bar = progress.start("prepare masks", "images", entries.size())) {
            List<Optional<BitSet>> masks = Parallel.map(entries, entry -> read(root, entry, recipe), bar);
            return new MaskImages(masks, images.imageLength());
        }
    }

    private static Optional<BitSet> read(Path root, IndexEntry entry, Preprocessing recipe) throws IOException {
        if (entry.masks().isEmpty()) {
            return Optional.empty();
        }
        MaskFile file = entry.masks().get(0);
        Path path = StoredPath.resolve(root, file.path());
        if (!Files.isRegularFile(path) || !Hashes.sha256(path).equals(file.sha256())) {
            throw new InputException(
                    entry.name() + ": its mask is missing or has changed since it was indexed; index the data again");
        }
        double aspect = entry.columnSpacingMm() > 0 && entry.rowSpacingMm() > 0
                ? entry.rowSpacingMm() / entry.columnSpacingMm()
                : 1;
        PixelAreas cut =
                new PixelAreas(List.of(), entry.areas().content(), entry.areas().borders());
        boolean[] shown = recipe.mask(cut.apply(plane(RegionMask.read(path), aspect)));
        BitSet bits = new BitSet(shown.length);
        IntStream.range(0, shown.length).filter(i -> shown[i]).forEach(bits::set);
        return Optional.of(bits);
    }

    /** Returns a mask as an image of 0 and 1. */
    static PixelPlane plane(RegionMask mask, double aspect) {
        return new PixelPlane(mask.rows(), mask.columns(), aspect, mask.values());
    }

    /** Returns the number of images. */
    public int size() {
        return masks.size();
    }

    /** Returns whether image i has a mask. */
    public boolean has(int i) {
        return masks.get(i).isPresent();
    }

    /** Returns whether image i has a mask that shows a region. */
    public boolean shows(int i) {
        return masks.get(i).map(bits -> !bits.isEmpty()).orElse(false);
    }

    /**
     * Writes the mask of image i to the array from the offset on: 1 in the region, 0 elsewhere.
     *
     * @throws IllegalArgumentException if it has none
     */
    public void read(int i, float[] out, int offset) {
        Check.argument(has(i), () -> "image " + i + " has no mask");
        BitSet bits = masks.get(i).orElseThrow();
        for (int pixel = 0; pixel < length; pixel++) {
            out[offset + pixel] = bits.get(pixel) ? 1 : 0;
        }
    }
}
