package org.effigy.codecs.jpeg2000;

/** The transforms of the first three components together (T.800, annex G), taken back. */
final class ComponentTransform {
    private static final float RED_FROM_CR = 1.402f;
    private static final float GREEN_FROM_CB = 0.34413f;
    private static final float GREEN_FROM_CR = 0.71414f;
    private static final float BLUE_FROM_CB = 1.772f;

    private ComponentTransform() {}

    /** Turns YBR_RCT into RGB, in place. */
    static void reversible(int[][] planes) {
        for (int i = 0; i < planes[0].length; i++) {
            int y = planes[0][i];
            int u = planes[1][i];
            int v = planes[2][i];
            int green = y - (u + v >> 2);
            planes[0][i] = v + green;
            planes[1][i] = green;
            planes[2][i] = u + green;
        }
    }

    /** Turns YBR_ICT into RGB, in place. */
    static void irreversible(float[][] planes) {
        for (int i = 0; i < planes[0].length; i++) {
            float y = planes[0][i];
            float u = planes[1][i];
            float v = planes[2][i];
            planes[0][i] = y + v * RED_FROM_CR;
            planes[1][i] = y - u * GREEN_FROM_CB - v * GREEN_FROM_CR;
            planes[2][i] = y + u * BLUE_FROM_CB;
        }
    }
}
