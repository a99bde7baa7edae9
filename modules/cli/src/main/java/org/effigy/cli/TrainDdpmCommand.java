package org.effigy.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.DdpmConfig;
import org.effigy.training.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy train ddpm}. */
@Command(
        name = "ddpm",
        description = {
            "Train a denoising diffusion model (DDPM).",
            "Ho et al. 2020. Slower to train and to sample than a DCGAN, and better, above all on few images."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy train ddpm --data ct.json --out runs/ct",
            "      with the preset that suits this machine",
            "  effigy train ddpm --data ct.json --out runs/ct --preset small --time 1h",
            "      an hour at most; the same command goes on after a stop",
            "  effigy train ddpm --data ct.json --out big --size 128 --init-from runs/ct",
            "      a larger model grows out of a smaller one",
            "  effigy train ddpm --data ct.json --out runs/eps --prediction epsilon",
            "      the network learns to tell the noise, as in the DDPM paper",
            "  effigy train ddpm --data ct.json --out runs/ct --preset medium --devices 2",
            "      two graphics cards share each batch"
        })
final class TrainDdpmCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--schedule",
            order = 30,
            paramLabel = "linear|cosine",
            description = "How noise grows with the time step (default: the preset's).")
    private String schedule;

    @Option(
            names = "--timesteps",
            order = 31,
            paramLabel = "T",
            description = "Time steps of the forward process (default: the preset's).")
    private Integer timesteps;

    @Option(
            names = "--prediction",
            order = 32,
            paramLabel = "epsilon|velocity|sample",
            description =
                    "What the network predicts: the noise, the velocity or the clean image (default: the preset's).")
    private PredictionType prediction;

    @Override
    public Integer call() throws IOException {
        return new TrainSession(spec, options, device).run("ddpm", this::adapt);
    }

    private TrainingConfig adapt(TrainingConfig config) {
        DdpmConfig model = (DdpmConfig) config.model();
        return config.withModel(new DdpmConfig(
                model.size(),
                model.patch(),
                model.baseChannels(),
                model.multipliers(),
                model.blocksPerLevel(),
                model.attentionResolution(),
                model.groups(),
                model.classes(),
                schedule != null ? schedule : model.schedule(),
                timesteps != null ? timesteps : model.timesteps(),
                prediction != null ? prediction : model.prediction()));
    }
}
