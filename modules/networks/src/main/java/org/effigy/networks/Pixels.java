package org.effigy.networks;

/** Folds 2x2 blocks of single-channel images into 4 channels at half the resolution (space to depth), and back. */
final class Pixels {
    private Pixels() {}

    /** Returns (N, patch * patch, size / patch, size / patch); channel dy * patch + dx holds the pixels at that offset. */
    static float[] fold(float[] images, int size, int patch) {
        return move(images, size, patch, true);
    }

    /** Returns the images whose {@link #fold} this is. */
    static float[] unfold(float[] folded, int size, int patch) {
        return move(folded, size, patch, false);
    }

    private static float[] move(float[] from, int size, int patch, boolean fold) {
        float[] to = new float[from.length];
        int side = size / patch;
        int folded = 0;
        for (int image = 0; image < from.length; image += size * size) {
            for (int channel = 0; channel < patch * patch; channel++) {
                for (int y = 0; y < side; y++) {
                    int plain = image + (y * patch + channel / patch) * size + channel % patch;
                    for (int x = 0; x < side; x++, plain += patch, folded++) {
                        to[fold ? folded : plain] = from[fold ? plain : folded];
                    }
                }
            }
        }
        return to;
    }

    /** Returns {@link #fold} with the channels last: (N, size / patch, size / patch, patch * patch). */
    static float[] foldLast(float[] images, int size, int patch) {
        return moveLast(images, size, patch, true);
    }

    /** Returns the images whose {@link #foldLast} this is. */
    static float[] unfoldLast(float[] folded, int size, int patch) {
        return moveLast(folded, size, patch, false);
    }

    private static float[] moveLast(float[] from, int size, int patch, boolean fold) {
        float[] to = new float[from.length];
        int side = size / patch;
        int pixels = patch * patch;
        int plain = 0;
        for (int row = 0; row < from.length / size; row++) {
            int start = row / patch * side * pixels + row % patch * patch;
            for (int x = 0; x < size; x++, plain++) {
                int folded = start + x / patch * pixels + x % patch;
                to[fold ? folded : plain] = from[fold ? plain : folded];
            }
        }
        return to;
    }
}
