package org.effigy.evaluation.membership;

/** A way to tell by a model's answers whether it learned from an image. */
public interface Attack {
    /** Returns its name, in lower case. */
    String name();

    /** Returns the time steps at which it can be made; 0 alone for one that has none. */
    int[] timeSteps();

    /**
     * Returns the scores, [time step][image]; the higher, the more the answer speaks for a member. Each image's are its own: they
     * follow from it, its label and its number.
     *
     * @param images flattened, image after image, as the model takes them
     * @param labels the class of each, -1 for none
     * @param first number of the first of these images among all, from which what is random is drawn
     */
    double[][] scores(float[] images, int[] labels, int first);

    /** Returns whether an image's score needs the others beside it, so that all must be asked for at once. */
    default boolean isOfASet() {
        return false;
    }
}
