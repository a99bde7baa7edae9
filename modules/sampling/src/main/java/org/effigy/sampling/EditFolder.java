package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.diffusion.EditSampler;
import org.effigy.gate.Gate;
import org.effigy.gate.GateFile;
import org.effigy.gate.Reason;
import org.effigy.marking.SigningKey;
import org.effigy.networks.compute.Precision;

/**
 * A new folder of the edits of one image, with their manifest: of a region, what lies outside of it keeping its stored values, or of
 * the image as a whole, in the model's size.
 */
public final class EditFolder {
    /** So many edits of one index may be refused before it is left out. */
    static final int MOST_ATTEMPTS = 8;

    private final ImageSampler sampler;
    private final EditSource source;
    private final Optional<EditRegion> region;
    private final String codeVersion;
    private final Progress.Factory progress;
    private final Optional<Gate> gate;
    private final Optional<SigningKey> key;

    private EditFolder(
            ImageSampler sampler,
            EditSource source,
            Optional<EditRegion> region,
            String codeVersion,
            Progress.Factory progress,
            Optional<Gate> gate,
            Optional<SigningKey> key) {
        this.sampler = sampler;
        this.source = source;
        this.region = region;
        this.codeVersion = codeVersion;
        this.progress = progress;
        this.gate = gate;
        this.key = key;
    }

    /** Makes the link between a sampler, an image and folders, without gate and key; closing the sampler stays with the caller. */
    public EditFolder(
            ImageSampler sampler,
            EditSource source,
            Optional<EditRegion> region,
            String codeVersion,
            Progress.Factory progress) {
        this(sampler, source, region, codeVersion, progress, Optional.empty(), Optional.empty());
    }

    /**
     * Returns a link that lets edits pass the release gate: one that shows a training image which the original does not, or is not
     * what the model was trained to make, is made again from another seed.
     *
     * @throws InputException if the record is that of another model
     */
    public EditFolder withGate(GateFile record) {
        Optional<Gate> checked = Optional.of(SampleFolder.gate(record, sampler));
        return new EditFolder(sampler, source, region, codeVersion, progress, checked, key);
    }

    /** Returns a link whose files are signed with a key. */
    public EditFolder withKey(SigningKey signer) {
        return new EditFolder(sampler, source, region, codeVersion, progress, gate, Optional.of(signer));
    }

    /**
     * Makes edits and writes them to a new or empty folder.
     *
     * @param stop ends the work after the current batch
     * @return the manifest
     * @throws InputException if the folder holds something, the request does not fit the model, or writing is found in the image
     */
    public EditManifest write(Path folder, EditRequest request, EditExport export, BooleanSupplier stop)
            throws IOException {
        sampler.check(request);
        SampleFolder.requireEmpty(folder);
        if (!export.allowText() && source.hasText()) {
            throw new InputException(
                    "writing is found in the image to edit, which may name a patient; paint it over, or"
                            + " allow burned-in text");
        }
        float[] seen = source.scaled();
        Optional<EditGate> judge = gate.map(one -> new EditGate(one, seen));
        EditManifest manifest =
                begin(request, export, judge.map(EditGate::knowsTheOriginal).orElse(false));
        EditWriter writer = new EditWriter(sampler, source, region, manifest, export, key);
        Session session = new Session(folder, request, judge, writer, new EditSampler.Original(seen, modelRegion()));
        Files.createDirectories(folder);
        try (Progress bar = progress.start("edit", "images", request.count())) {
            session.run(bar, stop);
        }
        EditManifest done =
                manifest.with(session.written, session.withheld, manifest.gate().withRejected(session.rejected));
        done.write(folder);
        return done;
    }

    private boolean[] modelRegion() {
        return region.map(EditRegion::modelPixels).orElse(new boolean[0]);
    }

    private EditManifest begin(EditRequest request, EditExport export, boolean known) {
        return new EditManifest(
                EditManifest.FORMAT,
                EditManifest.VERSION,
                sampler.config().family(),
                sampler.checkpointSha256(),
                sampler.config().step(),
                sampler.ema() ? "ema" : "plain",
                source.sha256(),
                region.map(EditRegion::sha256).orElse(""),
                request.seed(),
                request.className(),
                request.plan(),
                request.guidance(),
                export.created(),
                codeVersion,
                SampleFolder.device(sampler.compute()),
                sampler.compute().precision() == Precision.FLOAT32 ? "" : Precision.BFLOAT16.word(),
                // Outside of a region no pixel changes, and inside alone a mark would seldom be found.
                export.watermark() && region.isEmpty() ? ExportSettings.WATERMARK : "",
                key.map(SigningKey::fingerprint).orElse(""),
                known,
                List.of(),
                List.of(),
                GateLog.of(gate.map(Gate::file)));
    }

    /** One call's edits. */
    private final class Session {
        private final Path folder;
        private final EditRequest request;
        private final Optional<EditGate> judge;
        private final EditWriter writer;
        private final EditSampler.Original original;
        private final List<EditManifest.Entry> written = new ArrayList<>();
        private final List<Integer> withheld = new ArrayList<>();
        private final List<GateLog.Rejection> rejected = new ArrayList<>();

        Session(
                Path folder,
                EditRequest request,
                Optional<EditGate> judge,
                EditWriter writer,
                EditSampler.Original original) {
            this.folder = folder;
            this.request = request;
            this.judge = judge;
            this.writer = writer;
            this.original = original;
        }

        void run(Progress bar, BooleanSupplier stop) throws IOException {
            int[] indices = IntStream.rangeClosed(1, request.count()).toArray();
            int batch = sampler.batch(request);
            for (int from = 0; from < indices.length && !stop.getAsBoolean(); from += batch) {
                int[] part = Arrays.copyOfRange(indices, from, Math.min(indices.length, from + batch));
                for (SampledImage image : sampler.edit(request, original, part, new int[part.length], bar)) {
                    settle(image, bar);
                    bar.done(image.index());
                }
            }
        }

        /** Writes an edit, or one from another seed in its place where it is refused. */
        private void settle(SampledImage first, Progress bar) throws IOException {
            SampledImage image = first;
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                SampledImage current = image;
                Optional<Reason> reason = judge.flatMap(one -> one.refuses(current.scaled()));
                if (reason.isEmpty()) {
                    write(image, attempt);
                    return;
                }
                String seed = String.valueOf(image.seed());
                rejected.add(new GateLog.Rejection(image.index(), attempt, seed, reason.get()));
                if (attempt + 1 < MOST_ATTEMPTS) {
                    int[] index = {image.index()};
                    image = sampler.edit(request, original, index, new int[] {attempt + 1}, bar)
                            .get(0);
                }
            }
            withheld.add(first.index());
        }

        private void write(SampledImage image, int attempt) throws IOException {
            String name = writer.fileName(image.index());
            ImageExporter.Written hashes = writer.write(folder.resolve(name), image);
            written.add(new EditManifest.Entry(
                    image.index(),
                    String.valueOf(image.seed()),
                    attempt,
                    name,
                    hashes.sha256(),
                    hashes.unsignedSha256()));
        }
    }
}
