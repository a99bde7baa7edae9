package org.effigy.training.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.effigy.dataset.FewImages;
import org.effigy.training.doctor.Warning.Kind;

/** What is wrong with training data; each rule is silent on the chest radiographs, CT slices and phantoms it was tried on. */
public final class DataRules {
    /** A larger share of training images that are like another one is worth a word. */
    static final double DUPLICATES = 0.05;

    /** The smallest class has fewer than this share of the largest. */
    static final double IMBALANCE = 0.1;

    /** White all over because it lies above the window: bone in CT takes about 3 %. */
    static final double WHITE = 0.08;

    /** Black all over because it lies below the window: air around a patient takes up to half. */
    static final double BLACK = 0.65;

    /** A covariate that is known for a smaller share is seen too rarely. */
    static final double KNOWN = 0.5;

    /** As is one that is known for fewer images. */
    static final int MANY_KNOWN = 50;

    private static final int LEAST_CLASSES = 4;
    /** An average class is smaller. */
    private static final double IMAGES_OF_A_CLASS = 2;

    private static final Pattern FILE_NAME = Pattern.compile(
            ".*(\\.(png|jpe?g|tiff?|dcm|dicom|ima|bmp|gif|nii|gz)|[/\\\\].*)", Pattern.CASE_INSENSITIVE);

    private DataRules() {}

    /** Warns of too few images. */
    public static Optional<Warning> fewImages(int images) {
        return FewImages.warning(images).map(text -> {
            int cut = text.indexOf("; ");
            return new Warning(Kind.FEW_IMAGES, text.substring(0, cut), text.substring(cut + 2));
        });
    }

    /**
     * Warns of images that occur more than once.
     *
     * @param images that were compared
     * @param exact of these, how many are equal to an earlier one
     * @param alike how many are nearly the same as another one, equal ones among them
     */
    public static Optional<Warning> duplicates(int images, int exact, int alike) {
        if (exact == 0 && alike <= DUPLICATES * images) {
            return Optional.empty();
        }
        String found = alike + " of " + images + " training images are nearly the same as another one"
                + (exact == 0 ? "" : ", " + exact + " are the same as an earlier one");
        return Optional.of(new Warning(
                Kind.DUPLICATES,
                found,
                "a model remembers what it sees often: leave the copies out, or of slices take every n-th one, and"
                        + " index again"));
    }

    /**
     * Warns of classes with few images beside the others'.
     *
     * @param counts training images of each class; none without classes
     * @param balanced whether images of rare classes come more often than there are of them
     */
    public static Optional<Warning> imbalance(List<Integer> counts, boolean balanced) {
        int least = counts.stream().mapToInt(n -> n).min().orElse(0);
        int most = counts.stream().mapToInt(n -> n).max().orElse(0);
        if (counts.size() < 2 || least >= IMBALANCE * most) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Kind.IMBALANCE,
                "the smallest of " + counts.size() + " classes has " + least + " training images, the largest " + most,
                balanced
                        ? "images of the smallest may be copies, for each of it is seen often: watch the memory"
                                + " figures, add some of it, or join classes"
                        : "images of the smallest will be poor or copies, and say little of their class: show it more"
                                + " often, add some of it, join classes, or train without labels"));
    }

    /**
     * Warns of labels that name single images. The warning does not repeat them: a file's name may be a patient's.
     *
     * @param names of the classes
     * @param counts training images of each
     */
    public static Optional<Warning> labels(List<String> names, List<Integer> counts) {
        int images = counts.stream().mapToInt(n -> n).sum();
        long files =
                names.stream().filter(name -> FILE_NAME.matcher(name).matches()).count();
        boolean named = files > 0 && 2 * files >= names.size();
        boolean single = names.size() >= LEAST_CLASSES && images < IMAGES_OF_A_CLASS * names.size();
        if (!named && !single) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Kind.LABELS,
                named
                        ? files + " of " + names.size() + " labels look like file names"
                        : images + " training images have " + names.size()
                                + " labels, so labels look like names of images",
                "index again with the column of the classes as label column, or train without labels"));
    }

    /**
     * Warns of covariates that are known for few images, or for a small part of them.
     *
     * @param known of how many images each is known, in the order of their names
     * @param images all training images
     */
    public static Optional<Warning> covariates(List<String> names, List<Integer> known, int images) {
        List<String> few = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (known.get(k) < KNOWN * images || known.get(k) < MANY_KNOWN) {
                few.add(names.get(k) + " for " + known.get(k));
            }
        }
        return few.isEmpty()
                ? Optional.empty()
                : Optional.of(new Warning(
                        Kind.COVARIATES,
                        "of " + images + " training images a covariate is known for few: " + String.join(", ", few),
                        "samples will hardly follow it: give a table that tells it of more images, or leave it out"));
    }

    /**
     * Warns of an intensity window that cuts off what images show.
     *
     * @param black share of the pixels that are black because all they show lies below the window
     * @param white share of those that are white because all they show lies above
     */
    public static Optional<Warning> clipped(double black, double white) {
        if (black <= BLACK && white <= WHITE) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Kind.CLIPPED,
                "of the training images' pixels " + Warning.percent(black) + " lie below the intensity window and "
                        + Warning.percent(white) + " above",
                "the model cannot learn what they show: train in a new run directory with a wider window"));
    }
}
