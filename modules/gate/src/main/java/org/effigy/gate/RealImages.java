package org.effigy.gate;

import org.effigy.base.Size;

/** Real images of one size, read from several threads. */
public interface RealImages {
    /** What surrounds an image that is not square, where it is looked at in the middle of a square: black. */
    float AROUND = -1;

    /** Returns the number of images. */
    int size();

    /** Returns image i, (rows, columns), values in [-1, 1]. */
    float[] image(int i);

    /** Returns the index id of image i, for messages. */
    int id(int i);

    /** Returns a name of the patient that image i shows; equal for images of one patient. */
    String patient(int i);

    /**
     * Returns the same images, each in the middle of a square as large as its longer side.
     *
     * @param size of these
     */
    default RealImages onSquares(Size size) {
        RealImages plain = this;
        return new RealImages() {
            @Override
            public int size() {
                return plain.size();
            }

            @Override
            public float[] image(int i) {
                return size.onSquare(plain.image(i), AROUND);
            }

            @Override
            public int id(int i) {
                return plain.id(i);
            }

            @Override
            public String patient(int i) {
                return plain.patient(i);
            }
        };
    }

    /** Returns no images. */
    static RealImages none() {
        return new RealImages() {
            @Override
            public int size() {
                return 0;
            }

            @Override
            public float[] image(int i) {
                throw new IndexOutOfBoundsException(i);
            }

            @Override
            public int id(int i) {
                throw new IndexOutOfBoundsException(i);
            }

            @Override
            public String patient(int i) {
                throw new IndexOutOfBoundsException(i);
            }
        };
    }
}
