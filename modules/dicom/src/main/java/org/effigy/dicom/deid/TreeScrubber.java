package org.effigy.dicom.deid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.OrderedWork;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.burnedin.HeadImages;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;

/**
 * De-identifies a file, or all files of a folder and its subfolders. Files of the result lie in one folder and are named by
 * their new SOPInstanceUID; no name and no folder of the original is carried over.
 */
public final class TreeScrubber {
    private static final String DICOMDIR = "1.2.840.10008.1.3.10";

    private final DicomCodec codec;
    private final Deidentifier deidentifier;
    private final Set<Path> names = new HashSet<>();
    private final List<ScrubReport.Failure> failures = new ArrayList<>();
    private final Map<String, Integer> headSlices = new HashMap<>();
    private int written;
    private int skipped;

    private TreeScrubber(DicomCodec codec, Deidentifier deidentifier) {
        this.codec = codec;
        this.deidentifier = deidentifier;
    }

    /** Returns a scrubber, for one run, that reads and writes with this codec. */
    public static TreeScrubber using(DicomCodec codec, Deidentifier deidentifier) {
        return new TreeScrubber(codec, deidentifier);
    }

    /** As {@link #run}, with the codec that is in use. */
    public static ScrubReport scrub(Path in, Path out, Deidentifier deidentifier, Progress.Factory progress)
            throws IOException {
        return using(Dicom.codec(), deidentifier).run(in, out, progress);
    }

    /**
     * De-identifies a file or a folder. What fails is not written and does not stop the rest.
     *
     * @param in a DICOM file, or a folder; what is no DICOM in it is skipped and counted
     * @param out a file that is not there yet, or a folder that is empty or not there yet and does not lie in the other
     * @throws InputException if the folders are not as they must be
     */
    public ScrubReport run(Path in, Path out, Progress.Factory progress) throws IOException {
        if (Files.isRegularFile(in)) {
            one(in, out);
        } else {
            tree(in, out, progress);
        }
        return new ScrubReport(written, skipped, failures);
    }

