package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.net.NamedTensor;

/**
 * A model as it lies on disk: a folder with config.json, weights, EMA weights, updater state and checksums; the format
 * is specified in the package's documentation.
 *
 * @param ema exponential moving average of the weights, or of those that sampling needs; empty if none is kept
 * @param updater state of the optimiser, empty in a checkpoint that is for sampling only
 * @param stored how weights.safetensors stores the weights, which hold no more than that
 */
public record Checkpoint(
        CheckpointConfig config,
        List<NamedTensor> weights,
        List<NamedTensor> ema,
        List<NamedTensor> updater,
        TensorType stored)
        implements CheckpointParts {
    /** The version of the format this code writes and reads. */
    public static final int VERSION = 1;

    /** The name of the file that says what the weights are. */
    public static final String CONFIG = "config.json";

    /** The name of the file of weights. */
    public static final String WEIGHTS = "weights.safetensors";

    private static final String EMA = "ema.safetensors";
    private static final String UPDATER = "updater.safetensors";
    static final String CHECKSUMS = "checksums.json";

    /** The content of checksums.json: for each other file its SHA-256. */
    private record Checksums(int version, Map<String, String> sha256) {}

    public Checkpoint {
        weights = List.copyOf(weights);
        ema = List.copyOf(ema);
        updater = List.copyOf(updater);
    }

    /** A checkpoint in 32-bit floats. */
    public Checkpoint(
            CheckpointConfig config, List<NamedTensor> weights, List<NamedTensor> ema, List<NamedTensor> updater) {
        this(config, weights, ema, updater, TensorType.F32);
    }

    /** Returns the weights to sample with: the moving average, and the plain weight where there is none, by name. */
    public List<NamedTensor> averagedWeights() {
        Map<String, NamedTensor> averages = ema.stream().collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
        return weights.stream()
                .map(tensor -> averages.getOrDefault(tensor.name(), tensor))
                .toList();
    }

    /** Writes the folder atomically, replacing an existing one, and returns it. */
    public static Path write(Path directory, CheckpointParts checkpoint) throws IOException {
        Path target = directory.toAbsolutePath();
        Path parent = target.getParent();
        Files.createDirectories(parent);
        Path partial = parent.resolve("." + target.getFileName() + AtomicFiles.PARTIAL);
        Path old = parent.resolve("." + target.getFileName() + ".old" + AtomicFiles.PARTIAL);
        AtomicFiles.deleteTree(partial);
        AtomicFiles.deleteTree(old);
        Files.createDirectory(partial);
        try {
            writeFiles(partial, checkpoint);
            if (Files.exists(target)) {
                Files.move(target, old);
            }
            AtomicFiles.publishDirectory(partial, target);
        } finally {
            AtomicFiles.deleteTree(partial);
        }
        AtomicFiles.deleteTree(old);
        return directory;
    }

    /**
     * Reads a folder.
     *
     * @throws InputException if a file is missing or damaged, or the version of the format is unknown
     */
    public static Checkpoint read(Path directory) throws IOException {
        return read(directory, true);
    }

    /**
     * As {@link #read}, without the updater's state, which is neither read nor verified: only a run that goes on needs
     * it, and it is half of the bytes.
     */
    public static Checkpoint readWithoutUpdater(Path directory) throws IOException {
        return read(directory, false);
    }

    private static Checkpoint read(Path directory, boolean withUpdater) throws IOException {
        String name = String.valueOf(directory.getFileName());
        if (!Files.isRegularFile(directory.resolve(CHECKSUMS))) {
            throw new InputException(
                    name + ": not a checkpoint, it has no " + CHECKSUMS + "; name a checkpoint folder");
        }
        JsonNode checksums = Json.tree(Files.readString(directory.resolve(CHECKSUMS)), CHECKSUMS);
        checkVersion(CHECKSUMS, checksums);
        Map<String, String> sums =
                Json.parse(checksums.toString(), Checksums.class, CHECKSUMS).sha256();
        verify(directory, sums, withUpdater);
        String text = Files.readString(directory.resolve(CONFIG));
        checkVersion(CONFIG, Json.tree(text, CONFIG));
        CheckpointConfig config = Json.parse(text, CheckpointConfig.class, CONFIG);
        Safetensors.Typed weights = Safetensors.readTyped(directory.resolve(WEIGHTS));
        List<List<NamedTensor>> others = new ArrayList<>();
        for (String file : List.of(EMA, UPDATER)) {
            boolean wanted = sums.containsKey(file) && (withUpdater || !file.equals(UPDATER));
            others.add(wanted ? Safetensors.read(directory.resolve(file)) : List.of());
        }
        return new Checkpoint(config, weights.tensors(), others.get(0), others.get(1), weights.type());
    }

    /**
     * Returns the SHA-256 that identifies the model, 64 hexadecimal digits: that of config.json, weights.safetensors and,
     * where there is one, ema.safetensors, one after the other. The updater's state does not count.
     */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(json(config).getBytes(StandardCharsets.UTF_8));
            OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
            Safetensors.write(out, weights, stored);
            if (!ema.isEmpty()) {
                Safetensors.write(out, ema, TensorType.F32);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a write to nowhere failed", e);
        }
    }

    private static String json(CheckpointConfig config) {
        return Json.pretty(config) + "\n";
    }

    /** Asks for each part when its file is written, and for none twice. */
    static void writeFiles(Path folder, CheckpointParts parts) throws IOException {
        AtomicFiles.write(folder.resolve(CONFIG), json(parts.config()));
        Safetensors.write(folder.resolve(WEIGHTS), parts.weights(), parts.stored());
        writeUnlessEmpty(folder.resolve(EMA), parts.ema());
        writeUnlessEmpty(folder.resolve(UPDATER), parts.updater());
        Map<String, String> sums = new TreeMap<>();
        for (String file : List.of(CONFIG, WEIGHTS, EMA, UPDATER)) {
            if (Files.exists(folder.resolve(file))) {
                sums.put(file, Hashes.sha256(folder.resolve(file)));
            }
        }
        Json.write(folder.resolve(CHECKSUMS), new Checksums(VERSION, sums));
    }

    /** Returns whether a folder holds more than weights: a moving average or an optimiser's state. */
    static boolean isOfRun(Path folder) {
        return Files.exists(folder.resolve(EMA)) || Files.exists(folder.resolve(UPDATER));
    }

    private static void writeUnlessEmpty(Path file, List<NamedTensor> tensors) throws IOException {
        if (!tensors.isEmpty()) {
            Safetensors.write(file, tensors);
        }
    }

    private static void checkVersion(String file, JsonNode tree) {
        int version = tree.path("version").asInt();
        if (version != VERSION) {
            throw new InputException(file + ": the checkpoint format's version is " + version + ", supported is "
                    + VERSION + "; use the program that wrote it");
        }
    }

    private static void verify(Path directory, Map<String, String> sums, boolean withUpdater) throws IOException {
        if (sums == null || !sums.keySet().containsAll(List.of(CONFIG, WEIGHTS))) {
            throw new InputException(CHECKSUMS + ": " + CONFIG + " or " + WEIGHTS + " is not listed; restore it");
        }
        List<String> hashed = new ArrayList<>();
        for (String file : List.of(CONFIG, WEIGHTS, EMA, UPDATER)) {
            if (sums.containsKey(file) != Files.isRegularFile(directory.resolve(file))) {
                throw new InputException(file + ": the checkpoint "
                        + (sums.containsKey(file) ? "lacks it" : "does not list it")
                        + "; restore the folder or use an earlier checkpoint");
            }
            if (sums.containsKey(file) && (withUpdater || !file.equals(UPDATER))) {
                hashed.add(file);
            }
        }
        Map<String, String> found = Hashes.sha256(directory, hashed);
        for (String file : hashed) {
            if (!found.get(file).equals(sums.get(file))) {
                throw new InputException(file
                        + ": its checksum differs from the one recorded, the file is damaged or was changed; restore it"
                        + " or use an earlier checkpoint");
            }
        }
    }
}
