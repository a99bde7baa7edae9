package org.effigy.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an image is laid over another one.
 *
 * @param mirrored left to right, first
 * @param dx shift of what is seen to the right, as a part of the side
 * @param dy the same downwards
 * @param degrees rotation about the centre
 * @param zoom magnification about the centre, above 0
 */
public record Placement(boolean mirrored, double dx, double dy, double degrees, double zoom) {
    /** As it is. */
    public static final Placement IDENTITY = new Placement(false, 0, 0, 0, 1);

    /** The step of shifts in the search: one place of the descriptor's grid. */
    static final double SHIFT_STEP = 1.0 / Content.GRID;

    private static final int SHIFTS = 2;
    private static final double[] DEGREES = {0, -2.5, 2.5};
    private static final double[] ZOOMS = {1, 0.95, 1.05};

    /** The placements that a search tries. */
    static final List<Placement> SEARCH = search();

    private static List<Placement> search() {
        List<Placement> all = new ArrayList<>();
        for (boolean mirrored : new boolean[] {false, true}) {
            for (double zoom : ZOOMS) {
                for (double degrees : DEGREES) {
                    for (int y = -SHIFTS; y <= SHIFTS; y++) {
                        for (int x = -SHIFTS; x <= SHIFTS; x++) {
                            all.add(new Placement(mirrored, x * SHIFT_STEP, y * SHIFT_STEP, degrees, zoom));
                        }
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** Returns the eight placements around this one, each with one setting changed by a part of the search's step. */
    List<Placement> around(double part) {
        double shift = part * SHIFT_STEP;
        double turn = part * DEGREES[2];
        double growth = part * (ZOOMS[2] - 1);
        return List.of(
                new Placement(mirrored, dx - shift, dy, degrees, zoom),
                new Placement(mirrored, dx + shift, dy, degrees, zoom),
                new Placement(mirrored, dx, dy - shift, degrees, zoom),
                new Placement(mirrored, dx, dy + shift, degrees, zoom),
                new Placement(mirrored, dx, dy, degrees - turn, zoom),
                new Placement(mirrored, dx, dy, degrees + turn, zoom),
                new Placement(mirrored, dx, dy, degrees, zoom - growth),
                new Placement(mirrored, dx, dy, degrees, zoom + growth));
    }

    /** Returns it in words, e.g. {@code mirrored, shifted by 3 % and -2 % of the side, turned by 1.3 degrees, zoom 1.02}. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%sshifted by %.1f %% and %.1f %% of the side, turned by %.1f degrees, zoom %.2f",
                mirrored ? "mirrored, " : "",
                100 * dx,
                100 * dy,
                degrees,
                zoom);
    }
}
