package org.effigy.evaluation.privacy;

import java.util.List;
import org.effigy.base.Progress;
import org.effigy.evaluation.Verdict;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;

/** In place of {@link NearCopies} where copies are not to be looked for: says so, in the verdict and in a warning. */
public final class CopiesNotSought implements Part {
    private static final String NOTHING = "Nothing can be said of copies of training images.";

    @Override
    public String name() {
        return "privacy";
    }

    @Override
    public String settings() {
        return "copies not sought";
    }

    @Override
    public Findings judge(Study study, Progress.Factory progress) {
        Verdict verdict = new Verdict(
                "images", "not measurable", "Near copies were not looked for.", "none: that was asked", NOTHING);
        return new Findings(
                List.of(),
                List.of(),
                List.of(),
                List.of(verdict),
                List.of(),
                List.of("Privacy: near copies of training images were not looked for, as asked. " + NOTHING));
    }
}
