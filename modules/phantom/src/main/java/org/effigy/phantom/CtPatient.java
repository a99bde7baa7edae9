package org.effigy.phantom;

/**
 * What all slices of one invented patient share.
 *
 * @param halfWidth of the chest, mm
 * @param halfDepth of the chest, mm
 * @param fat thickness of the fat under the skin at the side, mm
 * @param heart size of heart and vessels relative to the mean
 * @param density added to the bones' Hounsfield units
 * @param blood Hounsfield units of blood, higher with contrast medium
 * @param lung Hounsfield units of the lungs' parenchyma
 * @param fieldMm width of the image
 * @param tableY where the table top is, mm below the middle
 */
record CtPatient(
        double halfWidth,
        double halfDepth,
        double fat,
        double heart,
        double density,
        double blood,
        double lung,
        double fieldMm,
        double tableY) {
    static CtPatient of(long seed, int patient) {
        Draws draws = new Draws(seed, "phantom ct patient", patient);
        double halfWidth = draws.normal(166, 9);
        double fat = draws.between(7, 20);
        double halfDepth = halfWidth * draws.normal(0.705, 0.03) + 0.3 * (fat - 12);
        double blood = draws.chance(0.6) ? draws.between(130, 240) : draws.between(38, 50);
        return new CtPatient(
                halfWidth,
                halfDepth,
                fat,
                draws.normal(1, 0.06),
                draws.normal(0, 60),
                blood,
                draws.normal(-865, 18),
                2 * halfWidth * draws.between(1.04, 1.10),
                halfDepth + draws.between(2, 6));
    }
}
