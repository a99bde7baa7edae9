package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.networks.Engines;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.CheckpointParts;
import org.effigy.networks.checkpoint.Descent;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.StepOutcome;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.LearningRateSchedule;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.TrainingResult.Ending;

/**
 * Trains a model in a run directory, or goes on with the training that it holds.
 *
 * <p>Batches and all random numbers are functions of (seed, step) and a checkpoint holds the whole state, so a run that
 * was interrupted ends with the same weights, bit for bit, as one that was not (same machine, same number of threads).
 */
public final class Trainer {
    private final TrainingJob job;
    private final TrainingListener listener;
    private final BooleanSupplier stop;
    private final RunDirectory run;
    private final Model model;
    private final MetricsLog metrics;
    private final long firstStep;
    private final List<String> lineage;
    private final Optional<Descent> descent;
    private final long startNanos = System.nanoTime();
    private double meanLoss = Double.NaN;
    /** Of the latest step's loss. */
    private Map<String, Double> parts = Map.of();

    private final Stalled stalled = new Stalled();
    private final WatchedRun memory;
    private final RunDoctor doctor;
    private double secondsBefore;
    private long lastCheckpoint;

    private Trainer(TrainingJob job, TrainingListener listener, BooleanSupplier stop, RunDirectory run, Model model)
            throws IOException {
        this.job = job;
        this.listener = listener;
        this.stop = stop;
        this.run = run;
        this.model = model;
        Optional<Checkpoint> newest = run.newestValid();
        firstStep = newest.map(c -> c.config().step()).orElse(0L);
        if (newest.isPresent()) {
            lineage = newest.get().config().lineage();
            checkStart();
            model.restore(newest.get());
        } else {
            lineage = begin();
        }
        descent = newest.flatMap(checkpoint -> checkpoint.config().descent());
        lastCheckpoint = firstStep;
        metrics = new MetricsLog(run.file(RunDirectory.METRICS), firstStep);
        metrics.last().ifPresent(last -> {
            meanLoss = last.meanLoss();
            secondsBefore = last.elapsedSeconds();
        });
        memory = new WatchedRun(job, run, metrics.watched());
        doctor = new RunDoctor(job, run, listener, firstStep);
        doctor.lookAtMemory(model);
    }

    /** Takes over the weights of another model, if one is given; returns the checkpoints behind the run. */
    private List<String> begin() throws IOException {
        if (job.start().isEmpty()) {
            return List.of();
        }
        Checkpoint other = job.start().get();
        if (job.config().privacy().isPresent()
                && other.config().datasetFingerprint().equals(job.facts().fingerprint())) {
            throw new InputException("the model to begin with has learned from the same images, which no noise can"
                    + " undo; begin with one of public or simulated images, or without");
        }
        WarmStart start = WarmStart.of(
                job.config().model().family(),
                model.weights(),
                classNames(),
                job.config().model().conditions(),
                other);
        model.begin(start.weights());
        run.log("begins with the weights of model " + other.sha256() + ": " + start.taken() + " of "
                + start.weights().size() + " tensors");
        listener.warmStarted(start.taken(), start.weights().size());
        List<String> ancestors = new ArrayList<>(other.config().lineage());
        ancestors.add(other.sha256());
        return List.copyOf(ancestors);
    }

    private void checkStart() {
        if (job.start().isPresent() && lineage.isEmpty()) {
            throw new InputException(
                    "the run was begun with random weights; it is too late to begin with another model; leave that out,"
                            + " or train in a new run directory");
        }
    }

