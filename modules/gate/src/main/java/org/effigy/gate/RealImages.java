package org.effigy.gate;

/** Real images of one side, read from several threads. */
public interface RealImages {
    /** Returns the number of images. */
    int size();

    /** Returns image i, (side, side), values in [-1, 1]. */
    float[] image(int i);

    /** Returns the index id of image i, for messages. */
    int id(int i);

    /** Returns a name of the patient that image i shows; equal for images of one patient. */
    String patient(int i);

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
