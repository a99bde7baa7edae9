package org.effigy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code effigy train}: the two families are its sub-commands. */
@Command(
        name = "train",
        description = {
            "Train a model on the images of an index.",
            "The same command goes on with a run that was stopped; Ctrl-C stops it with a checkpoint."
        },
        subcommands = {TrainDdpmCommand.class, TrainDcganCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy train ddpm --data ct.json --out runs/ct --time 1h",
            "  effigy train dcgan --data chest.json --out runs/chest --size 128"
        })
final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Inputs.usage(spec, "name the model to train: ddpm or dcgan");
    }
}