    /**
     * Trains until the last step, the end of the time budget, or until {@code stop} says so (after the step at work).
     * All three end with a checkpoint.
     *
     * @throws InputException if there are synthetic images that the job does not allow, if the run directory is in use or holds
     *     a run of other settings, or when a loss is not finite or the model no longer learns
     */
    public static TrainingResult train(
            TrainingJob job, TrainingListener listener, Progress.Factory progress, BooleanSupplier stop)
            throws IOException {
        job.refuseSynthetic();
        job.refuseUnbounded();
        try (RunDirectory run = RunDirectory.open(job.runDirectory())) {
            boolean unbegun = !Files.exists(run.file(RunDirectory.CONFIG));
            TrainingJob settled = recordSettings(job, run);
            Json.write(run.file(RunDirectory.ENVIRONMENT), Environment.current(job.codeVersion(), settled.compute()));
            try (Model model = settled.model()) {
                checkAble(settled.config().optimisation(), model);
                Trainer trainer = new Trainer(settled, listener, stop, run, model);
                unbegun = false;
                try (MetricsLog log = trainer.metrics) {
                    return trainer.loop(progress);
                }
            } catch (IOException | RuntimeException e) {
                run.log("failed: "
                        + (e instanceof InputException
                                ? e.getMessage()
                                : e.getClass().getName()));
                if (unbegun) {
                    // Settings that failed must not bind the next, right command.
                    Files.deleteIfExists(run.file(RunDirectory.CONFIG));
                }
                throw e;
            }
        }
    }

    private static void checkAble(Optimisation optimisation, Model model) {
        if (optimisation.accumulate() > 1 && !model.accumulates()) {
            throw new InputException("a batch is to be cut into " + optimisation.accumulate()
                    + " parts, but this family needs it at once (batch normalisation, or two networks); choose 1 part");
        }
        if (optimisation.schedule() != LearningRateSchedule.CONSTANT) {
            model.progress(0);
        }
    }

    /** Writes config.json; returns the job with threads and devices settled: given, else those of the run so far. */
    private static TrainingJob recordSettings(TrainingJob job, RunDirectory run) throws IOException {
        Optional<RunConfig> earlier = RunConfig.read(run.root());
        int before = earlier.map(c -> c.training().threads()).orElse(0);
        int threads = job.config().threads();
        if (threads == 0) {
            threads = before > 0 ? before : job.compute().threads();
        }
        int devicesBefore = earlier.map(c -> c.training().devices()).orElse(0);
        int devices = job.config().devices() > 0 ? job.config().devices() : devicesBefore;
        Compute compute =
                shared(job.compute().withThreads(threads), devices, job.config().devices() == 0);
        TrainingJob settled = job.withConfig(job.config().withThreads(threads).withDevices(devices), compute);
        RunConfig config = new RunConfig(RunConfig.VERSION, settled.config(), job.facts(), job.codeVersion());
        if (earlier.isPresent()) {
            config.checkContinues(earlier.get());
        }
        if (before > 0 && before != threads) {
            run.log("goes on with " + threads + " threads instead of " + before
                    + ": weights may differ in the last bits from an unbroken run's");
        }
        Json.write(run.file(RunDirectory.CONFIG), config.toJson());
        return settled;
    }

    /** Returns a computation that devices share; a number that the run remembers may be too large for another machine. */
    private static Compute shared(Compute compute, int devices, boolean remembered) {
        if (devices == 0) {
            return compute;
        }
        try {
            return Engines.sharedBy(compute, devices);
        } catch (InputException e) {
            throw remembered
                    ? new InputException(
                            "the run so far: " + e.getMessage() + "; choose how many devices to go on with", e)
                    : e;
        }
    }

    private TrainingResult loop(Progress.Factory progress) throws IOException {
        TrainingConfig config = job.config();
        run.log((firstStep == 0 ? "training begins" : "training goes on after step " + firstStep) + ", to step "
                + config.steps() + ", " + job.images().size() + " images"
                + (job.compute().devices() > 1 ? ", on " + job.compute().devices() + " devices" : ""));
        listener.started(run.root(), firstStep);
        doctor.lookAtData();
        long done = firstStep;
        LongFunction<Input> source = StepInputs.of(job, model, run, firstStep);
        try (Progress bar = progress.start("train " + config.model().family(), "steps", config.steps());
                Prefetch steps = new Prefetch(source, firstStep + 1, config.steps())) {
            bar.done(done);
            Optional<Ending> ending = ending(done);
            while (ending.isEmpty()) {
                done++;
                StepMetrics line = oneStep(steps.next(), bar);
                ending = ending(done);
                writeLine(line, ending);
                parts = line.parts();
                writeFiles(done, ending);
            }
            run.log("training ends after step " + done + ": " + ending.get());
            StepInputs.settle(job, run, done);
            return new TrainingResult(done, run.checkpoint(done), ending.get(), meanLoss, doctor.warnings());
        }
    }

