package org.effigy.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.utility.UtilityPart;
import org.effigy.evaluation.utility.UtilitySettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --utility} and what belongs to it. */
final class UtilityOptions {
    /** Of {@link org.effigy.evaluation.utility.Arm}. */
    static final int ARMS = 7;

    @Option(
            names = "--utility",
            description =
                    "Also train small classifiers on real, synthetic and both kinds of images, with controls, and test"
                            + " them on the real images of other patients; takes minutes. Needs classes.")
    private boolean wanted;

    @Option(
            names = "--utility-steps",
            paramLabel = "N",
            description = "With --utility: steps of each training, " + ARMS
                    + " for each seed and 10 more (default: ${DEFAULT-VALUE}).")
    private long steps = UtilitySettings.STANDARD.steps();

    @Option(
            names = "--utility-seeds",
            paramLabel = "N",
            description = "With --utility: how often each is trained (default: ${DEFAULT-VALUE}).")
    private int seeds = UtilitySettings.STANDARD.seeds();

    @Option(
            names = "--utility-size",
            paramLabel = "N",
            description = "With --utility: the most pixels to a side that classifiers see (default: ${DEFAULT-VALUE}).")
    private int size = UtilitySettings.STANDARD.size();

    @Option(
            names = "--utility-flip",
            description =
                    "With --utility: the control with classical augmentation mirrors images, too; only where left and"
                            + " right do not matter.")
    private boolean flip;

    @Option(
            names = "--rare",
            paramLabel = "CLASS",
            description = "With --utility: make a class rare, to see whether synthetic images of it help.")
    private String rare;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "With --rare: how many of its training patients are kept.")
    private Integer keep;

    @Option(
            names = "--utility-share",
            paramLabel = "X",
            description =
                    "With --utility: in the arm of real and synthetic images every class counts alike, and in each"
                            + " the synthetic ones have this part of the weight, 0 to 0.95 (default: every image counts once).")
    private Double share;

    /**
     * Returns the part of the evaluation that is asked for, if it is.
     *
     * @param out the folder in which scores are kept
     */
    Optional<Part> part(CommandSpec spec, Path out) {
        if ((rare == null) != (keep == null)) {
            throw Inputs.usage(spec, "--rare and --keep belong together");
        }
        boolean standard = settings().equals(UtilitySettings.STANDARD);
        if (!wanted && !standard) {
            throw Inputs.usage(spec, "options of the utility need --utility");
        }
        return wanted ? Optional.of(new UtilityPart(settings(), out)) : Optional.empty();
    }

    private UtilitySettings settings() {
        Optional<UtilitySettings.Rare> kept =
                Optional.ofNullable(rare).map(name -> new UtilitySettings.Rare(name, keep));
        return new UtilitySettings(steps, seeds, size, flip, kept, Optional.ofNullable(share));
    }

    /** Adds what was asked to the settings that an evaluation records. */
    void record(Map<String, String> settings) {
        settings.put("utility", String.valueOf(wanted));
        if (wanted) {
            settings.put("utility-steps", String.valueOf(steps));
            settings.put("utility-seeds", String.valueOf(seeds));
            settings.put("utility-size", String.valueOf(size));
            settings.put("utility-flip", String.valueOf(flip));
            settings.put("utility-share", share == null ? "none" : String.valueOf(share));
            settings.put("rare", rare == null ? "none" : rare + ", " + keep + " patients");
        }
    }
}
