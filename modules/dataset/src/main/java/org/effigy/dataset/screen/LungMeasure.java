package org.effigy.dataset.screen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.PerFile;
import org.effigy.dataset.probe.FrameReader;

/** Decodes CT slices, on all cores, to measure how much of them is lung, and leaves out those with too little. */
public final class LungMeasure {
    private LungMeasure() {}

    /** Returns the images that are not CT, left out, and behind them the CT slices in their order: measured, or left out. */
    public static List<Candidate> of(List<Candidate> images, double least, Progress.Factory progress)
            throws IOException {
        List<Candidate> out = new ArrayList<>();
        images.stream()
                .filter(image -> !isCt(image))
                .map(image -> image.without(ExclusionReason.LITTLE_LUNG, "not CT, so that lung cannot be measured"))
                .forEach(out::add);
        List<Candidate> ct = images.stream().filter(LungMeasure::isCt).toList();
        out.addAll(PerFile.map(ct, "measure lung", some -> measure(some, least), progress));
        return out;
    }

    private static boolean isCt(Candidate image) {
        return image.facts().modality().equals("CT");
    }

    private static List<Candidate> measure(List<Candidate> frames, double least) {
        List<Candidate> out = new ArrayList<>();
        FrameReader reader = null;
        for (Candidate image : frames) {
            try {
                reader = reader == null ? FrameReader.open(image.file().file()) : reader;
                double lung = LungFraction.of(reader.values(image.frame()), reader.rows(), reader.columns());
                out.add(lung < least ? image.without(ExclusionReason.LITTLE_LUNG) : image.withLungFraction(lung));
            } catch (InputException | IOException e) {
                out.add(image.without(ExclusionReason.CORRUPT, "its pixel data cannot be decoded"));
            }
        }
        return out;
    }
}
