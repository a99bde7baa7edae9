package org.effigy.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.dicom.burnedin.HeadImages;

/** Leaves out stacks of slices from which a face could be rendered. */
final class HeadVolumes {
    private HeadVolumes() {}

    /** Returns the probes, those of head series with more than a few slices refused. */
    static List<Probe> leaveOut(List<Probe> probes, ScreenOptions options) {
        if (options.allowHeads()) {
            return probes;
        }
        Map<String, Integer> slices = new HashMap<>();
        for (Probe probe : probes) {
            head(probe).ifPresent(facts -> slices.merge(facts.source().seriesUid(), facts.frames(), Integer::sum));
        }
        List<Probe> out = new ArrayList<>();
        for (Probe probe : probes) {
            boolean volume = head(probe)
                    .filter(facts -> slices.get(facts.source().seriesUid()) > HeadImages.MOST_SLICES)
                    .isPresent();
            out.add(volume ? Probe.refused(ExclusionReason.HEAD) : probe);
        }
        return out;
    }

    private static Optional<ImageFacts> head(Probe probe) {
        return probe instanceof Probe.Usable usable && usable.facts().marks().head()
                ? Optional.of(usable.facts())
                : Optional.empty();
    }
}
