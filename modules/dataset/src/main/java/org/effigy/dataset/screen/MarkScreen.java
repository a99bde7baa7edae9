package org.effigy.dataset.screen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.PerFile;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.marking.Plane;
import org.effigy.marking.Watermark;

/**
 * Looks on all cores for the watermark of synthetic images whose headers do not call them so. A real image counts as marked with a probability of
 * at most one in a million.
 */
public final class MarkScreen {
    /** Images with a longer side are not searched: one and a half times as large as any model here may make. */
    static final int LONGEST_SIDE = 384;

    private MarkScreen() {}

    /**
     * Returns the images in their order; those with the mark are left out, or, if synthetic images are allowed, noted as synthetic.
     */
    public static List<Candidate> of(List<Candidate> images, boolean allowSynthetic, Progress.Factory progress)
            throws IOException {
        List<Candidate> searched =
                images.stream().filter(MarkScreen::needsPixels).toList();
        if (searched.isEmpty()) {
            return images;
        }
        Iterator<Candidate> seen = PerFile.map(
                        searched, "look for watermarks", some -> search(some, allowSynthetic), progress)
                .iterator();
        List<Candidate> out = new ArrayList<>();
        for (Candidate image : images) {
            out.add(needsPixels(image) ? seen.next() : image);
        }
        return out;
    }

    private static boolean needsPixels(Candidate image) {
        ImageFacts.Geometry size = image.facts().geometry();
        return !image.facts().marks().synthetic() && Math.max(size.rows(), size.columns()) <= LONGEST_SIDE;
    }

    private static List<Candidate> search(List<Candidate> frames, boolean allowSynthetic) {
        List<Candidate> out = new ArrayList<>();
        FrameReader reader = null;
        for (Candidate image : frames) {
            try {
                reader = reader == null ? FrameReader.open(image.file().file()) : reader;
                Plane plane = new Plane(reader.rows(), reader.columns(), reader.values(image.frame()));
                out.add(Watermark.find(plane).isCertain() ? marked(image, allowSynthetic) : image);
            } catch (InputException | IOException e) {
                // Whoever uses the image later is told so.
                out.add(image);
            }
        }
        return out;
    }

    private static Candidate marked(Candidate image, boolean allowSynthetic) {
        return allowSynthetic
                ? image.withFacts(image.facts().withSynthetic())
                : image.without(ExclusionReason.SYNTHETIC, "a watermark in its pixels says so");
    }
}
