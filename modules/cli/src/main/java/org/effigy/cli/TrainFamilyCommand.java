package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Family;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code effigy train FAMILY}: what all families share, and the choices that one has of its own. */
@Command(sortOptions = false)
final class TrainFamilyCommand implements Callable<Integer> {
    private static final int FIRST_ORDER = 30;
    private static final String FIRST_STAGE = "--first-stage";
    private static final String MASKS = "--masks";

    private final Family family;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Mixin
    private DeviceOption device;

    private TrainFamilyCommand(Family family) {
        this.family = family;
    }

    /** Returns the sub-command of a family. */
    static CommandLine of(Family family) {
        CommandLine line = new CommandLine(new TrainFamilyCommand(family));
        CommandSpec spec = line.getCommandSpec();
        int order = FIRST_ORDER;
        for (Family.Setting setting : family.settings()) {
            spec.addOption(OptionSpec.builder("--" + setting.name())
                    .order(order++)
                    .paramLabel(setting.label())
                    .description(setting.description().replaceFirst("\\.$", " (default: the preset's)."))
                    .type(String.class)
                    .build());
        }
        if (family.hasFirstStage()) {
            spec.addOption(OptionSpec.builder(FIRST_STAGE)
                    .order(order)
                    .paramLabel("MODEL")
                    .description(
                            "A run or checkpoint of a vae with a spatial latent, in whose latent space the model learns; it"
                                    + " becomes part of the model. Left out, that of --init-from is taken.")
                    .type(Path.class)
                    .build());
        }
        if (family.takesMasks()) {
            spec.addOption(OptionSpec.builder(MASKS)
                    .order(order)
                    .description(
                            "Learn with the masks of the index (of lesions, say): the model also makes images with a region where"
                                    + " 'effigy sample --mask' asks for it. A tenth of the images is seen without.")
                    .type(boolean.class)
                    .build());
        }
        Family.Help help = family.help();
        spec.name(family.name());
        spec.usageMessage()
                .description(Stream.concat(Stream.of(help.summary()), help.description().stream())
                        .toArray(String[]::new))
                .footerHeading("%nExamples:%n")
                .footer(help.examples().stream().map(example -> "  " + example).toArray(String[]::new));
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> firstStage = family.hasFirstStage()
                ? Optional.ofNullable(spec.commandLine().getParseResult().matchedOptionValue(FIRST_STAGE, null))
                : Optional.empty();
        return new TrainSession(spec, options, device).run(family, firstStage, this::adapt);
    }

    private ModelConfig adapt(ModelConfig config) {
        ModelConfig adapted = isAsked(MASKS) ? family.withMasks(config) : config;
        for (Family.Setting setting : family.settings()) {
            String option = "--" + setting.name();
            Optional<String> value =
                    Optional.ofNullable(spec.commandLine().getParseResult().matchedOptionValue(option, null));
            if (value.isPresent()) {
                adapted = changed(adapted, setting, value.get());
            }
        }
        return adapted;
    }

    private boolean isAsked(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private static ModelConfig changed(ModelConfig config, Family.Setting setting, String value) {
        try {
            return setting.change().apply(config, value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--" + setting.name() + " is " + value + ", allowed are whole numbers", e);
        } catch (IllegalArgumentException e) {
            // What is wrong with the setting, or with what it leads to.
            String named = e.getMessage().startsWith(setting.name() + " ") ? "--" : "--" + setting.name() + ": ";
            throw new IllegalArgumentException(named + e.getMessage(), e);
        }
    }
}