    private void one(Path in, Path out) throws IOException {
        if (Files.isDirectory(out)) {
            throw new InputException("the result of one file must be a file, but that is a folder; name a new file");
        }
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new InputException("the output file is already there and is not replaced; name a new file");
        }
        try {
            DicomFile file = codec.read(in, ReadOptions.whole());
            count(file);
            refuseHeadVolume(file);
            codec.write(deidentifier.apply(file), out);
            written++;
        } catch (InputException e) {
            failures.add(failure(1, e));
        }
    }

    private void tree(Path in, Path out, Progress.Factory progress) throws IOException {
        checkFolders(in, out);
        List<Path> files = files(in);
        if (!deidentifier.allowsHeads()) {
            files.forEach(this::count);
        }
        try (Progress bar = progress.start("scrub", "files", files.size())) {
            List<OneFile> jobs = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                jobs.add(new OneFile(i + 1, files.get(i), out));
            }
            OrderedWork.run(files, jobs, bar);
            jobs.forEach(this::count);
        }
    }

    private void count(OneFile job) {
        written += job.written ? 1 : 0;
        skipped += job.skipped ? 1 : 0;
        job.failure.ifPresent(failures::add);
    }

    /** One file of a folder: read and de-identified, then named in the order of the files, then written. */
    private final class OneFile implements OrderedWork.Job {
        private final int index;
        private final Path in;
        private final Path out;
        private DicomFile result;
        private Path path;
        private boolean written;
        private boolean skipped;
        private Optional<ScrubReport.Failure> failure = Optional.empty();

        OneFile(int index, Path in, Path out) {
            this.index = index;
            this.in = in;
            this.out = out;
        }

        @Override
        public void before() {
            guarded(() -> {
                skipped = !Dicom.looksLikeDicom(in);
                if (skipped) {
                    return;
                }
                DicomFile file = codec.read(in, ReadOptions.whole());
                skipped = isDirectory(file);
                if (!skipped) {
                    refuseHeadVolume(file);
                    result = deidentifier.apply(file);
                }
            });
        }

        @Override
        public void inOrder() {
            if (result != null) {
                guarded(() -> path = name(result, out));
            }
        }

        @Override
        public void after() {
            if (path != null) {
                guarded(() -> {
                    codec.write(result, path);
                    written = true;
                });
            }
            result = null;
        }

        private void guarded(Step step) {
            try {
                step.run();
            } catch (InputException e) {
                failure = Optional.of(failure(index, e));
            } catch (IOException e) {
                // The message of such an exception is often the file's name.
                String reason =
                        "cannot be read or written (" + e.getClass().getSimpleName() + "); check disk and rights";
                failure = Optional.of(new ScrubReport.Failure(index, reason, Optional.empty()));
            }
        }
    }

    private static ScrubReport.Failure failure(int index, InputException e) {
        Optional<Permission> remedy =
                e instanceof RefusedException refused ? Optional.of(refused.permission()) : Optional.empty();
        return new ScrubReport.Failure(index, e.getMessage(), remedy);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Counts a file's head slices; what cannot be read fails later, with its reason. */
    private void count(Path file) {
        try {
            if (Dicom.looksLikeDicom(file)) {
                count(Dicom.readHeader(file));
            }
        } catch (InputException | IOException e) {
            return;
        }
    }

    private void count(DicomFile file) {
        int frames = Math.max(1, file.dataSet().integer(Tag.NumberOfFrames).orElse(1));
        HeadImages.series(file.dataSet()).ifPresent(series -> headSlices.merge(series, frames, Integer::sum));
    }

    private void refuseHeadVolume(DicomFile file) {
        int slices = HeadImages.series(file.dataSet())
                .map(series -> headSlices.getOrDefault(series, 0))
                .orElse(0);
        if (slices > HeadImages.MOST_SLICES && !deidentifier.allowsHeads()) {
            throw new RefusedException(
                    "one of " + slices + " slices of a head, from which a face could be rendered"
                            + " (BodyPartExamined, AnatomicRegionSequence or a description says so); remove the face"
                            + " with another program first, or allow heads explicitly",
                    Permission.HEADS);
        }
    }

    private static boolean isDirectory(DicomFile file) {
        return file.fileMeta()
                        .string(Tag.MediaStorageSOPClassUID)
                        .filter(DICOMDIR::equals)
                        .isPresent()
                || file.dataSet().contains(Tag.DirectoryRecordSequence);
    }

    /** Returns the path for an instance: its UID, and a number where another file has the same one. */
    private Path name(DicomFile file, Path out) {
        String uid = file.dataSet()
                .string(Tag.SOPInstanceUID)
                .filter(u -> u.matches("[0-9.]{1,64}"))
                .orElseThrow(() -> new DicomException(
                        DicomException.Kind.MALFORMED, Tag.describe(Tag.SOPInstanceUID) + " is not a UID"));
        Path path = out.resolve(uid + ".dcm");
        for (int n = 2; !names.add(path); n++) {
            path = out.resolve(uid + "-" + n + ".dcm");
        }
        return path;
    }

    private static void checkFolders(Path in, Path out) throws IOException {
        if (!Files.isDirectory(in)) {
            throw new InputException("the input is neither a file nor a folder; check the path");
        }
        Path realIn = in.toRealPath();
        Path realOut = realPath(out);
        if (realOut.startsWith(realIn)) {
            throw new InputException("the output folder must not lie in the input folder; choose another");
        }
        if (!Files.exists(out)) {
            return;
        }
        try (Stream<Path> content = Files.list(out)) {
            if (content.findAny().isPresent()) {
                throw new InputException("the output folder is not empty; choose a new one so that no old file stays");
            }
        }
    }

    /** Returns the path without links, as far as it exists. */
    private static Path realPath(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        if (Files.exists(absolute)) {
            return absolute.toRealPath();
        }
        Path parent = absolute.getParent();
        return parent == null ? absolute : realPath(parent).resolve(absolute.getFileName());
    }

    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> walk = Files.walk(in)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
