package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Progress;
import org.effigy.gate.GateFile;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.training.DataFacts;
import org.effigy.training.Trainer;
import org.effigy.training.TrainingConfig;
import org.effigy.training.TrainingJob;
import org.effigy.training.TrainingLimits;
import org.effigy.training.TrainingListener;
import org.effigy.training.TrainingResult;
import org.effigy.training.Trajectories;
import org.effigy.training.TrajectoryPlan;
import org.effigy.training.doctor.Warning;
import picocli.CommandLine.Model.CommandSpec;

/** One session of {@code effigy distill}: the teacher's ways first, then the training of the student. */
final class DistillSession {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int PREVIEW_IMAGES = 16;

    private final CommandSpec spec;
    private final Path run;
    private final Teacher teacher;
    private final Compute compute;
    private final PrintWriter out;

    /** The model to distil, and where it lies. */
    record Teacher(Path place, Checkpoint checkpoint) {}

    DistillSession(CommandSpec spec, Path run, Teacher teacher, Compute compute) {
        this.spec = spec;
        this.run = run;
        this.teacher = teacher;
        this.compute = compute;
        out = spec.commandLine().getOut();
    }

    /**
     * Distils.
     *
     * @param heldOut ways by which the student is judged, and from which it does not learn
     */
    int run(TrajectoryPlan plan, TrainingConfig config, int heldOut) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Progress.Factory progress = ConsoleProgress.ofProcess();
        try (Interruption interruption =
                Interruption.begin(() -> err.println("effigy: stopping after this step, with what is done"))) {
            if (!teach(plan, config, progress, interruption)) {
                out.println("Stopped while the teacher was at work; the same command goes on.");
                return EXIT_INTERRUPTED;
            }
            try (Trajectories ways = Trajectories.toLearn(run, plan, heldOut)) {
                TrainingJob job = new TrainingJob(
                        run,
                        config,
                        ways,
                        facts(plan),
                        Optional.empty(),
                        BuildInfo.read().version(),
                        compute,
                        Optional.of(teacher.checkpoint()),
                        Trajectories.heldOut(run, plan, heldOut),
                        Optional.empty(),
                        // What it learns from is the teacher's on purpose.
                        TrainingLimits.STANDARD
                                .withMemory(Machine.networkBytes())
                                .withRealShare(0.0));
                TrainingResult result = Trainer.train(job, new Listener(), progress, interruption::requested);
                report(result);
                return result.ending() == TrainingResult.Ending.STOPPED ? EXIT_INTERRUPTED : 0;
            }
        }
    }

    private boolean teach(
            TrajectoryPlan plan, TrainingConfig config, Progress.Factory progress, Interruption interruption)
            throws IOException {
        Compute shared = config.threads() > 0 ? compute.withThreads(config.threads()) : compute;
        CheckpointConfig known = teacher.checkpoint().config();
        try (ImageModel model = Family.of(known.model())
                .open(known.model(), teacher.checkpoint().averagedWeights(), shared)) {
            return Trajectories.make(run, plan, model, progress, interruption::requested);
        }
    }

    /** All that the student sees was made by its teacher. */
    private DataFacts facts(TrajectoryPlan plan) {
        CheckpointConfig known = teacher.checkpoint().config();
        List<String> models = List.of(teacher.checkpoint().sha256());
        DataFacts.SyntheticInput made =
                new DataFacts.SyntheticInput(plan.count(), known.knownDescent().ofImages(), models);
        return new DataFacts(
                known.preprocessing(),
                known.classNames(),
                new ArrayList<>(plan.classCounts()),
                known.datasetFingerprint(),
                0,
                plan.count(),
                Optional.of(made));
    }

    private void report(TrainingResult result) {
        boolean stopped = result.ending() == TrainingResult.Ending.STOPPED;
        out.println((stopped ? "Stopped" : "Finished") + " after step " + result.step() + ".");
        out.println("Checkpoint: " + result.checkpoint());
        result.warnings().forEach(warning -> out.println("Warning:    " + OptionHints.in(warning.text())));
        out.println(
                stopped
                        ? "The same command goes on."
                        : "Next:       effigy sample " + run + " -n 64 --out synthetic --format dicom");
    }

    /** Hands the gate's record on, and draws the previews. */
    private final class Listener implements TrainingListener {
        private final Previews previews = new Previews(PREVIEW_IMAGES, Integer.MAX_VALUE, compute);
        private boolean gated;

        @Override
        public void started(Path directory, long step) throws IOException {
            out.println("Run: " + directory + (step == 0 ? "" : ", goes on after step " + step));
            Optional<GateFile> record = GateFile.find(teacher.place());
            gated = record.isPresent();
            if (gated) {
                GateFile.copy(teacher.place(), directory);
                out.println("Gate: the teacher's, " + record.get().images() + " training images described");
            } else {
                warn(teacher.place() + ": has no " + GateFile.FILE
                        + ", so images of the new run cannot be compared with training" + " images; 'effigy gate " + run
                        + " --data INDEX' describes them");
            }
        }

        @Override
        public void checkpointed(long step, Path checkpoint) throws IOException {
            if (gated) {
                GateFile.copy(run, checkpoint);
            }
        }

        @Override
        public void warmStarted(int taken, int tensors) {
            out.println("Begins with " + taken + " of " + tensors + " tensors of the teacher");
        }

        @Override
        public void judged(long step, Map<String, Double> figures) {
            out.println("Step " + step + ", on ways that are not learnt from: " + Trainer.text(figures));
        }

        @Override
        public void warned(Warning warning) {
            warn(OptionHints.in(warning.text()));
        }

        private void warn(String line) {
            spec.commandLine().getErr().println(ErrorLines.PREFIX + "warning: " + line);
        }

        @Override
        public void preview(long step, Path png, Checkpoint snapshot) throws IOException {
            previews.write(png, snapshot)
                    .ifPresent(fault -> warn("the model seems to have collapsed at step " + step + ": " + fault));
        }
    }

    /** Returns the training images of each class, as far as the model recorded them; here, so that help loads no JSON. */
    static List<Integer> classCounts(Checkpoint teacher) {
        List<Integer> counts = new ArrayList<>();
        teacher.config().training().path("classCounts").forEach(count -> counts.add(count.asInt()));
        return List.copyOf(counts);
    }
}
