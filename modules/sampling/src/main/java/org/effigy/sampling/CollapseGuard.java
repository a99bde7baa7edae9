package org.effigy.sampling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.effigy.base.InputException;
import org.effigy.dataset.ImageSpread;

/**
 * Passes sampled images on unless the model has collapsed: none that shows nothing, and of no class several that are all the
 * same. Images wait here until a second one of their class looks different, so none of a collapsed class gets through.
 */
final class CollapseGuard implements ImageSampler.Receiver {
    /** So many equal images in a row are enough to know. */
    static final int MOST_ALIKE = 16;

    private static final String ADVICE =
            "; the training collapsed or has hardly begun: look at its previews, use another"
                    + " checkpoint, or train anew with a lower learning rate";

    private final ImageSampler.Receiver next;
    private final float least;
    private final Map<String, List<SampledImage>> waiting = new TreeMap<>();
    private final Set<String> varied = new HashSet<>();

    /**
     * Makes a guard.
     *
     * @param next takes the images that are passed on
     * @param least what a file can tell apart, see {@link ImageExporter#step()}
     */
    CollapseGuard(ImageSampler.Receiver next, float least) {
        this.next = next;
        this.least = least;
    }

    /**
     * Takes an image.
     *
     * @throws InputException if it shows nothing, or is one more of a class whose images are all the same
     */
    @Override
    public void accept(SampledImage image) throws IOException {
        Optional<String> fault = ImageSpread.fault(image.scaled(), least);
        if (fault.isPresent()) {
            throw new InputException("image " + image.index() + " " + fault.get() + ADVICE);
        }
        if (varied.contains(image.className())) {
            next.accept(image);
            return;
        }
        List<SampledImage> alike = waiting.computeIfAbsent(image.className(), name -> new ArrayList<>());
        alike.add(image);
        if (!ImageSpread.same(alike.get(0).scaled(), image.scaled(), least)) {
            varied.add(image.className());
            release(alike);
        } else if (alike.size() == MOST_ALIKE) {
            throw allTheSame(alike);
        }
    }

    /**
     * Passes on the single images of a class that still wait.
     *
     * @throws InputException if a class has several and all are the same
     */
    void finish() throws IOException {
        for (List<SampledImage> alike : waiting.values()) {
            if (alike.size() > 1) {
                throw allTheSame(alike);
            }
            release(alike);
        }
    }

    private void release(List<SampledImage> images) throws IOException {
        for (SampledImage image : images) {
            next.accept(image);
        }
        images.clear();
    }

    private static InputException allTheSame(List<SampledImage> alike) {
        String name = alike.get(0).className();
        return new InputException("the first " + alike.size() + " images" + (name.isEmpty() ? "" : " of class " + name)
                + " are all the same" + ADVICE);
    }
}
