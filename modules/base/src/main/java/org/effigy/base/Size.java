package org.effigy.base;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
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
    private static final Pattern TEXT = Pattern.compile("0*([1-9][0-9]{0,5})(?:[xX]0*([1-9][0-9]{0,5}))?");

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
     * Returns an image of this size stretched to a square as large as its longer side, by linear interpolation between the middles
     * of its pixels; the image itself if it is square. Unlike a square with bars, it is image all over, so that nothing common to
     * all images makes strangers alike.
     *
     * @param image (rows, columns)
     * @return (longer, longer)
     */
    public float[] onSquare(float[] image) {
        Check.sameLength("image", image.length, pixels());
        if (isSquare()) {
            return image;
        }
        int side = longer();
        float[] square = new float[side * side];
        for (int row = 0; row < side; row++) {
            double y = within((row + 0.5) * rows / side - 0.5, rows - 1);
            int top = (int) y;
            int below = Math.min(rows - 1, top + 1);
            for (int column = 0; column < side; column++) {
                double x = within((column + 0.5) * columns / side - 0.5, columns - 1);
                int left = (int) x;
                int right = Math.min(columns - 1, left + 1);
                double above =
                        image[top * columns + left] * (1 - (x - left)) + image[top * columns + right] * (x - left);
                double beneath =
                        image[below * columns + left] * (1 - (x - left)) + image[below * columns + right] * (x - left);
                square[row * side + column] = (float) (above * (1 - (y - top)) + beneath * (y - top));
            }
        }
        return square;
    }

    private static double within(double place, int last) {
        return Math.max(0, Math.min(last, place));
    }

    /** Returns 128 or 96x128, as commands and files have it. */
    @Override
    public String toString() {
        return isSquare() ? String.valueOf(rows) : rows + "x" + columns;
    }
}