    /** A batch, and the step that it makes. */
    record Input(Batch batch, Model.Step step) {}

    private Optional<Ending> ending(long done) {
        if (done >= job.config().steps()) {
            return Optional.of(Ending.FINISHED);
        }
        if (done == 0) {
            // A run always has a first step, so that it ends with a checkpoint.
            return Optional.empty();
        }
        Optional<Duration> budget = job.timeBudget();
        if (budget.isPresent() && elapsedSeconds() >= budget.get().toMillis() / 1000.0) {
            return Optional.of(Ending.OUT_OF_TIME);
        }
        return stop.getAsBoolean() ? Optional.of(Ending.STOPPED) : Optional.empty();
    }

    private double elapsedSeconds() {
        return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    }

    /**
     * Returns what share of the run is done before a step: of its steps or, where that is more, of its time. Without a time budget it
     * follows from the step alone.
     */
    private double share(long step) {
        double ofSteps = (step - 1.0) / job.config().steps();
        double ofTime = job.timeBudget()
                .map(budget -> elapsedSeconds() * 1000 / budget.toMillis())
                .orElse(0.0);
        return Math.min(1, Math.max(ofSteps, ofTime));
    }

    private StepMetrics oneStep(Input input, Progress bar) throws IOException {
        long begun = System.nanoTime();
        long number = input.batch().step();
        Optimisation optimisation = job.config().optimisation();
        double share = optimisation.schedule() == LearningRateSchedule.CONSTANT ? 0 : share(number);
        if (share > 0) {
            model.progress(share);
        }
        StepOutcome outcome = input.step().run();
        if (!outcome.isFinite()) {
            throw notFinite("the loss is " + outcome.loss() + ", the gradient norm " + outcome.gradientNorm(), input);
        }
        if (stalled.isStalled(outcome.learns())) {
            throw new InputException("step " + number + ": for " + Stalled.STEPS
                    + " steps there was nothing to learn, the model has collapsed; " + lastGood());
        }
        meanLoss = StepMetrics.meanLoss(meanLoss, outcome.loss(), number);
        double seconds = (System.nanoTime() - begun) / 1e9;
        StepMetrics line = new StepMetrics(
                number,
                outcome.loss(),
                meanLoss,
                outcome.gradientNorm(),
                optimisation.learningRate(number, share),
                input.batch().size() / seconds,
                elapsedSeconds(),
                outcome.parts(),
                Optional.empty());
        bar.done(number);
        bar.note(String.format(Locale.ROOT, "loss %.4f", meanLoss));
        return line;
    }

    /** Appends the step's line, at a checkpoint with what is found of the model's memory. */
    private void writeLine(StepMetrics line, Optional<Ending> ending) throws IOException {
        boolean regular = line.step() % job.config().cadence().checkpointEvery() == 0;
        // Whoever asked to stop does not want to wait, and a run that was stopped must not differ from one that was
        // not.
        boolean last = ending.isPresent() && ending.get() != Ending.STOPPED;
        Optional<MemoryFigures> figures = regular || last
                ? memory.measure(line.step(), this::averagedWeights, model::weights, last)
                : Optional.empty();
        metrics.append(line.withMemory(figures));
        listener.stepped(line.withMemory(figures));
        doctor.stepped(line);
        if (figures.isPresent()) {
            doctor.measured(line.step(), figures.get());
            Optional<RunMemory> found = memory.settle();
            if (found.isPresent()) {
                listener.remembers(found.get());
            }
        }
    }

    private List<NamedTensor> averagedWeights() {
        return new Checkpoint(checkpointConfig(0), model.weights(), model.ema(), List.of()).averagedWeights();
    }

    private InputException notFinite(String what, Input input) {
        return new InputException("step " + input.batch().step() + ": " + what + " (index "
                + input.batch().idText() + "); " + lastGood());
    }

    private String lastGood() {
        String good = lastCheckpoint == 0
                ? "there is no checkpoint yet"
                : "the last good checkpoint is that of step " + lastCheckpoint;
        return good + "; train in a new run directory with a lower learning rate";
    }

