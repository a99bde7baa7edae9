package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.FewImages;
import org.effigy.gate.Gate;
import org.effigy.gate.GateFile;
import org.effigy.marking.SigningKey;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Precision;
import org.effigy.sampling.SampleManifest.Entry;

/**
 * A folder of sampled files with their manifest. The same call goes on where an earlier one was interrupted, a larger
 * count adds images, and {@link #replay} makes all files again and compares.
 */
public final class SampleFolder {
    private final ImageSampler sampler;
    private final String codeVersion;
    private final Progress.Factory progress;
    private final ExportChecks checks;
    private final Optional<Gate> gate;
    private final Optional<SigningKey> key;
    private final String model;

    /**
     * Makes the link between a sampler and folders; closing the sampler stays with the caller. There is no release gate, and
     * every file says so, unless {@link #withGate} names one.
     */
    public SampleFolder(ImageSampler sampler, String codeVersion, Progress.Factory progress) {
        this(sampler, codeVersion, progress, ExportChecks.STANDARD, Optional.empty(), Optional.empty(), "");
    }

    private SampleFolder(
            ImageSampler sampler,
            String codeVersion,
            Progress.Factory progress,
            ExportChecks checks,
            Optional<Gate> gate,
            Optional<SigningKey> key,
            String model) {
        this.sampler = sampler;
        this.codeVersion = codeVersion;
        this.progress = progress;
        this.checks = checks;
        this.gate = gate;
        this.key = key;
        this.model = model;
    }

    /** Returns a link whose manifest names the model, for one that came with the program. */
    public SampleFolder withModel(String name) {
        return new SampleFolder(sampler, codeVersion, progress, checks, gate, key, name);
    }

    /** Returns a link that checks images in another way before they are written. */
    public SampleFolder withChecks(ExportChecks other) {
        return new SampleFolder(sampler, codeVersion, progress, other, gate, key, model);
    }

    /**
     * Returns a link that lets every image pass a release gate before it is written, and makes another one in its place where it
     * does not pass.
     *
     * @throws InputException if the record is that of another model
     */
    public SampleFolder withGate(GateFile record) {
        return new SampleFolder(sampler, codeVersion, progress, checks, Optional.of(gate(record, sampler)), key, model);
    }

    /**
     * Returns the gate of a record.
     *
     * @throws InputException if the record is that of another model
     */
    static Gate gate(GateFile record, ImageSampler sampler) {
        requireFits(record, sampler);
        return Gate.of(record);
    }

    /**
     * Checks that a record describes the training images of a model.
     *
     * @throws InputException if not
     */
    static void requireFits(GateFile record, ImageSampler sampler) {
        boolean fits = record.size().equals(sampler.size())
                && record.fingerprint().equals(sampler.config().datasetFingerprint());
        if (!fits) {
            throw new InputException(GateFile.FILE + ": it describes the training images of another model; restore it"
                    + " or describe the training images anew");
        }
    }

    /** Returns a link whose files are signed with a key. */
    public SampleFolder withKey(SigningKey signer) {
        return new SampleFolder(sampler, codeVersion, progress, checks, gate, Optional.of(signer), model);
    }

    /**
     * Samples the images 1 to count of a request that the folder does not hold yet.
     *
     * @param settings of the export; for a folder that exists already its date and time and the version of its
     *     watermark are taken from there
     * @param stop ends the work after the current batch
     * @return the manifest of all the folder's images
     * @throws InputException if the folder holds anything else, the request does not fit the model, or the model has collapsed:
     *     an image shows nothing, or those of a class are all the same. A new folder is then not made
     */
    public SampleManifest write(Path folder, SampleRequest request, ExportSettings settings, BooleanSupplier stop)
            throws IOException {
        Check.argument(request.first() == 1, () -> "a folder's first image has index 1");
        sampler.check(request);
        checks.checkHeads(settings, sampler.preprocessing(), request.count());
        SampleManifest manifest = begin(folder, request, settings.signedBy(key));
        ImageExporter exporter = new ImageExporter(sampler, manifest, key);
        exporter.rehearse();
        FolderWriter writer = new FolderWriter(folder, manifest, exporter, sampler.preprocessing(), request.masks());
        int[] missing = IntStream.rangeClosed(1, request.count())
                .filter(i -> !writer.has(i))
                .toArray();
        try (Progress bar = progress.start("sample", "images", missing.length)) {
            if (gate.isPresent() && request.interpolation().isPresent()) {
                new InterpolatedSampling(sampler, request, gate.get(), checks, writer).run(missing, bar, stop);
            } else if (gate.isPresent()) {
                new GatedSampling(sampler, request, gate.get(), checks, writer)
                        .run(missing, exporter.step(), bar, stop);
            } else {
                CollapseGuard guard = new CollapseGuard(writer, exporter.step());
                sampler.sample(request, missing, bar, stop, guard);
                guard.finish();
            }
            return writer.save();
        } catch (IOException | RuntimeException e) {
            writer.saveIfBegun();
            throw e;
        }
    }

