package org.effigy.evaluation.utility;

/** What a classifier is trained on; all are tested on the same real images of other patients. */
public enum Arm {
    /** The real images, each as often as the others: the reference, "train on real, test on real". */
    REAL("real", "real images"),
    /** The real images, the loss of each divided by the frequency of its class. */
    WEIGHTED("weighted", "real images with class weights"),
    /** The real images, as many of each class repeated as the synthetic ones would add. */
    DUPLICATES("duplicates", "real images, repeated to the count of real and synthetic ones"),
    /** The same with a small random shift, rotation, change of size and of intensity at each visit. */
    AUGMENTED("augmented", "real images, repeated alike and changed a little at each visit"),
    /** Synthetic images alone, as many of each class as there are real ones: "train on synthetic, test on real". */
    SYNTHETIC("synthetic", "synthetic images"),
    /** Real and synthetic images together: each once, or by the share that is asked for. */
    BOTH("both", "real and synthetic images"),
    /** The same images as {@link #BOTH}, changed as those of {@link #AUGMENTED}: what augmentation leaves to gain. */
    BOTH_AUGMENTED("both-augmented", "real and synthetic images, changed a little at each visit");

    private final String word;
    private final String text;

    Arm(String word, String text) {
        this.word = word;
        this.text = text;
    }

    /** Returns its name in figures and files. */
    public String word() {
        return word;
    }

    /** Returns what it trains on, in words. */
    String text() {
        return text;
    }

    /** Returns whether synthetic images are trained on. */
    boolean isSynthetic() {
        return this == SYNTHETIC || isMixed();
    }

    /** Returns whether real and synthetic images are trained on together. */
    boolean isMixed() {
        return this == BOTH || this == BOTH_AUGMENTED;
    }

    /** Returns whether each visit changes an image a little. */
    boolean isAugmented() {
        return this == AUGMENTED || this == BOTH_AUGMENTED;
    }
}
