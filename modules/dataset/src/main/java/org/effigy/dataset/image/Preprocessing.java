package org.effigy.dataset.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.image.AreaAverage.Span;
import org.effigy.dataset.index.DatasetIndex;

/**
 * How an image becomes network input, recorded in every checkpoint: clamp to an intensity range and scale to [-1, 1],
 * crop or pad to the proportions of its size, resize by area average. {@link #invert} is the way back at export.
 *
 * @param version of this recipe's meaning, 1
 * @param size of the result; JSON has one number for a square, else {@code "96x128"}
 * @param modality what the images are: a DICOM Modality, {@code PNG} or {@code TIFF}
 * @param bodyPart BodyPartExamined most of the images state, or ""
 * @param fieldOfViewMm width of what the result shows: the median of the training images, or
 *     {@link #TYPICAL_FIELD_OF_VIEW_MM} when none states a spacing
 */
public record Preprocessing(
        int version, Size size, IntensityRange range, Fit fit, String modality, String bodyPart, double fieldOfViewMm) {
    /** The version this code knows. */
    public static final int VERSION = 1;

    /** Shares are sums of rounded products. */
    private static final double HALF = 0.5 - 1e-6;

    /** Stands for the field of view of images that state no pixel spacing. */
    public static final double TYPICAL_FIELD_OF_VIEW_MM = 350;

    public Preprocessing {
        Check.inRange("preprocessing version", version, VERSION, VERSION);
        Check.argument(size != null, () -> "size is missing");
        Check.inRange("size", size.rows(), 1, 4096);
        Check.inRange("size", size.columns(), 1, 4096);
        Check.inRange("fieldOfViewMm", fieldOfViewMm, 1e-3, 1e5);
    }

    /** A recipe for squares of that side. */
    public Preprocessing(
            int version,
            int side,
            IntensityRange range,
            Fit fit,
            String modality,
            String bodyPart,
            double fieldOfViewMm) {
        this(version, Size.square(side), range, fit, modality, bodyPart, fieldOfViewMm);
    }

    /** Returns the standard recipe for an index: by modality, with the median field of view of the training images. */
    public static Preprocessing forIndex(DatasetIndex index, Size size) {
        return RecipeChoice.forIndex(index, size, Fit.CROP);
    }

    /** Returns the standard recipe for an index with another fit. */
    public static Preprocessing forIndex(DatasetIndex index, Size size, Fit fit) {
        return RecipeChoice.forIndex(index, size, fit);
    }

    /** Returns the standard recipe for an index, to squares of that side. */
    public static Preprocessing forIndex(DatasetIndex index, int side) {
        return forIndex(index, Size.square(side));
    }

    /**
     * Reads a recipe from a checkpoint's configuration.
     *
     * @throws InputException if it is not a recipe of a known version
     */
    public static Preprocessing fromJson(JsonNode node) {
        int found = node.path("version").asInt(-1);
        if (found != VERSION) {
            throw new InputException("preprocessing: version is " + found + ", this program knows " + VERSION
                    + "; use the program that made the checkpoint");
        }
        return Json.parse(node.toString(), Preprocessing.class, "preprocessing");
    }

    /** Returns the recipe as JSON, for a checkpoint's configuration. */
    public JsonNode toJson() {
        return Json.tree(Json.line(this), "preprocessing");
    }

    /** Returns a copy with another intensity range. */
    public Preprocessing withRange(IntensityRange other) {
        return new Preprocessing(version, size, other, fit, modality, bodyPart, fieldOfViewMm);
    }

    /** Returns a copy with another fit. */
    public Preprocessing withFit(Fit other) {
        return new Preprocessing(version, size, range, other, modality, bodyPart, fieldOfViewMm);
    }

    /** Returns the distance between adjacent pixels of the result, in rows and in columns: its pixels are region. */
    public double pixelSpacingMm() {
        return fieldOfViewMm / size.columns();
    }

    /**
     * Returns an image with square pixels as network input.
     *
     * @param values shape (rows, columns): Hounsfield units for CT, otherwise values that grow with brightness
     * @return shape (rows, columns) of {@link #size}, in [-1, 1]
     */
    public float[] apply(float[] values, int rows, int columns) {
        return apply(new PixelPlane(rows, columns, 1, values));
    }

    /** Returns an image as network input; the result is as that of the other. */
    public float[] apply(PixelPlane plane) {
        return apply(plane, Optional.empty());
    }

    /**
     * The part of an image that network input shows; it may reach beyond the image.
     *
     * @param top edge in pixels of the image, from its upper edge
     * @param left edge in pixels, from its left edge
     * @param height in pixels
     * @param width in pixels
     */
    public record Region(double top, double left, double height, double width) {}

    /** Returns the part of an image that {@link #apply} shows. */
    public Region region(int rows, int columns, double aspect) {
        double height = rows * aspect;
        double width = fit.width(size, height, columns);
        // All of the height, where that is what fits: the way back from the width would round it.
        double shown = width == size.widthAt(height) ? height : size.heightAt(width);
        Span vertical = centred(rows, shown / aspect);
        Span horizontal = centred(columns, width);
        return new Region(vertical.start(), horizontal.start(), vertical.length(), horizontal.length());
    }

    /** Returns network input; the intensity range is that of the given values where there are any. */
    float[] apply(PixelPlane plane, Optional<float[]> statistics) {
        double[] bounds = range.bounds(statistics.orElse(plane.values()));
        float[] scaled = new float[plane.values().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = scale(plane.values()[i], bounds[0], bounds[1]);
        }
        Region region = region(plane.rows(), plane.columns(), plane.aspect());
        Span vertical = new Span(region.top(), region.height());
        Span horizontal = new Span(region.left(), region.width());
        PixelPlane scaledPlane = new PixelPlane(plane.rows(), plane.columns(), plane.aspect(), scaled);
        return AreaAverage.resize(scaledPlane, vertical, horizontal, size, -1f);
    }

    /**
     * Returns a mask as the network sees it, in the geometry of {@link #apply}: a pixel belongs to the region if at least half of
     * its area does.
     *
     * @param mask 1 in the region, 0 elsewhere
     * @return shape (rows, columns) of {@link #size}
     */
    public boolean[] mask(PixelPlane mask) {
        Region region = region(mask.rows(), mask.columns(), mask.aspect());
        Span vertical = new Span(region.top(), region.height());
        Span horizontal = new Span(region.left(), region.width());
        float[] shares = AreaAverage.resize(mask, vertical, horizontal, size, 0f);
        boolean[] inside = new boolean[shares.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = shares[i] >= HALF;
        }
        return inside;
    }

    /**
     * Returns network output in physical units: Hounsfield units for a Hounsfield window, otherwise brightness 0..1.
     *
     * @param scaled any shape, nominally [-1, 1]; clamped to it
     */
    public float[] invert(float[] scaled) {
        float[] out = new float[scaled.length];
        for (int i = 0; i < out.length; i++) {
            double position = (Math.min(Math.max(scaled[i], -1.0), 1.0) + 1) / 2;
            out[i] = (float) range.physical(position);
        }
        return out;
    }

    /** An image of one value has no range: it becomes -1. */
    private static float scale(float value, double low, double high) {
        if (!(high > low)) {
            return -1;
        }
        double position = (value - low) / (high - low);
        return (float) (Math.min(Math.max(position, 0), 1) * 2 - 1);
    }

    /** Whole pixels where the pixels allow it, so that a crop without resizing keeps every value. */
    private static Span centred(int pixels, double length) {
        double start = (pixels - length) / 2;
        return new Span(length == Math.rint(length) ? Math.floor(start) : start, length);
    }
}
