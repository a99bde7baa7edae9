package org.effigy.dataset.index;

import java.util.List;
import org.effigy.base.Check;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.View;
import org.effigy.dataset.screen.LungFraction;
import org.effigy.dicom.data.BodyPart;

/**
 * Which of the usable images an index takes. Recorded in the index.
 *
 * @param every take every n-th slice of each stack, counted along its normal from the first; 1 for all
 * @param bodyParts take only images of these parts, terms of PS3.16 annex L; none for all
 * @param views take only radiographs of these views; none for all
 * @param minLung take only CT slices whose body is lung to at least this fraction ({@link LungFraction}); 0 for all
 * @param kinds what else to take besides images: localizers, reformatted images, screen captures
 * @param forProcessing take radiographs that are meant for processing, not for presentation
 */
public record ImageChoice(
        int every,
        List<String> bodyParts,
        List<View> views,
        double minLung,
        List<ImageKind> kinds,
        boolean forProcessing) {
    /** Everything that can be used, without localizers, reformatted images, captures, and images for processing. */
    public static final ImageChoice STANDARD = new ImageChoice(1, List.of(), List.of(), 0, List.of(), false);

    public ImageChoice {
        Check.positive("every", every);
        Check.inRange("minLung", minLung, 0.0, 1.0);
        bodyParts = bodyParts.stream().distinct().sorted().toList();
        views = views.stream().distinct().sorted().toList();
        kinds = kinds.stream().distinct().sorted().toList();
        for (String part : bodyParts) {
            Check.argument(
                    BodyPart.of(part).isPresent(),
                    () -> "a body part is not a term of PS3.16, annex L; known are "
                            + String.join(" ", BodyPart.terms()));
        }
    }

    /** Returns a copy that takes every n-th slice. */
    public ImageChoice withEvery(int n) {
        return new ImageChoice(n, bodyParts, views, minLung, kinds, forProcessing);
    }

    /** Returns a copy that takes only these body parts, or all for none. */
    public ImageChoice withBodyParts(List<String> parts) {
        return new ImageChoice(every, parts, views, minLung, kinds, forProcessing);
    }

    /** Returns a copy that takes only these views, or all for none. */
    public ImageChoice withViews(List<View> some) {
        return new ImageChoice(every, bodyParts, some, minLung, kinds, forProcessing);
    }

    /** Returns a copy that takes only slices with so much lung. */
    public ImageChoice withMinLung(double fraction) {
        return new ImageChoice(every, bodyParts, views, fraction, kinds, forProcessing);
    }

    /** Returns a copy that takes these kinds too. */
    public ImageChoice withKinds(List<ImageKind> some) {
        return new ImageChoice(every, bodyParts, views, minLung, some, forProcessing);
    }

    /** Returns a copy that takes images for processing, or leaves them out. */
    public ImageChoice withForProcessing(boolean take) {
        return new ImageChoice(every, bodyParts, views, minLung, kinds, take);
    }

    public boolean takes(ImageKind kind) {
        return kind == ImageKind.IMAGE || kinds.contains(kind);
    }

    public boolean takes(View view) {
        return views.isEmpty() || views.stream().anyMatch(view::isA);
    }
}
