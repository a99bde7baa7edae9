package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.image.Preprocessing.Region;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.burnedin.TextDetector;
import org.effigy.dicom.edit.EditableImage;
import org.effigy.dicom.edit.StoredValues;
import org.effigy.dicom.picture.DecodedPicture;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** An image to be edited: its stored values, what the model sees of it, and the way back from that. Immutable. */
public final class EditSource {
    private final Optional<EditableImage> dicom;
    private final String sha256;
    private final int bits;
    private final int[] stored;
    private final PixelPlane plane;
    private final StoredValues back;
    private final Preprocessing recipe;
    private final double[] bounds;

    /** The values that a recipe maps, where they come back to, and the recipe as it fits this image. */
    private record Reading(float[] values, StoredValues back, Preprocessing recipe) {}

    private EditSource(
            Optional<EditableImage> dicom, String sha256, int bits, int[] stored, PixelPlane plane, Reading reading) {
        this.dicom = dicom;
        this.sha256 = sha256;
        this.bits = bits;
        this.stored = stored;
        this.plane = plane;
        back = reading.back();
        recipe = reading.recipe();
        bounds = recipe.range().bounds(plane.values());
        if (!(bounds[1] > bounds[0])) {
            throw new InputException("the image to edit is of one value; choose one that shows something");
        }
    }

    /**
     * Reads a DICOM file of one grey frame, or a grey PNG, TIFF or JPEG.
     *
     * @param recipe of the model
     * @throws InputException if it cannot be decoded, or the model is for other images
     */
    public static EditSource read(Path file, Preprocessing recipe) throws IOException {
        String sha256 = Hashes.sha256(file);
        if (!Dicom.looksLikeDicom(file)) {
            return picture(GrayImages.decode(file), sha256, recipe);
        }
        EditableImage image = EditableImage.of(Dicom.read(file));
        Reading reading = reading(image, recipe);
        PixelPlane plane = new PixelPlane(
                image.image().rows(), image.image().columns(), image.image().pixelAspect(0), reading.values());
        return new EditSource(Optional.of(image), sha256, image.image().bitsStored(), image.stored(), plane, reading);
    }

    private static Reading reading(EditableImage image, Preprocessing recipe) {
        if (recipe.range().hounsfield() && !image.image().isHounsfield()) {
            throw new InputException(
                    "the model makes CT in Hounsfield units, the image to edit is not in them; choose a"
                            + " CT slice, or a model of such images");
        }
        Optional<float[]> shown = recipe.range().display() ? image.display() : Optional.empty();
        if (shown.isPresent()) {
            return new Reading(shown.get(), image.back(true), recipe);
        }
        // What training does with files that ask for nothing.
        Preprocessing used =
                recipe.range().display() ? recipe.withRange(IntensityRange.PercentileRange.STANDARD) : recipe;
        return new Reading(image.values(), image.back(false), used);
    }

    private static EditSource picture(DecodedPicture picture, String sha256, Preprocessing recipe) {
        GrayImage image = picture.image();
        if (picture.colored() || image.signed()) {
            throw new InputException(
                    "the image to edit has colours or signed values; bring it to grey of 8 or 16 bits");
        }
        float[] values = new float[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i];
        }
        float[] levels = new float[1 << image.bits()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = i;
        }
        // A picture of CT has its whole range from black to white, as sampled ones have.
        Preprocessing used = recipe.range().hounsfield()
                ? recipe.withRange(new IntensityRange.FixedRange(0, levels.length - 1.0))
                : recipe;
        PixelPlane plane = new PixelPlane(image.rows(), image.columns(), 1, values);
        Reading reading = new Reading(values, new StoredValues(levels, 0), used);
        return new EditSource(Optional.empty(), sha256, image.bits(), image.values(), plane, reading);
    }

    /** Returns the DICOM image; empty for a picture. */
    Optional<EditableImage> dicom() {
        return dicom;
    }

    /** Returns whether it is a DICOM file. */
    public boolean isDicom() {
        return dicom.isPresent();
    }

    /** Returns the SHA-256 of the file. */
    String sha256() {
        return sha256;
    }

    /** Returns how many bits a stored value has. */
    int bits() {
        return bits;
    }

    /** Returns the height in pixels. */
    public int rows() {
        return plane.rows();
    }

    /** Returns the width in pixels. */
    public int columns() {
        return plane.columns();
    }

    /** Returns what the model sees: (rows, columns) of its size, [-1, 1]. */
    float[] scaled() {
        return recipe.apply(plane);
    }

    /** Returns how many pixels of the image, at the most, one of the model's stands for along an edge. */
    public double enlargement() {
        Region shown = shown();
        return Math.max(
                shown.height() / recipe.size().rows(),
                shown.width() / recipe.size().columns());
    }

    private Region shown() {
        return recipe.region(plane.rows(), plane.columns(), plane.aspect());
    }

    /** Says whether there is writing in it; looked for in all but CT, from {@link ExportChecks#LEAST_SIZE} pixels on. */
    boolean hasText() {
        boolean ct = dicom.filter(image -> image.image().isHounsfield()).isPresent();
        return !ct
                && Math.min(plane.rows(), plane.columns()) >= ExportChecks.LEAST_SIZE
                && TextDetector.hasText(plane.values(), plane.rows(), plane.columns());
    }

    /**
     * Returns the region that a mask shows in white.
     *
     * @param file a picture of the image's size
     * @throws InputException if it is of another size, empty, or reaches beyond what the model sees
     */
    public EditRegion region(Path file) throws IOException {
        GrayImage mask = GrayImages.read(file);
        if (mask.rows() != plane.rows() || mask.columns() != plane.columns()) {
            throw new InputException(
                    "the mask has " + mask.columns() + "x" + mask.rows() + " pixels, the image to edit "
                            + plane.columns() + "x" + plane.rows() + "; draw it in the image's size");
        }
        if (mask.signed()) {
            throw new InputException("the mask has signed values; make it grey of 8 bits, white on black");
        }
        return EditRegion.of(mask, shown(), recipe.size(), Hashes.sha256(file));
    }

    /**
     * Returns stored values: the image's own outside of a region, inside what the model made, enlarged between the middles of its
     * pixels; a fresh array.
     *
     * @param made (rows, columns) of the model's size, nominally [-1, 1]
     */
    int[] painted(float[] made, EditRegion region) {
        Check.sameLength("image", made.length, recipe.size().pixels());
        int[] out = stored.clone();
        for (int i = 0; i < out.length; i++) {
            if (region.pixels()[i]) {
                double position = (Math.max(-1, Math.min(1, made(made, i))) + 1) / 2;
                out[i] = back.of(bounds[0] + position * (bounds[1] - bounds[0]));
            }
        }
        return out;
    }

    /** Returns the model's value at a pixel of the image, bilinear. */
    private double made(float[] made, int pixel) {
        Region shown = shown();
        int height = recipe.size().rows();
        int width = recipe.size().columns();
        double y = (pixel / plane.columns() + 0.5 - shown.top()) / shown.height() * height - 0.5;
        double x = (pixel % plane.columns() + 0.5 - shown.left()) / shown.width() * width - 0.5;
        y = Math.max(0, Math.min(height - 1, y));
        x = Math.max(0, Math.min(width - 1, x));
        int top = Math.min((int) y, height - 2);
        int left = Math.min((int) x, width - 2);
        double down = y - top;
        double right = x - left;
        double upper = made[top * width + left] * (1 - right) + made[top * width + left + 1] * right;
        double lower = made[(top + 1) * width + left] * (1 - right) + made[(top + 1) * width + left + 1] * right;
        return upper * (1 - down) + lower * down;
    }
}
