package org.effigy.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code effigy train dcgan}. */
@Command(
        name = "dcgan",
        description = {
            "Train a generative adversarial network (DCGAN).",
            "Radford et al. 2015. It samples in one step and wants a few hundred images or more."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy train dcgan --data chest.json --out runs/chest",
            "      with the preset that suits this machine",
            "  effigy train dcgan --data chest.json --out runs/chest --size 128 --time 1h",
            "      an hour at most; the same command goes on after a stop"
        })
final class TrainDcganCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        return new TrainSession(spec, options, device).run("dcgan", config -> config);
    }
}
