package org.effigy.base;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Height and width of an image in pixels. Written, in JSON too, as one number for a square and as ROWSxCOLUMNS for all others:
 * {@code 128}, {@code 96x128}.
 *
 * @param rows height, at least 1
 * @param columns width, at least 1
 */
public record Size(int rows, int columns) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})(?:[xX]([0-9]{1,6}))?");

    public Size {
        Check.positive("rows", rows);
        Check.positive("columns", columns);
    }

    /** Returns the size of a square. */
    public static Size square(int side) {
        return new Size(side, side);
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException if the text is neither N nor ROWSxCOLUMNS
     */
    public static Size parse(String text) {
        Matcher found = TEXT.matcher(text.strip());
        Check.argument(
                found.matches(),
                () -> "size is '" + text + "', allowed are a number for a square, as 128, and ROWSxCOLUMNS, as 96x128");
        int rows = Integer.parseInt(found.group(1));
        return new Size(rows, found.group(2) == null ? rows : Integer.parseInt(found.group(2)));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Size fromJson(JsonNode node) {
        return node.isInt() ? square(node.intValue()) : parse(node.asText());
    }

    @JsonValue
    Object toJson() {
        return isSquare() ? Integer.valueOf(rows) : toString();
    }

    /** Returns whether height and width are equal. */
    public boolean isSquare() {
        return rows == columns;
    }

    /** Returns the number of pixels. */
    public int pixels() {
        return Math.multiplyExact(rows, columns);
    }

    /** Returns the shorter of height and width. */
    public int shorter() {
        return Math.min(rows, columns);
    }

    /** Returns the longer of height and width. */
    public int longer() {
        return Math.max(rows, columns);
    }

    /**
     * Returns the side of a square.
     *
     * @param who needs one, for the message
     * @throws InputException if it is none
     */
    public int side(String who) {
        if (!isSquare()) {
            throw new InputException("size is " + this + ", " + who
                    + " makes squares only; choose one number for both sides, as " + shorter());
        }
        return rows;
    }

    /** Returns the width of a figure of these proportions with that height. */
    public double widthAt(double height) {
        return isSquare() ? height : height * columns / rows;
    }

    /** Returns the height of a figure of these proportions with that width. */
    public double heightAt(double width) {
        return isSquare() ? width : width * rows / columns;
    }

    /**
     * Returns an image of this size in the middle of a square as large as its longer side; the image itself if it is square.
     *
     * @param image (rows, columns)
     * @param around the value of what is added, evenly on both sides, at most one more below or on the right
     */
    public float[] onSquare(float[] image, float around) {
        Check.sameLength("image", image.length, pixels());
        if (isSquare()) {
            return image;
        }
        int side = longer();
        float[] square = new float[side * side];
        Arrays.fill(square, around);
        int top = (side - rows) / 2;
        int left = (side - columns) / 2;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(image, row * columns, square, (top + row) * side + left, columns);
        }
        return square;
    }

    /** Returns the image that {@link #onSquare} put into the middle of a square; the square itself if it is square. */
    public float[] fromSquare(float[] square) {
        Check.sameLength("square", square.length, square(longer()).pixels());
        if (isSquare()) {
            return square;
        }
        int side = longer();
        float[] image = new float[pixels()];
        int top = (side - rows) / 2;
        int left = (side - columns) / 2;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(square, (top + row) * side + left, image, row * columns, columns);
        }
        return image;
    }

    /** Returns 128 or 96x128, as commands and files have it. */
    @Override
    public String toString() {
        return isSquare() ? String.valueOf(rows) : rows + "x" + columns;
    }
}
