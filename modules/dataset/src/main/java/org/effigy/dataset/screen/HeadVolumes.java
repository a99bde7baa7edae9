package org.effigy.dataset.screen;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dicom.burnedin.HeadImages;

/** Leaves out stacks of slices from which a face could be rendered. */
public final class HeadVolumes {
    private HeadVolumes() {}

    /** Returns the files, those of head series with more than a few slices left out. */
    public static List<Candidate> leaveOut(List<Candidate> files, ScreenOptions options) {
        if (options.allowHeads()) {
            return files;
        }
        Map<String, Integer> slices = new HashMap<>();
        for (Candidate file : files) {
            if (showsHead(file)) {
                slices.merge(file.facts().source().seriesUid(), file.facts().frames(), Integer::sum);
            }
        }
        return files.stream()
                .map(file -> showsHead(file) && slices.get(file.facts().source().seriesUid()) > HeadImages.MOST_SLICES
                        ? file.without(ExclusionReason.HEAD)
                        : file)
                .toList();
    }

    private static boolean showsHead(Candidate file) {
        return file.isUsable() && file.facts().marks().head();
    }
}
