package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.families.Student;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.LearningRateSchedule;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.Cadence;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrajectoryPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy distill}: makes of a trained diffusion model one that samples in a few steps. */
@Command(
        name = "distill",
        description = {
            "Distil a trained diffusion model to a few steps.",
            "The result samples many times as fast. The new model begins with the trained one's weights and learns to arrive in each of its steps where that one"
                    + " arrives in many. It learns from the trained model alone, without a data set. What comes out is a run like"
                    + " any other; 'effigy sample' takes its few steps by itself. The same command goes on with a run that was"
                    + " stopped; Ctrl-C stops it with what is done."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy distill runs/ct --out runs/ct-fast",
            "      to 2 steps",
            "  effigy distill ddpm-cxr-64 --steps 4 --out runs/cxr-fast",
            "      a model that comes with the program, to 4 steps",
            "  effigy sample runs/ct-fast -n 64 --out synthetic"
        })
final class DistillCommand implements Callable<Integer> {
    /** Ways of the teacher by which a checkpoint is judged; of few ways a quarter. */
    private static final int MOST_HELD_OUT = 32;

    private static final int WARMUP = 50;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description =
                    "The model to distil, a ddpm (of velocity or image), edm or flow: a run's folder, the folder of one checkpoint,"
                            + " or the name of a model ('effigy models').")
    private Path model;

    @Option(
            names = "--out",
            paramLabel = "RUN",
            required = true,
            description = "The new run's folder. If it holds this run already, distillation goes on.")
    private Path out;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Denoising steps of the new model, usually 1 to 4 (default: ${DEFAULT-VALUE}).")
    private int steps = 2;

    @Option(
            names = "--teacher-steps",
            paramLabel = "N",
            description = "Denoising steps of the model to distil (default: as in 'effigy sample').")
    private Integer teacherSteps;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description =
                    "Guidance of the model to distil, which the new one has for good (default: what it recommends, else 1).")
    private Double guidance;

    @Option(
            names = "--trajectories",
            paramLabel = "N",
            description =
                    "Ways from noise to images that are learnt from; they lie in the run's folder (default: ${DEFAULT-VALUE}).")
    private int trajectories = 2048;

    @Option(names = "--train-steps", paramLabel = "N", description = "Optimiser steps (default: ${DEFAULT-VALUE}).")
    private long trainSteps = 2000;

    @Option(names = "--batch", paramLabel = "N", description = "Examples per step (default: ${DEFAULT-VALUE}).")
    private int batch = 16;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Learning rate of Adam, which falls to zero as half a cosine (default: ${DEFAULT-VALUE}).")
    private double learningRate = 3e-4;

    @Option(
            names = "--ema",
            paramLabel = "X",
            description = "Decay of the weights' moving average, below 1 (default: ${DEFAULT-VALUE}).")
    private double ema = 0.99;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of noise, classes and order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--checkpoint",
            paramLabel = "N|last",
            description =
                    "Distil the checkpoint of step N of a run, or its last one (default: the one that 'effigy sample'"
                            + " takes).")
    private String checkpoint;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery = 250;

    @Option(
            names = "--preview-every",
            paramLabel = "N",
            description = "Steps between preview sheets, 0 for none (default: ${DEFAULT-VALUE}).")
    private int previewEvery = 500;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the networks, 0 for those of the run so far, else one per core (default:"
                    + " ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Processor.require();
        KnownModels.ofProcess().require(model);
        Inputs.outputFolder(out);
        CheckpointChoice choice = Inputs.checkpoint(spec, checkpoint);
        Checkpoint teacher = read(choice);
        TrajectoryPlan plan = Inputs.checked(spec, () -> plan(teacher));
        TrainingConfig config = Inputs.checked(spec, () -> config(plan.student()));
        Compute compute = device.settle(spec);
        PrintWriter terminal = spec.commandLine().getOut();
        SamplerSettings taught = plan.student().taught();
        terminal.println("Teacher: " + teacher.config().family() + ", step "
                + teacher.config().step() + ", " + taught.text());
        terminal.println("Student: " + plan.student().times().size() + " steps, at the times " + times(plan.student())
                + "; on " + DeviceOption.text(compute));
        int heldOut = Math.min(MOST_HELD_OUT, trajectories / 4);
        return new DistillSession(spec, out, new DistillSession.Teacher(model, teacher), compute)
                .run(plan, config, heldOut);
    }

    private Checkpoint read(CheckpointChoice choice) throws IOException {
        try {
            return CheckpointPlace.read(model, choice);
        } catch (InputException e) {
            throw new InputException(model + ": " + e.getMessage(), e);
        }
    }

    private static String times(Student student) {
        return String.join(", ", student.times().stream().map(String::valueOf).toList());
    }

    private TrajectoryPlan plan(Checkpoint teacher) {
        SamplerSettings.Wish wish = new SamplerSettings.Wish(
                Optional.empty(), Optional.ofNullable(teacherSteps), Optional.empty(), Optional.ofNullable(guidance));
        Student student = Student.of(teacher, steps, wish);
        List<Integer> counts = new ArrayList<>(DistillSession.classCounts(teacher));
        boolean known =
                counts.size() == student.model().classes() && counts.stream().anyMatch(count -> count > 0);
        for (int c = counts.size(); !known && c < student.model().classes(); c++) {
            counts.add(1);
        }
        Check.inRange("--trajectories", trajectories, 2, 1_000_000);
        return new TrajectoryPlan(
                TrajectoryPlan.VERSION,
                student,
                seed,
                trajectories,
                counts,
                teacher.config().training().path("labelDropout").asDouble(0));
    }

    private TrainingConfig config(Student student) {
        Optimisation optimisation =
                new Optimisation(AdamSettings.of(learningRate), WARMUP, 1, ema, LearningRateSchedule.COSINE, 1);
        return new TrainingConfig(
                student.model().family(),
                student.model(),
                trainSteps,
                batch,
                seed,
                optimisation,
                0,
                Augmentation.NONE,
                new Cadence(checkpointEvery, previewEvery, 2, 0),
                threads,
                0);
    }
}
