package org.effigy.evaluation;

/**
 * The images that a figure is about.
 *
 * @param by {@code all}, {@code class}, {@code sex}, {@code age} or {@code view}
 * @param value the class or the subgroup; "" for all images
 */
public record Cell(String by, String value) {
    public static final Cell ALL = new Cell("all", "");

    /** Fewer images than this are not measured. */
    public static final int LEAST_IMAGES = 50;

    public static Cell ofClass(String name) {
        return new Cell("class", name);
    }
}
