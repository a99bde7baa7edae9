package org.effigy.phantom;

/**
 * The proportions of one invented patient's chest.
 *
 * @param width half width of the lungs at the base, mm
 * @param apex upper end of the lungs, mm below the upper edge
 * @param base height of the left lung's diaphragm dome, mm below the upper edge
 * @param depth half depth of the lungs, mm
 * @param heart size of the heart relative to the mean
 * @param shift of the middle line from the image's middle, mm
 * @param soft thickness of the soft tissue around the cage, mm
 * @param bone density of the bones relative to the mean
 */
record CrPatient(
        double width, double apex, double base, double depth, double heart, double shift, double soft, double bone) {
    static CrPatient of(long seed, int patient) {
        Draws draws = new Draws(seed, "phantom cr patient", patient);
        double size = draws.normal(1, 0.04);
        return new CrPatient(
                128 * size * draws.normal(1, 0.03),
                draws.normal(42, 5),
                draws.normal(246, 10),
                84 * size,
                draws.normal(1, 0.07),
                draws.normal(0, 3),
                draws.between(18, 40),
                draws.normal(1, 0.12));
    }
}
