package org.effigy.gate;

import java.util.Arrays;
import org.effigy.base.Size;

/** The invented images of 64 x 64 pixels without the 8 rows at the top and at the bottom. */
final class Wide {
    static final Size SIZE = new Size(48, 64);

    private Wide() {}

    static float[] of(long seed) {
        return cut(Anatomy.of(seed, 64));
    }

    static float[] cut(float[] square) {
        return Arrays.copyOfRange(square, 8 * 64, 56 * 64);
    }

    static RealImages patients(int first, int count) {
        RealImages squares = Anatomy.patients(first, count, 64);
        return new RealImages() {
            @Override
            public int size() {
                return squares.size();
            }

            @Override
            public float[] image(int i) {
                return cut(squares.image(i));
            }

            @Override
            public int id(int i) {
                return squares.id(i);
            }

            @Override
            public String patient(int i) {
                return squares.patient(i);
            }
        };
    }
}
