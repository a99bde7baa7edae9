package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.picture.RegionMask;

/** The masks that a set of samples is to follow, in the size that the model sees: one for all images, or one for each. */
public final class SampleMasks {
    private final List<RegionMask> masks;
    private final List<Entry> entries;

    /**
     * A mask in the manifest.
     *
     * @param file name in the manifest's folder
     * @param sha256 of that file
     * @param sourceSha256 of the file that was given, from which it was fitted to the model's size
     */
    public record Entry(String file, String sha256, String sourceSha256) {}

    private SampleMasks(List<RegionMask> masks, List<Entry> entries) {
        this.masks = List.copyOf(masks);
        this.entries = List.copyOf(entries);
    }

    /**
     * Returns masks fitted to what a model sees, as its training images were: cut or padded, and resized.
     *
     * @param files grey pictures, the region white on black; one for all images, or one for each in this order
     * @throws InputException if one cannot be read, reaches beyond what the model sees, or shows a region that is too small for it
     */
    public static SampleMasks fit(List<Path> files, Preprocessing recipe) throws IOException {
        Check.argument(!files.isEmpty(), () -> "there are no masks");
        List<RegionMask> masks = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            String name = files.size() == 1 ? "the mask" : "mask " + (masks.size() + 1) + " of " + files.size();
            RegionMask fitted = fitted(read(file, name), recipe, name);
            String sha256 = Hashes.sha256(fitted.png());
            masks.add(fitted);
            entries.add(
                    new Entry(String.format(Locale.ROOT, "mask-%06d.png", masks.size()), sha256, Hashes.sha256(file)));
        }
        return new SampleMasks(masks, entries);
    }

    private static RegionMask read(Path file, String name) throws IOException {
        try {
            return RegionMask.read(file);
        } catch (InputException e) {
            throw new InputException(name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static RegionMask fitted(RegionMask given, Preprocessing recipe, String name) {
        Preprocessing.Region seen = recipe.region(given.rows(), given.columns(), 1);
        for (int i = 0; i < given.region().length; i++) {
            int row = i / given.columns();
            int column = i % given.columns();
            boolean inside = row >= Math.floor(seen.top())
                    && column >= Math.floor(seen.left())
                    && row < seen.top() + seen.height()
                    && column < seen.left() + seen.width();
            if (given.region()[i] && !inside) {
                throw new InputException(name + " reaches to row " + row + ", column " + column
                        + ", outside of what the model sees: rows from " + Math.round(seen.top()) + " and columns from "
                        + Math.round(seen.left()) + ", " + Math.round(seen.height()) + " by " + Math.round(seen.width())
                        + " pixels; keep the region inside");
            }
        }
        boolean[] region = recipe.mask(new PixelPlane(given.rows(), given.columns(), 1, given.values()));
        RegionMask fitted = new RegionMask(recipe.size().rows(), recipe.size().columns(), region);
        if (given.count() > 0 && fitted.count() == 0) {
            throw new InputException(name + " shows a region of " + given.count() + " of its " + given.rows() + "x"
                    + given.columns() + " pixels, of which nothing is left at the model's " + recipe.size()
                    + "; draw it larger, or all black for no region");
        }
        return fitted;
    }

    /**
     * Reads the masks of a folder of samples.
     *
     * @throws InputException if one is missing or not as the manifest says
     */
    static SampleMasks read(Path folder, List<Entry> entries) throws IOException {
        List<RegionMask> masks = new ArrayList<>();
        for (Entry entry : entries) {
            Path file = folder.resolve(entry.file());
            if (!isIntact(file, entry)) {
                throw new InputException(entry.file() + " is missing or altered, and the images follow it; restore it");
            }
            masks.add(RegionMask.read(file));
        }
        return new SampleMasks(masks, entries);
    }

    private static boolean isIntact(Path file, Entry entry) throws IOException {
        return Files.isRegularFile(file) && Hashes.sha256(file).equals(entry.sha256());
    }

    /** Writes the masks beside the samples, where they are not there yet. */
    void write(Path folder) throws IOException {
        for (int i = 0; i < masks.size(); i++) {
            Path file = folder.resolve(entries.get(i).file());
            if (!isIntact(file, entries.get(i))) {
                masks.get(i).write(file);
            }
        }
    }

    /** Returns what the manifest says of them. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Returns the mask of an image.
     *
     * @param index of the image, from 1
     */
    public RegionMask of(int index) {
        Check.inRange("index", index, 1, last());
        return masks.get(masks.size() == 1 ? 0 : index - 1);
    }

    /** Returns the largest index that has a mask. */
    public int last() {
        return masks.size() == 1 ? Integer.MAX_VALUE : masks.size();
    }

    /** Returns the masks of images one after another, 1 in the region and 0 elsewhere. */
    float[] values(int[] indices) {
        int length = masks.get(0).region().length;
        float[] values = new float[indices.length * length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(of(indices[i]).values(), 0, values, i * length, length);
        }
        return values;
    }
}
