package org.effigy.diffusion;

/** Order of time steps. */
final class TimeSteps {
    private TimeSteps() {}

    /** Returns the time steps from the last to the first, a copy. */
    static double[] reversed(int[] times) {
        double[] out = new double[times.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = times[times.length - 1 - i];
        }
        return out;
    }
}
