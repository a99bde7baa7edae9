package org.effigy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.report.Pictures;
import org.effigy.report.document.Picture;
import org.effigy.report.document.Png;
import org.effigy.sampling.SampleManifest;

/** The images of an evaluation, as they were judged; found by the command that is recorded beside it. */
final class EvaluationPictures implements Pictures, AutoCloseable {
    private final ImageSets sets;
    private final Path cache;
    private final boolean showReal;
    private final List<String> remarks;

    private EvaluationPictures(ImageSets sets, Path cache, boolean showReal, List<String> remarks) {
        this.remarks = remarks;
        this.sets = sets;
        this.cache = cache;
        this.showReal = showReal;
    }

    /**
     * Opens the images of the evaluation in a folder.
     *
     * @throws InputException if they cannot be found, or are others by now
     */
    static EvaluationPictures open(Path folder, Evaluation evaluation, boolean showReal) throws IOException {
        RecordedCommand command = RecordedCommand.read(folder)
                .orElseThrow(() -> new InputException(
                        "the evaluation has no " + RecordedCommand.FILE + " that says where its images are"));
        ImageSets.Request request = EvaluateCommand.sourcesOf(command.words());
        Path cache = Files.createTempDirectory("effigy-report");
        ImageSets sets;
        try {
            sets = ImageSets.open(request, cache, ConsoleProgress.ofProcess());
        } catch (IOException | RuntimeException e) {
            AtomicFiles.deleteTree(cache);
            throw e;
        }
        EvaluationPictures pictures = new EvaluationPictures(sets, cache, showReal, gate(request.synthetic()));
        if (!sets.synthetic().sha256().equals(evaluation.synthetic().sha256())
                || !sets.train().sha256().equals(evaluation.train().sha256())) {
            pictures.close();
            throw new InputException("the images are not those that were judged; evaluate again");
        }
        return pictures;
    }

    /** Returns what the manifest of samples says of the release gate; nothing for images of others. */
    private static List<String> gate(ImageSource synthetic) throws IOException {
        if (!(synthetic instanceof ImageSource.Folder samples)
                || !Files.isRegularFile(samples.folder().resolve(SampleManifest.FILE))) {
            return List.of(
                    "The synthetic images come without a manifest, so no release gate is known to have passed them.");
        }
        JsonNode manifest =
                Json.tree(Files.readString(samples.folder().resolve(SampleManifest.FILE)), SampleManifest.FILE);
        boolean on = manifest.at("/gate/state").asText().equals("on");
        return List.of(
                on
                        ? "Every synthetic image passed the release gate; "
                                + manifest.at("/gate/rejected").size() + " others were held back by it."
                        : "The synthetic images were made with the release gate switched off or missing: no one looked"
                                + " for near copies before they were written.");
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public List<Picture> synthetic(int most) {
        return some(sets.synthetic(), most);
    }

    @Override
    public List<Picture> real(int most) {
        return showReal ? some(sets.holdout(), most) : List.of();
    }

    private static List<Picture> some(ImageSet set, int most) {
        return IntStream.range(0, Math.min(most, set.size()))
                .mapToObj(row -> {
                    String of = set.images().get(row).className();
                    return picture(set, row, set.role() + " " + row + (of.isEmpty() ? "" : ", " + of));
                })
                .toList();
    }

    private static Picture picture(ImageSet set, int row, String caption) {
        boolean real = !set.role().equals("synthetic");
        return new Picture(caption, Png.grey(set.scaled(row), set.side(), real), real);
    }

    @Override
    public Optional<Picture> synthetic(int row, String caption) {
        return row < sets.synthetic().size() ? Optional.of(picture(sets.synthetic(), row, caption)) : Optional.empty();
    }

    @Override
    public Optional<Picture> train(int row, String caption) {
        return showReal && row < sets.train().size()
                ? Optional.of(picture(sets.train(), row, caption))
                : Optional.empty();
    }

    @Override
    public void close() {
        sets.close();
        try {
            AtomicFiles.deleteTree(cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
