package org.effigy.dataset.screen;

/**
 * What looking at the pixels gave, counted in images.
 *
 * @param looked in which writing was looked for
 * @param markers of these, with single characters such as side markers, which stay
 * @param masked of which an area is painted over
 * @param borders that have borders, where those were looked for
 * @param undecodable that could not be decoded and so were not looked at
 */
public record ScreenNotes(int looked, int markers, int masked, int borders, int undecodable) {
    /** Nothing was looked at. */
    public static final ScreenNotes NONE = new ScreenNotes(0, 0, 0, 0, 0);
}