    /** Returns the manifest to continue, without touching the folder. */
    private SampleManifest begin(Path folder, SampleRequest request, ExportSettings settings) throws IOException {
        SampleManifest fresh = new SampleManifest(
                SampleManifest.FORMAT,
                SampleManifest.VERSION,
                sampler.config().family(),
                sampler.checkpointSha256(),
                sampler.config().step(),
                sampler.ema() ? "ema" : "plain",
                request.seed(),
                request.className(),
                request.sampler(),
                settings,
                checks,
                codeVersion,
                device(sampler.compute()),
                sampler.compute().precision() == Precision.FLOAT32 ? "" : Precision.BFLOAT16.word(),
                List.of(),
                List.of(),
                warnings(request),
                model,
                GateLog.of(gate.map(Gate::file)),
                Optional.of(sampler.config().knownDescent()),
                request.interpolation(),
                request.dissimilarity(),
                request.masks().map(SampleMasks::entries).orElse(List.of()),
                request.covariates());
        var earlier = SampleManifest.read(folder);
        if (earlier.isEmpty()) {
            requireEmpty(folder);
            return fresh;
        }
        ExportSettings dated = settings.withCreated(earlier.get().export().created())
                .withVersionOf(earlier.get().export());
        fresh.withExport(dated).checkContinues(earlier.get());
        return earlier.get();
    }

    private List<String> warnings(SampleRequest request) {
        List<String> warnings = new ArrayList<>();
        if (request.dissimilarity().isPresent()) {
            warnings.add(
                    "the images were steered away from training images by the descriptors that the release gate judges"
                            + " by, so passing it says less of them: look for near copies in another way, as an evaluation does");
        }
        OptionalInt learnt = FewImages.recorded(sampler.config().training());
        if (learnt.isPresent()) {
            FewImages.warning(learnt.getAsInt()).ifPresent(warnings::add);
        }
        long step = sampler.config().step();
        sampler.memory()
                .filter(memory -> step >= memory.remembersFrom())
                .map(memory ->
                        "the checkpoint of step " + step + " remembers single training images, as the model does from"
                                + " step " + memory.remembersFrom() + " on: its images may be near copies")
                .ifPresent(warnings::add);
        return warnings;
    }

    /** Returns what computes, as a manifest states it. */
    public static String device(Compute compute) {
        return compute.onCard() ? compute.device() : "";
    }

    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException("the output is a file; name a new or empty folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.anyMatch(e -> !e.getFileName().toString().endsWith(AtomicFiles.PARTIAL))) {
                throw new InputException(
                        "the output folder holds files but no " + SampleManifest.FILE + "; name a new or empty folder");
            }
        }
    }

    /**
     * What a replay found.
     *
     * @param same indices whose file was made again with the recorded hash
     * @param different indices whose newly made file has another hash
     * @param folder how the files of the folder agree with the manifest
     */
    public record ReplayReport(List<Integer> same, List<Integer> different, FolderState folder) {
        /** Returns whether all agree: what is made anew, and what lies in the folder. */
        public boolean agrees() {
            return different.isEmpty() && folder.isSound();
        }
    }

    /**
     * Makes all images of a manifest again, in a temporary folder, and compares their hashes with the recorded ones; compares
     * the files that lie in the folder with them, too.
     *
     * @throws InputException if the folder has no manifest or the checkpoint is another one
     */
    public ReplayReport replay(Path folder) throws IOException {
        SampleManifest manifest = SampleManifest.read(folder)
                .orElseThrow(() -> new InputException("the folder has no " + SampleManifest.FILE));
        String weights = sampler.ema() ? "ema" : "plain";
        if (!manifest.checkpointSha256().equals(sampler.checkpointSha256())
                || !manifest.weights().equals(weights)) {
            throw new InputException("the samples were made with checkpoint " + manifest.checkpointSha256() + " ("
                    + manifest.weights() + " weights), this one is " + sampler.checkpointSha256() + " (" + weights
                    + ")");
        }
        Map<Integer, Entry> entries =
                manifest.images().stream().collect(Collectors.toMap(Entry::index, Function.identity()));
        List<Integer> same = new ArrayList<>();
        List<Integer> different = new ArrayList<>();
        // A replay has no key, and needs none: it makes what was signed.
        ImageExporter exporter = new ImageExporter(sampler, manifest, Optional.empty());
        Path scratch = Files.createTempDirectory("effigy-replay");
        try (Progress bar = progress.start("replay", "images", entries.size())) {
            replay(manifest, request(folder, manifest), bar, image -> {
                Path file = scratch.resolve(entries.get(image.index()).file());
                boolean equal = exporter.write(file, image)
                        .sha256()
                        .equals(entries.get(image.index()).replayedSha256());
                (equal ? same : different).add(image.index());
                Files.delete(file);
            });
        } finally {
            AtomicFiles.deleteTree(scratch);
        }
        return new ReplayReport(List.copyOf(same), List.copyOf(different), FolderState.of(folder, manifest));
    }

    private static SampleRequest request(Path folder, SampleManifest manifest) throws IOException {
        return manifest.masks().isEmpty()
                ? manifest.request(0)
                : manifest.request(0).withMasks(Optional.of(SampleMasks.read(folder, manifest.masks())));
    }

    /** Makes the images of a manifest again, in the recorded attempts. */
    private void replay(SampleManifest manifest, SampleRequest request, Progress bar, ImageSampler.Receiver receiver)
            throws IOException {
        sampler.check(request);
        int batch = sampler.batch(request);
        List<Entry> entries = manifest.images();
        for (int from = 0; from < entries.size(); from += batch) {
            List<Entry> part = entries.subList(from, Math.min(entries.size(), from + batch));
            int[] indices = part.stream().mapToInt(Entry::index).toArray();
            int[] attempts = part.stream().mapToInt(Entry::attempt).toArray();
            for (SampledImage image : sampler.draw(request, indices, attempts, bar)) {
                receiver.accept(image);
            }
            bar.done(from + part.size());
        }
    }
}
