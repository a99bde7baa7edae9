package org.effigy.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.networks.families.Family;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code effigy train}: the families of models are its sub-commands. */
@Command(
        name = "train",
        description = {
            "Train a model on the images of an index.",
            "The same command goes on with a run that was stopped; Ctrl-C stops it with a checkpoint."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy train ddpm --data ct.json --out runs/ct --time 1h",
            "  effigy train dcgan --data chest.json --out runs/chest --size 128"
        })
final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Adds a sub-command for each family. */
    static void addFamilies(CommandLine train) {
        families().forEach(family -> train.addSubcommand(family.name(), TrainFamilyCommand.of(family)));
    }

    private static Stream<Family> families() {
        return Family.all().stream().filter(Family::learnsFromImages);
    }

    @Override
    public void run() {
        throw Inputs.usage(
                spec, "name the model to train: " + families().map(Family::name).collect(Collectors.joining(", ")));
    }
}