    private void writeFiles(long done, Optional<Ending> ending) throws IOException {
        Cadence cadence = job.config().cadence();
        if (ending.isPresent() || done % cadence.checkpointEvery() == 0) {
            writeCheckpoint(done);
        }
        int every = cadence.previewEvery();
        boolean due = every > 0 && (ending.isPresent() || done % every == 0);
        // Whoever asked to stop does not want to wait for a sheet.
        if (due && !ending.equals(Optional.of(Ending.STOPPED))) {
            Checkpoint snapshot = new Checkpoint(checkpointConfig(done), model.weights(), model.ema(), List.of());
            listener.preview(done, run.preview(done), snapshot);
        }
    }

    private void writeCheckpoint(long done) throws IOException {
        checkFinite(done);
        metrics.sync();
        Path folder = Checkpoint.write(run.checkpoint(done), new Snapshot(checkpointConfig(done), model));
        lastCheckpoint = done;
        run.prune(job.config().cadence().keepCheckpoints(), done, memory.suspectFrom());
        run.log("checkpoint of step " + done + String.format(Locale.ROOT, ", mean loss %.5f", meanLoss));
        listener.checkpointed(done, folder);
        judge(done);
    }

    /** Logs what the model says of images held out, and what is wrong with it. */
    private void judge(long done) throws IOException {
        Map<String, Double> known = new TreeMap<>(parts);
        if (job.heldOut().isPresent()) {
            Map<String, Double> figures = Judgement.inHounsfield(
                    model.judge(job.heldOut().get()), job.facts().preprocessing());
            if (!figures.isEmpty()) {
                run.log("step " + done + ", " + job.heldOut().get().size() + " images held out: " + text(figures));
                new Judgement(done, figures).append(run.file(RunDirectory.JUDGEMENTS));
                listener.judged(done, figures);
                known.putAll(figures);
            }
        }
        List<String> warnings = model.warnings(known);
        for (String warning : warnings) {
            run.log("warning: step " + done + ": " + warning);
        }
        listener.warned(done, warnings);
    }

    /** Returns figures as a log has them, e.g. {@code auc 0.8312, loss 0.5120}. */
    public static String text(Map<String, Double> figures) {
        return new TreeMap<>(figures)
                .entrySet().stream()
                        .map(figure -> String.format(Locale.ROOT, "%s %.4f", figure.getKey(), figure.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Copies the tensors of a step when they are asked for. */
    private record Snapshot(CheckpointConfig config, Model model) implements CheckpointParts {
        @Override
        public List<NamedTensor> weights() {
            return model.weights();
        }

        @Override
        public List<NamedTensor> ema() {
            return model.ema();
        }

        @Override
        public List<NamedTensor> updater() {
            return model.updaterState();
        }
    }

    private void checkFinite(long done) {
        for (NamedTensor tensor : model.weights()) {
            for (float value : tensor.values()) {
                if (!Float.isFinite(value)) {
                    throw new InputException(
                            "step " + done + ": weights are not finite (" + tensor.name() + "); " + lastGood());
                }
            }
        }
    }

    /** Returns the model's classes in label order. */
    private List<String> classNames() {
        return job.config().model().classes() == 0
                ? List.of()
                : new ArrayList<>(job.facts().classNames());
    }

    private CheckpointConfig checkpointConfig(long done) {
        TrainingConfig config = job.config();
        return new CheckpointConfig(
                Checkpoint.VERSION,
                config.model().family(),
                config.model(),
                job.facts().preprocessing(),
                classNames(),
                job.facts().fingerprint(),
                lineage,
                done,
                trainingNode(done),
                job.codeVersion(),
                Optional.of(descent()));
    }

    /** A run that goes on keeps what its checkpoints say: the model it began with need not be named again. */
    private Descent descent() {
        return descent.orElseGet(job::descent);
    }

    /** Returns what the checkpoint says of the training: the settings that weights depend on, and the data's counts. */
    private JsonNode trainingNode(long done) {
        JsonNode settings = Json.tree(Json.line(CheckpointTraining.of(job, done)), "training");
        return UnusedSettings.without(settings, job.config().model());
    }
}
