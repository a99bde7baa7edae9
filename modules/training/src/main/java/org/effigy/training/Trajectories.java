package org.effigy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.ImageModel;

/**
 * The ways from noise to images that a teacher has gone, in a folder of a run: what a student learns from. Each step of the student on each
 * way is an example, the state at its beginning followed by the one at its end; its index id is its number. The format is in the package
 * documentation.
 */
public final class Trajectories implements TrainingImages, AutoCloseable {
    /** The folder's name in a run directory. */
    static final String FOLDER = "trajectories";

    private static final String PLAN = "plan.json";
    /** Ways in a file: small, so that little is lost when the program is killed. */
    private static final int PER_FILE = 16;

    private final Path folder;
    private final TrajectoryPlan plan;
    private final int first;
    private final int count;
    private final Map<Integer, FileChannel> open = new HashMap<>();

    private Trajectories(Path folder, TrajectoryPlan plan, int first, int count) {
        this.folder = folder;
        this.plan = plan;
        this.first = first;
        this.count = count;
    }

    /**
     * Makes the ways that a run does not have yet.
     *
     * @param teacher of the plan
     * @param stop asked before each file
     * @return whether all are there, which they are not where it was told to stop
     * @throws InputException if the run has ways of another plan, another program works in it, or the teacher makes what is not finite
     */
    public static boolean make(
            Path runDirectory, TrajectoryPlan plan, ImageModel teacher, Progress.Factory progress, BooleanSupplier stop)
            throws IOException {
        try (RunDirectory run = RunDirectory.open(runDirectory)) {
            Path folder = run.file(FOLDER);
            settle(folder.resolve(PLAN), plan);
            try (Progress bar = progress.start("teacher", "images", plan.count())) {
                for (int from = 0; from < plan.count(); from += PER_FILE) {
                    int number = from / PER_FILE;
                    int n = Math.min(PER_FILE, plan.count() - from);
                    if (!isWhole(file(folder, number), plan, n)) {
                        if (stop.getAsBoolean()) {
                            return false;
                        }
                        write(file(folder, number), plan, from, n, teacher);
                    }
                    bar.done(from + n);
                }
            }
            return true;
        }
    }

    /** Checks that the folder is of this plan, or begins it. */
    private static void settle(Path file, TrajectoryPlan plan) throws IOException {
        JsonNode wanted = Json.tree(Json.line(plan), PLAN);
        if (!Files.exists(file)) {
            Json.write(file, wanted);
            return;
        }
        JsonNode found = Json.tree(Files.readString(file), PLAN);
        wanted.fieldNames().forEachRemaining(name -> {
            if (!found.path(name).equals(wanted.path(name))) {
                throw new InputException("the run directory was begun with trajectories of " + name + " "
                        + text(found.path(name)) + ", this command says " + text(wanted.path(name))
                        + "; use the same setting or another run directory");
            }
        });
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }

    private static Path file(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "%06d.f32", number));
    }

    private static long bytes(TrajectoryPlan plan) {
        return (long) Float.BYTES
                * plan.states()
                * plan.student().model().imageSize().pixels();
    }

    private static boolean isWhole(Path file, TrajectoryPlan plan, int ways) throws IOException {
        return Files.exists(file) && Files.size(file) == ways * bytes(plan);
    }

    private static void write(Path file, TrajectoryPlan plan, int from, int n, ImageModel teacher) throws IOException {
        int[] labels = new int[n];
        Random[] noise = new Random[n];
        for (int i = 0; i < n; i++) {
            labels[i] = plan.label(from + i);
            noise[i] = plan.noise(from + i);
        }
        double[] times =
                plan.student().times().stream().mapToDouble(Double::doubleValue).toArray();
        float[][] states = teacher.path(plan.student().taught(), times, labels, noise);
        int length = states[0].length / n;
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.toIntExact(n * bytes(plan))).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
            for (float[] state : states) {
                for (int j = i * length; j < (i + 1) * length; j++) {
                    requireFinite(state[j]);
                    buffer.putFloat(state[j]);
                }
            }
        }
        AtomicFiles.write(file, buffer.array());
    }

    private static void requireFinite(float value) {
        if (!Float.isFinite(value)) {
            throw new InputException("the teacher made a value that is not finite; use an earlier checkpoint of it");
        }
    }

    /**
     * Returns the ways of a run to learn from; all but the last ones, which {@link #heldOut} returns.
     *
     * @param heldOut how many are left out
     */
    public static Trajectories toLearn(Path runDirectory, TrajectoryPlan plan, int heldOut) {
        return new Trajectories(runDirectory.resolve(FOLDER), plan, 0, plan.count() - heldOut);
    }

    /** Returns the last ways of a run as examples. */
    public static Optional<Batch> heldOut(Path runDirectory, TrajectoryPlan plan, int heldOut) throws IOException {
        if (heldOut == 0) {
            return Optional.empty();
        }
        try (Trajectories last =
                new Trajectories(runDirectory.resolve(FOLDER), plan, plan.count() - heldOut, heldOut)) {
            return Optional.of(last.all());
        }
    }

    private int steps() {
        return plan.states() - 1;
    }

    private int way(int i) {
        return first + i / steps();
    }

    @Override
    public int size() {
        return count * steps();
    }

    @Override
    public int imageLength() {
        return 2 * plan.student().model().imageSize().pixels();
    }

    @Override
    public int label(int i) {
        return plan.label(way(i));
    }

    @Override
    public int id(int i) {
        return first * steps() + i;
    }

    @Override
    public void read(int i, float[] out, int offset) {
        int way = way(i);
        long state = bytes(plan) / plan.states();
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(2 * state)).order(ByteOrder.LITTLE_ENDIAN);
        long position = (way % PER_FILE) * bytes(plan) + (i % steps()) * state;
        try {
            FileChannel channel = open.get(way / PER_FILE);
            if (channel == null) {
                channel = FileChannel.open(file(folder, way / PER_FILE), StandardOpenOption.READ);
                open.put(way / PER_FILE, channel);
            }
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw new InputException(FOLDER + ": a file ends too early; the same command makes it anew");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.flip();
        buffer.asFloatBuffer().get(out, offset, imageLength());
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
